"""The numpy processes are scikit-learn's."""

import numpy as np
import pytest
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

from simulation_server.learning.fitting import fit
from simulation_server.learning.gaussian_process import GaussianProcesses, Hyperparameters


def test_it_predicts_what_scikit_learn_predicts() -> None:
    rng = np.random.default_rng(0)
    x = rng.random((40, 3))
    targets = np.stack([np.sin(4.0 * x[:, 0]), x[:, 1] * x[:, 2]], axis=1)
    targets[:7, 1] = np.nan  # unknown: left out for that target alone
    hyper = Hyperparameters(
        np.array([1.3, 0.7]), np.array([[0.5, 2.0, 8.0], [3.0, 0.6, 0.9]]), np.array([0.01, 0.05])
    )
    ours = GaussianProcesses(x, targets, hyper)
    for j in range(2):
        kernel = ConstantKernel(hyper.amplitude[j]) * Matern(hyper.lengths[j], nu=2.5) + WhiteKernel(
            hyper.noise[j]
        )
        known = np.isfinite(targets[:, j])
        theirs = GaussianProcessRegressor(kernel, alpha=0.0, optimizer=None).fit(x[known], targets[known, j])
        for point in rng.random((5, 3)):
            mean, std = theirs.predict(point[None], return_std=True)
            our_mean, our_std = ours.predict(point)
            assert our_mean[j] == pytest.approx(float(mean[0]), abs=1e-9)
            assert our_std[j] == pytest.approx(float(std[0]), rel=1e-7)


def test_fitting_finds_the_noise_and_the_input_that_matters() -> None:
    rng = np.random.default_rng(1)
    x = rng.random((120, 2))
    target = np.sin(6.0 * x[:, 0])
    noisy = (target + 0.2 * target.std() * rng.standard_normal(120)) / target.std()
    hyper = fit(x, noisy[:, None])
    assert np.sqrt(hyper.noise[0]) == pytest.approx(0.2, rel=0.25)
    assert hyper.lengths[0, 1] > 5.0 * hyper.lengths[0, 0]
