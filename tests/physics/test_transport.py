"""Conduction through voxels against media whose conductivity is known, and against published tortuosity."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageSequence

from simulation_server.physics.transport import solve_conduction
from simulation_server.schema.errors import PhysicsError

from .reference_files import reference_file


def blobs(shape: tuple[int, int, int], seed: int, kinds: int = 3) -> NDArray[np.uint8]:
    """A periodic random medium of `kinds` phases in equal shares, features of some voxels."""
    rng = np.random.default_rng(seed)
    waves = np.fft.rfftn(rng.standard_normal(shape))
    k = np.meshgrid(
        np.fft.fftfreq(shape[0]), np.fft.fftfreq(shape[1]), np.fft.rfftfreq(shape[2]), indexing="ij"
    )
    field = np.fft.irfftn(waves * np.exp(-150.0 * sum(a * a for a in k)), s=shape, axes=(0, 1, 2))
    return np.digitize(field, np.quantile(field, np.arange(1, kinds) / kinds)).astype(np.uint8)


def simple_cubic(cells: int, solid: float) -> NDArray[np.uint8]:
    """One sphere of this volume share in a cube."""
    radius = (3.0 * solid / (4.0 * np.pi)) ** (1.0 / 3.0)
    x = (np.arange(cells) + 0.5) / cells - 0.5
    return (x[:, None, None] ** 2 + x[:, None] ** 2 + x**2 <= radius**2).astype(np.uint8)


@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize("contrast", [0.5, 1e3, 1e6])
def test_layers_in_series_and_in_parallel(axis: int, contrast: float) -> None:
    shape = [10, 13, 16]
    layers = np.arange(shape[axis]) % 4 == 1
    phase = np.zeros(shape, dtype=np.uint8)
    np.moveaxis(phase, axis, 0)[layers] = 1
    bulk = np.array([1.0, contrast])
    share = layers.mean()
    across = solve_conduction(phase, bulk, axis=axis, tolerance=1e-12)
    along = solve_conduction(phase, bulk, axis=(axis + 1) % 3, tolerance=1e-12)
    assert across.conductivity == pytest.approx(1.0 / (share / contrast + 1.0 - share), rel=1e-6)
    assert along.conductivity == pytest.approx(share * contrast + 1.0 - share, rel=1e-6)


@pytest.mark.parametrize(("solid", "theory"), [(0.1, 0.85711), (0.3, 0.60567), (0.5, 0.37638)])
def test_insulating_spheres_in_a_simple_cubic_array(solid: float, theory: float) -> None:
    """Series of McPhedran and McKenzie (1978); the staircase's error, of first order, is extrapolated."""
    bulk = np.array([1.0, 0.0])
    cells = np.array([32, 48, 64, 96])
    found = [solve_conduction(simple_cubic(n, solid), bulk, tolerance=1e-9).conductivity for n in cells]
    assert found[-1] == pytest.approx(theory, rel=0.025)
    slope, at_zero = np.polyfit(1.0 / cells, found, 1)
    assert slope < 0.0
    assert at_zero == pytest.approx(theory, rel=0.01)


@pytest.mark.parametrize("periodic", [True, False])
@pytest.mark.parametrize("bulk", [(1.0, 0.0, 0.35), (0.0, 1e-3, 1.0), (1e-4, 1.0, 1e2)])
def test_what_flows_in_flows_out(bulk: tuple[float, float, float], periodic: bool) -> None:
    phase = blobs((41, 36, 50), seed=2)
    solved = solve_conduction(phase, np.array(bulk), periodic=periodic, tolerance=1e-12)
    assert solved.flux_mismatch < 1e-4
    assert solved.flux_in == pytest.approx(solved.conductivity, rel=1e-4)
    assert np.nanmin(solved.potential) > -1e-4 and np.nanmax(solved.potential) < 1.0 + 1e-4


def test_every_cross_section_carries_the_same_current() -> None:
    phase = blobs((24, 20, 30), seed=5, kinds=2)
    bulk = np.array([1.0, 0.2])
    solved = solve_conduction(phase, bulk, axis=1, tolerance=1e-14)
    here, there = bulk[phase[:, :-1]], bulk[phase[:, 1:]]
    drop = solved.potential[:, :-1] - solved.potential[:, 1:]
    current = np.sum(2.0 * here * there / (here + there) * drop, axis=(0, 2))
    expected = solved.conductivity * 24 * 30 / 20
    np.testing.assert_allclose(current, expected, rtol=1e-5)


def test_dissipated_power_bounds_the_conductivity_from_above_while_it_converges() -> None:
    phase = blobs((40, 40, 40), seed=4)
    bulk = np.array([0.0, 0.01, 1.0])
    found = [solve_conduction(phase, bulk, tolerance=10.0**-n).conductivity for n in (2, 4, 6, 12)]
    assert found == sorted(found, reverse=True)
    assert found[2] == pytest.approx(found[3], rel=1e-5)


def test_conductivity_follows_its_unit() -> None:
    phase = blobs((20, 20, 20), seed=1)
    bulk = np.array([1.0, 2.0, 30.0])
    one, thousand = (solve_conduction(phase, k * bulk).conductivity for k in (1.0, 1000.0))
    assert thousand == pytest.approx(1000.0 * one)


def test_islands_carry_nothing_and_are_counted() -> None:
    phase = np.ones((9, 9, 9), dtype=np.uint8)
    phase[4, 4, :] = 0  # a channel
    phase[1:3, 1:3, 4:6] = 0  # an island
    solved = solve_conduction(phase, np.array([1.0, 0.0]))
    assert solved.conductivity == pytest.approx(1.0 / 81.0)
    assert solved.connected_fraction == pytest.approx(9.0 / 17.0)


def test_a_path_through_the_periodic_side_counts_only_where_the_sides_are_joined() -> None:
    phase = np.ones((6, 5, 8), dtype=np.uint8)
    phase[0, 2, :5] = 0
    phase[5, 2, 4:] = 0
    bulk = np.array([1.0, 0.0])
    assert solve_conduction(phase, bulk).conductivity > 0.0
    with pytest.raises(PhysicsError, match=r"from z = 0 it reaches 2.5 um, from the other end 2 um of 4 um"):
        solve_conduction(phase, bulk, periodic=False, voxel_um=0.5)


def test_a_blocked_phase_is_named_with_where_it_stops() -> None:
    phase = np.zeros((6, 6, 20), dtype=np.uint8)
    phase[:, :, 12:14] = 1
    with pytest.raises(PhysicsError, match=r"the pores does not connect .* z = 0 it reaches 8.4 um"):
        solve_conduction(phase, np.array([1.0, 0.0]), name="the pores", voxel_um=0.7)


@pytest.mark.parametrize(
    ("phase", "bulk", "match"),
    [
        (np.zeros((4, 4), np.uint8), [1.0], "expected a volume"),
        (np.zeros((4, 4, 4)), [1.0], "of uint8"),
        (np.ones((4, 4, 4), np.uint8), [1.0], "phase 1 in the volume"),
        (np.zeros((4, 4, 4), np.uint8), [np.nan], "expected finite values"),
        (np.zeros((4, 4, 4), np.uint8), [0.0], "one above"),
        (np.zeros((4, 4, 4), np.uint8), [-1.0], "none below 0"),
    ],
)
def test_volumes_that_cannot_be_solved_are_refused(
    phase: NDArray[np.uint8], bulk: list[float], match: str
) -> None:
    with pytest.raises(PhysicsError, match=match):
        solve_conduction(phase, np.array(bulk))


@pytest.mark.slow
def test_published_tortuosity_of_a_measured_electrode() -> None:
    """Kench et al. (2023), TauFactor 2: 2.077 along x for the pores of this NMC electrode."""
    with Image.open(reference_file("nmc_electrode_256.tiff")) as file:
        volume = np.stack([np.array(page) for page in ImageSequence.Iterator(file)])
    pore = (volume == 0).astype(np.uint8)
    solved = solve_conduction(pore, np.array([0.0, 1.0]), axis=0, periodic=False, tolerance=1e-6)
    assert solved.connected_fraction == pytest.approx(0.9989, abs=1e-4)
    assert pore.mean() / solved.conductivity == pytest.approx(2.077, rel=0.005)
