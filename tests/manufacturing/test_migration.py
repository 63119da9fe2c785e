import numpy as np
import pytest
from numpy.polynomial import chebyshev
from scipy.integrate import solve_ivp

from simulation_server.manufacturing.migration import Migration, binder_shares, peclet

WET, SOLIDS, END = 190.0, 70.0, 130.0
"""um, as of a film of 95 wt% active material from a slurry of 70 wt% solids."""


def migrated(number: float, *, cells: int = 200, longest_step: float = 0.01) -> Migration:
    migration = Migration(WET, SOLIDS, number, cells=cells)
    migration.shrink_to(END, longest_step=longest_step)
    return migration


def end_mixing(number: float) -> float:
    liquid = (END - SOLIDS) / END
    return float(liquid**1.5 * WET / END / number)


@pytest.mark.parametrize("number", [0.0, 1e-4, 0.01, 0.3, 1.0, 5.0, 100.0, 1e6])
def test_binder_is_conserved(number: float) -> None:
    profile = migrated(number).profile
    assert abs(float(profile.content @ np.diff(profile.faces)) - 1.0) < 1e-10
    assert profile.content.min() > 0.0


def test_slow_drying_leaves_the_binder_even() -> None:
    profile = migrated(1e-3).profile
    middle = 0.5 * (profile.faces[1:] + profile.faces[:-1])
    expected = 1.0 + 0.5 / end_mixing(1e-3) * (middle**2 - 1.0 / 3.0)  # quasi-steady, first order
    np.testing.assert_allclose(profile.content, expected, atol=1e-6)
    assert profile.top_over_bottom == pytest.approx(1.0, abs=1e-3)


def test_fast_drying_gathers_the_binder_of_the_solvent_gone_at_the_surface() -> None:
    profile = migrated(1e4).profile
    left = (END - SOLIDS) / (WET - SOLIDS)
    np.testing.assert_allclose(profile.content[profile.faces[1:] < 0.9], left, rtol=1e-5)
    assert profile.mean(0.99, 1.0) * 0.01 == pytest.approx(1.0 - 0.99 * left, rel=1e-4)


def collocated(number: float, points: int = 48) -> tuple[np.ndarray, np.ndarray]:
    """Concentration (points + 1,) by Chebyshev collocation of `dc/ds + x dc/dx = k d2c/dx2`, and where."""
    nodes = np.cos(np.pi * np.arange(points + 1) / points)[::-1]
    powers = chebyshev.chebvander(nodes, points)
    slopes = np.stack(
        [chebyshev.chebval(nodes, chebyshev.chebder(row)) for row in np.eye(points + 1)], axis=1
    )
    first = 2.0 * slopes @ np.linalg.inv(powers)  # on x from 0 to 1
    second, x, inner = first @ first, 0.5 * (nodes + 1.0), slice(1, points)

    def whole(c: np.ndarray, k: float) -> np.ndarray:
        """With the ends from no flux at the collector, and k dc/dx = c at the surface."""
        ends = np.array([[first[0, 0], first[0, -1]], [k * first[-1, 0], k * first[-1, -1] - 1.0]])
        known = -np.array([first[0, inner] @ c, k * first[-1, inner] @ c])
        low, high = np.linalg.solve(ends, known)
        return np.concatenate([[low], c, [high]])

    def mixing(s: float) -> float:
        liquid = (WET - SOLIDS) * np.exp(-s)
        return float((liquid / (liquid + SOLIDS)) ** 1.5 * WET / (liquid + SOLIDS) / number)

    def slope(s: float, c: np.ndarray) -> np.ndarray:
        all_of_it = whole(c, mixing(s))
        return np.asarray((mixing(s) * second @ all_of_it - x * (first @ all_of_it))[inner])

    end = float(np.log((WET - SOLIDS) / (END - SOLIDS)))
    solved = solve_ivp(slope, (0.0, end), np.ones(points - 1), method="Radau", rtol=1e-8, atol=1e-10)
    return x, whole(solved.y[:, -1], mixing(end))


@pytest.mark.parametrize("number", [0.3, 1.0, 4.0])
def test_profile_agrees_with_an_independent_solution(number: float) -> None:
    x, concentration = collocated(number)
    expected = concentration * (END - SOLIDS) / (WET - SOLIDS)
    profile = migrated(number, cells=400, longest_step=0.002).profile
    middle = 0.5 * (profile.faces[1:] + profile.faces[:-1])
    np.testing.assert_allclose(np.interp(x[4:-4], middle, profile.content), expected[4:-4], rtol=2e-3)


def test_usual_resolution_is_converged() -> None:
    for number in (0.3, 3.0):
        fine = migrated(number, cells=800, longest_step=0.001).profile.top_over_bottom
        assert migrated(number).profile.top_over_bottom == pytest.approx(fine, rel=1e-4)


def test_following_a_film_in_small_steps_gives_the_same() -> None:
    followed = Migration(WET, SOLIDS, 1.0)
    for height in np.linspace(WET, END, 60):
        followed.shrink_to(float(height))
        followed.shrink_to(float(height) + 3.0)  # a film that swells a little does not take the binder back
    np.testing.assert_allclose(followed.profile.content, migrated(1.0).profile.content, rtol=1e-4)


def test_more_binder_gathers_the_faster_it_dries() -> None:
    ratios = [migrated(number).profile.top_over_bottom for number in (0.1, 0.3, 1.0, 3.0)]
    assert ratios == sorted(ratios) and ratios[-1] > 3.0 * ratios[0]


def test_spheres_take_the_binder_of_their_height() -> None:
    profile = migrated(2.0).profile
    height = np.linspace(0.02, 0.98, 500)
    shares = binder_shares(profile, height, 0.02, 0.5)
    assert shares.mean() == pytest.approx(1.0, abs=1e-14)
    assert np.all(np.diff(shares) > 0.0)
    assert shares.min() > 0.5  # the carbon stays where it is
    np.testing.assert_array_equal(binder_shares(profile, height, 0.02, 0.0), np.ones(500))


def test_peclet_number() -> None:
    assert peclet(0.5, 200.0, 1e-10) == pytest.approx(1.0)


def test_a_film_thinner_than_its_solids_is_refused() -> None:
    with pytest.raises(ValueError, match="expected more than its solids"):
        Migration(WET, SOLIDS, 1.0).shrink_to(60.0)
    with pytest.raises(ValueError, match="expected 0 < solids < wet"):
        Migration(WET, 200.0, 1.0)
