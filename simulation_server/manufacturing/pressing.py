"""The plane's ways between the rolls: down until a target has held, and up to the gauge."""

from collections.abc import Iterator

import numpy as np
from msgspec.structs import replace

from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.states import ParticleState

from .calendering_report import report
from .calendering_targets import Target, target_of
from .calibrated import calibrated
from .cracking import cracking
from .film import Film
from .gauge import gauged_um
from .nip import Nip, nip_of

GAUGE_MPA = 0.05
"""Pressure of the thickness gauge: about that of a micrometer's flat anvil."""
STEPS_PER_BLOCK = 50
"""A state is yielded for each block: more than 20 of them a second at the default scene's size."""
MOST_BLOCKS = 4000
_PRESS_SPEED, _RELEASE_SPEED = 1.0, 0.5
"""um/us. Eight times slower a film ends half a point of porosity denser, at the 2 um/us of published runs
a point less dense. The states' `kinetic_ratio` says how far from quasi-static they are."""
_BAND, _GAUGE_BAND = 0.08, 2.0
"""Shares of the target and of the gauge pressure within which the plane slows."""
_GAUGE_TOLERANCE = 0.1
"""Share of the gauge pressure at which it counts as reached."""
_SLOWING_UM, _SLOWEST = 1.0, 0.02
"""The plane slows over so much travel before a target other than pressure, to this share of its speed."""
_LIMIT_SHARE = 0.98
_HELD_BLOCKS = 6
_MEMORY_US = 0.05
_PRESS_SHARE, _LOG_SCALE_MPA, _RELEASE_BLOCKS = 0.75, 2.0, 30
"""For the progress alone: pressing's part of it, the pressure at which the plane's travel turns
logarithmic, the blocks that half of the release takes."""


def limit_mpa() -> float:
    """The highest pressure that a control other than pressure may lead to."""
    return float(calibrated("calendering")["limits"]["pressure_mpa"])


def foreseen(film: Film, target: Target) -> Nip:
    """The nip with the spring-back that is known from when the film was last let go, or a cautious one.

    The harder the film has been pressed since then, the more caution.
    """
    last, nip = film.line.calendering, nip_of(film)
    known = 0.0
    if last is not None and nip.load_mpa > 0.0:
        known = min(1.0, last.pressure_mpa / nip.load_mpa)
    return nip_of(film, target.caution ** (1.0 - known))


def press(film: Film) -> Iterator[ParticleState]:
    """Brings the plane down until the target has held for some blocks."""
    for _ in range(MOST_BLOCKS):
        if film.pressed_mpa >= film.target_mpa:
            return
        settings = film.recipe.calendering
        if settings.control == "pressure":
            share = press_by_servo(film, settings.pressure_mpa)
        else:
            share = _press_by_target(film, target_of(settings, film.mix))
        yield film.state(_PRESS_SHARE * share)
        _check_solid(film)
    raise _not_settled(film, film.target_mpa)


def release(film: Film) -> Iterator[ParticleState]:
    """Lifts the plane to the gauge pressure and notes the thickness; ends early when the target is raised."""
    for block in range(1, MOST_BLOCKS + 1):
        if film.target_mpa > film.pressed_mpa:
            return
        _lift(film)
        film.record()
        if film.held >= _HELD_BLOCKS:
            film.pressing, film.held = False, 0
            film.thickness_um = gauged_um(film)
            return
        yield film.state(_PRESS_SHARE + (1.0 - _PRESS_SHARE) * block / (block + _RELEASE_BLOCKS))
    raise _not_settled(film, GAUGE_MPA)


def _tried(film: Film) -> Nip:
    """The nip as it would be gauged if the film were let go now: it is, and then put back as it was.

    What was found is left on the line as a report, and so is in a checkpoint.
    """
    saved, held = film.system.checkpoint(), film.held
    film.held = 0
    for _ in range(MOST_BLOCKS):
        _lift(film)
        if film.held >= _HELD_BLOCKS:
            break
    thickness, film.held = gauged_um(film), held
    film.system.restore(saved)
    nip = nip_of(film).after(thickness)
    found = replace(report(film, nip), pressure_mpa=nip.load_mpa)
    film.line = replace(film.line, calendering=found)
    return nip


def press_by_servo(film: Film, target_mpa: float) -> float:
    """A block towards a pressure; returns the share of the way gone. `pressed_mpa` says when it has held."""
    tolerance = calibrated("calendering")["tolerance"]["pressure_share"]
    _drive(film, target_mpa, _PRESS_SPEED, _BAND * target_mpa)
    _note(film)
    _hold(film, _is_at(film, target_mpa, tolerance * target_mpa))
    if film.held >= _HELD_BLOCKS:
        film.pressed_mpa, film.held = target_mpa, 0
    reached = np.log1p(max(film.system.pressure_kpa, 0.0) / 1e3 / _LOG_SCALE_MPA)
    return float(reached / np.log1p(target_mpa / _LOG_SCALE_MPA))


def _press_by_target(film: Film, target: Target) -> float:
    """A block towards a target read off the nip; returns the share of the way gone."""
    limit, nip = limit_mpa(), foreseen(film, target)
    if film.held >= _HELD_BLOCKS:
        film.held = 0
        nip = _tried(film)
        if target.missing(nip) <= target.tolerance:
            film.pressed_mpa = film.target_mpa = max(film.pressed_mpa, nip.load_mpa)
            return 1.0
    missing = target.missing(nip)
    speed = _PRESS_SPEED * _approach(film, target, nip) if missing > 0.5 * target.tolerance else 0.0
    _drive(film, limit, speed, _BAND * limit)
    _note(film)
    nip = foreseen(film, target)
    _hold(film, target.missing(nip) <= target.tolerance)
    if nip.load_mpa > _LIMIT_SHARE * limit:
        raise PhysicsError(
            f"calendering.{target.key} = {target.wanted:g} is out of reach: at the limit of {limit:g} MPa it "
            f"is {target.reading(nip):.4g}; the film is kept as it is: ask for less"
        )
    return target.share(nip)


def _approach(film: Film, target: Target, nip: Nip) -> float:
    """Speed of the plane over the full one: slower over the last stretch, which a secant estimates."""
    above = max(film.system.plane_um - nip.loaded_um, 0.0)  # on the way down again
    before = nip.earlier(0.5 * _SLOWING_UM)
    thinned = max(before.loaded_um - nip.loaded_um, 1e-6)
    change = (target.missing(before) - target.missing(nip)) / thinned
    travel = above + target.missing(nip) / change if change > 0.0 else np.inf
    return float(np.clip(travel / _SLOWING_UM, _SLOWEST, 1.0))


def _drive(film: Film, target_mpa: float, speed: float, band_mpa: float) -> None:
    """One block of steps towards a pressure."""
    system = film.system
    system.drive(target_kpa=1e3 * target_mpa, speed=speed, band_kpa=1e3 * band_mpa, memory_us=_MEMORY_US)
    system.advance(STEPS_PER_BLOCK)


def _lift(film: Film) -> None:
    """A block towards the gauge's pressure."""
    _drive(film, GAUGE_MPA, _RELEASE_SPEED, _GAUGE_BAND * GAUGE_MPA)
    _hold(film, _is_at(film, GAUGE_MPA, _GAUGE_TOLERANCE * GAUGE_MPA))


def _note(film: Film) -> None:
    """Keeps where the plane is, and what the particles have carried."""
    film.record()
    film.cracking = cracking(film)


def _is_at(film: Film, target_mpa: float, tolerance_mpa: float) -> bool:
    return abs(film.system.pressure_kpa / 1e3 - target_mpa) <= tolerance_mpa


def _hold(film: Film, met: bool) -> None:
    """Counts the blocks in a row that ended where they should."""
    film.held = film.held + 1 if met else 0


def _check_solid(film: Film) -> None:
    """Raises PhysicsError when hardly a pore is left between the rolls."""
    least = calibrated("calendering")["limits"]["solid_porosity"]
    now, pressure_mpa = film.mix.porosity(film.system.plane_um), film.system.pressure_kpa / 1e3
    if now < least:
        raise PhysicsError(
            f"the film is solid: {now:.1%} porous between the rolls at {pressure_mpa:.0f} MPa, expected "
            f"{least:.0%} or more; the film is kept as it is: press it less"
        )


def _not_settled(film: Film, target_mpa: float) -> PhysicsError:
    return PhysicsError(
        f"the plane did not settle at {target_mpa:g} MPa within {MOST_BLOCKS * STEPS_PER_BLOCK} steps "
        f"(now {film.system.pressure_kpa / 1e3:.3g} MPa at {film.system.plane_um:.1f} um); the film is kept "
        "as it is: try another seed or more particles"
    )
