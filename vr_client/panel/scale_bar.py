"""A round length for a scale bar and round ticks for a colour bar."""

import math


def round_length_um(px_per_um: float, about_px: float) -> float:
    """The largest of 1, 2, 5 times a power of ten whose bar is no longer than `about_px`."""
    longest_um = about_px / px_per_um
    power = 10.0 ** math.floor(math.log10(longest_um))
    return power * max(m for m in (1.0, 2.0, 5.0) if m * power <= longest_um * (1.0 + 1e-9))


def length_text(length_um: float) -> str:
    """A bar's length with the unit that reads best."""
    if length_um < 1.0:
        return f"{length_um * 1000.0:g} nm"
    return f"{length_um / 1000.0:g} mm" if length_um >= 1000.0 else f"{length_um:g} µm"


def round_ticks(low: float, high: float, about: int = 4) -> list[float]:
    """Round values within [low, high], about `about` intervals apart."""
    if not high > low:
        return [low]
    step = (high - low) / max(about, 1)
    power = 10.0 ** math.floor(math.log10(step))
    step = power * min(m for m in (1.0, 2.0, 2.5, 5.0, 10.0) if m * power >= step * (1.0 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(k * step, 12) + 0.0 for k in range(first, last + 1)]
