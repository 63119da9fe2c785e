"""Pores, throats and the liquid that invades them, on geometries with known answers."""

import numpy as np
import pytest
from numpy.typing import NDArray

from simulation_server.physics.pores import grains, segment
from simulation_server.physics.pores.invasion import Drive, invade
from simulation_server.physics.pores.network import network
from simulation_server.physics.pores.walls import mean_cosine, wall_faces
from simulation_server.schema.errors import PhysicsError


def _two_boxes() -> NDArray[np.bool_]:
    """A box of 8 x 8 x 8 cells above another, joined by a throat of 2 x 2 x 2."""
    pore = np.zeros((12, 12, 20), bool)
    pore[2:10, 2:10, 1:9] = True
    pore[2:10, 2:10, 11:19] = True
    pore[5:7, 5:7, 9:11] = True
    return pore


def test_two_boxes_and_a_throat_are_two_pores_and_a_throat() -> None:
    pores = segment(_two_boxes(), 0.5)
    assert pores.count == 2
    assert pores.volume_um3.sum() == pytest.approx((2 * 512 + 8) * 0.5**3)
    np.testing.assert_allclose(pores.volume_um3, 512 * 0.5**3, rtol=0.02)
    np.testing.assert_allclose(pores.radius_um, 4 * 0.5, atol=0.3)
    assert pores.throats.area_um2 == pytest.approx([4 * 0.25])
    assert pores.throats.radius_um[0] < 0.5
    assert sorted(pores.depth_um) == pytest.approx([5 * 0.5, 15 * 0.5], abs=0.1)
    assert pores.coordination.tolist() == [1, 1]


def test_a_pore_across_the_periodic_sides_is_one_pore() -> None:
    pore = _two_boxes()
    here = segment(pore, 1.0)
    moved = segment(np.roll(pore, (6, 5), axis=(0, 1)), 1.0)
    assert moved.count == here.count
    np.testing.assert_allclose(np.sort(moved.volume_um3), np.sort(here.volume_um3))
    np.testing.assert_array_equal(np.roll(moved.labels, (-6, -5), axis=(0, 1)) > 0, pore)
    assert moved.throats.area_um2 == pytest.approx(here.throats.area_um2)


def test_a_volume_without_pores_is_refused() -> None:
    with pytest.raises(PhysicsError, match="no pore cell"):
        segment(np.zeros((4, 4, 4), bool), 1.0)


def test_wall_faces_are_counted_by_kind_across_the_sides() -> None:
    kinds = np.ones((4, 4, 4), np.uint8)
    kinds[0, :, :] = 0
    kinds[3, :, :] = 2
    pores = segment(kinds == 0, 1.0)
    faces = wall_faces(pores, kinds, 2)
    assert faces.sum(axis=0).tolist() == [16, 16]
    np.testing.assert_allclose(mean_cosine(faces, (0.0, 90.0)), 0.5)


def _slit(length: int, height: int = 12) -> NDArray[np.bool_]:
    pore = np.zeros((4, height + 2, length), bool)
    pore[:, 1:-1, :] = True
    return pore


def _front_ms(drive: Drive, length: int = 96) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Depths (um) and the mean times (ms) their grains are full at, in a slit without capillarity."""
    fine = grains(segment(_slit(length), 1.0))
    filled = invade(network(fine, np.zeros(fine.count)), drive, 2000)
    depth, layer = np.unique(length - fine.low_um, return_inverse=True)
    full = np.isfinite(filled.end_ms)  # at a wall, specks of gas as viscous as the liquid can be cut off
    assert fine.volume_um3[full].sum() > 0.97 * fine.volume_um3.sum()
    volume = np.bincount(layer[full], fine.volume_um3[full])
    return depth, np.bincount(layer[full], (fine.volume_um3 * filled.end_ms)[full]) / volume


def test_a_straight_slit_fills_as_washburn_says() -> None:
    pressure, viscosity, height = 50.0, 3.0, 12.0
    depth, end = _front_ms(Drive(pressure, 35.0, viscosity, 1e-4 * viscosity))
    # the network counts a slit's flow as a tube's, 0.75 of h^2 / 12
    washburn = 0.5 * viscosity * depth**2 / (pressure * 0.75 * height**2 / 12.0) * 1e-3
    far = depth > 30
    np.testing.assert_allclose(end[far], washburn[far], rtol=0.15)
    order = np.polyfit(np.log(depth[far]), np.log(end[far]), 1)[0]
    assert order == pytest.approx(2.0, abs=0.1)


def test_gas_as_viscous_as_the_liquid_makes_the_front_steady() -> None:
    depth, end = _front_ms(Drive(50.0, 35.0, 3.0, 3.0))
    assert np.polyfit(np.log(depth), np.log(end), 1)[0] == pytest.approx(1.0, abs=0.1)


def test_capillarity_alone_draws_a_wetting_liquid_in_and_keeps_another_out() -> None:
    fine = grains(segment(_slit(30), 1.0))
    drive = Drive(0.0, 35.0, 3.0, 0.3)
    assert np.isfinite(invade(network(fine, np.full(fine.count, 0.6)), drive).end_ms).all()
    assert not np.isfinite(invade(network(fine, np.full(fine.count, -0.6)), drive).end_ms).any()


def test_gas_in_a_dead_end_stays_unless_it_may_leak() -> None:
    pore = _slit(30)
    pore[:, :, 14:16] = False
    pore[0:1, 3:4, 14:16] = True
    pore[:, :, :4] = False  # no way to the vent
    fine = grains(segment(pore, 1.0))
    net = network(fine, np.full(fine.count, 0.5))
    stays = invade(net, Drive(50.0, 35.0, 3.0, 0.3))
    leaks = invade(net, Drive(50.0, 35.0, 3.0, 0.3, leak=0.1))
    assert not np.isfinite(stays.end_ms).any()
    assert np.isfinite(leaks.end_ms).all()
    assert (leaks.cut_off_ms == 0.0).all()
