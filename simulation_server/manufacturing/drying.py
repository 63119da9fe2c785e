"""Drying: the solvent leaves, the surface comes down, and the binder sets."""

from collections.abc import Iterator

import numpy as np

from simulation_server.schema.states import ParticleState, Stage

from .film import ROLLING_DRAG_PER_US, SOFT, Film

_SURFACE_SPEED = 1.5
"""um/us at which evaporation lowers the surface: real drying takes minutes; this is slow enough that
inertia stays below a tenth of the capillary pressure."""
_CBD_DRY_AT = 0.45
"""Share of the solvent gone when the CBD spheres have their dry size: they shrink while the film does, as
in the published homogeneous model, and the pores between the spheres empty last."""
_DRAG_PER_US = 0.02
_BLOCKS = 60
_HELD_BLOCKS = 4
_SETTING_BLOCKS = 10
_SETTING_STEPS = 300


def drying(film: Film) -> Iterator[ParticleState]:
    """Dries the film in two parts.

    Evaporation at a constant rate: the surface follows the liquid's volume down until the spheres carry
    the capillary pressure `drying.consolidation_pressure_kpa`, under which the pores then empty. Setting:
    contacts reach their dry stiffness and cohesion under the same pressure. The film is homogeneous:
    binder migration is not part of this model.
    """
    film.enter(Stage.DRYING)
    system, mix = film.system, film.mix
    pressure = film.recipe.drying.consolidation_pressure_kpa
    system.use(film.contacts(softness=SOFT, wet=True))
    system.drag_per_us = _DRAG_PER_US
    system.spin_drag_per_us = ROLLING_DRAG_PER_US
    system.drive(target_kpa=pressure, speed=_SURFACE_SPEED, band_kpa=0.5 * pressure, memory_us=0.1)
    duration_us = mix.solvent_um3 / mix.area_um2 / _SURFACE_SPEED
    steps = int(duration_us / system.dt_us / _BLOCKS)
    held = 0
    for block in range(1, _BLOCKS + 1):
        system.set_radii(film.radii_um(swelling=max(0.0, 1.0 - block / _BLOCKS / _CBD_DRY_AT)))
        system.advance(steps)
        yield film.state(0.8 * block / _BLOCKS)
        dry = block >= _CBD_DRY_AT * _BLOCKS
        held = held + 1 if dry and system.pressure_kpa > 0.7 * pressure else 0
        if held == _HELD_BLOCKS:
            break
    for block, softness in enumerate(np.geomspace(SOFT, 1.0, _SETTING_BLOCKS + 1)[1:], start=1):
        system.use(film.contacts(softness=float(softness)))
        system.advance(_SETTING_STEPS)
        yield film.state(0.8 + 0.2 * block / _SETTING_BLOCKS)
    film.thickness_um = system.plane_um
