"""Single contacts: the force against the overlap, and the speed that a collision gives back."""

from collections.abc import Iterator

import numpy as np

from simulation_server.physics.particles.material import Material
from simulation_server.physics.particles.system import ParticleSystem

from .check import Check, relative
from .impact import Ball, Hertz, strike

_SOLID = Material(density=4.0, young_kpa=1e6, poisson=0.3, restitution=1.0, friction=0.0)
_OVERLAPS_UM = (0.01, 0.1, 0.4)
_RESTITUTIONS, _SPEEDS = (0.15, 0.5, 0.9), (0.01, 1.0)
HERTZ_BAR, RESTITUTION_BAR = 1e-6, 0.01


def hertz_forces() -> Iterator[Check]:
    """Two spheres of 1 um radius held at an overlap."""
    for overlap in _OVERLAPS_UM:
        system = ParticleSystem(
            np.array([[20.0, 20.0, 20.0], [22.0 - overlap, 20.0, 20.0]]),
            np.ones(2),
            np.zeros(2, dtype=np.int64),
            [_SOLID],
            box_um=(40.0, 40.0),
            plane_um=40.0,
            walls=(0, 0),
            skin_um=0.2,
        )
        system.advance(1)
        force = system.masses_pg[1] * system.velocity_um_us[1, 0] / system.dt_us
        at_rest = Hertz.of(Ball(_SOLID, 1.0, (0.0,) * 3), Ball(_SOLID, 1.0, (0.0,) * 3), 0.0)
        theory = at_rest.force_at_nn(overlap)
        title = f"Hertz force at an overlap of {overlap:g} um"
        yield relative(title, force, theory, HERTZ_BAR, "nN", "Hertz (1882); Johnson (1985), section 4.2")


def restitutions() -> Iterator[Check]:
    """Two equal spheres meet head on; the restitution must not depend on the speed."""
    for restitution in _RESTITUTIONS:
        solid = Material(
            _SOLID.density, _SOLID.young_kpa, _SOLID.poisson, restitution=restitution, friction=0.0
        )
        for speed in _SPEEDS:
            hit = strike([Ball(solid, 1.0, (way * speed, 0.0, 0.0)) for way in (1.0, -1.0)])
            found = float(hit.velocity[1, 0]) / speed
            title = f"restitution {restitution:g} of two spheres at {speed:g} m/s"
            source = "the set value; damping after Tsuji et al. (1992)"
            yield relative(title, found, restitution, RESTITUTION_BAR, "1", source)
