"""What a trained surrogate consists of: numbers and names only."""

from dataclasses import dataclass

import msgspec

from .gaussian_process import Array, Hyperparameters

SettingValue = float | int | str | tuple[float, ...]


class Score(msgspec.Struct, frozen=True):
    """How a quantity was predicted on runs left out of training; errors in the quantity's unit."""

    r2: float
    coverage: float  # share of left-out runs inside their 95 % interval
    rmse: float
    runs: int
    log_r2: float | None = None  # of the logarithm, for a quantity that is predicted by it


class About(msgspec.Struct, frozen=True):
    """What a surrogate was trained on and how well it does: kept in its file as JSON."""

    inputs: tuple[str, ...]
    low: tuple[float, ...]  # smallest and largest value of each input among the runs
    high: tuple[float, ...]
    fixed: dict[str, SettingValue]  # every other setting of the runs
    quantities: tuple[str, ...]
    logarithmic: tuple[str, ...]  # quantities learned by their logarithm
    curves: tuple[str, ...]  # labels of the discharges
    scores: dict[str, Score]
    curve_rmse_mv: dict[str, float]  # on left-out runs
    runs: int
    failed_runs: int
    table_sha256: str
    chain_version: str
    mesonaut: str
    scikit_learn: str


@dataclass(frozen=True, slots=True)
class Model:
    """The first `len(about.quantities)` targets are quantities, the rest the curves' components."""

    about: About
    x: Array  # (n, d) scaled inputs
    targets: Array  # (n, m) standardised; NaN where a run has no value
    hyper: Hyperparameters
    centre: Array  # (m,) a target is centre + spread times its standardised value
    spread: Array  # (m,)
    half_width: Array  # (quantities,) of the 95 % interval, in predicted standard deviations
    curve_mean: Array  # (curves * CURVE_POINTS,) V
    curve_components: Array  # (components, curves * CURVE_POINTS)
