"""Trains a surrogate on a campaign's table and says, from runs left out, how far to trust it.

Held-out figures come from five folds: everything (scaling, curve components, hyperparameters) is
fitted anew without the fold. The intervals are calibrated on them by conformal prediction with errors
counted in predicted standard deviations (Lei et al., J. Am. Stat. Assoc. 113, 1094, 2018, section 5.2).
A quantile of some hundred errors is itself uncertain, so the half width is the order statistic that
holds 95 % of new runs with 90 % confidence (Wilks, Ann. Math. Stat. 12, 91, 1941; Vovk, Mach. Learn. 92,
349, 2013), and never less than the Gaussian 1.96. The coverage reported of a fold uses the half width
of the other folds only.
"""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import sklearn
from scipy.stats import beta

from simulation_server.schema.errors import UserError
from simulation_server.schema.recipe_toml import SETTINGS
from simulation_server.version import __version__

from .design import INPUTS, SEED
from .fitting import fit, log_likelihood
from .gaussian_process import Array, GaussianProcesses, Hyperparameters
from .model import About, Model, Score, SettingValue
from .table import CURVE_POINTS, Row, read_table
from .targets import Data, collect, standardise, transformed

FOLDS = 5
LEVEL = 0.95
CONFIDENCE = 0.90
GAUSSIAN_HALF_WIDTH = 1.959964


def train(table: Path, report: Callable[[float], None] = lambda _: None) -> Model:
    """A surrogate from a table; `report` gets the progress, 0 to 1. Raises FileError or UserError."""
    rows = read_table(table)
    data = collect(rows)
    fixed, chain_version = _common(rows)
    data = replace(data, logarithmic=_logarithmic(data))
    report(0.2)
    targets = standardise(data)
    hyper = fit(data.x, targets.standardised)
    report(0.5)
    held_out = _HeldOut(data, hyper, report)
    inputs = [each.path for each in INPUTS]
    done = [row.recipe for row in rows if not row.failed]
    used = np.array([[recipe.get(path) for path in inputs] for recipe in done], dtype=np.float64)
    about = About(
        inputs=tuple(inputs),
        low=tuple(used.min(axis=0).tolist()),
        high=tuple(used.max(axis=0).tolist()),
        fixed=fixed,
        quantities=data.quantities,
        logarithmic=data.logarithmic,
        curves=data.curves if len(targets.curve_components) else (),
        scores=held_out.scores(),
        curve_rmse_mv=held_out.curve_rmse_mv() if len(targets.curve_components) else {},
        runs=len(data.x),
        failed_runs=len(rows) - len(data.x),
        table_sha256=hashlib.sha256(table.read_bytes()).hexdigest(),
        chain_version=chain_version,
        mesonaut=__version__,
        scikit_learn=sklearn.__version__,
    )
    return Model(
        about, data.x, targets.standardised, hyper, targets.centre, targets.spread,
        held_out.half_widths(), targets.curve_mean, targets.curve_components,
    )  # fmt: skip


def _logarithmic(data: Data) -> tuple[str, ...]:
    """The positive quantities whose logarithm is the likelier Gaussian process.

    Likelihoods of a quantity and of its logarithm compare once the change of variable is counted:
    p(y) = p(log y) / y.
    """
    chosen = []
    for j, name in enumerate(data.quantities):
        known = np.isfinite(data.values[:, j])
        x, values = data.x[known], data.values[known, j]
        if values.min() <= 0.0 or np.ptp(values) == 0.0:
            continue
        plain = log_likelihood(x, values)
        logarithm = log_likelihood(x, np.log(values)) - float(np.sum(np.log(values)))
        if logarithm > plain:
            chosen.append(name)
    return tuple(chosen)


def _common(rows: list[Row]) -> tuple[dict[str, SettingValue], str]:
    """The settings all runs share, and their chain's version. Raises UserError where they differ."""
    varied = {SEED, *(each.path for each in INPUTS)}
    fixed: dict[str, SettingValue] = {}
    for path in SETTINGS:
        if path in varied:
            continue
        found = sorted({row.recipe.get(path) for row in rows})
        if len(found) > 1:
            raise UserError(
                f"the table's runs differ in {path} ({', '.join(map(str, found))}), which is no input "
                "of the surrogate: train on runs that share it"
            )
        fixed[path] = found[0]
    versions = sorted({row.chain_version for row in rows})
    if len(versions) > 1:
        raise UserError(f"the table's runs are of chain versions {', '.join(versions)}: expected one")
    return fixed, versions[0]


class _HeldOut:
    """Predictions of every run by processes that have not seen it."""

    def __init__(self, data: Data, start: Hyperparameters, report: Callable[[float], None]) -> None:
        self._data = data
        n, q = data.values.shape
        self._fold = np.random.default_rng(0).permutation(n) % FOLDS
        self._mean, self._std = np.full((n, q), np.nan), np.full((n, q), np.nan)
        self._voltages = np.full_like(data.voltages, np.nan)
        for fold in range(FOLDS):
            self._predict(fold, start)
            report(0.5 + 0.5 * (fold + 1) / FOLDS)
        self._scores = np.abs(transformed(data) - self._mean) / self._std

    def _predict(self, fold: int, start: Hyperparameters) -> None:
        q = self._data.values.shape[1]
        targets = standardise(seen := self._data.rows(self._fold != fold))
        # Few of the curves' components may be kept in a fold, or more: those start from the last one's.
        begin = _matched(start, targets.standardised.shape[1])
        hyper = fit(seen.x, targets.standardised, begin)
        processes = GaussianProcesses(seen.x, targets.standardised, hyper)
        for i in np.flatnonzero(self._fold == fold):
            mean, std = processes.predict(self._data.x[i])
            mean, std = targets.centre + targets.spread * mean, targets.spread * std
            self._mean[i], self._std[i] = mean[:q], std[:q]
            self._voltages[i] = targets.curve_mean + mean[q:] @ targets.curve_components

    def half_widths(self) -> Array:
        """Of the intervals, in standard deviations, (quantities,)."""
        return np.array([_half_width(column) for column in self._scores.T])

    def scores(self) -> dict[str, Score]:
        """Held-out R2, coverage and root-mean-square error of each quantity."""
        return {name: self._score(j) for j, name in enumerate(self._data.quantities)}

    def _score(self, j: int) -> Score:
        true, scores = self._data.values[:, j], self._scores[:, j]
        predicted = self._mean[:, j]
        known = np.isfinite(true)
        log_r2 = None
        if self._data.quantities[j] in self._data.logarithmic:
            log_r2 = _r2(np.log(true[known]), predicted[known])
            predicted = np.exp(predicted)
        inside = np.zeros(len(true), dtype=bool)
        for fold in range(FOLDS):
            here = self._fold == fold
            inside[here] = scores[here] <= _half_width(scores[~here])
        return Score(
            r2=_r2(true[known], predicted[known]),
            coverage=float(inside[known].mean()),
            rmse=float(np.sqrt(np.mean((true[known] - predicted[known]) ** 2))),
            runs=int(known.sum()),
            log_r2=log_r2,
        )

    def curve_rmse_mv(self) -> dict[str, float]:
        """Held-out root-mean-square error of the voltages, by discharge, in mV."""
        squared = (self._voltages - self._data.voltages) ** 2
        return {
            label: 1e3 * float(np.sqrt(np.nanmean(squared[:, k * CURVE_POINTS : (k + 1) * CURVE_POINTS])))
            for k, label in enumerate(self._data.curves)
        }


def _matched(start: Hyperparameters, m: int) -> Hyperparameters:
    """The start for m targets: what is known, the last one repeated where more are asked."""
    j = np.minimum(np.arange(m), len(start.amplitude) - 1)
    return Hyperparameters(start.amplitude[j], start.lengths[j], start.noise[j])


def _r2(true: Array, predicted: Array) -> float:
    """Share of the variance that is explained; 1 where there is none."""
    total = float(np.sum((true - true.mean()) ** 2))
    return 1.0 - float(np.sum((true - predicted) ** 2)) / total if total > 0.0 else 1.0


def _half_width(scores: Array) -> float:
    known = np.sort(scores[np.isfinite(scores)])
    n = len(known)
    # The share of new errors below the k-th smallest of n is Beta(k, n + 1 - k).
    rank = next((k for k in range(1, n) if beta.sf(LEVEL, k, n + 1 - k) >= CONFIDENCE), n)
    return max(float(known[rank - 1]), GAUSSIAN_HALF_WIDTH)
