"""The solver's pieces: shifted operators, its own word on its error, threads, axes, sides."""

import numba
import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.linalg import spsolve

from simulation_server.physics.transport import WCycle, finest_level, level_of, solve_conduction
from simulation_server.physics.transport.cycle_kernels import take_flow
from simulation_server.physics.transport.percolation import percolation

from .test_transport import blobs, simple_cubic


def faces(shape: tuple[int, int, int], seed: int) -> tuple[NDArray[np.float32], ...]:
    """Random conductances of all faces along each axis, padded."""
    rng = np.random.default_rng(seed)
    padded = tuple(n + 2 for n in shape)
    found = []
    for _ in range(3):
        g = np.zeros(padded, np.float32)
        g[1:-1, 1:-1, 1:-1] = rng.random(shape) * (rng.random(shape) < 0.7)
        found.append(g)
    found[0][0, 1:-1, 1:-1] = 1.0
    return tuple(found)


def matrix_of(level: object, shape: tuple[int, int, int]) -> NDArray[np.float64]:
    """The operator, column by column."""
    cells = int(np.prod(shape))
    columns = np.zeros((cells, cells))
    inner = (slice(1, -1),) * 3
    for cell in range(cells):
        one = np.zeros(tuple(n + 2 for n in shape), np.float64)
        one[tuple(n + 1 for n in np.unravel_index(cell, shape))] = 1.0
        for axis, wraps in ((1, level.periodic[0]), (2, level.periodic[1])):
            if wraps:
                turned = np.moveaxis(one, axis, 0)
                turned[0], turned[-1] = turned[-2].copy(), turned[1].copy()
        left = np.zeros_like(one)
        take_flow(*level.arrays[:-1], one, left)
        columns[:, cell] = -left[inner].ravel()
    return columns


@pytest.mark.parametrize("scale", [0.0, 1e-3, 10.0])
def test_the_cycle_is_symmetric_positive_and_near_the_inverse(scale: float) -> None:
    shape = (7, 6, 9)
    mass = np.zeros(tuple(n + 2 for n in shape), np.float32)
    mass[1:-1, 1:-1, 1:-1] = scale * np.random.default_rng(3).random(shape)
    level = level_of(*faces(shape, 2), (True, False), mass if scale else None)
    operator = matrix_of(level, shape)
    np.testing.assert_allclose(operator, operator.T, atol=1e-6)
    cycle = WCycle(level)
    right = np.zeros(mass.shape, np.float32)
    inverse = np.empty_like(operator)
    for cell in range(len(operator)):
        at = tuple(n + 1 for n in np.unravel_index(cell, shape))
        right[at] = 1.0
        inverse[:, cell] = cycle.apply(right)[0][1:-1, 1:-1, 1:-1].ravel()
        right[at] = 0.0
    np.testing.assert_allclose(inverse, inverse.T, atol=1e-4 * np.abs(inverse).max())
    values = np.linalg.eigvals(inverse @ operator).real
    # one visit of the finest grid: the halved coarse operator may overshoot, by less than two
    assert values.min() > 0.1 and values.max() < 1.9


def test_a_mass_is_what_it_is_on_the_diagonal() -> None:
    shape = (4, 5, 6)
    mass = np.zeros((6, 7, 8), np.float32)
    mass[1:-1, 1:-1, 1:-1] = np.arange(120.0).reshape(shape)
    with_it = matrix_of(level_of(*faces(shape, 1), (True, True), mass), shape)
    without = matrix_of(level_of(*faces(shape, 1), (True, True)), shape)
    np.testing.assert_allclose(with_it - without, np.diag(np.arange(120.0)), atol=1e-4)


def test_one_kind_of_conductor_and_many_alike_kinds_are_the_same() -> None:
    phase = blobs((30, 25, 28), seed=3, kinds=4)
    one = solve_conduction(phase, np.array([0.0, 1.0, 1.0, 1.0]), tolerance=1e-8)
    # a hair's difference takes the way with conductances of every face
    many = solve_conduction(phase, np.array([0.0, 1.0, 1.0, 1.0 + 1e-6]), tolerance=1e-8)
    assert many.conductivity == pytest.approx(one.conductivity, rel=2e-6)
    np.testing.assert_allclose(many.potential, one.potential, atol=2e-4)


@pytest.mark.parametrize("tolerance", [1e-2, 1e-3, 1e-4])
@pytest.mark.parametrize("bulk", [(1.0, 0.0, 1.0), (1.0, 0.0, 0.3)])
def test_the_error_is_as_small_as_it_says(tolerance: float, bulk: tuple[float, ...]) -> None:
    phase = blobs((60, 50, 64), seed=9)
    exact = solve_conduction(phase, np.array(bulk), tolerance=1e-11).conductivity
    loose = solve_conduction(phase, np.array(bulk), tolerance=tolerance, flux_tolerance=np.inf)
    assert 0.0 <= loose.conductivity / exact - 1.0 <= loose.error <= tolerance


def test_against_a_direct_solver() -> None:
    conducts = blobs((12, 11, 13), seed=4, kinds=2).astype(bool)
    through = percolation(conducts, (False, False)).through
    number = np.full(conducts.shape, -1)
    number[through] = np.arange(through.sum())
    rows, columns = [], []
    for axis in range(3):
        a = np.moveaxis(number, axis, 0)
        both = (a[:-1] >= 0) & (a[1:] >= 0)
        rows.append(a[:-1][both])
        columns.append(a[1:][both])
    i, j = np.concatenate(rows), np.concatenate(columns)
    cells = int(through.sum())
    across = coo_array((np.ones(len(i)), (i, j)), shape=(cells, cells)).toarray()
    across += across.T
    ends = np.zeros(cells)
    ends[number[0][through[0]]] += 2.0
    right = ends.copy()
    ends[number[-1][through[-1]]] += 2.0
    known = spsolve(coo_array(np.diag(across.sum(axis=1) + ends) - across).tocsr(), right)
    solved = solve_conduction(
        conducts.astype(np.uint8), np.array([0.0, 1.0]), axis=0, periodic=False, tolerance=1e-12
    )
    np.testing.assert_allclose(solved.potential[through], known, atol=1e-6)


def test_the_result_does_not_depend_on_the_threads() -> None:
    phase = blobs((64, 60, 66), seed=7)
    bulk = np.array([0.0, 1.0, 0.4])
    before, found = numba.get_num_threads(), []
    try:
        for threads in (1, min(2, before)):
            numba.set_num_threads(threads)
            found.append(solve_conduction(phase, bulk, tolerance=1e-6))
    finally:
        numba.set_num_threads(before)
    assert found[0].conductivity == found[1].conductivity
    np.testing.assert_array_equal(found[0].potential, found[1].potential)


def test_sides_may_be_joined_along_one_axis_only() -> None:
    phase = np.ones((6, 5, 8), dtype=np.uint8)
    phase[0, 2, :5] = 0
    phase[5, 2, 4:] = 0  # joined to the piece above only round x
    bulk = np.array([1.0, 0.0])
    assert solve_conduction(phase, bulk, periodic=(True, False)).conductivity > 0.0
    assert solve_conduction(phase.transpose(1, 0, 2).copy(), bulk, periodic=(False, True)).conductivity > 0.0


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_a_cube_is_the_same_along_each_axis(axis: int) -> None:
    sphere = simple_cubic(31, 0.4)
    bulk = np.array([1.0, 0.0])
    expected = solve_conduction(sphere, bulk, axis=2, tolerance=1e-9).conductivity
    assert solve_conduction(sphere, bulk, axis=axis, tolerance=1e-9).conductivity == pytest.approx(
        expected, rel=1e-7
    )


def test_maxwell_for_few_conducting_spheres() -> None:
    """Dilute spheres ten times better than the rest (Maxwell 1873): 1 + 3 f b / (1 - f b), b = 9/12."""
    share = 0.05
    found = []
    for cells in (32, 64):
        sphere = simple_cubic(cells, share)
        actual = sphere.mean()
        b = 9.0 / 12.0
        theory = 1.0 + 3.0 * actual * b / (1.0 - actual * b)
        found.append(solve_conduction(sphere, np.array([1.0, 10.0])).conductivity / theory - 1.0)
    assert abs(found[1]) < 0.01 and abs(found[1]) < abs(found[0]) + 1e-3


def test_percolation_counts_as_a_plain_search_does() -> None:
    rng = np.random.default_rng(5)
    for share in (0.3, 0.33, 0.4):
        conducts = rng.random((17, 13, 15)) < share
        for periodic in ((False, False), (True, False), (True, True)):
            found = percolation(conducts, periodic)
            low, high = (reached(conducts, end, periodic) for end in (0, -1))
            np.testing.assert_array_equal(found.through, low & high)
            assert found.reach_low == low.any(axis=(1, 2)).sum()
            assert found.reach_high == high.any(axis=(1, 2)).sum()


def reached(conducts: NDArray[np.bool_], end: int, periodic: tuple[bool, bool]) -> NDArray[np.bool_]:
    """Cells joined to one end, by spreading until nothing is new."""
    here = np.zeros_like(conducts)
    here[end] = conducts[end]
    while True:
        grown = here.copy()
        for axis in range(3):
            for step in (-1, 1):
                moved = np.roll(here, step, axis)
                if axis == 0 or not periodic[axis - 1]:
                    np.moveaxis(moved, axis, 0)[0 if step == 1 else -1] = False
                grown |= moved
        grown &= conducts
        if (grown == here).all():
            return here
        here = grown


def test_finest_level_joins_cells_in_series() -> None:
    label = np.array([[[0, 1]], [[1, 1]]], np.uint8)
    level = finest_level(label, np.array([1.0, 3.0]), (False, False))
    assert level.across[0][1, 1, 1] == pytest.approx(2.0 * 3.0 / 4.0)
    assert level.across[0][0, 1, 1] == pytest.approx(2.0) and level.across[0][2, 1, 2] == pytest.approx(6.0)
    assert level.across[2][1, 1, 2] == 0.0
