"""The same spheres in both engines."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from simulation_server.physics.lammps.system import LammpsSystem
from simulation_server.physics.particles.engine import Laws, ParticleEngine
from simulation_server.physics.particles.system import ParticleSystem

BOX_UM = 60.0
Floats = NDArray[np.float64]


def spheres(
    engine: type[ParticleSystem] | type[LammpsSystem],
    places: list[list[float]],
    radii: list[float],
    laws: Laws,
    *,
    walls: tuple[int, int] | None = None,
    threads: int = 1,
) -> ParticleEngine:
    kind = np.zeros(len(radii), np.int64)
    system: ParticleEngine = engine(
        np.array(places),
        np.array(radii),
        kind,
        laws,
        box_um=(BOX_UM, BOX_UM),
        plane_um=BOX_UM,
        walls=walls,
        skin_um=0.5,
        threads=threads,
    )
    return system


def largest_difference(
    places: list[list[float]],
    radii: list[float],
    laws: Laws,
    velocity: list[list[float]],
    *,
    blocks: int,
    steps: int,
    walls: tuple[int, int] | None = None,
    prepare: Callable[[ParticleEngine], None] = lambda system: None,
) -> tuple[float, float]:
    """Largest difference of a coordinate (um) between the engines on the way, and the longest way (um)."""
    ways = []
    for engine in (ParticleSystem, LammpsSystem):
        system = spheres(engine, places, radii, laws, walls=walls)
        system.set_velocities(np.array(velocity))
        prepare(system)
        way = []
        for _ in range(blocks):
            system.advance(steps)
            way.append(system.positions_um)
        ways.append(np.array(way))
    apart = ways[0] - ways[1]
    apart -= BOX_UM * np.rint(apart / BOX_UM)
    return float(np.abs(apart).max()), float(np.abs(ways[0] - np.array(places)).max())
