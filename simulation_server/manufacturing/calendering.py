"""Calendering: a plane presses the film to what was asked for and lets go; the film springs back."""

from collections.abc import Iterator

from msgspec.structs import replace

from simulation_server.schema.errors import RecipeError
from simulation_server.schema.recipe import Calendering
from simulation_server.schema.states import ParticleState, Stage

from .calendering_report import report
from .calendering_targets import Target, target_of
from .film import ROLLING_DRAG_PER_US, Film
from .nip import nip_of
from .pressing import GAUGE_MPA, foreseen, limit_mpa, press, release
from .rolled_contacts import rolled_contacts, rolled_masses_pg

__all__ = ["GAUGE_MPA", "calendering", "press_to"]

_CARRIED_SHARE = 0.97
"""The servo overshoots by less than this: so little below the highest pressure was only just touched."""


def press_to(film: Film, settings: Calendering) -> None:
    """Sets what a running or later `calendering` goes to.

    Raises RecipeError for less than the film has already carried: go back to an earlier checkpoint for that.
    """
    target = target_of(settings, film.mix)
    _check_raised(film, settings, target)
    before = film.target_mpa
    under_way = film.pressing and film.target_mpa > film.pressed_mpa
    if settings.control == "pressure":
        # the gauge presses as much as that: nothing to do
        film.target_mpa = settings.pressure_mpa if settings.pressure_mpa > GAUGE_MPA else film.pressed_mpa
    elif under_way or target.missing(foreseen(film, target)) > target.tolerance:
        film.target_mpa = limit_mpa()
    else:
        film.target_mpa = film.pressed_mpa
    if film.target_mpa != before:
        film.held = 0
    warmer = settings.roll_temperature_c != film.recipe.calendering.roll_temperature_c
    film.recipe = replace(film.recipe, calendering=settings)
    untouched = not before and film.target_mpa > 0.0
    if film.pressing and untouched:
        prepare(film)
    elif film.pressing and warmer:
        film.use(rolled_contacts(film))


def calendering(film: Film, settings: Calendering) -> Iterator[ParticleState]:
    """Presses the film as `settings` ask, lets it spring back, gauges it, and leaves the report on its line.

    The target may be raised with `press_to` while this runs; a film already calendered is pressed further, as
    if it had been asked for at once: line load and gap are those of its whole way from dry. With a pressure
    of 0 the film is only gauged. Raises PhysicsError where the target cannot be reached; the film is then as
    far as it came, and can be taken further.
    """
    press_to(film, settings)
    if not film.pressing:  # else a restored checkpoint goes on where it was
        film.enter(Stage.CALENDERING)
        if not film.pressed_mpa:
            film.system.peak_force[:] = 0.0
        film.pressing = True
        if film.target_mpa > film.pressed_mpa:  # else only the gauge comes down
            prepare(film)
        film.record()
    while film.pressing:
        yield from press(film)
        yield from release(film)
    nip = nip_of(film).after(film.thickness_um)
    film.line = replace(film.line, calendering=report(film, nip))
    yield film.state(1.0)


def prepare(film: Film) -> None:
    """Gives a dry film the contacts and masses it has between the rolls."""
    system = film.system
    system.drag_per_us, system.spin_drag_per_us = 0.0, ROLLING_DRAG_PER_US
    system.set_masses(rolled_masses_pg(film))
    film.use(rolled_contacts(film))


def _check_raised(film: Film, settings: Calendering, target: Target) -> None:
    nip = nip_of(film)
    carried = target.reading(nip)
    if settings.control == "pressure":
        carried = max(film.pressed_mpa, _CARRIED_SHARE * carried)
        fine = settings.pressure_mpa >= carried
    elif settings.control == "gap" and not nip.load_mpa:
        fine = settings.gap_um >= 0.0  # rolls further apart than the film is thick do not touch it
    else:
        fine = target.missing(nip) >= -target.tolerance  # False for a value that is not a number
    if not fine:
        bound = "or more" if target.sign < 0.0 else "or less"
        raise RecipeError(
            f"calendering.{target.key} = {target.wanted!r}: expected {carried:.4g} {bound}, where this film "
            "already is; choose that, or restore an earlier checkpoint"
        )
