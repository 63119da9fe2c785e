"""The files a cell leaves, each whole or not at all."""

from pathlib import Path

import msgspec

from app.report.figures import image
from app.report.look import LOOKS
from simulation_server.performance.ageing import Ageing
from simulation_server.whole_file import replacing

from .document import CellResult, Resolved
from .fields_file import write_fields
from .figures import FIGURES
from .slices import slices_figure
from .watch import Watch

RESULT, CURVES, RATES = "result.json", "curves.csv", "rates.csv"
RESOLVED, FIELDS, SLICES = "resolved.csv", "cell.h5", "slices.png"


def write_files(
    folder: Path, result: CellResult, more: tuple[Path, ...] = (), watch: Watch | None = None
) -> CellResult:
    """Writes everything and returns the result with the files' names; result.json comes last."""
    written = [_write(folder / CURVES, _curves(result)), _write(folder / RATES, _rates(result))]
    for name, ageing in (("cycling", result.cycling), ("storage", result.storage)):
        if ageing is not None:
            written.append(_write(folder / f"{name}.csv", _ageing(ageing)))
    for name, draw in FIGURES.items():
        figure = draw(result, LOOKS["light"])
        if figure is not None:
            written.append(_write(folder / f"{name}.png", image(figure, "png")))
    if watch is not None and result.resolved is not None:
        written.append(_write(folder / RESOLVED, _resolved(result.resolved)))
        write_fields(folder / FIELDS, watch, result.resolved)
        slices = slices_figure(watch.moments(), result.resolved, LOOKS["light"])
        written += [folder / FIELDS, _write(folder / SLICES, image(slices, "png"))]
    files = (folder / RESULT, *written, *more)
    result = msgspec.structs.replace(result, files=tuple(map(str, files)))
    _write(folder / RESULT, msgspec.json.format(msgspec.json.encode(result), indent=2))
    return result


def _write(path: Path, content: bytes) -> Path:
    with replacing(path) as part:
        part.write_bytes(content)
    return path


def _table(names: list[str], rows: list[list[object]]) -> bytes:
    lines = [",".join(names)]
    for row in rows:
        lines.append(
            ",".join("" if v is None else f"{v:.7g}" if isinstance(v, float) else str(v) for v in row)
        )
    return ("\n".join(lines) + "\n").encode()


def _curves(result: CellResult) -> bytes:
    rows: list[list[object]] = [
        [label, curve.c_rate, capacity, voltage]
        for label, curve in result.curves.items()
        for capacity, voltage in zip(curve.capacity_mah_cm2, curve.voltage_v, strict=True)
    ]
    return _table(["rate", "c_rate", "capacity_mah_cm2", "voltage_v"], rows)


def _resolved(resolved: Resolved) -> bytes:
    columns = msgspec.structs.asdict(resolved.curve)
    return _table(list(columns), [list(row) for row in zip(*columns.values(), strict=True)])


def _rates(result: CellResult) -> bytes:
    rows = [list(msgspec.structs.asdict(each).values()) for each in result.rates]
    return _table([field.name for field in msgspec.structs.fields(type(result.rates[0]))], rows)


def _ageing(ageing: Ageing) -> bytes:
    rows = [list(msgspec.structs.asdict(point).values()) for point in ageing.points]
    return _table([field.name for field in msgspec.structs.fields(type(ageing.points[0]))], rows)
