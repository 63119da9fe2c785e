"""Drying: the solvent leaves, the surface comes down, the binder migrates and sets."""

from collections.abc import Iterator

import msgspec
import numpy as np

from simulation_server.schema.line import DryingReport
from simulation_server.schema.states import ParticleState, Stage

from .evaporation import Evaporation, binder_diffusivity_m2_s, evaporation
from .film import ROLLING_DRAG_PER_US, SOFT, Film
from .gauge import gauged_um
from .materials import material, solvent
from .migration import Migration, binder_shares, peclet

SURFACE_SPEED_UM_US = 1.5
"""Speed at which evaporation lowers the surface here. A real surface comes down a million times slower, by
some 0.5 um a second; what counts for the packing is that inertia stays small beside capillarity."""
_CBD_DRY_AT = 0.45
"""Share of the solvent gone when the CBD spheres have their dry size: they shrink while the film does, as
in the published homogeneous model, and the pores between the spheres empty last."""
_DRAG_PER_US = 0.02
_SETTING_DRAG_PER_US = 1.0
"""Rate at which velocities die: hardly while the solvent flows out, soon when the binder sets."""
_BLOCKS = 75
_HELD_BLOCKS = 5
_SETTING_BLOCKS = 12
_SETTING_STEPS = 300
_PROFILE_POINTS = 20


def drying(film: Film) -> Iterator[ParticleState]:
    """Dries the film in two parts and leaves the report on its line.

    Shrinkage: the surface follows the liquid's volume down until the spheres carry the capillary pressure
    `drying.consolidation_pressure_kpa`. Meanwhile the binder moves with the solvent (migration.py): each CBD
    sphere holds the binder that the solution has at its height, so that those near the surface grow at the
    cost of the others. Setting: the binder stays where it is, the pores empty, and contacts reach their dry
    stiffness and cohesion under the same pressure.

    The physical rate decides the binder's profile and the drying time; the particles move at a rate of their
    own (SURFACE_SPEED_UM_US), slow enough not to matter.
    """
    film.enter(Stage.DRYING)
    system, mix = film.system, film.mix
    pressure = film.recipe.drying.consolidation_pressure_kpa
    drier = evaporation(film.recipe)
    migration = Migration(mix.wet_thickness_um, mix.solid_volume_um3 / mix.area_um2, _peclet(film, drier))
    system.use(film.contacts(softness=SOFT, wet=True))
    system.drag_per_us = _DRAG_PER_US
    system.spin_drag_per_us = ROLLING_DRAG_PER_US
    system.drive(target_kpa=pressure, speed=SURFACE_SPEED_UM_US, band_kpa=0.5 * pressure, memory_us=0.1)
    duration_us = mix.solvent_um3 / mix.area_um2 / SURFACE_SPEED_UM_US
    steps = int(duration_us / system.dt_us / _BLOCKS)
    held = 0
    for block in range(1, _BLOCKS + 1):
        _move_binder(film, migration)
        system.set_radii(film.radii_um(swelling=max(0.0, 1.0 - block / _BLOCKS / _CBD_DRY_AT)))
        system.advance(steps)
        yield film.state(0.8 * block / _BLOCKS)
        dry = block >= _CBD_DRY_AT * _BLOCKS
        held = held + 1 if dry and system.pressure_kpa > 0.7 * pressure else 0
        if held == _HELD_BLOCKS:
            break
    system.drag_per_us = _SETTING_DRAG_PER_US
    for block, softness in enumerate(np.geomspace(SOFT, 1.0, _SETTING_BLOCKS + 1)[1:], start=1):
        film.use(film.contacts(softness=float(softness)))
        film.system.advance(_SETTING_STEPS)
        yield film.state(0.8 + 0.2 * block / _SETTING_BLOCKS)
    film.thickness_um = gauged_um(film)
    film.line = msgspec.structs.replace(film.line, drying=_report(film, drier, migration))


def _solvent_density_g_cm3(film: Film) -> float:
    return float(solvent(film.recipe.formulation.binder)["density_g_cm3"])


def _peclet(film: Film, drier: Evaporation) -> float:
    """Of the binder; g m-2 s-1 over g cm-3 is um/s."""
    speed = drier.rate_g_m2_s / _solvent_density_g_cm3(film)
    diffusivity = binder_diffusivity_m2_s(film.recipe, drier.film_temperature_c)
    return peclet(speed, film.mix.wet_thickness_um, diffusivity)


def _move_binder(film: Film, migration: Migration) -> None:
    """Brings the binder's profile to the film's present height and deals it out to the CBD spheres."""
    height = film.system.plane_um
    migration.shrink_to(height)
    at = film.system.positions_um[-film.mix.cbd_count :, 2] / height
    radius = film.mix.cbd_radius_um / height
    film.binder_share = binder_shares(migration.profile, at, radius, _binder_volume_share(film))


def _binder_volume_share(film: Film) -> float:
    """Binder's share of the volume of the carbon and binder in the CBD; the nanopores go with both alike."""
    formulation = film.recipe.formulation
    binder = formulation.binder_share_wt_pct / material(formulation.binder)["density_g_cm3"]
    carbon = (100.0 - formulation.binder_share_wt_pct) / material("carbon-black")["density_g_cm3"]
    return float(binder / (binder + carbon))


def _report(film: Film, drier: Evaporation, migration: Migration) -> DryingReport:
    edges = np.linspace(0.0, 1.0, _PROFILE_POINTS + 1)
    profile = migration.profile
    solvent_g_m2 = film.mix.solvent_um3 / film.mix.area_um2 * _solvent_density_g_cm3(film)
    return DryingReport(
        evaporation_rate_g_m2_s=drier.rate_g_m2_s,
        drying_time_s=drier.time_s(solvent_g_m2),
        peclet=migration.peclet,
        binder_ratio=profile.top_over_bottom,
        height=(0.5 * (edges[1:] + edges[:-1])).tolist(),
        binder=profile.mean(edges[:-1], edges[1:]).tolist(),
        thickness_um=film.thickness_um,
        porosity=film.porosity,
    )
