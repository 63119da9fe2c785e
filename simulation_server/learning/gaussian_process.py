"""Gaussian processes of several targets over the same inputs, evaluated together in numpy.

Kernel of each target: amplitude times Matern 5/2 with a length for every input, plus white noise
(Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006, chapters 2 and 4).
scikit-learn finds the hyperparameters (training.py); here they are only used, so that nothing of it
is imported, and one prediction of all targets takes a fraction of a millisecond.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Hyperparameters:
    """Of m targets over d inputs."""

    amplitude: Array  # (m,) variance of the smooth part
    lengths: Array  # (m, d)
    noise: Array  # (m,) variance of the white noise


def matern52(squared_distance: Array) -> Array:
    """Correlation at a squared, length-scaled distance."""
    root = np.sqrt(5.0 * squared_distance)
    return (1.0 + root + root * root / 3.0) * np.exp(-root)


class GaussianProcesses:
    """Posterior of m targets; a NaN among the targets (n, m) leaves that row out for that target."""

    def __init__(self, x: Array, targets: Array, hyper: Hyperparameters) -> None:
        n, m = targets.shape
        self._x = x
        self._inverse_squares = (hyper.lengths**-2.0).T.copy()  # (d, m)
        self._amplitude = hyper.amplitude
        self._noise = hyper.noise
        self._weights = np.zeros((n, m))
        self._inverse = np.zeros((m, n, n))
        with threadpool_limits(limits=1):  # small matrices: threads would only wait for each other
            for j in range(m):
                self._condition(j, targets[:, j], hyper)

    def _condition(self, j: int, target: Array, hyper: Hyperparameters) -> None:
        known = np.flatnonzero(np.isfinite(target))
        scaled = self._x[known] / hyper.lengths[j]
        squared = np.sum((scaled[:, None, :] - scaled[None, :, :]) ** 2, axis=2)
        covariance = hyper.amplitude[j] * matern52(squared) + hyper.noise[j] * np.eye(len(known))
        inverse = np.linalg.inv(covariance)
        self._weights[known, j] = inverse @ target[known]
        self._inverse[j][np.ix_(known, known)] = inverse

    def predict(self, x: Array) -> tuple[Array, Array]:
        """Mean and standard deviation (noise included) of every target at one point (d,): two (m,)."""
        squared = (self._x - x) ** 2 @ self._inverse_squares  # (n, m)
        kernel = matern52(squared) * self._amplitude
        mean = np.sum(kernel * self._weights, axis=0)
        columns = np.ascontiguousarray(kernel.T)  # (m, n)
        # einsum rather than a matrix product, which would wake BLAS threads beside the simulation's.
        explained = np.sum(columns * np.einsum("mij,mj->mi", self._inverse, columns), axis=1)
        variance = np.maximum(self._amplitude + self._noise - explained, self._noise)
        return mean, np.sqrt(variance)

    def mean(self, x: Array, j: int) -> float:
        """Mean of target j alone at one point (d,)."""
        squared = (self._x - x) ** 2 @ self._inverse_squares[:, j]
        return float(np.sum(matern52(squared) * self._weights[:, j]) * self._amplitude[j])
