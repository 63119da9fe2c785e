"""What particles must conserve: momentum, angular momentum, and energy where nothing dissipates it."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from simulation_server.physics.particles.material import Material
from simulation_server.physics.particles.system import ParticleSystem

from .check import Check, absolute

MOMENTUM_BAR, ANGULAR_BAR, ENERGY_BAR = 1e-12, 1e-9, 1e-3
_STICKY = Material(density=4.0, young_kpa=1e6, poisson=0.3, restitution=0.4, friction=0.5, cohesion_kpa=1e3)
_ELASTIC = Material(density=4.0, young_kpa=1e6, poisson=0.3, restitution=1.0, friction=0.0)
_SPHERES, _BOX_UM, _STEPS = 343, 21.0, 20_000
_FINE = 0.01
"""Time step over the Rayleigh time: velocities lag half a step behind, and an energy shows it."""


def momentum() -> Iterator[Check]:
    """A gas of sticky, rough spheres of two sizes in a periodic box."""
    gas = _gas(_STICKY)
    masses = gas.masses_pg[:, None]
    before = gas.velocity_um_us * masses
    gas.advance(_STEPS)
    drift = np.linalg.norm((gas.velocity_um_us * masses - before).sum(axis=0)) / np.abs(before).sum()
    title = "momentum of a sticky, rough gas: drift over its sum of magnitudes"
    yield absolute(title, float(drift), 0.0, MOMENTUM_BAR, "1", "Newton's third law")


def angular_momentum() -> Iterator[Check]:
    """Two sticky, rough spheres hit off centre, far from any wall."""
    pair = _gas(_STICKY, count=2)
    before = _angular(pair)
    pair.advance(2000)
    assert np.abs(pair.bodies.spin).max() > 0.01  # the collision did set them spinning
    change = float(np.linalg.norm(_angular(pair) - before) / np.linalg.norm(before))
    title = "angular momentum of an oblique, sticky impact: relative change"
    yield absolute(title, change, 0.0, ANGULAR_BAR, "1", "torques of action and reaction")


def elastic_energy() -> Iterator[Check]:
    """A gas of smooth elastic spheres: kinetic and elastic energy together."""
    gas = _gas(_ELASTIC)
    start = gas.read()
    gas.advance(_STEPS)
    end = gas.read()
    before, after = start.kinetic + start.elastic, end.kinetic + end.elastic
    title = f"energy of a smooth elastic gas, {_STEPS} steps: relative drift"
    yield absolute(title, after / before - 1.0, 0.0, ENERGY_BAR, "1", "no dissipation")


def _gas(solid: Material, count: int = _SPHERES) -> ParticleSystem:
    """Spheres on a lattice with random velocities; two of them about to hit obliquely."""
    rng = np.random.default_rng(3)
    if count == 2:
        places, radii = np.array([[9.0, 10.0, 10.0], [10.9, 10.5, 10.3]]), np.ones(2)
        velocity = np.array([[3.0, 0.2, -0.1], [-2.0, 0.5, 0.4]])
    else:
        edge = round(count ** (1.0 / 3.0))
        steps = (np.arange(edge) + 0.5) * _BOX_UM / edge
        places = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(-1, 3)
        radii = rng.choice([1.0, 1.45], count)
        velocity = rng.normal(0.0, 3.0, (count, 3))
    system = ParticleSystem(
        places,
        radii,
        np.zeros(count, dtype=np.int64),
        [solid],
        box_um=(_BOX_UM, _BOX_UM),
        plane_um=_BOX_UM,
        walls=None,
        skin_um=0.3,
    )
    system.use([solid], step_fraction=_FINE)
    system.set_velocities(velocity)
    return system


def _angular(system: ParticleSystem) -> NDArray[np.float64]:
    """Of orbits and spins (3,)."""
    masses, radii = system.masses_pg[:, None], system.radii_um[:, None]
    orbital = np.cross(system.positions_um, system.velocity_um_us * masses)
    return np.asarray(np.sum(orbital + 0.4 * masses * radii**2 * system.bodies.spin, axis=0))
