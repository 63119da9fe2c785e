"""From a table's rows to what Gaussian processes learn: scaled inputs and standardised targets."""

from dataclasses import dataclass, replace

import numpy as np

from simulation_server.schema.errors import UserError
from simulation_server.schema.quantities import C_RATES, QUANTITIES

from .design import features
from .gaussian_process import Array
from .table import CURVE_POINTS, Row

COMPONENTS = 8
"""Most principal components kept of the discharge curves."""
KEPT_VARIANCE = 0.9995
FEWEST_VALUES = 20
"""A quantity that fewer runs have is left out."""


@dataclass(frozen=True, slots=True)
class Data:
    """What a table offers; NaN where a run has no value."""

    x: Array  # (n, d)
    quantities: tuple[str, ...]
    values: Array  # (n, quantities)
    logarithmic: tuple[str, ...]  # quantities learned by their logarithm
    curves: tuple[str, ...]
    voltages: Array  # (n, curves * CURVE_POINTS)

    def rows(self, chosen: Array) -> "Data":
        """The data of some runs."""
        return replace(self, x=self.x[chosen], values=self.values[chosen], voltages=self.voltages[chosen])


@dataclass(frozen=True, slots=True)
class Targets:
    """Standardised targets (n, m) and how to undo it; see model.Model."""

    standardised: Array
    centre: Array
    spread: Array
    curve_mean: Array
    curve_components: Array


def collect(rows: list[Row]) -> Data:
    """The data of the runs that gave results. Raises UserError where they are too few."""
    done = [row for row in rows if not row.failed]
    if len(done) < FEWEST_VALUES:
        raise UserError(
            f"the table holds {len(done)} runs with results: expected at least {FEWEST_VALUES}; "
            "run a larger campaign"
        )
    values = {name: np.array([row.quantities.get(name, np.nan) for row in done]) for name in QUANTITIES}
    for column in values.values():
        column[~np.isfinite(column)] = np.nan
    quantities = tuple(name for name, column in values.items() if np.isfinite(column).sum() >= FEWEST_VALUES)
    curves = tuple(label for label in C_RATES if sum(label in row.voltages for row in done) >= FEWEST_VALUES)
    voltages = np.full((len(done), len(curves), CURVE_POINTS), np.nan)
    for i, row in enumerate(done):
        for k, label in enumerate(curves):
            if label in row.voltages:
                voltages[i, k] = row.voltages[label]
    return Data(
        x=np.array([features(row.recipe) for row in done]),
        quantities=quantities,
        values=np.stack([values[name] for name in quantities], axis=1),
        logarithmic=(),
        curves=curves,
        voltages=voltages.reshape(len(done), -1),
    )


def transformed(data: Data) -> Array:
    """The quantities (n, quantities), the logarithmic ones as logarithms."""
    values = data.values.copy()
    for j, name in enumerate(data.quantities):
        if name in data.logarithmic:
            values[:, j] = np.log(values[:, j])
    return values


def standardise(data: Data) -> Targets:
    """Targets of mean 0 and variance 1: the quantities, then the curves' principal components."""
    mean, components, scores = _principal(data.voltages)
    raw = np.concatenate([transformed(data), scores], axis=1)
    centre = np.nanmean(raw, axis=0)
    spread = np.nanstd(raw, axis=0)
    spread[spread < 1e-12 * np.maximum(np.abs(centre), 1.0)] = 1.0  # a quantity that never changes
    return Targets((raw - centre) / spread, centre, spread, mean, components)


def _principal(voltages: Array) -> tuple[Array, Array, Array]:
    """Mean, components (k, points) and scores (n, k) of the runs that have all curves."""
    whole = np.isfinite(voltages).all(axis=1)
    if voltages.shape[1] == 0 or whole.sum() < 2:
        return np.zeros(voltages.shape[1]), np.zeros((0, voltages.shape[1])), np.zeros((len(voltages), 0))
    mean = voltages[whole].mean(axis=0)
    _, singular, directions = np.linalg.svd(voltages[whole] - mean, full_matrices=False)
    share = np.cumsum(singular**2) / np.sum(singular**2)
    components = directions[: min(COMPONENTS, int(np.searchsorted(share, KEPT_VARIANCE)) + 1)]
    scores = np.full((len(voltages), len(components)), np.nan)
    scores[whole] = (voltages[whole] - mean) @ components.T
    return mean, components, scores
