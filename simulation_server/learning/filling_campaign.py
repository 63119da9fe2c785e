"""Makes and fills the electrodes that the filling forecast learns from, one after the other.

`python -m simulation_server.learning.filling_campaign OUT` keeps each filling in the folder OUT and goes on
where it was stopped; at the end it writes the table of pores.
"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

from simulation_server.schema.errors import FileError, MesonautError, PhysicsError, RecipeError, UserError

from .filling_runs import ELECTRODES, fill, keep, kept, recipes
from .filling_table import FillingTable, joined, rows_of, write_table

FILLING = "filling_{:02d}.npz"
TABLE = "filling_pores.csv.gz"
FAILED = "filling_{:02d}.failed"


def campaign(out: Path, electrodes: int = ELECTRODES) -> Iterator[tuple[int, str]]:
    """Fills what is not in `out` yet; yields the number of each electrode and a line about it."""
    import numba

    numba.set_num_threads(1)  # beside whatever else the machine does
    out.mkdir(parents=True, exist_ok=True)
    for number, recipe in enumerate(recipes(electrodes)):
        path, failed = out / FILLING.format(number), out / FAILED.format(number)
        if path.exists() or failed.exists():
            yield number, "kept from before"
            continue
        started = time.monotonic()
        try:
            run = fill(recipe)
        except (PhysicsError, RecipeError) as error:
            failed.write_text(f"{error}\n", encoding="utf-8")
            yield number, f"left out: {error}"
            continue
        keep(run, path)
        pore = run.kinds == 0
        share = float((run.filled_ms[pore] >= 0.0).mean())
        yield (
            number,
            f"{run.kinds.shape} at {run.lattice_um:.2f} um, porosity {pore.mean():.2f}, {share:.0%} filled "
            f"in {run.end_ms:.2f} ms ({time.monotonic() - started:.0f} s)",
        )


def table_of(out: Path) -> FillingTable:
    """All pores of the fillings kept in a folder. Raises FileError where there is none."""
    numbers = [number for number in range(ELECTRODES) if (out / FILLING.format(number)).exists()]
    if not numbers:
        raise FileError(f"{out}: no filling is kept there; run the campaign first")
    return joined([rows_of(number, kept(out / FILLING.format(number))) for number in numbers])


def main(arguments: list[str]) -> int:
    """The command: a folder, and if fewer are wanted how many electrodes."""
    try:
        if not 1 <= len(arguments) <= 2 or not all(each.isdigit() for each in arguments[1:]):
            raise UserError(
                f"arguments {arguments}: expected OUT, a folder, and perhaps a number of electrodes"
            )
        for number, line in campaign(Path(arguments[0]), *map(int, arguments[1:])):
            print(f"electrode {number}: {line}", flush=True)
        write_table(table_of(Path(arguments[0])), Path(arguments[0]) / TABLE)
    except MesonautError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
