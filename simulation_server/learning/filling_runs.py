"""Electrodes filled by the simulation, to teach the forecast: which ones, and what is kept of each."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from simulation_server.manufacturing.filling_lattice import RESERVOIR_LAYERS
from simulation_server.schema.errors import FileError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed, format_recipe, parse_recipe
from simulation_server.schema.states import Solid
from simulation_server.whole_file import replacing

ELECTRODES = 64
HELD_OUT_EVERY = 4
"""One electrode in so many is never trained on."""
MOST_STEPS = 24_000
_RANGES = (
    ("coating.comma_gap_um", 60.0, 140.0),
    ("calendering.pressure_mpa", 0.0, 120.0),
    ("formulation.active_wt_pct", 92.0, 97.0),
    ("infiltration.contact_angle_deg", 30.0, 80.0),
    ("infiltration.cbd_contact_angle_deg", 30.0, 80.0),
    ("infiltration.inlet_pressure_kpa", 25.0, 200.0),
    ("simulation.particles", 700, 1000),
    ("simulation.lattice_um", 0.9, 1.25),
)
_VOXEL_UM = 0.6
COARSE_MOST_GAP_UM = 75.0


@dataclass(frozen=True, slots=True)
class FilledElectrode:
    """A simulated filling in the lattice's axes: the inlet is the last z layer, the vent the first."""

    recipe: Recipe
    kinds: NDArray[np.uint8]  # (nx, ny, nz) Solid; pores that nothing joins to the inlet are closed
    lattice_um: float
    cbd_nanoporosity: float
    filled_ms: NDArray[np.float32]  # (nx, ny, nz) NaN where the liquid never came
    trapped: NDArray[np.bool_]  # (nx, ny, nz) gas without a way out at the end
    end_ms: float


def recipes(count: int = ELECTRODES, seed: int = 4) -> list[Recipe]:
    """The electrodes' recipes: a Sobol sequence (Owen 1998) over settings of coating, rolls and filling.

    One in six has coarse active particles, another takes the electrolyte in at its side.
    """
    power = int(np.ceil(np.log2(max(count, 2))))
    sampler = qmc.Sobol(len(_RANGES), scramble=True, rng=np.random.default_rng(seed))
    return [_recipe(number, row) for number, row in enumerate(sampler.random_base2(power)[:count])]


def _recipe(number: int, unit: NDArray[np.float64]) -> Recipe:
    settings: dict[str, float | int | str] = {}
    for (path, low, high), share in zip(_RANGES, unit, strict=True):
        # little pressure does most of the work of the rolls
        value = low + (high - low) * float(share**3 if path == "calendering.pressure_mpa" else share)
        settings[path] = round(value) if isinstance(low, int) else round(value, 3)
    settings |= {"simulation.voxel_um": _VOXEL_UM, "simulation.seed": 100 + number}
    if number % 6 == 2:
        settings["formulation.size_distribution"] = "coarse"
        gap = "coating.comma_gap_um"  # thinner, for a box wider than two of the largest spheres
        settings[gap] = min(float(settings[gap]), COARSE_MOST_GAP_UM)
    if number % 6 == 5:
        settings["infiltration.entry"] = "side"
    return changed(Recipe(), settings)


def fill(recipe: Recipe) -> FilledElectrode:
    """Makes and fills one electrode. Raises PhysicsError where it cannot be made or nothing leads in."""
    from simulation_server.chain import Chain
    from simulation_server.manufacturing.infiltration import Infiltration
    from simulation_server.physics.voxels import voxelise

    chain = Chain(recipe)
    for _ in chain.make():
        pass
    voxels = voxelise(chain.electrode, recipe.simulation.voxel_um)
    infiltration = Infiltration(voxels, recipe, MOST_STEPS)
    for state in infiltration.states():
        last = state
    geometry = infiltration.geometry
    inner = slice(RESERVOIR_LAYERS, -RESERVOIR_LAYERS)

    def turned(values: NDArray[np.generic], outside: float) -> NDArray[np.generic]:
        if not geometry.side:
            return values
        walled = ((0, 0), (1, 1), (0, 0))
        return np.pad(values.transpose(1, 2, 0), walled, constant_values=outside)

    return FilledElectrode(
        recipe=recipe,
        kinds=geometry.turned()[:, :, inner],
        lattice_um=geometry.lattice_um,
        cbd_nanoporosity=voxels.cbd_nanoporosity,
        filled_ms=turned(last.filled_ms, np.nan).astype(np.float32),
        trapped=turned(last.trapped, 0).astype(bool),
        end_ms=last.time_ms,
    )


def keep(run: FilledElectrode, path: Path) -> None:
    """Writes a run; the file is whole or not there."""
    with replacing(path) as part, part.open("wb") as file:
        np.savez_compressed(
            file, recipe=np.array(format_recipe(run.recipe)), kinds=run.kinds, lattice_um=run.lattice_um,
            cbd_nanoporosity=run.cbd_nanoporosity, filled_ms=run.filled_ms,
            trapped=run.trapped, end_ms=run.end_ms,
        )  # fmt: skip


def kept(path: Path) -> FilledElectrode:
    """Reads a run. Raises FileError in one line."""
    try:
        with np.load(path, allow_pickle=False) as file:
            run = FilledElectrode(
                recipe=parse_recipe(str(file["recipe"]), f"the recipe in {path}"),
                kinds=file["kinds"],
                lattice_um=float(file["lattice_um"]),
                cbd_nanoporosity=float(file["cbd_nanoporosity"]),
                filled_ms=file["filled_ms"],
                trapped=file["trapped"],
                end_ms=float(file["end_ms"]),
            )
    except (OSError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        why = " ".join(str(error).split())
        raise FileError(
            f"{path}: not a kept filling ({why}); take it away and run the campaign again"
        ) from None
    if run.kinds.ndim != 3 or run.filled_ms.shape != run.kinds.shape or run.kinds.max() > max(Solid):
        raise FileError(f"{path}: not a kept filling; take it away and run the campaign again")
    return run
