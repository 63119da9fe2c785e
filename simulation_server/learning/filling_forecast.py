"""The forecast of a filling from the geometry alone: when each pore fills, and so the saturation curve.

It forecasts what the simulation of the same volume will show (its lattice, its rise of the pressure), for the
viewer to see at once what the simulation then confirms or corrects.
"""

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulation_server.physics.lattice.connection import reachable_from_top
from simulation_server.physics.pores import PoreMap, segment
from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.recipe import Infiltration
from simulation_server.schema.results import Saturation
from simulation_server.schema.states import Solid

from .filling_drive import liquid_of
from .filling_features import features
from .filling_model import AboutFilling, FillingModel, load_filling_model
from .filling_times import FIRST, LAST, Array
from .filling_training import KEEPS_GAS, log_length

SHIPPED = Path(__file__).parents[2] / "assets" / "surrogates" / "filling.npz"
CURVE_POINTS = 200


@dataclass(frozen=True, slots=True)
class FillingForecast:
    """Per-pore arrays are (n,), NaN in pores that keep their gas; `labels` (nx, ny, nz): k + 1 in pore k."""

    time_ms: Array  # (m,)
    saturation: Array  # (m,) share of the pore volume that is filled, 0 to 1
    filled_ms: NDArray[np.float32]  # (nx, ny, nz) NaN where it is never filled
    labels: NDArray[np.int32]
    start_ms: Array  # a tenth of the pore is filled
    end_ms: Array  # nine tenths are
    velocity_um_ms: Array  # of the front in the pore
    filled_share: Array  # of each pore in the end
    wall_s: float  # what the forecast took

    @property
    def curve(self) -> Saturation:
        """The curve as results carry it."""
        return Saturation(time_ms=self.time_ms.tolist(), saturation=self.saturation.tolist())


class FillingForecaster:
    """A trained model, ready to answer; safe to use from several threads."""

    def __init__(self, model: FillingModel) -> None:
        self._model = model

    @classmethod
    def load(cls, path: Path) -> "FillingForecaster":
        """From a model file. Raises FileError in one line where it is none."""
        return cls(load_filling_model(path))

    @classmethod
    def shipped(cls) -> "FillingForecaster":
        """With the model that comes with Mesonaut."""
        return cls.load(SHIPPED)

    @property
    def about(self) -> AboutFilling:
        """What it was trained on, and its scores on electrodes left out."""
        return self._model.about

    def forecast(
        self,
        kinds: NDArray[np.uint8],
        lattice_um: float,
        infiltration: Infiltration,
        viscosity_mpa_s: float,
        surface_tension_mn_m: float,
        *,
        cbd_nanoporosity: float = 0.0,
        counted: NDArray[np.bool_] | None = None,
    ) -> FillingForecast:
        """Of a lattice of `kinds` (nx, ny, nz; Solid), the inlet at the last z layer, the vent at the first.

        `counted` are the cells whose pores the saturation is of (all, unless a separator is to be left out).
        Raises PhysicsError where no pore opens at the inlet, RecipeError for pressures that cannot be.
        """
        started = time.perf_counter()
        pore = kinds == Solid.PORE
        reachable = reachable_from_top(pore)
        if not reachable.any():
            raise PhysicsError("no pore opens at the inlet, expected one at least: nothing can be filled")
        liquid = liquid_of(
            infiltration, lattice_um, kinds.shape[2], viscosity_mpa_s, surface_tension_mn_m, cbd_nanoporosity
        )
        closed = np.where(pore & ~reachable, np.uint8(Solid.AM), kinds)
        pores = segment(reachable, lattice_um)
        known = features(pores, closed, liquid)
        log_start, log_end, log_span, share = self._model.predict(known.columns, known.base).T
        fills = share >= KEEPS_GAS
        end = np.where(fills, np.exp(log_end) * liquid.clock_ms, np.nan)
        start = np.where(fills, np.minimum(np.exp(log_start) * liquid.clock_ms, 0.999 * end), np.nan)
        velocity = np.exp(log_length(pores.volume_um3) - log_span) / liquid.clock_ms
        filled_ms = _cells(pores, start, end, share)
        times, saturation = _curve(filled_ms, pore if counted is None else pore & counted)
        return FillingForecast(
            time_ms=times,
            saturation=saturation,
            filled_ms=filled_ms,
            labels=pores.labels,
            start_ms=start,
            end_ms=end,
            velocity_um_ms=np.where(fills, velocity, np.nan),
            filled_share=share,
            wall_s=time.perf_counter() - started,
        )


def _cells(pores: PoreMap, start: Array, end: Array, share: Array) -> NDArray[np.float32]:
    """Times (nx, ny, nz): a pore fills evenly from the side where the liquid comes in, up to its share."""
    inside = pores.labels > 0
    number = pores.labels[inside] - 1
    places = (np.argwhere(inside).astype(np.float64) + 0.5) * pores.lattice_um
    from_door = np.linalg.norm(pores.between_um(_doors(pores, end)[number], places), axis=1)
    order = np.lexsort((from_door, number))
    cells = np.bincount(number, minlength=pores.count)
    rank = np.empty(len(number))
    rank[order] = np.arange(len(number)) - np.repeat(np.cumsum(cells) - cells, cells)
    part = (rank + 0.5) / cells[number]
    pace = (end - start)[number] / (LAST - FIRST)
    when = np.maximum(
        start[number] + (part / np.maximum(share[number], KEEPS_GAS) - FIRST) * pace, 0.1 * start[number]
    )
    filled = np.full(pores.labels.shape, np.nan, np.float32)
    filled[inside] = np.where(part <= share[number] + 1e-9, when, np.nan)
    return filled


def _doors(pores: PoreMap, end: Array) -> Array:
    """Where (n, 3) liquid first comes into each pore: the inlet or the throat to the first full neighbour."""
    doors = pores.centre_um.copy()
    earliest = np.full(pores.count, np.inf)
    for side in range(2):
        into, out_of = pores.throats.pores[:, side], pores.throats.pores[:, 1 - side]
        full = np.where(np.isfinite(end[out_of]), end[out_of], np.inf)
        for throat in np.argsort(-full, kind="stable"):  # the earliest is written last
            if full[throat] < earliest[into[throat]]:
                earliest[into[throat]] = full[throat]
                doors[into[throat]] = pores.throats.centre_um[throat]
    doors[pores.inlet.pores[:, 0]] = pores.inlet.centre_um
    return doors


def _curve(filled_ms: NDArray[np.float32], counted: NDArray[np.bool_]) -> tuple[Array, Array]:
    """Saturation against time of the counted pore cells (nx, ny, nz)."""
    when = np.sort(filled_ms[counted & np.isfinite(filled_ms)].astype(np.float64))
    if not len(when):
        return np.zeros(1), np.zeros(1)
    times = np.concatenate([[0.0], np.geomspace(max(when[0], 1e-3 * when[-1]), when[-1], CURVE_POINTS - 1)])
    return times, np.searchsorted(when, times, side="right") / counted.sum()
