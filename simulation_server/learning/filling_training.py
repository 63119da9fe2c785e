"""Trains the filling forecast on a table of pores and says, from electrodes left out, how far to trust it.

Gradient boosting (Friedman 2001) of the difference to the network's time, one model a target: on electrodes
left out it does as well as multilayer perceptrons and better than ridge regression, and its trees are arrays.
Pores of one electrode are alike, so scores leave out whole electrodes.

`python -m simulation_server.learning.filling_training TABLE MODEL` trains.
"""

import hashlib
import sys
from pathlib import Path
from typing import Any

import numpy as np

from simulation_server.schema.errors import MesonautError, UserError
from simulation_server.version import __version__

from .filling_features import NAMES
from .filling_model import AboutFilling, FillingModel, FillingScore, save_filling_model
from .filling_table import TARGETS, FillingTable, read_table
from .filling_times import FIRST, LAST, Array
from .filling_trees import Trees, trees_of

KEEPS_GAS = 0.5
"""A pore predicted to fill by less than this keeps its gas."""


def train(path: Path) -> FillingModel:
    """A model from a table, without its held-out electrodes. Raises FileError or UserError."""
    import sklearn

    table = read_table(path)
    seen = table.only(~table.held_out)
    if len(np.unique(seen.electrode)) < 3:
        raise UserError(
            f"{path}: expected pores of at least 3 electrodes to train on; run the campaign further"
        )
    trees = fit(seen)
    held_out = table.only(table.held_out)
    about = AboutFilling(
        inputs=NAMES,
        targets=TARGETS,
        trained_on=tuple(np.unique(seen.electrode).tolist()),
        left_out=_left_out(table),
        held_out=score(held_out, predicted(trees, held_out)) if table.held_out.any() else None,
        table_sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        mesonaut=__version__,
        scikit_learn=sklearn.__version__,
    )
    return FillingModel(about, trees)


def fit(table: FillingTable) -> tuple[Trees, ...]:
    """One sum of trees for each of TARGETS."""
    found = []
    for number, name in enumerate(TARGETS):
        target = table.targets[:, number]
        known = np.isfinite(target)
        if name != "filled_share":
            target = target - table.base
        found.append(trees_of(_boosting().fit(table.columns[known], target[known])))
    return tuple(found)


def _boosting() -> Any:
    from sklearn.ensemble import GradientBoostingRegressor

    return GradientBoostingRegressor(
        n_estimators=150, max_depth=4, learning_rate=0.06, min_samples_leaf=10, subsample=0.5,
        max_features=0.3, random_state=0,
    )  # fmt: skip


def predicted(trees: tuple[Trees, ...], table: FillingTable) -> Array:
    """TARGETS (n, 4) as the trees expect them."""
    found = np.stack([each.predict(table.columns) for each in trees], axis=1)
    found[:, :3] += table.base[:, None]
    return found


def _left_out(table: FillingTable) -> FillingScore:
    found = np.empty_like(table.targets)
    for electrode in np.unique(table.electrode):
        this = table.electrode == electrode
        found[this] = predicted(fit(table.only(~this)), table.only(this))
    return score(table, found)


def score(table: FillingTable, found: Array) -> FillingScore:
    """Of a table's pores, with the targets `found` (n, 4)."""
    timed, settled = np.isfinite(table.targets[:, 1]), np.isfinite(table.targets[:, 3])
    (start, end, span), (start_, end_, span_) = table.targets[timed, :3].T, found[timed, :3].T
    clock, length = np.log(table.clock_ms[timed]), log_length(table.volume_um3[timed])
    keeps = (table.targets[settled, 3] < KEEPS_GAS) == (found[settled, 3] < KEEPS_GAS)
    return FillingScore(
        log_start_r2=_r2(start, start_),
        log_end_r2=_r2(end, end_),
        end_r2=_r2(np.exp(end + clock), np.exp(end_ + clock)),
        log_velocity_r2=_r2(length - span - clock, length - span_ - clock),
        velocity_r2=_r2(np.exp(length - span - clock), np.exp(length - span_ - clock)),
        keeps_gas_accuracy=float(keeps.mean()),
        pores=int(timed.sum()),
        electrodes=len(np.unique(table.electrode[timed])),
    )


def log_length(volume_um3: Array) -> Array:
    """Logarithm of the way (n,) in um that the front makes in a pore between its start and its end."""
    length: Array = np.log((LAST - FIRST) * np.cbrt(volume_um3))
    return length


def _r2(true: Array, found: Array) -> float:
    return float(1.0 - ((true - found) ** 2).sum() / ((true - true.mean()) ** 2).sum())


def main(arguments: list[str]) -> int:
    """The command: the table and the model to write."""
    try:
        if len(arguments) != 2:
            raise UserError(f"arguments {arguments}: expected TABLE MODEL, two files")
        model = train(Path(arguments[0]))
        save_filling_model(model, Path(arguments[1]))
    except MesonautError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print(f"electrodes left out: {model.about.left_out}\nelectrodes held out: {model.about.held_out}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
