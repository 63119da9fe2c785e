"""The table of a campaign: a CSV file with one row a run, safe against being killed.

Columns: the run's number, every setting of its recipe (so a row alone repeats the run), `status`
(done or failed) and `reason`, the quantities, the discharge curves as voltages at fixed shares of
each discharge's own capacity, the chain's version and the seconds it took. A row is appended by a single
write and flushed to the disk; a line that a kill cut short is taken away on the next opening.
"""

import csv
import io
import json
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.errors import FileError, PhysicsError, RecipeError
from simulation_server.schema.quantities import C_RATES, QUANTITIES
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import SETTINGS, changed
from simulation_server.schema.results import Curve

CURVE_POINTS = 24
CURVE_SHARES = 0.5 - 0.5 * np.cos(np.linspace(0.0, np.pi, CURVE_POINTS))
"""Shares of a discharge's capacity at which its voltage is kept: closer where it bends, at both ends."""


def curve_columns(label: str) -> list[str]:
    """The columns of one discharge: `v_c5_00` to `v_c5_23` for "C/5"."""
    return [f"v_{label.lower().replace('/', '')}_{k:02d}" for k in range(CURVE_POINTS)]


COLUMNS = [
    "run", *SETTINGS, "status", "reason", *QUANTITIES,
    *(column for label in C_RATES for column in curve_columns(label)), "chain_version", "wall_s",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One finished run; a failed one has a reason and no values."""

    run: int
    recipe: Recipe
    chain_version: str
    wall_s: float
    reason: str = ""
    quantities: Mapping[str, float] = field(default_factory=dict)
    voltages: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)  # label -> (CURVE_POINTS,)

    @property
    def failed(self) -> bool:
        """Whether the run ended without a result."""
        return bool(self.reason)


def resampled(curve: Curve) -> NDArray[np.float64]:
    """Voltages (CURVE_POINTS,) of a discharge at CURVE_SHARES of its own capacity.

    Raises PhysicsError where they are not finite: a table holds no such numbers.
    """
    capacity = np.asarray(curve.capacity_mah_cm2)
    voltages = np.interp(CURVE_SHARES * capacity[-1], capacity, np.asarray(curve.voltage_v))
    if not np.isfinite(voltages).all():
        raise PhysicsError(f"the discharge at {curve.c_rate:g}C holds voltages that are not finite")
    return voltages


def append_row(path: Path, row: Row) -> None:
    """Adds a run to the table, header first where the file is new; on the disk when it returns."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    if not path.exists() or path.stat().st_size == 0:
        writer.writeheader()
    writer.writerow(_cells(row))
    with path.open("ab", buffering=0) as file:
        file.write(text.getvalue().encode())
        os.fsync(file.fileno())


def _cells(row: Row) -> dict[str, object]:
    cells: dict[str, object] = {path: _cell(row.recipe.get(path)) for path in SETTINGS}
    cells |= {name: repr(float(value)) for name, value in row.quantities.items()}
    for label, voltages in row.voltages.items():
        cells |= {c: f"{v:.6f}" for c, v in zip(curve_columns(label), voltages, strict=True)}
    return cells | {
        "run": row.run,
        "status": "failed" if row.failed else "done",
        "reason": " ".join(row.reason.split()),
        "chain_version": row.chain_version,
        "wall_s": f"{row.wall_s:.3f}",
    }


def mend(path: Path) -> None:
    """Takes away a last line that was cut short while it was written."""
    content = path.read_bytes()
    if content and not content.endswith(b"\n"):
        with path.open("r+b") as file:
            file.truncate(content.rfind(b"\n") + 1)


def read_table(path: Path) -> list[Row]:
    """All rows of a table. Raises FileError where it is missing or not such a table."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise FileError(
            f"{path}: cannot be read ({error.strerror}); `mesonaut campaign --out {path}` makes one"
        ) from None
    except UnicodeDecodeError:
        raise FileError(f"{path}: expected a campaign's CSV table, found binary data") from None
    reader = csv.DictReader(io.StringIO(text))
    if reader.fieldnames != COLUMNS:
        raise FileError(
            f"{path}: expected the table of a campaign of this version ({len(COLUMNS)} columns from "
            f"'run' to 'wall_s'), found {len(reader.fieldnames or [])} columns; "
            "make it with `mesonaut campaign`"
        )
    return [_row(path, line, cells) for line, cells in enumerate(reader, start=2)]


def _row(path: Path, line: int, cells: dict[str, str]) -> Row:
    try:
        settings = {name: _setting(name, cells[name]) for name in SETTINGS}
        return Row(
            run=int(cells["run"]),
            recipe=changed(Recipe(), settings),
            chain_version=cells["chain_version"],
            wall_s=float(cells["wall_s"]),
            reason=cells["reason"] if cells["status"] == "failed" else "",
            quantities={name: float(cells[name]) for name in QUANTITIES if cells[name]},
            voltages={label: _voltages(cells, label) for label in C_RATES if cells[curve_columns(label)[0]]},
        )
    except (ValueError, TypeError, RecipeError) as error:
        raise FileError(f"{path}, line {line}: {error}; take the line out or make the table again") from None


def _cell(value: object) -> object:
    return json.dumps(value) if isinstance(value, tuple) else value


def _setting(name: str, cell: str) -> float | int | str | tuple[float, ...]:
    default = SETTINGS[name].default
    return tuple(json.loads(cell)) if isinstance(default, tuple) else type(default)(cell)


def _voltages(cells: dict[str, str], label: str) -> NDArray[np.float64]:
    voltages = np.array([float(cells[column]) for column in curve_columns(label)])
    if not all(map(math.isfinite, voltages)):
        raise ValueError(f"the discharge at {label} holds values that are not finite")
    return voltages
