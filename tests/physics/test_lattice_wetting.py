"""Contact angles of the two-phase lattice at rest, over the settings an electrode is filled with."""

import numpy as np
import pytest
from numpy.typing import NDArray

from simulation_server.physics.lattice.cells import number_cells
from simulation_server.physics.lattice.fluids import Fluids
from simulation_server.physics.lattice.stairs import slopes
from simulation_server.physics.lattice.two_phase import TwoPhase
from simulation_server.physics.lattice.wetting import wall_pull
from simulation_server.validation.lattice_shapes import ENDS, round_radius, tube
from simulation_server.validation.menisci import channel_angle_deg

GAP, LENGTH, TENSION = 20, 100, 0.06


def _fluids(angle: float, tension: float, gas_share: float) -> Fluids:
    viscosity = TENSION / tension
    return Fluids(angle, TENSION, viscosity, gas_share * viscosity)


@pytest.mark.parametrize(("tension", "gas_share"), [(0.15, 1 / 3), (1.0, 1 / 3), (2.4, 1 / 3), (0.6, 1.0)])
def test_a_meniscus_meets_plates_at_the_set_angle(tension: float, gas_share: float) -> None:
    share = np.zeros((LENGTH, 1, GAP))
    share[LENGTH // 4 : 3 * LENGTH // 4] = 1.0
    lattice = TwoPhase(np.zeros(share.shape, bool), share, _fluids(90.0, tension, gas_share), open_ends=False)
    wanted = np.array([60.0, 30.0, 120.0, 150.0])
    found = []
    for angle in wanted:
        lattice.fluids = _fluids(angle, tension, gas_share)
        lattice.run(4000)
        found.append(channel_angle_deg(lattice.liquid()[: LENGTH // 2, 0]))
    assert np.abs(np.array(found) - wanted).max() < 3.0, found


def _pressure_jump(solid: NDArray[np.bool_], angle: float) -> float:
    """Capillary pressure of a plug at rest in a channel along z, over the surface tension."""
    length = solid.shape[2]
    share = np.zeros(solid.shape)
    share[:, :, length // 4 : 3 * length // 4] = 1.0
    lattice = TwoPhase(solid, share, _fluids(angle, 0.5, 1.0), open_ends=False)
    lattice.run(3000)
    pressure = np.where(solid, np.nan, lattice.pressure())
    gas = 0.5 * (np.nanmean(pressure[:, :, 2:6]) + np.nanmean(pressure[:, :, -6:-2]))
    return float(gas - np.nanmean(pressure[:, :, length // 2 - 3 : length // 2 + 3])) / TENSION


@pytest.mark.parametrize(("radius", "bar"), [(3.0, 0.15), (4.0, 0.1), (5.0, 0.05), (7.0, 0.05)])
def test_a_round_tube_of_cells_pulls_like_a_round_tube(radius: float, bar: float) -> None:
    solid = np.pad(
        tube(radius, max(40, int(8 * radius)))[:, :, ENDS:-ENDS], ((2, 2), (2, 2), (0, 0)), mode="edge"
    )
    jump = _pressure_jump(solid, 45.0)
    assert jump * round_radius(solid) / 2.0 == pytest.approx(np.cos(np.radians(45.0)), rel=bar)


def test_round_rods_pull_by_their_circumference() -> None:
    edge, radius = 13, 3.5
    x, y = np.indices((edge, edge)) - (edge - 1) / 2
    rod = x * x + y * y <= radius * radius
    jump = _pressure_jump(np.repeat(rod[:, :, None], 60, axis=2), 45.0)
    open_area = edge * edge - rod.sum()
    circumference = 2.0 * np.sqrt(np.pi * rod.sum())
    expected = np.cos(np.radians(45.0)) * circumference / open_area
    assert jump == pytest.approx(expected, rel=0.1)


@pytest.mark.parametrize(("rise", "run"), [(1, 2), (1, 1)])
def test_tilted_plates_pull_like_plates(rise: int, run: int) -> None:
    gap, steep = 8.0, np.hypot(rise, run)
    nx = round((gap + 4.0) * steep / run)
    x, _, z = np.indices((nx, 1, 60))
    solid = (run * x - rise * z) % (run * nx) >= gap * steep
    found_gap = (~solid).sum() / solid.shape[2] * run / steep
    jump = _pressure_jump(solid, 45.0)
    assert jump * found_gap / 2.0 == pytest.approx(np.cos(np.radians(45.0)), rel=0.1)


def _closed(solid: NDArray[np.bool_]) -> NDArray[np.uint8]:
    return np.pad(solid, ((0, 0), (0, 0), (1, 1)), constant_values=True).astype(np.uint8)


def test_walls_along_the_lattice_pull_in_full() -> None:
    slit = np.zeros((16, 6, 10), bool)
    slit[3] = slit[6:8] = slit[11:14] = True  # walls of one, two and three cells, slits of two and three
    cells = number_cells(_closed(slit), open_ends=False)
    z = np.unravel_index(cells.lattice_sites(cells.wall_sites), cells.shape)[2]
    inside = (z > 4) & (z < cells.shape[2] - 5)
    assert inside.sum() > 20
    np.testing.assert_allclose(slopes(cells)[inside], 1.0, atol=0.01)


def test_walls_at_45_degrees_pull_less() -> None:
    x, _, z = np.indices((20, 3, 40))
    cells = number_cells(_closed((x + z) % 20 < 8), open_ends=False)
    z = np.unravel_index(cells.lattice_sites(cells.wall_sites), cells.shape)[2]
    found = slopes(cells)[(z > 6) & (z < 34)]
    assert len(found) > 20
    assert (found < 0.9).all()
    assert (found > 1.0 / np.sqrt(2.0)).all()  # no less than the smooth wall's share of the steps


def test_the_pull_is_even_handed_between_fluids_of_one_viscosity() -> None:
    angles = np.array([30.0, 60.0, 80.0])
    for tension in (0.05, 0.5, 3.0):
        pull, other = wall_pull(angles, tension, 1.0), wall_pull(180.0 - angles, tension, 1.0)
        np.testing.assert_allclose(pull, -other, atol=0.02)
        assert (np.diff(pull) < 0).all()
