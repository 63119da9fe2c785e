"""Impacts of one sphere on a plane, or of two spheres, run in the particle engine itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import pi, sqrt

import numpy as np
from numpy.typing import NDArray

from simulation_server.physics.particles.material import Material
from simulation_server.physics.particles.system import ParticleSystem
from simulation_server.schema.errors import PhysicsError

Vector = tuple[float, float, float]

STEPS_A_CONTACT = 2000
"""Steps in the time a Hertz contact lasts: peaks and durations are then within 0.1 %."""
_MOST_CONTACTS = 20
_ROOM = 30.0
"""Size of the box and height of the plane overhead, in radii of the largest sphere."""


@dataclass(frozen=True, slots=True)
class Ball:
    """A sphere about to hit; um, m/s, rad/us."""

    material: Material
    radius_um: float
    velocity: Vector
    spin: Vector = (0.0, 0.0, 0.0)

    @property
    def mass_pg(self) -> float:
        """Mass of the sphere."""
        return 4.0 / 3.0 * pi * self.radius_um**3 * self.material.density


@dataclass(frozen=True, slots=True)
class Impact:
    """What an impact came to; peaks and duration only where it was followed step by step."""

    velocity: NDArray[np.float64]  # (n, 3) after it, m/s
    spin: NDArray[np.float64]  # (n, 3) rad/us
    peak_force_nn: float = 0.0
    peak_overlap_um: float = 0.0
    duration_us: float = 0.0


def rigid(material: Material) -> Material:
    """A plane of the same friction and restitution that does not give."""
    return replace(material, young_kpa=1e9 * material.young_kpa)


@dataclass(frozen=True, slots=True)
class Hertz:
    """The elastic normal impact in closed form (Johnson 1985, section 11.4)."""

    e_star_kpa: float
    radius_um: float  # effective
    mass_pg: float  # effective
    speed: float  # of approach, m/s

    @classmethod
    def of(cls, one: Ball, other: Ball | None, speed: float) -> "Hertz":
        """Two spheres, or a sphere on a rigid plane."""
        compliance = (1.0 - one.material.poisson**2) / one.material.young_kpa
        if other is None:
            return cls(1.0 / compliance, one.radius_um, one.mass_pg, speed)
        compliance += (1.0 - other.material.poisson**2) / other.material.young_kpa
        radius = one.radius_um * other.radius_um / (one.radius_um + other.radius_um)
        mass = one.mass_pg * other.mass_pg / (one.mass_pg + other.mass_pg)
        return cls(1.0 / compliance, radius, mass, speed)

    def force_at_nn(self, overlap_um: float) -> float:
        """Force at an overlap, `4/3 E* sqrt(R) delta^(3/2)`."""
        return 4.0 / 3.0 * self.e_star_kpa * sqrt(self.radius_um) * overlap_um**1.5

    @property
    def overlap_um(self) -> float:
        """Deepest overlap, `(15 m v^2 / (16 E* sqrt(R)))^(2/5)`."""
        return float(
            (15.0 * self.mass_pg * self.speed**2 / (16.0 * self.e_star_kpa * sqrt(self.radius_um))) ** 0.4
        )

    @property
    def force_nn(self) -> float:
        """Largest force."""
        return self.force_at_nn(self.overlap_um)

    @property
    def duration_us(self) -> float:
        """Time in contact, 2.9432 of the deepest overlap over the speed."""
        return 2.9432 * self.overlap_um / self.speed


def strike(balls: Sequence[Ball], *, closely: bool = False) -> Impact:
    """Lets one ball hit a rigid plane below it, or two balls hit along x; ends when they have parted.

    The first of two comes from the left. `closely` follows every step for peaks and duration.
    """
    system, hertz = _arranged(balls)
    masses = system.masses_pg
    touched, overlap, peak_force, peak_overlap, steps = False, 0.0, 0.0, 0.0, 0
    stride = 1 if closely else STEPS_A_CONTACT // 10
    for _ in range(_MOST_CONTACTS * STEPS_A_CONTACT // stride):
        before = system.velocity_um_us
        system.advance(stride)
        overlap = _overlap(system, balls)
        if overlap > 0.0:
            touched, steps = True, steps + stride
            change = np.linalg.norm(system.velocity_um_us[0] - before[0]) * masses[0]
            peak_force = max(peak_force, float(change) / (stride * system.dt_us))
            peak_overlap = max(peak_overlap, overlap)
        elif touched:
            spin = system.bodies.spin.copy()
            if not closely:
                return Impact(system.velocity_um_us, spin)
            return Impact(system.velocity_um_us, spin, peak_force, peak_overlap, steps * system.dt_us)
    raise PhysicsError(
        f"an impact at {hertz.speed:g} m/s did not end within {_MOST_CONTACTS} Hertz contact times "
        f"(overlap now {overlap:.3g} um)"
    )


def _arranged(balls: Sequence[Ball]) -> tuple[ParticleSystem, Hertz]:
    largest = max(ball.radius_um for ball in balls)
    edge = _ROOM * largest
    if len(balls) == 1:
        hertz = Hertz.of(balls[0], None, -balls[0].velocity[2])
        places = [[0.5 * edge, 0.5 * edge, balls[0].radius_um]]
    else:
        one, other = balls
        hertz = Hertz.of(one, other, one.velocity[0] - other.velocity[0])
        apart = one.radius_um + other.radius_um
        places = [[0.5 * edge - apart, 0.5 * edge, 0.5 * edge], [0.5 * edge, 0.5 * edge, 0.5 * edge]]
    materials = [*(ball.material for ball in balls), rigid(balls[0].material)]
    system = ParticleSystem(
        np.array(places),
        np.array([ball.radius_um for ball in balls]),
        np.arange(len(balls)),
        materials,
        box_um=(edge, edge),
        plane_um=edge,
        walls=(len(balls), len(balls)),
        skin_um=0.05 * min(ball.radius_um for ball in balls),
    )
    system.use(materials, dt_us=hertz.duration_us / STEPS_A_CONTACT)
    system.set_velocities(np.array([ball.velocity for ball in balls]))
    system.bodies.spin[:] = [ball.spin for ball in balls]
    return system, hertz


def _overlap(system: ParticleSystem, balls: Sequence[Ball]) -> float:
    places = system.positions_um
    if len(balls) == 1:
        return float(balls[0].radius_um - places[0, 2])
    return float(sum(ball.radius_um for ball in balls) - np.linalg.norm(places[1] - places[0]))
