"""What is known of each pore before the electrolyte comes: the inputs of the filling forecast.

The main ones are times from the invaded pore network (physics/pores), with and without capillarity and with
gas of several viscosities: between them lie the times of the resolved flow. The others describe the pore,
its way from the inlet and the electrode. All lengths are over the lattice spacing or pure numbers, all times
over `viscosity um / surface tension`, so that viscosity and tension only set the clock.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from simulation_server.physics.pores import PoreMap, grains
from simulation_server.physics.pores.invasion import Drive, Invasion, invade
from simulation_server.physics.pores.network import network
from simulation_server.physics.pores.walls import mean_cosine, wall_faces
from simulation_server.schema.states import Solid

from .filling_times import SHORTEST, Array, PoreTimes, pore_times

LEAK = 0.05
"""How easily cut-off gas gives way: on a slightly compressible lattice most of it does in time."""
EARLIEST = 1e-3
"""Least time over the clock."""

VARIANTS = ((0.6, 0.33), (0.3, 0.05))
"""Share of the capillary pressure that acts, and gas viscosity over the liquid's. The first is the base."""
_CBD = int(Solid.CBD)
KINDS = len(Solid) - 1


@dataclass(frozen=True, slots=True)
class Liquid:
    """What drives the liquid into a volume and what it is."""

    pressure_kpa: float  # inlet over gas
    angles_deg: tuple[float, ...]  # of wall kinds 1, 2 ...
    viscosity_mpa_s: float
    surface_tension_mn_m: float
    ramp_ms: float  # over which the simulation raises the pressure
    cbd_nanoporosity: float = 0.0

    @property
    def clock_ms(self) -> float:
        """The time (ms) in which capillarity moves the liquid some um: viscosity um / surface tension."""
        return 1e-3 * self.viscosity_mpa_s / self.surface_tension_mn_m


@dataclass(frozen=True, slots=True)
class Features:
    """Inputs of n pores; `base` is the logarithm of the base network's time to fill each, over the clock."""

    columns: Array  # (n, len(NAMES))
    base: Array  # (n,)


NAMES = (
    *(f"log_{what}_{k}" for k in range(len(VARIANTS)) for what in ("end", "start", "span")),
    *(f"{what}_{k}" for k in range(len(VARIANTS)) for what in ("comes", "fills")),
    "saturation_then", "log_volume", "log_radius", "coordination", "log_widest_throat", "log_mean_throat",
    "log_ease", "depth_share", "log_depth", "tortuosity", "log_hindrance", "narrowest", "at_inlet", "at_vent",
    "height", "local_porosity", "wall_share", "cbd_share", "cosine", "log_drive", "log_ramp", "porosity",
    "log_thickness", "log_cell",
)  # fmt: skip


def features(pores: PoreMap, kinds: NDArray[np.uint8], liquid: Liquid) -> Features:
    """Inputs of every pore of a volume of `kinds` (nx, ny, nz), the inlet at its last z layer."""
    fine = grains(pores)
    faces = wall_faces(fine, kinds, KINDS)
    cosine = mean_cosine(faces, liquid.angles_deg)
    extra = _soaked(fine, kinds, faces, liquid.cbd_nanoporosity)
    ways = _ways(pores)

    def filled(variant: tuple[float, float]) -> Invasion:
        capillarity, gas = variant
        drive = Drive(
            liquid.pressure_kpa,
            liquid.surface_tension_mn_m,
            liquid.viscosity_mpa_s,
            gas * liquid.viscosity_mpa_s,
            liquid.ramp_ms,
            LEAK,
        )
        return invade(network(fine, capillarity * cosine, extra), drive)

    with ThreadPoolExecutor(len(VARIANTS)) as threads:  # the kernel lets go of the interpreter's lock
        found = list(threads.map(filled, VARIANTS))
    times = [_network_times(pores, fine, each, liquid.clock_ms) for each in found]
    base, columns = _time_columns(pores, times, ways.hindrance)
    walls = wall_faces(pores, kinds, KINDS)
    columns += _pore_columns(pores, walls, mean_cosine(walls, liquid.angles_deg), ways, kinds)
    drive_cells = max(liquid.pressure_kpa / liquid.surface_tension_mn_m, 0.0)
    open_ = kinds == Solid.PORE
    for value in (
        np.log1p(drive_cells), np.log(max(liquid.ramp_ms / liquid.clock_ms, 1e-3)), float(open_.mean()),
        np.log(pores.edges_um[2]), np.log(pores.lattice_um),
    ):  # fmt: skip
        columns.append(np.full(pores.count, value))
    return Features(np.stack(columns, axis=1), base)


def _network_times(
    pores: PoreMap, fine: PoreMap, filled: Invasion, clock_ms: float
) -> tuple[PoreTimes, Array]:
    """Times of the pores over the clock, and the share (n,) of each whose gas keeps its way out."""
    fills = np.isfinite(filled.end_ms)
    middle = np.full(fine.count, np.nan)
    middle[fills] = 0.5 * (filled.start_ms[fills] + filled.end_ms[fills]) / clock_ms
    times = pore_times(pores, np.concatenate([[np.nan], middle])[fine.labels])
    inside = fine.labels > 0
    vented = fills & ~np.isfinite(filled.cut_off_ms)
    number, really = pores.labels[inside] - 1, vented[fine.labels[inside] - 1]
    share = np.bincount(number, really, pores.count) / np.bincount(number, minlength=pores.count)
    return times, share


@dataclass(frozen=True, slots=True)
class _Ways:
    """Of the easiest way (n,) from the inlet to each pore."""

    length: Array  # um
    hindrance: Array  # length over the distance to the wall, summed
    narrowest: Array  # smallest throat radius on the way that has the widest one, um


def _ways(pores: PoreMap) -> _Ways:
    throats, inlet = pores.throats, pores.inlet
    first, second = throats.pores.T
    apart = np.linalg.norm(pores.between_um(pores.centre_um[first], pores.centre_um[second]), axis=1)
    door = inlet.pores[:, 0]
    down = pores.edges_um[2] - pores.centre_um[door, 2] + 1e-6
    gate = pores.count  # a node for the inlet
    ends = np.concatenate([first, door]), np.concatenate([second, np.full(len(door), gate)])
    lengths = np.concatenate([apart, down])
    widths = np.concatenate([throats.radius_um, inlet.radius_um])
    length = _least(ends, lengths, gate)
    hindrance = _least(ends, lengths / widths, gate)
    # a high power of the width's inverse makes the sum over a way its narrowest throat
    power = 8.0
    narrowest = _least(ends, widths**-power, gate) ** (-1.0 / power)
    return _Ways(length, hindrance, narrowest)


def _least(ends: tuple[NDArray[np.int64], NDArray[np.int64]], weights: Array, gate: int) -> Array:
    graph = coo_array((weights, ends), shape=(gate + 1, gate + 1)).tocsr()
    found = dijkstra(graph, directed=False, indices=gate)[:gate]
    reached = np.isfinite(found)
    return np.where(reached, found, 2.0 * found[reached].max() if reached.any() else 1.0)


def _soaked(pores: PoreMap, kinds: NDArray[np.uint8], faces: Array, nanoporosity: float) -> Array:
    """Volume (n,) that the carbon-binder round each pore soaks up: shared out by its faces."""
    cbd = faces[:, _CBD - 1]
    volume = nanoporosity * float((kinds == Solid.CBD).sum()) * pores.lattice_um**3
    shared: Array = cbd * (volume / max(float(cbd.sum()), 1.0))
    return shared


def _time_columns(
    pores: PoreMap, times: list[tuple[PoreTimes, Array]], hindrance: Array
) -> tuple[Array, list[Array]]:
    logs = []
    for found, really in times:
        comes = found.filled > 0.5
        guess = np.exp(_guessed(np.log(hindrance), np.where(comes, found.end, np.inf)))
        end = np.maximum(np.where(comes, found.end, guess), EARLIEST)
        start = np.maximum(np.where(comes, found.start, guess), 1e-2 * end)
        span = np.where(comes, np.maximum(found.span, SHORTEST * end), 0.3 * end)
        logs.append((np.log(end), np.log(start), np.log(span), found.filled, really))
    base = logs[0][0]
    columns = []
    for k, (end, start, span, *_) in enumerate(logs):
        columns += [end if k == 0 else end - base, start - base, span - base]
    for *_, reached, really in logs:
        columns += [reached, really]
    order = np.argsort(base, kind="stable")
    then = np.empty(pores.count)
    then[order] = np.cumsum(pores.volume_um3[order]) / pores.volume_um3.sum()
    return base, [*columns, then]


def _guessed(log_hindrance: Array, end: Array) -> Array:
    """Logarithm of the time a pore would fill at that the network never fills: as far ones that do fill."""
    known = np.isfinite(end)
    if known.sum() < 5 or np.ptp(log_hindrance[known]) < 1e-6:
        top = float(np.log(end[known].max())) if known.any() else 5.0
        return np.full(len(end), top)
    slope, level = np.polyfit(log_hindrance[known], np.log(end[known]), 1)
    late = float(np.log(np.quantile(end[known], 0.75)))
    return np.maximum(slope * log_hindrance + level, late)


def _pore_columns(
    pores: PoreMap, faces: Array, cosine: Array, ways: _Ways, kinds: NDArray[np.uint8]
) -> list[Array]:
    count, cell = pores.count, pores.lattice_um
    throats = pores.throats
    pair = throats.pores.ravel()
    widest, radii = np.full(count, 0.25 * cell), np.repeat(throats.radius_um, 2)
    np.maximum.at(widest, pair, radii)
    coordination = pores.coordination
    mean = np.bincount(pair, radii, count) / np.maximum(coordination, 1)
    ease = np.bincount(pair, np.repeat(throats.square_um4, 2), count)
    volume = np.cbrt(pores.volume_um3)
    thickness = pores.edges_um[2]
    at_inlet, at_vent = np.zeros(count), np.zeros(count)
    at_inlet[pores.inlet.pores[:, 0]] = pores.inlet.area_um2
    at_vent[pores.vent.pores[:, 0]] = pores.vent.area_um2
    walls = faces.sum(axis=1)
    return [
        np.log(volume / cell),
        np.log(pores.radius_um / cell),
        coordination.astype(np.float64),
        np.log(widest / cell),
        np.log(np.maximum(mean, 0.25 * cell) / cell),
        np.log(np.maximum(ease, 0.01 * cell**4) / cell**4),
        pores.depth_um / thickness,
        np.log(pores.depth_um),
        ways.length / pores.depth_um,
        np.log(ways.hindrance),
        np.log(ways.narrowest / cell),
        at_inlet / volume**2,
        at_vent / volume**2,
        (pores.high_um - pores.low_um) / thickness,
        _local_porosity(pores, kinds),
        walls * cell**2 / volume**2,
        faces[:, _CBD - 1] / np.maximum(walls, 1.0),
        cosine,
    ]


_AROUND_UM = 8.0


def _local_porosity(pores: PoreMap, kinds: NDArray[np.uint8]) -> Array:
    """Porosity of the slice, _AROUND_UM high, that holds each pore's centre."""
    layers = (kinds == Solid.PORE).mean(axis=(0, 1))
    half = _AROUND_UM / 2.0
    heights = (np.arange(len(layers)) + 0.5) * pores.lattice_um
    near = np.abs(heights[None, :] - pores.centre_um[:, 2:3]) <= half
    found: Array = near @ layers / np.maximum(near.sum(axis=1), 1)
    return found
