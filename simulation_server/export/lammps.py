"""A LAMMPS data file of the particles, and an input script that runs it.

LAMMPS' `units micro` are ours: um, us, pg, so that densities read as g/cm3 and pressures as kPa.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulation_server.manufacturing.calibrated import calibrated
from simulation_server.manufacturing.materials import (
    AM_KIND,
    CBD_KIND,
    FOIL_KIND,
    ROLL_KIND,
    contact_materials,
)
from simulation_server.physics.particles.material import Material, rayleigh_time_us
from simulation_server.schema.states import Phase
from simulation_server.whole_file import replacing

from .source import Source

DATA, SCRIPT = "electrode.data", "electrode.in"

_SAME_SIZE = 1e-6
"""Relative difference of diameters up to which active particles are of one size class."""
_STEP_FRACTION = 0.1
"""Time step over the smallest Rayleigh time: half of what Mesonaut takes, as nothing damps the start."""


def write_lammps(source: Source, folder: Path) -> list[Path]:
    """Writes `electrode.data` (atom_style sphere) and `electrode.in`, which reads it from its own folder."""
    classes = _size_classes(source)
    written = []
    for name, text in ((DATA, _data(source, classes)), (SCRIPT, _script(source, classes))):
        with replacing(folder / name) as part:
            part.write_text(text, encoding="ascii")
        written.append(folder / name)
    return written


def _size_classes(source: Source) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Diameters of the active material's size classes (k,), rising, and the type of each particle (n,).

    Types 1 to k are the classes; k + 1 is the carbon-binder.
    """
    particles = source.saved.electrode.particles
    active = particles.phase == Phase.AM
    diameters = 2.0 * particles.radii_um[active]
    order = np.sort(diameters)
    classes = order[np.diff(order, prepend=0.0) > _SAME_SIZE * order]
    types = np.full(len(active), len(classes) + 1, dtype=np.int64)
    types[active] = np.searchsorted(classes, diameters * (1.0 + _SAME_SIZE), side="right")
    return classes, types


def _materials(source: Source) -> list[Material]:
    formulation = source.saved.recipe.formulation
    return contact_materials(
        formulation.active_material,
        formulation.binder,
        formulation.binder_share_wt_pct,
        overrides=calibrated("calendering").get("contact"),
    )


def _data(source: Source, classes: tuple[NDArray[np.float64], NDArray[np.int64]]) -> str:
    electrode = source.saved.electrode
    particles = electrode.particles
    diameters, types = classes
    materials = _materials(source)
    density = np.where(types <= len(diameters), materials[AM_KIND].density, materials[CBD_KIND].density)
    name = source.saved.recipe.formulation.active_material
    lines = [
        f"Mesonaut electrode, seed {source.saved.recipe.simulation.seed}; units micro (um, us, pg); "
        "atom_style sphere",
        *(f"# type {k}: {name}, diameter {d:.6g} um" for k, d in enumerate(diameters, start=1)),
        f"# type {len(diameters) + 1}: carbon-binder, nanopores in its density",
        "",
        f"{len(types)} atoms",
        f"{len(diameters) + 1} atom types",
        "",
        f"0 {particles.box_um[0]:.12g} xlo xhi",
        f"0 {particles.box_um[1]:.12g} ylo yhi",
        f"0 {electrode.thickness_um:.12g} zlo zhi",
        "",
        "Atoms # sphere: id, type, diameter (um), density (g/cm3), x, y, z (um)",
        "",
    ]
    rows = zip(types, 2.0 * particles.radii_um, density, particles.positions_um, strict=True)
    lines += [
        f"{number} {kind} {diameter:.12g} {heavy:.9g} {x:.12g} {y:.12g} {z:.12g}"
        for number, (kind, diameter, heavy, (x, y, z)) in enumerate(rows, start=1)
    ]
    return "\n".join(lines) + "\n"


def _script(source: Source, classes: tuple[NDArray[np.float64], NDArray[np.int64]]) -> str:
    electrode = source.saved.electrode
    particles = electrode.particles
    diameters, types = classes
    materials = _materials(source)
    am, cbd, foil, roll = (materials[k] for k in (AM_KIND, CBD_KIND, FOIL_KIND, ROLL_KIND))
    solids = {
        am: particles.radii_um[types <= len(diameters)],
        cbd: particles.radii_um[types > len(diameters)],
    }
    step_us = _STEP_FRACTION * min(
        float(rayleigh_time_us(solid, radii, np.full(len(radii), solid.density)).min())
        for solid, radii in solids.items()
        if len(radii)
    )
    coefficients = [f"pair_coeff {len(diameters) + 1} {len(diameters) + 1} {_contact(cbd)}"]
    if len(diameters):
        coefficients.insert(0, f"pair_coeff 1*{len(diameters)} 1*{len(diameters)} {_contact(am)}")
    return f"""# The electrode of {DATA} at rest in LAMMPS (2020 or later): lmp -in {SCRIPT}
# units micro: um, us, pg, so kPa and g/cm3. Contacts are Hertz and Mindlin with the moduli, restitution and
# friction of the recipe; Mesonaut's cohesion and yield are not LAMMPS', so the film leans on both walls.
units           micro
atom_style      sphere
atom_modify     map array
boundary        p p f
newton          off
comm_modify     vel yes
read_data       {DATA}

pair_style      granular
{chr(10).join(coefficients)}

fix             move all nve/sphere
fix             collector all wall/gran granular {_contact(foil)} zplane 0.0 NULL
fix             plane all wall/gran granular {_contact(roll)} zplane NULL {electrode.thickness_um:.12g}

neighbor        {0.1 * 2.0 * float(particles.radii_um.max()):.6g} bin
timestep        {step_us:.6g}
thermo_style    custom step time atoms ke press pzz
thermo          100
run             1000
"""


def _contact(solid: Material) -> str:
    """LAMMPS' words for the solid against its like; unlike pairs are mixed by LAMMPS."""
    return (
        f"hertz/material {solid.young_kpa:.9g} {solid.restitution:.6g} {solid.poisson:.6g} "
        f"tangential mindlin NULL 1.0 {solid.friction:.6g} damping tsuji"
    )
