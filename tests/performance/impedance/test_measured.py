"""Tables of measured spectra as they come: every way of writing the same one is read as the same."""

from pathlib import Path

import numpy as np
import pytest

from simulation_server.performance.impedance import line_impedance, read_spectrum
from simulation_server.schema.errors import FileError, UserError

FREQUENCY = np.geomspace(0.1, 1e5, 13)
Z = 2e-4 + line_impedance(2.0 * np.pi * FREQUENCY, 3e-3, 2.0)  # Ohm m2
CM2, AREA_CM2 = 1e4 * Z, 1.54
OHM = CM2 / AREA_CM2


def _rows(columns: list[np.ndarray], delimiter: str, *, comma: bool = False) -> str:
    lines = [delimiter.join(f"{value:.9g}" for value in row) for row in zip(*columns, strict=True)]
    return "\n".join(line.replace(".", ",") if comma else line for line in lines)


def _biologic() -> str:
    head = [
        "EC-Lab ASCII FILE",
        "Nb header lines : 4",
        "",
        "freq/Hz\tRe(Z)/Ohm\t-Im(Z)/Ohm\t|Z|/Ohm\tPhase(Z)/deg",
    ]
    columns = [FREQUENCY, OHM.real, -OHM.imag, np.abs(OHM), np.angle(OHM, deg=True)]
    return "\n".join([*head, _rows([c[::-1] for c in columns], "\t")])


def _gamry() -> str:
    head = [
        "EXPLAIN", "TAG\tEISPOT", "ZCURVE\tTABLE", "\tPt\tTime\tFreq\tZreal\tZimag\tZsig\tZmod\tZphz",
        "\t#\ts\tHz\tohm\tohm\tV\tohm\t\N{DEGREE SIGN}",
    ]  # fmt: skip
    count = np.arange(FREQUENCY.size)
    columns = [count, count * 2.0, FREQUENCY, OHM.real, OHM.imag, count, np.abs(OHM), np.angle(OHM, deg=True)]
    return "\n".join([*head, *("\t" + line for line in _rows(columns, "\t").splitlines())])


def _zplot() -> str:
    head = [
        '"ZPLOT2 ASCII"', "Date: 1-1-2020", "  Freq(Hz)\tAmpl\tBias\tTime(Sec)\tZ'(a)\tZ''(b)\tGD\tErr",
        "End Comments",
    ]  # fmt: skip
    zero = np.zeros_like(FREQUENCY)
    return "\n".join([*head, _rows([FREQUENCY, zero, zero, zero, OHM.real, OHM.imag, zero, zero], "\t")])


WITH_AREA = {
    "own": "frequency/Hz,Re(Z)/Ohm cm2,Im(Z)/Ohm cm2\n" + _rows([FREQUENCY, CM2.real, CM2.imag], ","),
    "primes": "Frequency (Hz);Z' (Ω·cm²);-Z'' (Ω·cm²)\n"
    + _rows([FREQUENCY, CM2.real, -CM2.imag], ";", comma=True),
    "milli": "f/kHz,Zre/mOhm m^2,Zim/mOhm m^2\n" + _rows([FREQUENCY / 1e3, 1e3 * Z.real, 1e3 * Z.imag], ","),
    "unsigned": "freq,re_ohm_cm2,im_ohm_cm2\n" + _rows([FREQUENCY, CM2.real, -CM2.imag], ","),
}  # fmt: skip
IN_OHM = {
    "biologic": _biologic(),
    "gamry": _gamry(),
    "zplot": _zplot(),
    "chi": "A.C. Impedance\nFreq/Hz, Z'/ohm, Z\"/ohm, Z/ohm, Phase/deg\n\n"
    + _rows([FREQUENCY, OHM.real, OHM.imag], ", "),
    "nova": '"Frequency (Hz)","Z\' (Ω)","-Z\'\' (Ω)","Z (Ω)"\n'
    + _rows([FREQUENCY, OHM.real, -OHM.imag, np.abs(OHM)], ","),
    "polar": "Frequency,|Z| (Ohm),Phase (deg)\n"
    + _rows([FREQUENCY, np.abs(OHM), np.angle(OHM, deg=True)], ","),
    "bare": _rows([FREQUENCY, OHM.real, OHM.imag], " "),
    "twice": "freq,re,im\n"
    + _rows([FREQUENCY, OHM.real, OHM.imag], ",")
    + "\n"
    + _rows([FREQUENCY, 9.0 * OHM.real, OHM.imag], ","),
    "direct current": "freq,re,im\n0,5,0\n" + _rows([FREQUENCY, OHM.real, OHM.imag], ","),
}  # fmt: skip


@pytest.mark.parametrize("name", WITH_AREA | IN_OHM)
def test_each_way_of_writing_it(name: str, tmp_path: Path) -> None:
    path = tmp_path / "cell.txt"
    encoding = "cp1252" if name in ("biologic", "gamry", "chi") else "utf-8"
    path.write_text((WITH_AREA | IN_OHM)[name], encoding=encoding)
    spectrum = read_spectrum(path, AREA_CM2 if name in IN_OHM else None).spectrum
    np.testing.assert_allclose(spectrum.frequency_hz, FREQUENCY, rtol=1e-7)
    np.testing.assert_allclose(spectrum.z_ohm_m2, Z, rtol=1e-6)


def test_what_was_taken_for_granted_is_said(tmp_path: Path) -> None:
    path = tmp_path / "cell.csv"
    path.write_text(WITH_AREA["unsigned"])
    assert "taken as minus the imaginary part" in read_spectrum(path).notes[-1]
    path.write_text(IN_OHM["bare"])
    assert "no header" in read_spectrum(path, 1.0).notes[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"freq,re,im\n1,2,-3\n", "in no unit; give the electrode's area"),
        (IN_OHM["biologic"].encode(), "in Ohm; give the electrode's area"),
        (b"PK\x03\x04\0\0\0", "a binary file"),
        (b"time,voltage\n1,2\n", "no table of impedances"),
        (b"", "no table of impedances"),
        (b"freq,re_ohm_cm2,im_ohm_cm2\n1,2,-3\n2,2,-2\n", "2 frequencies, expected 5"),
    ],
)
def test_files_that_are_none(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "cell.csv"
    path.write_bytes(content)
    with pytest.raises(UserError, match=said):
        read_spectrum(path)
    with pytest.raises(FileError, match="expected a measured spectrum"):
        read_spectrum(tmp_path / "missing.csv")
