"""Particles move smoothly, the short way round the periodic box."""

import numpy as np
import pytest

from vr_client.stage.particles import ParticleLayer


def receive(layer: ParticleLayer, x: float, now_s: float, n: int = 1, plane_um: float = 10.0) -> None:
    position = np.array([[x, 5.0, 1.0]] * n, np.float32)
    one = np.ones(n, np.float32)
    layer.receive(position, one, one.astype(np.uint8), one, one, (10.0, 10.0), plane_um, now_s)


def test_the_first_frame_is_shown_at_once() -> None:
    layer = ParticleLayer()
    receive(layer, 3.0, 0.0)
    layer.advance(0.0)
    assert layer.positions_um[0, 0] == 3.0


def test_halfway_in_time_is_halfway_in_space_and_the_plane_follows() -> None:
    layer = ParticleLayer()
    receive(layer, 2.0, 0.0)
    receive(layer, 4.0, 0.2, plane_um=8.0)
    layer.advance(0.2)
    assert layer.positions_um[0, 0] == pytest.approx(2.0)
    layer.advance(0.3)
    assert layer.positions_um[0, 0] == pytest.approx(3.0)
    assert layer.plane_um == pytest.approx(9.0)
    layer.advance(0.5)
    assert layer.positions_um[0, 0] == 4.0 and layer.plane_um == 8.0


def test_a_particle_leaving_on_one_side_does_not_fly_through_the_box() -> None:
    layer = ParticleLayer()
    receive(layer, 9.8, 0.0)
    receive(layer, 0.2, 0.1)
    for now_s in np.linspace(0.1, 0.2, 7):
        layer.advance(now_s)
        assert layer.positions_um[0, 0] > 9.7 or layer.positions_um[0, 0] < 0.3


def test_another_electrode_is_not_blended_with_the_last() -> None:
    layer = ParticleLayer()
    receive(layer, 2.0, 0.0)
    receive(layer, 8.0, 0.1, n=2)
    layer.advance(0.1)
    assert (layer.positions_um[:, 0] == 8.0).all()


def test_a_still_picture_asks_for_no_upload() -> None:
    layer = ParticleLayer()
    receive(layer, 2.0, 0.0)
    receive(layer, 4.0, 0.1)
    layer.advance(1.0)
    moved = layer.moved
    layer.advance(2.0)
    assert layer.moved == moved
