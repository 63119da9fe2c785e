"""What the columns of an impedance table are called by those who write such tables."""

import re
from dataclasses import dataclass

_END = r"(?![a-z])"
_FREQUENCY = re.compile(rf"^(freq|frequency|f){_END}")
_REAL = re.compile(rf"^((re|real|z_?re|z_?real|z_?r|z1){_END}|z'(?!'))")
_IMAGINARY = re.compile(rf"^((im|imag|imaginary|z_?im|z_?imag|z_?i|z2){_END}|z'')")
_SIZE = re.compile(r"^(\|z\||z_?mod|mag|modulus|impedance modulus|abs\(z\))")
_PHASE = re.compile(rf"^(z_?ph|phase|phz|theta|phi{_END}|arg)")
_PREFIX = {"m": 1e-3, "k": 1e3, "M": 1e6}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the values are and what they have to be multiplied with to be Hz, and Ohm or Ohm m2."""

    frequency: int
    first: int  # real part, or size
    second: int  # imaginary part, or phase
    polar: bool  # size and phase (degrees)
    frequency_hz: float
    ohm: float
    area_m2: float | None  # of the unit, where it is one of resistance times area
    has_unit: bool
    negative: bool  # the second column is said to be minus the imaginary part


def find_columns(names: list[str], units: list[str] | None = None) -> Columns | None:
    """The columns of a header, None where it is not one of a table of impedances.

    `units` are those of a second header line, where they are not in the names.
    """
    plain = [_plain(name) for name in names]
    frequency = _first(plain, _FREQUENCY)
    real, imaginary = _first(plain, _REAL), _first(plain, _IMAGINARY)
    size, phase = _first(plain, _SIZE), _first(plain, _PHASE)
    if frequency is None:
        return None
    if real is not None and imaginary is not None:
        first, second, polar = real, imaginary, False
    elif size is not None and phase is not None:
        first, second, polar = size, phase, True
    else:
        return None
    words = names[first] if units is None or first >= len(units) else f"{names[first]} {units[first]}"
    ohm, area = _unit(words)
    rate = names[frequency] if units is None or frequency >= len(units) else units[frequency]
    return Columns(
        frequency, first, second, polar,
        1e3 if "khz" in rate.lower() else 1e6 if "MHz" in rate else 1e-3 if "mHz" in rate else 1.0,
        1.0 if ohm is None else ohm,
        area,
        ohm is not None,
        _unquoted(names[second]).lower().startswith(("-", "−", "neg", "minus")),
    )  # fmt: skip


def _plain(name: str) -> str:
    """In small letters, without quotes, sign and typographer's primes."""
    text = _unquoted(name).replace("″", "''").replace("′", "'").replace("’", "'").replace('"', "''")
    text = re.sub(r"^(−|-|neg(ative)?[ _]|minus[ _])", "", text.strip()).strip()
    return text.lower()


def _unquoted(name: str) -> str:
    text = name.strip()
    return text[1:-1].strip() if len(text) > 1 and text[0] == text[-1] == '"' else text


def _first(names: list[str], pattern: re.Pattern[str]) -> int | None:
    return next((at for at, name in enumerate(names) if pattern.match(name)), None)


def _unit(words: str) -> tuple[float | None, float | None]:
    """Ohm in the unit, and the area (m2) it is multiplied with; None where it does not say."""
    text = words.replace("²", "2").replace("^", "").replace("Ω", "ohm").replace("Ω", "ohm")
    found = re.search(r"([mkM]?)ohms?", re.sub(r"O(?=hm)|OHM", lambda m: m[0].lower(), text))
    if found is None:
        return None, None
    area = 1e-4 if "cm2" in text else 1.0 if "m2" in text else None
    return _PREFIX.get(found[1], 1.0), area
