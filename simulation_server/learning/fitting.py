"""Hyperparameters of Gaussian processes, by scikit-learn: largest marginal likelihood."""

import warnings
from typing import Any

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel
from threadpoolctl import threadpool_limits

from .gaussian_process import Array, Hyperparameters

LENGTH_BOUNDS = (0.05, 50.0)
"""In units of an input's range; at the upper end the target does not depend on it."""
NOISE_BOUNDS = (1e-6, 1.0)
AMPLITUDE_BOUNDS = (1e-2, 1e3)
RESTARTS = 2
"""Random starts beside the first, where none is given: the likelihood can have several summits."""


def fit(x: Array, targets: Array, start: Hyperparameters | None = None) -> Hyperparameters:
    """Hyperparameters for standardised targets (n, m) over inputs (n, d), begun from `start` if given."""
    with threadpool_limits(limits=1):  # these matrices are small: threads only wait for each other
        fitted = [
            _fit_one(x, targets[:, j], None if start is None else _one(start, j))
            for j in range(targets.shape[1])
        ]
    return Hyperparameters(
        np.array([each[0] for each in fitted]),
        np.array([each[1] for each in fitted]),
        np.array([each[2] for each in fitted]),
    )


def _one(hyper: Hyperparameters, j: int) -> tuple[float, Array, float]:
    return float(hyper.amplitude[j]), hyper.lengths[j], float(hyper.noise[j])


def log_likelihood(x: Array, target: Array) -> float:
    """Largest log marginal likelihood of a target (n,) in its own unit, over inputs (n, d)."""
    spread = float(target.std())
    with threadpool_limits(limits=1):
        process = _optimised(x, (target - target.mean()) / spread, _begin(x), restarts=0)
    return float(process.log_marginal_likelihood_value_) - len(target) * float(np.log(spread))


def _begin(x: Array) -> tuple[float, Array, float]:
    return 1.0, np.ones(x.shape[1]), 0.05


def _fit_one(x: Array, target: Array, start: tuple[float, Array, float] | None) -> tuple[float, Array, float]:
    known = np.isfinite(target)
    process = _optimised(x[known], target[known], start or _begin(x), restarts=0 if start else RESTARTS)
    smooth, white = process.kernel_.k1, process.kernel_.k2
    return (
        float(smooth.k1.constant_value),
        np.asarray(smooth.k2.length_scale, dtype=np.float64),
        float(white.noise_level),
    )


def _optimised(x: Array, target: Array, start: tuple[float, Array, float], restarts: int) -> Any:
    amplitude, lengths, noise = start
    kernel = ConstantKernel(amplitude, AMPLITUDE_BOUNDS) * Matern(
        np.clip(lengths, *LENGTH_BOUNDS), LENGTH_BOUNDS, nu=2.5
    ) + WhiteKernel(noise, NOISE_BOUNDS)
    process = GaussianProcessRegressor(kernel, alpha=0.0, n_restarts_optimizer=restarts, random_state=0)
    with warnings.catch_warnings():
        # An input without influence drives its length to the bound, a noiseless target its noise:
        # both are wanted. Held-out data judge the fit.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return process.fit(x, target)
