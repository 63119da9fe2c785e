"""The quantities Mesonaut shows, predicts and simulates: one name, unit, meaning and source each."""

import msgspec


class Quantity(msgspec.Struct, frozen=True):
    """`name` is the key in files and messages; `source` the equation or paper behind the simulated value;
    `decimals` is how it is shown.
    """

    name: str
    label: str
    unit: str
    meaning: str
    source: str
    decimals: int = 2


_DFN = (
    "Porous-electrode model of Doyle, Fuller and Newman (1993) in PyBaMM, with this electrode's thickness, "
    "porosity, tortuosity factor, surface and conductivity; electrolyte and lithium of Xu et al. 2019."
)
_ALL = (
    Quantity(
        "porosity", "Porosity", "1",
        "Volume the electrolyte can fill, carbon-binder nanopores included, over the electrode's volume.",
        "Counted on the voxels; nanopores are 0.47 of the carbon-binder, from its published apparent "
        "density.", 3,
    ),
    Quantity(
        "thickness_um", "Thickness", "um", "Coating thickness under a gauge pressure, foil aside.",
        "Height of a plane that rests on the particles; 2.7 µm are added for the peaks a small box "
        "lacks, until "
        "rolls have levelled them (fitted to measured NMC111 electrodes).", 1,
    ),
    Quantity(
        "loading_mg_cm2", "AM loading", "mg/cm2", "Active material per electrode area.",
        "Mass of the particles over the box; the wet film by lubrication under a comma bar, two "
        "constants fitted "
        "to 8 measured coatings.", 1,
    ),
    Quantity(
        "pore_tortuosity", "Pore tortuosity factor", "1",
        "Porosity times free over effective diffusivity through the thickness.",
        "tau = porosity D / D_eff, from div(D grad c) = 0 on the voxels; carbon-binder conducts ions as its "
        "nanoporosity to the 1.5 (Bruggeman 1935).",
    ),
    Quantity(
        "pore_size_um", "Pore size", "um", "Volume-median diameter of the pores.",
        "Local thickness: the largest ball that fits and covers a point (Hildebrand and Rüegsegger 1997).",
    ),
    Quantity(
        "electronic_conductivity_s_m", "Electronic conductivity", "S/m",
        "Effective, through the thickness, of the AM and carbon-binder network.",
        "div(sigma grad phi) = 0 on the voxels. Active material after Amin and Chiang 2016 (NMC111), "
        "carbon-binder by percolation, exponent 2 (Stauffer and Aharony 1994).",
    ),
    Quantity(
        "line_load_n_mm", "Line load", "N/mm",
        "Force of the rolls over the electrode's width that presses it so.",
        "Pressure summed over the contact arc of two rolls of 250 mm: q = integral of p dx, h = h1 + "
        "x²/R.", 0,
    ),
    Quantity(
        "roll_gap_um", "Roll gap", "um",
        "Nominal gap, foil included, at which the rolls, which give, press the electrode so.",
        "Thickness in the nip, foil of 22 µm added, less 0.40 µm for each N/mm: fitted to measured "
        "calenderings "
        "of NMC111 (ARTISTIC project).", 0,
    ),
    Quantity(
        "active_surface_per_um", "Active surface", "1/um",
        "Active-material surface open to electrolyte (pores and carbon-binder) per electrode volume.",
        "Crofton's formula on 13 directions of the voxels (Ohser and Mücklich 2000; Legland et al. 2007).", 3,
    ),
    Quantity(
        "capacity_c5_mah_cm2", "Capacity at C/5", "mAh/cm2", "Discharged capacity per area at C/5.", _DFN
    ),
    Quantity(
        "capacity_1c_mah_cm2", "Capacity at 1C", "mAh/cm2", "Discharged capacity per area at 1C.", _DFN
    ),
    Quantity(
        "capacity_3c_mah_cm2", "Capacity at 3C", "mAh/cm2", "Discharged capacity per area at 3C.", _DFN
    ),
    Quantity(
        "fill_time_ms", "Fill time", "ms",
        "Time until the electrolyte holds 90 % of the resolved pores; a filling that ends below is carried "
        "on as the square root of time.",
        "Two-phase lattice Boltzmann; physical time from viscosity over surface tension (Washburn 1921).",
    ),
    Quantity(
        "trapped_gas", "Trapped gas", "1",
        "Share of the pore volume that keeps its gas: closed pores, and gas the front has cut off.",
        "Connected regions of gas without a way out, on the lattice of the filling.", 3,
    ),
)  # fmt: skip

QUANTITIES: dict[str, Quantity] = {quantity.name: quantity for quantity in _ALL}
"""By name, in the order of display."""

STRUCTURE_QUANTITIES = (
    "porosity", "thickness_um", "loading_mg_cm2", "pore_tortuosity", "pore_size_um",
    "electronic_conductivity_s_m", "active_surface_per_um",
)  # fmt: skip
ROLL_QUANTITIES = ("line_load_n_mm", "roll_gap_um")
CELL_QUANTITIES = ("capacity_c5_mah_cm2", "capacity_1c_mah_cm2", "capacity_3c_mah_cm2")
FILLING_QUANTITIES = ("fill_time_ms", "trapped_gas")
C_RATES: dict[str, float] = {"C/5": 0.2, "1C": 1.0, "3C": 3.0}
"""The discharges of every chain: label and rate."""
