"""The result of filling a volume, as result.json and `--json` have it."""

from typing import Any

import msgspec
import numpy as np

from simulation_server.physics.electrolytes import Electrolyte, electrolyte
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import in_use
from simulation_server.schema.results import Saturation
from simulation_server.schema.states import Phase, Solid
from simulation_server.version import __version__
from simulation_server.volumes import Volume, Way

from .watch import Watch

SHARES_PERCENT = (50, 80, 90)


class VolumeSummary(msgspec.Struct, frozen=True):
    """The file as it was understood."""

    file: str
    shape: tuple[int, ...]  # (nx, ny, nz)
    voxel_um: float
    phase_shares: dict[str, float]
    connected_pore_share: float  # of the pores, joined to the inlet and the far end
    notes: tuple[str, ...]


class LatticeSummary(msgspec.Struct, frozen=True):
    """The lattice it was filled on, separator included."""

    shape: tuple[int, ...]
    lattice_um: float
    porosity: float
    steps: int


class FilledVolume(msgspec.Struct, frozen=True):
    """One filling. `complete` is False where a limit or a failure ended it, and `stopped` says which."""

    version: str
    complete: bool
    stopped: str
    porosity: float  # resolved pores over the volume
    saturation: float  # electrolyte's share of the resolved pores at the end
    trapped_gas: float  # share of the pores that keeps gas: cut off behind the front, or never reached by it
    time_to_percent_ms: dict[str, float | None]  # null where it was not reached
    end_ms: float
    curve: Saturation
    volume: VolumeSummary
    lattice: LatticeSummary
    electrolyte: Electrolyte
    settings: dict[str, Any]  # the recipe's [infiltration], and the seed
    wall_s: float
    forecast: Saturation | None = None
    files: tuple[str, ...] = ()


def summarise(
    file: str,
    volume: Volume,
    way: Way,
    notes: tuple[str, ...],
    recipe: Recipe,
    watch: Watch,
    forecast: Saturation | None,
) -> FilledVolume:
    """The document of a filling of which at least the first state was seen."""
    filling, last = watch.filling, watch.last
    assert last is not None
    outcome = filling.outcome()
    curve = outcome.saturation or Saturation([0.0], [0.0])
    return FilledVolume(
        version=__version__,
        complete=not watch.stopped,
        stopped=watch.stopped,
        porosity=volume.share(Phase.PORE),
        saturation=last.saturation,
        trapped_gas=filling.record.trapped_share,
        time_to_percent_ms={str(percent): time_to(curve, percent / 100.0) for percent in SHARES_PERCENT},
        end_ms=last.time_ms,
        curve=curve,
        volume=VolumeSummary(
            file,
            volume.labels.shape,
            volume.voxel_um,
            {phase.name.lower(): volume.share(phase) for phase in Phase},
            way.connected_share,
            notes,
        ),
        lattice=LatticeSummary(
            filling.kinds.shape,
            filling.lattice_um,
            float(np.mean(filling.kinds == Solid.PORE)),
            filling.lattice.steps,
        ),
        electrolyte=electrolyte(recipe.infiltration),
        settings=_in_use(recipe),
        wall_s=watch.wall_s,
        forecast=forecast,
    )


def _in_use(recipe: Recipe) -> dict[str, Any]:
    """The settings that had a say: the recipe's [infiltration], and the seed of a separator's fibres."""
    settings = msgspec.to_builtins(recipe.infiltration)
    found = {key: value for key, value in settings.items() if in_use(recipe, f"infiltration.{key}")}
    return found | {"seed": recipe.simulation.seed}


def time_to(curve: Saturation, share: float) -> float | None:
    """Time (ms) at which the saturation first reaches the share, between two points of the curve."""
    for after, reached in enumerate(curve.saturation):
        if reached >= share:
            if after == 0:
                return curve.time_ms[0]
            around = slice(after - 1, after + 1)
            return float(np.interp(share, curve.saturation[around], curve.time_ms[around]))
    return None
