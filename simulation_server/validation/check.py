"""One check: a computed value beside its reference, how far apart they are, and how far they may be."""

import math

import msgspec


class Check(msgspec.Struct, frozen=True):
    """A row of `mesonaut validate`.

    `value` and `reference` are in `unit`; `deviation` and `bar` are both relative (a share of the reference)
    or both absolute (in `unit`), whichever the bar of the check is said in.
    """

    name: str
    value: float
    reference: float
    deviation: float
    bar: float
    unit: str
    passed: bool
    source: str


def relative(name: str, value: float, reference: float, bar: float, unit: str, source: str) -> Check:
    """A check whose bar is a share of the reference."""
    return _judged(name, value, reference, value / reference - 1.0, bar, unit, source)


def absolute(name: str, value: float, reference: float, bar: float, unit: str, source: str) -> Check:
    """A check whose bar is in the value's own unit."""
    return _judged(name, value, reference, value - reference, bar, unit, source)


def _judged(
    name: str, value: float, reference: float, deviation: float, bar: float, unit: str, source: str
) -> Check:
    passed = bool(math.isfinite(deviation) and abs(deviation) <= bar)
    return Check(name, float(value), float(reference), float(deviation), bar, unit, passed, source)
