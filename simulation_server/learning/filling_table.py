"""The table of pores: one row a pore of every simulated filling, inputs and what the simulation said.

CSV, packed with gzip. Times are logarithms of milliseconds over the run's clock (see
filling_features), so a row holds for any viscosity and surface tension; `clock_ms` turns them back.
"""

import csv
import gzip
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulation_server.physics.pores import PoreMap, segment
from simulation_server.schema.errors import FileError
from simulation_server.schema.states import Solid
from simulation_server.whole_file import replacing

from .filling_drive import liquid_of
from .filling_features import NAMES, features
from .filling_runs import HELD_OUT_EVERY, FilledElectrode
from .filling_times import Array, pore_times

MOSTLY = 0.7
"""A pore of which less was filled has no times."""
SETTLED = 0.8
"""Share of a pore's cells filled or cut off before the run ended; below, what it keeps is not known."""
TARGETS = ("log_start", "log_end", "log_span", "filled_share")
COLUMNS = ("electrode", "held_out", "clock_ms", "volume_um3", "base", *TARGETS, *NAMES)


@dataclass(frozen=True, slots=True)
class FillingTable:
    """Rows of n pores; targets are NaN where the simulation does not tell."""

    electrode: NDArray[np.int64]  # (n,)
    held_out: NDArray[np.bool_]  # (n,) of an electrode that is not trained on
    clock_ms: Array  # (n,)
    volume_um3: Array  # (n,)
    base: Array  # (n,) logarithm of the base network's time over the clock
    targets: Array  # (n, len(TARGETS))
    columns: Array  # (n, len(NAMES))

    def only(self, rows: NDArray[np.bool_]) -> "FillingTable":
        """Some of the rows."""
        return FillingTable(*(getattr(self, name)[rows] for name in self.__slots__))


def rows_of(number: int, run: FilledElectrode) -> FillingTable:
    """The rows of one filling."""
    from simulation_server.physics.electrolytes import electrolyte

    settings = run.recipe.infiltration
    named = electrolyte(settings)
    liquid = liquid_of(
        settings, run.lattice_um, run.kinds.shape[2], named.viscosity_mpa_s, named.surface_tension_mn_m,
        run.cbd_nanoporosity,
    )  # fmt: skip
    pores = segment(run.kinds == Solid.PORE, run.lattice_um)
    known = features(pores, run.kinds, liquid)
    count = pores.count
    return FillingTable(
        electrode=np.full(count, number),
        held_out=np.full(count, number % HELD_OUT_EVERY == HELD_OUT_EVERY - 1),
        clock_ms=np.full(count, liquid.clock_ms),
        volume_um3=pores.volume_um3,
        base=known.base,
        targets=targets_of(pores, run, liquid.clock_ms),
        columns=known.columns,
    )


def targets_of(pores: PoreMap, run: FilledElectrode, clock_ms: float) -> Array:
    """TARGETS (n, 4) of each pore, NaN where the run ended before they were known."""
    times = pore_times(pores, run.filled_ms)
    inside = pores.labels > 0
    cells = np.bincount(pores.labels[inside] - 1, minlength=pores.count)
    left = inside & run.trapped & ~np.isfinite(run.filled_ms)
    cut_off = np.bincount(pores.labels[left] - 1, minlength=pores.count) / cells
    timed = times.filled >= MOSTLY
    with np.errstate(invalid="ignore", divide="ignore"):
        logs = [
            np.log(np.where(timed, value, np.nan) / clock_ms)
            for value in (times.start, times.end, times.span)
        ]
        settled = times.filled + cut_off
        share = np.where(settled >= SETTLED, times.filled / settled, np.nan)
    return np.stack([*logs, share], axis=1)


def joined(tables: list[FillingTable]) -> FillingTable:
    """One table of several."""
    return FillingTable(
        *(np.concatenate([getattr(each, name) for each in tables]) for name in FillingTable.__slots__)
    )


def write_table(table: FillingTable, path: Path) -> None:
    """Writes the table; the file is whole or not there, and the same rows give the same bytes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    numbers = np.column_stack([table.clock_ms, table.volume_um3, table.base, table.targets, table.columns])
    for number, held, row in zip(table.electrode, table.held_out, numbers, strict=True):
        writer.writerow([number, int(held), *(f"{value:.5g}" if np.isfinite(value) else "" for value in row)])
    with replacing(path) as part:
        part.write_bytes(gzip.compress(text.getvalue().encode(), mtime=0))


def read_table(path: Path) -> FillingTable:
    """Reads a table. Raises FileError in one line where it is missing or not such a table."""
    try:
        text = gzip.decompress(path.read_bytes()).decode()
        header, *rows = csv.reader(io.StringIO(text))
        if tuple(header) != COLUMNS:
            raise ValueError(f"{len(header)} columns, expected {len(COLUMNS)} from {COLUMNS[0]!r}")
        values = np.array([[float(cell) if cell else np.nan for cell in row] for row in rows])
        if values.ndim != 2 or not len(values):
            raise ValueError("no rows")
    except (OSError, EOFError, ValueError) as error:
        why = " ".join(str(error).split())
        raise FileError(
            f"{path}: not a table of filled pores ({why}); make it with "
            "`python -m simulation_server.learning.filling_campaign OUT`"
        ) from None
    fixed = 5 + len(TARGETS)
    return FillingTable(
        electrode=values[:, 0].astype(np.int64),
        held_out=values[:, 1] > 0,
        clock_ms=values[:, 2],
        volume_um3=values[:, 3],
        base=values[:, 4],
        targets=values[:, 5:fixed],
        columns=values[:, fixed:],
    )
