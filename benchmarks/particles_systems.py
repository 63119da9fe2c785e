"""The particle systems that benchmarks/particles.py times, as plain arrays and as our engine runs them."""

import os
import time
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from simulation_server.manufacturing.calendering import calendering
from simulation_server.manufacturing.drying import drying
from simulation_server.manufacturing.film import Film
from simulation_server.physics.particles import CoarseGrain, ParticleEngine, ParticleSystem
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed

Floats = NDArray[np.float64]

SKIN_UM = 1.0
"""Of the bed, in both engines: the fastest for LAMMPS and near enough for ours."""
DENSITY, KN, KT_OVER_KN, GAMMA_N, GAMMA_T_OVER_N, FRICTION = 4.65, 1e4, 2 / 7, 5.0, 0.5, 0.3
"""The bed's contact, gran/hertz/history without attraction."""
BED_DT_US = 4e-3
SLURRY_DIAMETERS_UM = np.array([10.35, 8.28, 5.86, 4.5, 3.5, 2.5])
SLURRY_COUNTS = np.array([29, 82, 57, 64, 91, 73])
"""Sizes of the measured NMC111 powder, as in assets/materials/nmc111.toml."""
GRAIN = CoarseGrain(
    density=DENSITY,
    attraction_kpa_um2=1.0,
    sigma_over_d=0.89,
    cutoff_over_d=1.5,
    contact_over_d=1.02,
    kn_kpa=3.5,
    kt_over_kn=1.378,
    gamma_n_per_us_um=30.0,
    gamma_t_over_n=0.959,
    friction=0.015,
)
SLURRY_SKIN_UM, SLURRY_DT_US = 0.6, 5e-3
_PRESSED_MPA = 30.0


class Start(NamedTuple):
    """Spheres to begin with; height is that of the box or of the plane."""

    positions_um: Floats  # (n, 3)
    radii_um: Floats  # (n,)
    edge_um: float
    height_um: float
    end_um: float  # height at the end of the run
    steps: int


class Run(NamedTuple):
    """What an engine made of it."""

    seconds: float
    mean_height_um: float
    kinetic: float  # pg um2/us2


def scattered(rng: np.random.Generator, radii: Floats, edge: float, height: float, walled: bool) -> Floats:
    """Centres (n, 3) in a box periodic in x and y, in z unless walled, overlapping by a twentieth at most."""
    low = radii if walled else np.zeros_like(radii)
    size = np.array([edge, edge, height])

    def fresh(which: NDArray[np.intp]) -> Floats:
        places = rng.random((len(which), 3)) * size
        places[:, 2] = low[which] + places[:, 2] / height * (height - 2.0 * low[which])
        return np.asarray(places)

    places = fresh(np.arange(len(radii)))
    periods = np.array([edge, edge, 0.0 if walled else height])
    while True:
        first, second = (
            cKDTree(places, boxsize=periods).query_pairs(2.0 * radii.max(), output_type="ndarray").T
        )
        apart = places[first] - places[second]
        apart -= periods * np.rint(apart / np.where(periods > 0.0, periods, np.inf))
        near = np.linalg.norm(apart, axis=1) < 0.95 * (radii[first] + radii[second])
        moved = np.unique(np.maximum(first, second)[near])
        if not len(moved):
            return places
        places[moved] = fresh(moved)


def bed(count: int, steps: int, seed: int) -> Start:
    """Spheres of radii 0.6 to 1.6 um at a packing fraction of 0.30, to be pressed to 0.60 by the plane."""
    rng = np.random.default_rng(seed)
    radii = np.sort(rng.uniform(0.6, 1.6, count))[::-1]
    edge = float((4.0 / 3.0 * np.pi * radii**3).sum() / 0.6) ** (1.0 / 3.0)
    return Start(scattered(rng, radii, edge, 2.0 * edge, True), radii, edge, 2.0 * edge, edge, steps)


def run_bed(start: Start, threads: int) -> Run:
    """Presses the bed with our engine."""
    law = CoarseGrain(DENSITY, 0.0, 1.0, 1.0, 1.0, KN, KT_OVER_KN, GAMMA_N, GAMMA_T_OVER_N, FRICTION)
    system = _system(start, [law], walls=(0, 0), skin_um=SKIN_UM, threads=threads)
    system.use([law], dt_us=BED_DT_US)
    speed = (start.height_um - start.end_um) / (start.steps * BED_DT_US)
    system.drive(target_kpa=1e12, speed=speed, band_kpa=1.0, memory_us=1.0)
    return _timed(system, start.steps)


def slurry(count: int, steps: int, seed: int) -> Start:
    """A suspension of the measured sizes at a share of 0.50, at rest."""
    rng = np.random.default_rng(seed)
    share = np.cumsum(SLURRY_COUNTS / SLURRY_COUNTS.sum() * count)
    radii = 0.5 * np.repeat(SLURRY_DIAMETERS_UM, np.diff(np.rint([0.0, *share]).astype(int)))
    edge = float((4.0 / 3.0 * np.pi * radii**3).sum() / 0.25) ** (1.0 / 3.0)
    loose = Start(scattered(rng, radii, edge, edge, False), radii, edge, edge, edge, steps)
    system = _system(loose, [GRAIN], walls=None, skin_um=SLURRY_SKIN_UM, threads=1)
    system.drag_per_us = 5.0
    system.barostat(1e9, 1.0)  # far out of reach: the height falls by a thousandth a step
    system.advance(int(np.log(2.0) / 1e-3))
    system.barostat(0.0, 0.0)
    system.advance(1000)
    return Start(system.positions_um, radii, edge, system.plane_um, system.plane_um, steps)


def run_slurry(start: Start, threads: int) -> Run:
    """Lets the suspension go with our engine."""
    system = _system(start, [GRAIN], walls=None, skin_um=SLURRY_SKIN_UM, threads=threads)
    system.use([GRAIN], dt_us=SLURRY_DT_US)
    return _timed(system, start.steps)


def film(count: int, seed: int) -> Film:
    """A film of the default recipe, dried, under a roll that presses it with about 30 MPa."""
    recipe = changed(
        Recipe(),
        {
            "simulation.particles": count,
            "simulation.seed": seed,
            "calendering.pressure_mpa": 4.0 * _PRESSED_MPA,
        },
    )
    made = Film(recipe)
    made.lay(made.mix.wet_thickness_um)
    for _ in drying(made):
        pass
    for _ in calendering(made, recipe.calendering):
        if made.system.pressure_kpa > 1e3 * _PRESSED_MPA:
            break
    return made


def run_film(made: Film, steps: int, threads: int) -> Run:
    """Presses a copy of the film on with our engine."""
    os.environ["MESONAUT_THREADS"] = str(threads)
    system = Film.restore(made.recipe, made.checkpoint()).system
    return _timed(system, steps)


def _system(start: Start, laws: list[CoarseGrain], **how: Any) -> ParticleSystem:
    return ParticleSystem(
        start.positions_um,
        start.radii_um,
        np.zeros(len(start.radii_um), dtype=np.int64),
        laws,
        box_um=(start.edge_um, start.edge_um),
        plane_um=start.height_um,
        **how,
    )


def _timed(system: ParticleEngine, steps: int) -> Run:
    before = time.perf_counter()
    system.advance(steps)
    seconds = time.perf_counter() - before
    return Run(seconds, float(system.positions_um[:, 2].mean()), system.read().kinetic)
