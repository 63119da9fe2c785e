"""Shearing: the slurry in a rheometer that turns at one rate after another (non-equilibrium shear)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.line import SlurryReport
from simulation_server.schema.states import ParticleState, Stage

from .film import Film
from .suspension import DRAG

SLOWEST_PER_S, FASTEST_PER_S = 1.0, 1000.0
"""Rates that can be sheared."""
_PER_S_IN_PER_US = 1e-6
_START_UP, _FURTHER = 1.0, 0.4
"""Strain before the first rate counts, and before each further one, slower, does."""
_STRAIN = 2.5
"""Over which the stress is averaged."""
_BLOCKS = 5
"""Parts of it; their scatter gives the standard error."""
_FILLING_STEPS, _FILLING_TARGET_KPA = 100, 1e9
_LARGEST_STRAIN_STEP = 4e-3
_PARTICLE_STEPS_PER_STATE = 120_000
"""About what one core computes in the twentieth of a second after which a state is shown."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A point of the flow curve."""

    rate_per_s: float
    viscosity_pa_s: float
    error_pa_s: float  # standard error


def shearing(film: Film, rates_per_s: Sequence[float]) -> Iterator[ParticleState]:
    """Shears the slurry at each rate, fastest first as rheologists do, and notes `eta = -Pxz / rate`.

    The box first takes the volume of ideal mixing, since neither grains nor liquid can be compressed, and
    keeps it; the mean flow is linear (Lees and Edwards 1972) and drags each sphere. After the strain of the
    start-up the stress is averaged in blocks. The report lists the rates done so far, rising. The liquid's
    own stress, thousandths of the total, is left out.
    """
    report = film.line.slurry
    if report is None or film.laid:
        raise PhysicsError(
            "there is no slurry to shear: let `slurry` end, and restore it from before coating"
        )
    rates = sorted(set(rates_per_s), reverse=True)
    _check(rates)
    film.enter(Stage.SHEARING)
    _fill(film)
    done: list[Measured] = []
    for number, rate in enumerate(rates):
        strains = _START_UP if number == 0 else _FURTHER
        for progress, measured in _at_rate(film, rate, strains):
            if measured is not None:
                done.append(measured)
                film.line = msgspec.structs.replace(film.line, slurry=_with(report, done))
            yield film.state((number + progress) / len(rates), rate)
    film.system.shear_rate_per_us = 0.0


def _fill(film: Film) -> None:
    """Brings the box to the volume of ideal mixing, evenly: the target is far above any stress."""
    system = film.system
    strain = float(np.log(film.mix.wet_thickness_um / system.plane_um))
    target = -np.copysign(_FILLING_TARGET_KPA, strain)
    rate = abs(strain) / _FILLING_STEPS / (_FILLING_TARGET_KPA * system.dt_us)
    system.barostat(float(target), rate)
    system.advance(_FILLING_STEPS)
    system.barostat(0.0, 0.0)


def _check(rates: Sequence[float]) -> None:
    for rate in rates:
        if not SLOWEST_PER_S <= rate <= FASTEST_PER_S:
            raise PhysicsError(
                f"shear rate {rate:g} 1/s: expected {SLOWEST_PER_S:g} to {FASTEST_PER_S:g} 1/s; leave it out"
            )


def _at_rate(film: Film, rate_per_s: float, start_up: float) -> Iterator[tuple[float, Measured | None]]:
    """Progress, and at the end the measurement."""
    system, rate = film.system, rate_per_s * _PER_S_IN_PER_US
    step = min(film.suspension.step_us, _LARGEST_STRAIN_STEP / rate)
    system.set_masses(film.suspension.masses_pg(film.contact_radii_um, step))
    system.use(film.suspension.laws(), dt_us=step)
    system.drag_per_us = system.spin_drag_per_us = DRAG / step
    system.shear_rate_per_us = rate
    before, block = (max(1, round(strain / rate / step)) for strain in (start_up, _STRAIN / _BLOCKS))
    total = before + _BLOCKS * block
    for taken, _ in _advance(film, before):
        yield taken / total, None
    viscosities = []
    for number in range(_BLOCKS):
        stress = 0.0
        for taken, steps in _advance(film, block):
            stress -= float(system.stress_kpa()[0, 2]) * steps / block
            if taken < block:
                yield (before + number * block + taken) / total, None
        viscosities.append(stress * 1e3 / rate_per_s)
        if number < _BLOCKS - 1:
            yield (before + (number + 1) * block) / total, None
    error = float(np.std(viscosities, ddof=1) / np.sqrt(_BLOCKS))
    yield 1.0, Measured(rate_per_s, float(np.mean(viscosities)), error)


def _advance(film: Film, steps: int) -> Iterator[tuple[int, int]]:
    """Takes the steps in parts short enough to watch; yields how many are done, and those of the part."""
    part = max(1, _PARTICLE_STEPS_PER_STATE // film.recipe.simulation.particles)
    done = 0
    while done < steps:
        now = min(part, steps - done)
        film.system.advance(now)
        done += now
        yield done, now


def _with(report: SlurryReport, done: Sequence[Measured]) -> SlurryReport:
    rising = sorted(done, key=lambda point: point.rate_per_s)
    return msgspec.structs.replace(
        report,
        shear_rate_per_s=[point.rate_per_s for point in rising],
        viscosity_pa_s=[point.viscosity_pa_s for point in rising],
        viscosity_error_pa_s=[point.error_pa_s for point in rising],
    )
