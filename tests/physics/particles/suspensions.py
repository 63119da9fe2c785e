"""Small periodic suspensions of coarse grains for the tests of the particle engine."""

from typing import Any

import numpy as np

from simulation_server.physics.particles import CoarseGrain, ParticleSystem


def grain(**changes: Any) -> CoarseGrain:
    """A coarse grain with defaults for what a test does not care about."""
    values: dict[str, Any] = {
        "density": 4.0,
        "attraction_kpa_um2": 1.0,
        "sigma_over_d": 0.89,
        "cutoff_over_d": 1.5,
        "contact_over_d": 1.02,
        "kn_kpa": 3.5,
        "kt_over_kn": 1.378,
        "gamma_n_per_us_um": 30.0,
        "gamma_t_over_n": 0.959,
        "friction": 0.015,
    }
    return CoarseGrain(**(values | changes))


def suspension(
    law: CoarseGrain,
    *,
    count: int = 300,
    fraction: float = 0.3,
    seed: int = 1,
    threads: int = 1,
    speed: float = 0.0,
    smallest: float = 0.6,
    largest: float = 1.6,
    skin_um: float = 0.5,
    dt_us: float | None = None,
) -> ParticleSystem:
    """Spheres of radii from `smallest` to `largest`, hardly overlapping, in a cube periodic in x, y and z."""
    rng = np.random.default_rng(seed)
    radii = np.sort(rng.uniform(smallest, largest, count))[::-1]
    edge = float((4 / 3 * np.pi * radii**3).sum() / fraction) ** (1 / 3)
    positions = np.empty((count, 3))
    for i in range(count):
        while True:
            positions[i] = rng.uniform(0.0, edge, 3)
            apart = positions[:i] - positions[i]
            apart -= edge * np.round(apart / edge)
            if (np.linalg.norm(apart, axis=1) > 0.95 * (radii[:i] + radii[i])).all():
                break
    made = ParticleSystem(
        positions,
        radii,
        np.zeros(count, dtype=np.int64),
        [law],
        box_um=(edge, edge),
        plane_um=edge,
        walls=None,
        skin_um=skin_um,
        threads=threads,
    )
    if dt_us is not None:
        made.use([law], dt_us=dt_us)
    velocity = rng.normal(0.0, speed, (count, 3))
    made.set_velocities(velocity - np.average(velocity, axis=0, weights=made.masses_pg))
    return made


def two_grains(
    laws: list[CoarseGrain], radii: tuple[float, float], distance: float, *, edge: float = 40.0
) -> ParticleSystem:
    """Two grains of the first and the last law, apart by `distance` along an oblique line, at rest."""
    along = np.array([2.0, -1.0, 2.0]) / 3.0
    middle = np.full(3, 0.5 * edge)
    return ParticleSystem(
        np.array([middle - 0.5 * distance * along, middle + 0.5 * distance * along]),
        np.array(radii),
        np.array([0, len(laws) - 1]),
        laws,
        box_um=(edge, edge),
        plane_um=edge,
        walls=None,
        skin_um=0.5,
    )
