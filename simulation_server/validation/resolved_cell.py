"""The resolved cell against PyBaMM's DFN where the two must agree: many small spheres through the thickness.

What a homogenised model leaves out vanishes as the particles shrink against the electrode. Both are fed
alike: the DFN gets porosity, surface, tortuosity factor and conductivity measured on the voxels.
"""

from collections.abc import Iterator

import msgspec
import numpy as np
from numpy.typing import NDArray

from simulation_server.performance.cell import discharge
from simulation_server.performance.chemistry import chemistry
from simulation_server.performance.resolved import ResolvedCell
from simulation_server.performance.resolved.discharge import discharge as resolved
from simulation_server.schema.recipe import Recipe

from .check import Check, absolute
from .sphere_column import homogenised, sphere_column

VOLTAGE_BAR_V, CONSERVATION_BAR = 5e-3, 1e-6
SPHERES, SPACING_UM, VOXELS_APART = 12, 4.0, 14
RATES = {"C/2": 0.5, "1C": 1.0}
_SOURCE = "PyBaMM's DFN (Doyle, Fuller and Newman 1993) in the homogeneous limit"


def homogeneous_limit() -> Iterator[Check]:
    """Voltage and conservation of a cathode against lithium at C/2 and 1C."""
    recipe = msgspec.convert({"formulation": {"active_material": "NMC111"}}, Recipe)
    for label, rate in RATES.items():
        off_v, worst = compared(recipe, rate, SPHERES, SPACING_UM, VOXELS_APART)
        what = f"{SPHERES} spheres of {SPACING_UM:g} um through the electrode at {label}"
        yield absolute(f"voltage, {what}: root mean square", off_v, 0.0, VOLTAGE_BAR_V, "V", _SOURCE)
        title = f"lithium, salt and charge, {what}: largest relative error"
        yield absolute(title, worst, 0.0, CONSERVATION_BAR, "1", "conservation")


def compared(
    recipe: Recipe, c_rate: float, spheres: int, spacing_um: float, voxels_apart: int
) -> tuple[float, float]:
    """Root mean square of the voltages' difference (V) while both last, and the worst balance."""
    voxels = sphere_column(spheres, spacing_um, voxels_apart)
    active = chemistry(recipe.formulation.active_material)
    cutoff_v = active.cutoff_v(recipe.cell.lower_cutoff_v)
    reference = discharge(homogenised(voxels, active.name), active, c_rate, cutoff_v)
    cell = ResolvedCell(voxels, recipe)
    worst, curve = 0.0, []
    for state in resolved(cell, c_rate):
        curve.append((state.capacity_mah_cm2, state.voltage_v))
        worst = max(worst, cell.balance().worst)
    capacity, voltage = np.array(curve[1:]).T
    reached, expected = np.array(reference.capacity_mah_cm2), np.array(reference.voltage_v)
    return root_mean_square((capacity, voltage), (reached, expected)), worst


def root_mean_square(
    one: tuple[NDArray[np.float64], NDArray[np.float64]],
    other: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> float:
    """Of the difference between two curves (abscissa, ordinate) where both are known, at even distances."""
    low, high = max(one[0][0], other[0][0]), min(one[0][-1], other[0][-1])
    at = np.linspace(low, high, 500)
    return float(np.sqrt(np.mean((np.interp(at, *one) - np.interp(at, *other)) ** 2)))
