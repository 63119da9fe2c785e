"""The files an impedance leaves, each whole or not at all."""

from pathlib import Path

import msgspec

from app.report.figures import image
from app.report.look import LOOKS
from simulation_server.whole_file import replacing

from .document import ImpedanceResult, Points
from .figures import bode_figure, nyquist_figure

RESULT, SPECTRUM, NYQUIST, BODE = "result.json", "spectrum.csv", "nyquist.png", "bode.png"
FILES = (RESULT, SPECTRUM, NYQUIST, BODE)
"""What is left in the folder."""


def write_files(folder: Path, result: ImpedanceResult, ours: Points | None) -> ImpedanceResult:
    """Writes everything and returns the result with the files' names; result.json comes last."""
    look = LOOKS["light"]
    _write(folder / SPECTRUM, _csv(result.spectrum).encode())
    _write(folder / NYQUIST, image(nyquist_figure(result, ours, look), "png"))
    _write(folder / BODE, image(bode_figure(result, ours, look), "png"))
    result = msgspec.structs.replace(result, files=tuple(str(folder / name) for name in FILES))
    _write(folder / RESULT, msgspec.json.format(msgspec.json.encode(result), indent=2))
    return result


def _write(path: Path, content: bytes) -> None:
    with replacing(path) as part:
        part.write_bytes(content)


def _csv(points: Points) -> str:
    """As `--measured` reads it."""
    rows = zip(points.frequency_hz, points.real_ohm_cm2, points.imaginary_ohm_cm2, strict=True)
    lines = ["frequency/Hz,Re(Z)/Ohm cm2,Im(Z)/Ohm cm2", *(f"{f:.8g},{a:.8g},{b:.8g}" for f, a, b in rows)]
    return "\n".join(lines) + "\n"
