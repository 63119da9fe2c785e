"""What a lesson's questions are about, read from the results on the stage."""

from collections.abc import Callable

import numpy as np

from simulation_server.schema.results import Outcome

from .stage import Stage


def measured(stage: Stage, name: str) -> float | None:
    """The measure `name` (of scene.MEASURES) as simulated for the present recipe; None while it is not."""
    flight = stage.flight.result
    if name == "flown_tortuosity":
        return flight.flown if flight is not None else None
    if name == "shortest_tortuosity":
        return flight.shortest if flight is not None else None
    outcome = stage.outcome
    if outcome is None:
        return None
    if name in _OF_THE_VISCOSITY and stage.status.stage == "shearing":
        return None  # rates are still being added
    return of_outcome(outcome, name)


def of_outcome(outcome: Outcome, name: str) -> float | None:
    """The measure in a run's results; None where they do not hold it (yet)."""
    if name in outcome.quantities:
        return outcome.quantities[name].value
    reader = _READERS.get(name)
    return reader(outcome) if reader is not None else None


def predicted(stage: Stage, name: str) -> float | None:
    """The same as the instant prediction has it; None for what it does not know or is not covered."""
    prediction = stage.prediction
    if prediction is None or not prediction.covered:
        return None
    if name == "root_of_factor":
        factor = prediction.quantities.get("pore_tortuosity")
        return None if factor is None else float(np.sqrt(factor.value))
    value = prediction.quantities.get(name)
    return None if value is None else value.value


def _viscosity(outcome: Outcome, *, fast: bool) -> float | None:
    slurry = outcome.line.slurry
    if slurry is None or len(slurry.viscosity_pa_s) < 2:
        return None
    order = np.argsort(slurry.shear_rate_per_s)
    return float(slurry.viscosity_pa_s[order[-1 if fast else 0]])


def _thinning(outcome: Outcome) -> float | None:
    slow, fast = _viscosity(outcome, fast=False), _viscosity(outcome, fast=True)
    return slow / fast if slow is not None and fast else None


def _of_drying(key: str) -> Callable[[Outcome], float | None]:
    return lambda outcome: getattr(outcome.line.drying, key, None)


def _of_calendering(key: str) -> Callable[[Outcome], float | None]:
    """The report of the rolls stands until they have pressed anew; the quantities do not."""
    return lambda outcome: getattr(outcome.line.calendering, key, None) if outcome.quantities else None


def _resolved_capacity(outcome: Outcome) -> float | None:
    curve = outcome.resolved
    return curve.capacity_mah_cm2[-1] if curve is not None and curve.capacity_mah_cm2 else None


def _root_of_factor(outcome: Outcome) -> float | None:
    factor = outcome.quantities.get("pore_tortuosity")
    return None if factor is None else float(np.sqrt(factor.value))


_OF_THE_VISCOSITY = ("viscosity_slow_pa_s", "viscosity_fast_pa_s", "thinning")
_READERS: dict[str, Callable[[Outcome], float | None]] = {
    "viscosity_slow_pa_s": lambda outcome: _viscosity(outcome, fast=False),
    "viscosity_fast_pa_s": lambda outcome: _viscosity(outcome, fast=True),
    "thinning": _thinning,
    **{name: _of_drying(name) for name in ("peclet", "binder_ratio", "drying_time_s")},
    **{name: _of_calendering(name) for name in ("spring_back_pct", "cracked_share", "contacts_per_particle")},
    "resolved_capacity_mah_cm2": _resolved_capacity,
    "root_of_factor": _root_of_factor,
}
