"""Calendering: a plane presses the film to a pressure and lets go; the film springs back."""

from collections.abc import Iterator

import numpy as np

from simulation_server.schema.errors import PhysicsError, RecipeError
from simulation_server.schema.states import ParticleState, Stage

from .film import Film

GAUGE_MPA = 0.05
"""Pressure of the thickness gauge: about that of a micrometer's flat anvil."""
_PRESS_SPEED = 2.0
"""um/us, that of the published runs; at half of it the film ends a point of porosity denser. `kinetic_ratio`
of the states shows how far from quasi-static a run is."""
_RELEASE_SPEED = 1.0
_STEPS_PER_BLOCK = 100
_BLOCKS_PER_STATE = 5
_BAND, _GAUGE_BAND = 0.08, 2.0
"""Shares of the target and of the gauge pressure within which the plane slows."""
_TOLERANCE, _GAUGE_TOLERANCE = 0.02, 0.1
"""Shares of the target and of the gauge pressure at which it counts as reached."""
_HELD_BLOCKS = 3
_MEMORY_US = 0.05
_MOST_BLOCKS = 2000
_PRESS_SHARE, _LOG_SCALE_MPA, _RELEASE_BLOCKS = 0.75, 2.0, 15
"""For the progress alone: pressing's part of it, the pressure at which the plane's travel turns
logarithmic, the blocks that half of the release takes."""


def press_to(film: Film, pressure_mpa: float) -> None:
    """Sets the pressure a running or later `calendering` goes to.

    Raises RecipeError for less than the film has already carried: go back to a checkpoint for that.
    """
    carried = max(film.pressed_mpa, film.target_mpa)
    if not pressure_mpa >= carried:
        raise RecipeError(
            f"calendering.pressure_mpa = {pressure_mpa!r}: expected {carried:g} or more, which this film has "
            "carried; restore an earlier checkpoint for less"
        )
    film.target_mpa = pressure_mpa


def calendering(film: Film, pressure_mpa: float) -> Iterator[ParticleState]:
    """Presses the film to `pressure_mpa`, lets it spring back, and gauges its thickness.

    The target may be raised with `press_to` while this runs; a film already calendered is pressed
    further. With 0 MPa the film is only gauged. Moduli of the materials are effective, fitted to measured
    porosities (their files say so): particles do not crack here, they overlap and slide instead.
    """
    press_to(film, pressure_mpa)
    if not film.pressing:  # else a restored checkpoint goes on where it was
        film.enter(Stage.CALENDERING)
        film.pressing = True
        film.system.drag_per_us = 0.0
        film.record()
    while film.pressed_mpa < film.target_mpa:
        yield from _press(film)
    yield from _release(film)


def _press(film: Film) -> Iterator[ParticleState]:
    """Brings the plane down until the target pressure has held for some blocks."""
    start = np.log1p(film.pressed_mpa / _LOG_SCALE_MPA)
    for block in range(1, _MOST_BLOCKS + 1):
        target = film.target_mpa
        _drive(film, target, _PRESS_SPEED, _BAND * target, _TOLERANCE * target)
        if film.held >= _HELD_BLOCKS and film.target_mpa == target:
            film.pressed_mpa, film.held = target, 0
            return
        if block % _BLOCKS_PER_STATE == 0:
            reached = np.log1p(max(film.system.pressure_kpa, 0.0) / 1e3 / _LOG_SCALE_MPA) - start
            yield film.state(_PRESS_SHARE * float(reached / (np.log1p(target / _LOG_SCALE_MPA) - start)))
    raise _out_of_reach(film, film.target_mpa)


def _release(film: Film) -> Iterator[ParticleState]:
    """Lifts the plane to the gauge pressure and notes the thickness there."""
    for block in range(1, _MOST_BLOCKS + 1):
        _drive(film, GAUGE_MPA, _RELEASE_SPEED, _GAUGE_BAND * GAUGE_MPA, _GAUGE_TOLERANCE * GAUGE_MPA)
        if film.held >= _HELD_BLOCKS:
            film.pressing, film.held = False, 0
            film.thickness_um = film.system.plane_um
            yield film.state(1.0)
            return
        if block % _BLOCKS_PER_STATE == 0:
            yield film.state(_PRESS_SHARE + (1.0 - _PRESS_SHARE) * block / (block + _RELEASE_BLOCKS))
    raise _out_of_reach(film, GAUGE_MPA)


def _drive(film: Film, target_mpa: float, speed: float, band_mpa: float, tolerance_mpa: float) -> None:
    """One block of steps towards a pressure; counts the blocks in a row that end within the tolerance."""
    system = film.system
    system.drive(target_kpa=1e3 * target_mpa, speed=speed, band_kpa=1e3 * band_mpa, memory_us=_MEMORY_US)
    system.advance(_STEPS_PER_BLOCK)
    film.record()
    near = abs(system.pressure_kpa / 1e3 - target_mpa) <= tolerance_mpa
    film.held = film.held + 1 if near else 0


def _out_of_reach(film: Film, target_mpa: float) -> PhysicsError:
    return PhysicsError(
        f"the plane did not settle at {target_mpa:g} MPa within {_MOST_BLOCKS * _STEPS_PER_BLOCK} steps "
        f"(now {film.system.pressure_kpa / 1e3:.3g} MPa at {film.system.plane_um:.1f} um); try another seed "
        "or more particles"
    )
