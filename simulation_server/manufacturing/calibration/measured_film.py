"""Films as dry and as porous as those that were measured before calendering."""

from dataclasses import replace
from typing import Any

import numpy as np

from simulation_server.manufacturing.drying import SURFACE_SPEED_UM_US
from simulation_server.manufacturing.film import ROLLING_DRAG_PER_US, SOFT, Film
from simulation_server.manufacturing.gauge import unevenness_um
from simulation_server.physics.particles.material import Material
from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed

_COMMA_GAP_UM = 100.0
"""Of the simulated film, some 50 um thick when dry, a sample of the measured one."""
_FRICTIONS = (1.0, 0.7, 0.5, 0.35, 0.25, 0.15, 0.08)
"""Shares of the drying film's friction."""
_MOST_KPA = 80.0
"""Twice the drying's default capillary pressure, as the highest of a run fluctuates."""
_DRAG_PER_US = 0.02
_STEPS, _SETTING_BLOCKS, _SETTING_STEPS = 50, 10, 300
_CBD_DRY_AT = 0.45


def measured_film(row: dict[str, Any], particles: int, seed: int) -> Film:
    """A dry film of a measured row's formulation and porosity before calendering.

    The surface comes down to the thickness that has the porosity, with the most friction at which the film
    carries no more than a drying one does: loosely packed films are rough, dense ones slipped together.
    """
    for share in _FRICTIONS:
        film, highest = _dried_to(row, particles, seed, share)
        if highest <= _MOST_KPA:
            return film
    raise PhysicsError(
        f"no film of {row['active_wt_pct']:g} wt% is {row['porosity_before']:.1%} porous under "
        f"{_MOST_KPA:g} kPa (at the least friction {highest:.0f} kPa); check the measured row"
    )


def even_porosity(row: dict[str, Any]) -> float:
    """Porosity before calendering without what the gauge finds above an even film."""
    thickness = row["thickness_before_um"]
    return float(1.0 - (1.0 - row["porosity_before"]) * thickness / (thickness - unevenness_um()))


def recipe_of(row: dict[str, Any], particles: int, seed: int) -> Recipe:
    """The recipe of a sample of a measured row."""
    settings = {
        "formulation.active_wt_pct": row["active_wt_pct"],
        "slurry.solid_content_wt_pct": row["solid_content_wt_pct"],
        "coating.comma_gap_um": _COMMA_GAP_UM,
        "simulation.particles": particles,
        "simulation.seed": seed,
    }
    return changed(Recipe(), settings)


def _dried_to(row: dict[str, Any], particles: int, seed: int, share: float) -> tuple[Film, float]:
    """The film at the row's porosity, and the highest pressure on the way (kPa)."""
    film = Film(recipe_of(row, particles, seed))
    film.lay(film.mix.wet_thickness_um)
    system, mix = film.system, film.mix
    last = mix.solid_volume_um3 / mix.area_um2 / (1.0 - even_porosity(row))
    first = system.plane_um
    system.use(_slippery(film, SOFT, share, wet=True))
    system.drag_per_us, system.spin_drag_per_us = _DRAG_PER_US, ROLLING_DRAG_PER_US
    highest = 0.0
    while system.plane_um > last:
        gone = (first - system.plane_um) / (first - last)
        system.set_radii(film.radii_um(swelling=max(0.0, 1.0 - gone / _CBD_DRY_AT)))
        speed = min(SURFACE_SPEED_UM_US, (system.plane_um - last) / (_STEPS * system.dt_us) + 1e-9)
        system.drive(target_kpa=1e6, speed=speed, band_kpa=1e3, memory_us=0.1)
        system.advance(_STEPS)
        highest = max(highest, system.pressure_kpa)
        if highest > _MOST_KPA:
            return film, highest
    system.drive(target_kpa=0.0, speed=0.0, band_kpa=1.0, memory_us=0.1)
    for softness in np.geomspace(SOFT, 1.0, _SETTING_BLOCKS + 1)[1:]:
        system.use(_slippery(film, float(softness), share, wet=False))
        system.advance(_SETTING_STEPS)
    film.thickness_um = system.plane_um
    return film, highest


def _slippery(film: Film, softness: float, share: float, *, wet: bool) -> list[Material]:
    contacts = film.contacts(softness=softness, wet=wet)
    return [replace(contact, friction=share * contact.friction) for contact in contacts]
