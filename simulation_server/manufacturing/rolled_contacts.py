"""The film's contacts between the rolls: pressed hard, and as warm as the rolls."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from simulation_server.physics.particles.material import Material

from .calibrated import calibrated
from .film import Film
from .materials import AM_KIND, CBD_KIND, contact_materials


def rolled_contacts(film: Film) -> list[Material]:
    """The contact materials of the recipe's film at its roll temperature, fitted to calendered electrodes.

    The friction is lower than in the drying film: that of contacts with polymer between them falls with the
    load (Briscoe and Tabor 1978), which here is a thousand times higher.
    """
    formulation = film.recipe.formulation
    contacts = contact_materials(
        formulation.active_material,
        formulation.binder,
        formulation.binder_share_wt_pct,
        overrides=calibrated("calendering")["under_rolls"],
    )
    return warmed(contacts, formulation.binder, film.recipe.calendering.roll_temperature_c)


def softening(binder: str, celsius: float) -> float:
    """Stiffness and hardness of the carbon-binder at this temperature over those at 25 degC.

    Between the points of assets/calibration/calendering.toml their logarithm is straight.
    """
    table = calibrated("calendering")["temperature"][binder]
    return float(np.exp(np.interp(celsius, table["celsius"], np.log(table["factor"]))))


def warmed(contacts: Sequence[Material], binder: str, celsius: float) -> list[Material]:
    """The contact materials with the binder at this temperature.

    The carbon-binder softens as a whole. Between the active particles a film of binder shears at a strength
    that has a part of its own, which softens with the polymer, and a part in proportion to the pressure,
    which stays (Briscoe and Tabor 1978): so friction falls by less than the stiffness.
    """
    factor = softening(binder, celsius)
    own = calibrated("calendering")["friction"]["softening_share"]
    slip = 1.0 - own + own * factor
    warm = list(contacts)
    active, cold = warm[AM_KIND], warm[CBD_KIND]
    warm[AM_KIND] = replace(active, friction=slip * active.friction)
    warm[CBD_KIND] = replace(
        cold,
        young_kpa=factor * cold.young_kpa,
        hardness_kpa=factor * cold.hardness_kpa,
        cohesion_kpa=factor * cold.cohesion_kpa,
        friction=slip * cold.friction,
    )
    return warm


def rolled_masses_pg(film: Film) -> NDArray[np.float64]:
    """Masses (n,) for calendering: carbon-binder spheres as dense as the active material.

    Squeezed binder has contacts too stiff for its own small mass at the active material's time step. In
    slow flow inertia hardly counts.
    """
    system, active = film.system, len(film.mix.am_radii_um)
    masses = system.masses_pg
    dense = 4.0 / 3.0 * np.pi * system.radii_um**3 * rolled_contacts(film)[AM_KIND].density
    masses[active:] = np.maximum(masses[active:], dense[active:])
    return masses
