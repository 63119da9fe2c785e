"""Measured spectra from tables of text: plain CSV, and what the instruments' programs export as text.

The header is looked for by the names of its columns, so that lines in front of it, more columns and most
exports (EC-Lab .mpt, Gamry .DTA, ZPlot .z, Nova, CH Instruments) are read alike.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.errors import FileError

from .columns import Columns, find_columns
from .spectrum import Spectrum, checked_spectrum

_EXPECTED = (
    "expected a table of text with frequency and real and imaginary part (or modulus and phase); export it "
    "as text or CSV from the instrument's program"
)
_DELIMITERS = ("\t", ";", ",", None)  # None: white space
_PLAIN = Columns(0, 1, 2, False, 1.0, 1.0, None, False, False)


@dataclass(frozen=True, slots=True)
class Measured:
    """A spectrum as it was measured, per area; `notes` say what was taken for granted."""

    spectrum: Spectrum
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    columns: Columns
    rows: NDArray[np.float64]  # (n, 3) frequency, and what two columns hold
    notes: tuple[str, ...]


def read_spectrum(path: Path, area_cm2: float | None = None) -> Measured:
    """The spectrum in a file; `area_cm2` is the electrode's where the file holds Ohm.

    Raises FileError for what is no such table, and where the area is missing.
    """
    table = _table(path, _text(path).splitlines())
    columns, notes = table.columns, list(table.notes)
    area_m2 = columns.area_m2
    if area_m2 is None:
        if area_cm2 is None:
            said = "Ohm" if columns.has_unit else "no unit"
            raise FileError(
                f"{path}: its impedance is in {said}; give the electrode's area with --area-cm2 (1 where the "
                "values are in Ohm cm2)"
            )
        area_m2 = 1e-4 * area_cm2
    elif area_cm2 is not None:
        notes.append("the file's unit holds an area already: --area-cm2 is not used")
    frequency = table.rows[:, 0] * columns.frequency_hz
    kept = frequency > 0.0  # some programs write the direct current's line as 0 Hz
    frequency, first, second = frequency[kept], table.rows[kept, 1], table.rows[kept, 2]
    if columns.polar:
        angle = np.deg2rad(-second if columns.negative else second)
        z = first * np.exp(1j * angle)
    else:
        z = first + 1j * (-second if columns.negative else second)
    if z.size and z.imag[np.argmin(frequency)] > 0.0:
        z = z.conj()
        notes.append("the second column is positive at low frequency: taken as minus the imaginary part")
    spectrum = checked_spectrum(frequency, z * columns.ohm * area_m2, str(path))
    if spectrum.frequency_hz.size < frequency.size:
        notes.append("frequencies that come again (further sweeps) are left out")
    return Measured(spectrum, tuple(notes))


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FileError(f"{path}: {error.strerror}; expected a measured spectrum as text") from None
    if b"\0" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileError(f"{path}: a binary file; {_EXPECTED}")
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _table(path: Path, lines: list[str]) -> _Table:
    for at, line in enumerate(lines):
        for delimiter in _DELIMITERS:
            names = line.split(delimiter)
            columns = find_columns(names)
            if columns is None:
                continue
            following = lines[at + 1].split(delimiter) if at + 1 < len(lines) else []
            columns = find_columns(names, following) if not columns.has_unit else columns
            assert columns is not None
            rows = _rows(lines[at + 1 :], columns, delimiter)
            if len(rows):
                said = " and ".join(repr(names[column].strip()) for column in (columns.first, columns.second))
                return _Table(
                    columns, rows, (f"{path.name}: {said} against {names[columns.frequency].strip()!r}",)
                )
    for delimiter in _DELIMITERS:
        rows = _rows(lines, _PLAIN, delimiter)
        if len(rows):
            words = f"{path.name}: no header; taken as frequency (Hz), real part, imaginary part"
            return _Table(_PLAIN, rows, (words,))
    raise FileError(f"{path}: no table of impedances in it; {_EXPECTED}")


def _rows(lines: list[str], columns: Columns, delimiter: str | None) -> NDArray[np.float64]:
    """The three values (n, 3) of each line that holds them."""
    wanted = (columns.frequency, columns.first, columns.second)
    found = []
    for line in lines:
        words = line.split(delimiter)
        if len(words) <= max(wanted):
            continue
        values = [_number(words[at], delimiter != ",") for at in wanted]
        if None not in values:
            found.append(values)
    return np.array(found, dtype=np.float64).reshape(-1, 3)


def _number(word: str, comma_is_point: bool) -> float | None:
    text = word.strip().strip('"')
    try:
        return float(text.replace(",", ".") if comma_is_point else text)
    except ValueError:
        return None
