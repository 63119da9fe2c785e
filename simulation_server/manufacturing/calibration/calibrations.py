"""Every calibration of the line by name: what it is judged by, and the file it comes to.

The file also keeps, as `left_out` tables, what was found with a formulation left out: `mesonaut validate`
computes that formulation with them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from simulation_server.manufacturing.calibrated import calibrated
from simulation_server.whole_file import replacing

from . import calendering_fit, coating_fit, drying_fit, slurry_fit
from .measurements import measured
from .report import FitReport

Progress = Callable[[float, str], None]
"""Told the share that is done, 0 to 1, and what comes next."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """A calibration that has ended: the fit to all rows and those with rows left out, and its TOML."""

    name: str
    reports: list[FitReport]
    text: str

    def write(self, folder: Path) -> Path:
        """Writes NAME.toml whole or not at all."""
        path = folder / f"{self.name}.toml"
        with replacing(path) as part:
            part.write_text(self.text, encoding="utf-8")
        return path


_LEFT_OUT = "\n# Found with a formulation left out, to compute that formulation with\n"


def _with_left_out(text: str, reports: list[FitReport]) -> str:
    """The TOML with a table for each fit that is judged on rows it has not seen, instead of older ones."""
    tables = []
    for report in reports:
        if any(row.held_out for row in report.rows):
            values = "".join(f"{name} = {float(value)!r}\n" for name, value in report.parameters.items())
            tables.append(f'\n[[left_out]]\ntopic = "{report.topic}"\n{values}')
    return text.split(_LEFT_OUT)[0] + (_LEFT_OUT + "".join(tables) if tables else "")


def left_out(name: str, topic: str) -> dict[str, float]:
    """The parameters of a step's fit that has not seen what `topic` says; empty where the file has none."""
    for table in calibrated(name).get("left_out", ()):
        if table["topic"] == topic:
            return {key: value for key, value in table.items() if key != "topic"}
    return {}


def _slurry(on_progress: Progress) -> Calibration:
    reports, text = slurry_fit.calibrate(on_progress)
    return Calibration("slurry", reports, _with_left_out(text, reports))


def _coating(on_progress: Progress) -> Calibration:
    on_progress(0.0, "coating")
    best, reports = coating_fit.fit(measured("coating")), coating_fit.judge()
    text = coating_fit.calibration_text(best, f"{date.today()}")
    return Calibration("coating", reports, _with_left_out(text, reports))


def _drying(on_progress: Progress) -> Calibration:
    best, reports = drying_fit.judge(on_progress, frictions=False)
    text = drying_fit.calibration_text(best, f"{date.today()}")
    return Calibration("drying", reports, _with_left_out(text, reports))


def _calendering(on_progress: Progress) -> Calibration:
    reports, text = calendering_fit.calibrate(on_progress)
    return Calibration("calendering", reports, _with_left_out(text, reports))


CALIBRATIONS: dict[str, Callable[[Progress], Calibration]] = {
    "slurry": _slurry,
    "coating": _coating,
    "drying": _drying,
    "calendering": _calendering,
}
"""In the order of the line."""
