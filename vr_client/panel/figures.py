"""Numbers as people read them: as many digits as the uncertainty allows, units with their signs."""

import math

_SIGNS = {
    "1": "",
    "um": "µm",
    "mg/cm2": "mg/cm²",
    "1/um": "1/µm",
    "mAh/cm2": "mAh/cm²",
    "mol/m3": "mol/m³",
    "deg": "°",
    "mPa s": "mPa·s",
    "kPa": "kPa",
    "g/(m2 s)": "g/(m² s)",
    "degC": "°C",
}
UNEVEN = 0.2
"""Difference of an interval's two sides over their mean above which both are told."""
DASH = "–"
"""Stands for a number that is not there."""


def unit_sign(unit: str) -> str:
    """The schema's plain unit with typographic signs; empty for a share."""
    return _SIGNS.get(unit, unit)


def with_unit(number: str, unit: str) -> str:
    """A number and its unit, as in `62 MPa` or `50°`."""
    sign = unit_sign(unit)
    if sign == "°":
        return number + sign
    return f"{number} {sign}".rstrip()


def plain(value: float | None, decimals: int) -> str:
    """A number to fixed decimals, a dash for none or not finite, a true minus and no minus zero."""
    if value is None or not math.isfinite(value):
        return DASH
    text = f"{value:.{decimals}f}"
    if float(text) == 0.0:
        text = f"{0.0:.{decimals}f}"
    return text.replace("-", "−")


def rate_text(c_rate: float) -> str:
    """A rate of discharge as in `2C` or `C/5`."""
    return f"{c_rate:g}C" if c_rate >= 1.0 else f"C/{1.0 / c_rate:g}"


def sensible_decimals(uncertainty: float, at_most: int) -> int:
    """Decimals worth showing beside an uncertainty: one digit of it, two when it leads with 1 to 3.5.

    The rule of the Particle Data Group (Review of Particle Physics 2022, introduction), rounded.
    """
    if not math.isfinite(uncertainty) or uncertainty <= 0.0:
        return at_most
    exponent = math.floor(math.log10(uncertainty))
    first = uncertainty / 10.0**exponent
    decimals = -exponent + (1 if first < 3.55 else 0)
    return max(0, min(decimals, at_most))


def with_interval(value: float, low: float, high: float, decimals: int) -> tuple[str, str]:
    """(value, half-width) of an interval as text, both to the decimals the half-width supports.

    A half-width too small for `decimals` reads as the last digit shown, never as zero.
    """
    half = 0.5 * (high - low)
    if not (math.isfinite(value) and math.isfinite(half)):
        return plain(value, decimals), ""
    places = sensible_decimals(half, decimals)
    half = max(half, 10.0**-places if half > 0.0 else 0.0)
    return plain(value, places), "± " + plain(half, places)


def uneven_bounds(value: float, low: float, high: float, decimals: int) -> tuple[str, str, str] | None:
    """(value, `+up`, `−down`) of an interval that reaches further one way; None for one about even."""
    up, down = high - value, value - low
    if not (math.isfinite(up) and math.isfinite(down)) or min(up, down) < 0.0:
        return None
    if abs(up - down) <= UNEVEN * 0.5 * (up + down):
        return None
    narrow = min(up, down) or max(up, down)
    places = sensible_decimals(narrow, decimals)
    return plain(value, places), f"+{plain(up, places)}", f"−{plain(down, places)}"


def decimals_for_range(low: float, high: float, steps: int = 50) -> int:
    """Fewest decimals that part a range into at least `steps` values: how finely a slider moves."""
    span = high - low
    return max(0, math.ceil(math.log10(steps / span) - 1e-9)) if span > 0.0 else 0
