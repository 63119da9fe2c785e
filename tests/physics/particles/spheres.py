"""Small systems of spheres for the tests of the particle engine."""

import numpy as np

from simulation_server.physics.particles.material import Material
from simulation_server.physics.particles.system import ParticleSystem


def solid(
    young_kpa: float = 1e6,
    poisson: float = 0.3,
    density: float = 4.0,
    restitution: float = 1.0,
    friction: float = 0.0,
    cohesion_kpa: float = 0.0,
    hardness_kpa: float = float("inf"),
) -> Material:
    """A material with defaults for what a test does not care about."""
    return Material(density, young_kpa, poisson, restitution, friction, cohesion_kpa, hardness_kpa)


def system(
    materials: list[Material],
    positions: list[list[float]],
    radius: float,
    *,
    velocity: list[list[float]],
    step_fraction: float = 0.02,
) -> ParticleSystem:
    """Equal spheres of materials[0] in a wide box; the bottom is materials[-1] and the plane stands
    still, far up."""
    count = len(positions)
    made = ParticleSystem(
        np.array(positions, dtype=np.float64),
        np.full(count, radius),
        np.zeros(count, dtype=np.int64),
        materials,
        box_um=(100.0 * radius, 100.0 * radius),
        plane_um=60.0 * radius,
        walls=(len(materials) - 1, len(materials) - 1),
        skin_um=0.2 * radius,
    )
    made.use(materials, step_fraction=step_fraction)
    made.bodies.velocity[:] = velocity
    return made
