"""Where the model behind each setting of a recipe comes from: the equation, the paper or the measurement."""

_POWDER = "Sizes and densities of each material stand in assets/materials with their sources."
_MASSES = "Masses and volumes balance; densities stand in assets/materials with their sources."
_CBD = (
    "Nanopores keep their published share of 0.47; conductivity goes with the square of the carbon's "
    "volume share "
    "(Stauffer and Aharony 1994)."
)
_COMMA = (
    "Lubrication in the wedge of a comma bar (after Liang et al. 2022), two constants fitted to 8 "
    "coatings of NMC111."
)
_OVEN = (
    "Constant-rate period: rate = beta c_sat(T), rate dH = 2 alpha (T_air - T), beta and alpha by Lewis's "
    "analogy."
)
_PRESS = (
    "Discrete elements: Hertz contacts that yield and stay flattened, Mindlin friction, cohesion (Luding "
    "2008)."
)
_ROLLS = (
    "Pressure summed over the contact arc of rolls of 250 mm that give in proportion to the load (fitted)."
)
_ANGLE = "Surface-energy condition at the wall (Fakhari and Bolster 2017), checked from 30 to 150 degrees."
_LIQUIDS = "Viscosity, surface tension and density stand in assets/electrolytes with their sources."
_TIME = "Two-phase lattice Boltzmann; time by viscosity over surface tension (Washburn 1921)."
_PRESSURES = (
    "The inlet's pressure less that of the gas drives the front, beside capillarity (Young and Laplace)."
)
_CELL = "Porous-electrode model of Doyle, Fuller and Newman (1993) in PyBaMM."
_VOXELS = "Results on two edges tell those on none (Richardson 1911)."

SOURCES: dict[str, str] = {
    "formulation.active_material": _POWDER,
    "formulation.active_wt_pct": _MASSES,
    "formulation.binder": _CBD,
    "formulation.binder_share_wt_pct": _CBD,
    "formulation.size_distribution": _POWDER,
    "formulation.custom_diameters_um": "Your own measurement: numbers, not volumes.",
    "formulation.custom_counts": "Your own measurement: numbers, not volumes.",
    "slurry.solid_content_wt_pct": (
        "Masses and volumes balance; viscosity fitted to four measured flow curves of NMC111."
    ),
    "coating.comma_gap_um": _COMMA,
    "coating.speed_m_min": (
        "Head of slurry behind the bar over the drag flow, dp h²/(eta U): an estimate, not measured."
    ),
    "drying.control": _OVEN,
    "drying.rate_g_m2_s": (
        "Binder follows the advection-diffusion equation of Font et al. 2018 (arXiv 1801.01580)."
    ),
    "drying.oven_temperature_c": _OVEN,
    "drying.consolidation_pressure_kpa": (
        "40 kPa in the published drying of NMC111; the film shrinks until its particles carry this pressure."
    ),
    "calendering.control": (
        "All five lead to a pressure; the film's own pressure-thickness curve tells the others."
    ),
    "calendering.pressure_mpa": _PRESS,
    "calendering.line_load_n_mm": _ROLLS,
    "calendering.gap_um": _ROLLS,
    "calendering.target_porosity": _PRESS,
    "calendering.degree_pct": _PRESS,
    "calendering.roll_temperature_c": (
        "Warm rolls soften the binder: assets/materials has its moduli and their sources."
    ),
    "infiltration.electrolyte": _LIQUIDS,
    "infiltration.viscosity_mpa_s": _TIME,
    "infiltration.surface_tension_mn_m": _TIME,
    "infiltration.contact_angle_deg": _ANGLE,
    "infiltration.cbd_contact_angle_deg": _ANGLE,
    "infiltration.foil_contact_angle_deg": _ANGLE,
    "infiltration.separator_contact_angle_deg": _ANGLE,
    "infiltration.entry": "From a cut edge as in a wound cell, or through the coating's surface.",
    "infiltration.separator": "Nonwovens: pores of micrometres, porosity 45 to 60 % (Arora and Zhang 2004).",
    "infiltration.inlet_pressure_kpa": _PRESSURES,
    "infiltration.gas_pressure_kpa": _PRESSURES,
    "cell.counter": f"{_CELL} Graphite after Ecker et al. 2015.",
    "cell.np_ratio": "Lithium balanced over both electrodes by their open-circuit potentials.",
    "cell.sei": "Marquis 2020, or Yang et al. 2017; constants of O'Kane et al. 2022.",
    "cell.lower_cutoff_v": _CELL,
    "simulation.particles": "Electrodes of another seed scatter less the more particles a box holds.",
    "simulation.engine": (
        "LAMMPS (Thompson et al. 2022) is the reference that the own kernels are checked against."
    ),
    "simulation.seed": "Same recipe and seed, same electrode.",
    "simulation.voxel_um": _VOXELS,
    "simulation.lattice_um": _TIME,
    "simulation.cell_um": (
        "Lithium, salt and potentials on voxels, Butler-Volmer kinetics on the faces between them."
    ),
}
"""By dotted path, for every setting of a recipe."""
