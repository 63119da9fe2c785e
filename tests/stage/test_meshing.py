"""Surfaces out of lattices."""

import dataclasses

import numpy as np
import pytest

from simulation_server.live.front_stream import front_base
from simulation_server.schema.states import Phase
from tests.drawing.packing import Sent, front_frame, front_state, particle_frame, voxel_frame
from vr_client.stage.mesher import Mesher
from vr_client.stage.meshing import body_surface, front_surface, isosurface, pore_surface
from vr_client.stage.stage import Stage
from vr_client.stage.surfaces import Surface


def ball(edge: int = 40, radius: float = 12.0) -> np.ndarray:
    """Signed distance (positive inside) of a ball in the middle of a lattice."""
    at = np.arange(edge) + 0.5 - edge / 2
    x, y, z = np.meshgrid(at, at, at, indexing="ij")
    return radius - np.sqrt(x * x + y * y + z * z)


def volume(surface: Surface) -> float:
    corners = surface.vertices_um[surface.triangles].astype(float)
    return float(np.einsum("ij,ij->", np.cross(corners[:, 0], corners[:, 1]), corners[:, 2]) / 6.0)


def test_a_ball_has_its_place_volume_and_normals() -> None:
    surface = isosurface(ball() + 20.0, 20.0, 0.5)
    assert surface.vertices_um.mean(axis=0) == pytest.approx([10.0] * 3, abs=0.02)
    assert abs(volume(surface)) == pytest.approx(4 / 3 * np.pi * 6.0**3, rel=0.02)
    outward = surface.vertices_um - 10.0
    outward /= np.linalg.norm(outward, axis=1, keepdims=True)
    assert np.einsum("ij,ij->i", surface.normals, outward).min() > 0.99


def test_no_liquid_gives_no_surface() -> None:
    none = np.zeros((6, 6, 6), np.uint8)
    assert len(front_surface(none, none.astype(bool), 1.0).triangles) == 0


def test_the_front_is_flat_where_the_liquid_is_and_runs_on_inside_solids() -> None:
    liquid = np.zeros((20, 20, 20), np.uint8)
    liquid[:, :, 10:] = 255
    solid = np.zeros(liquid.shape, bool)
    solid[8:12, 8:12, :] = True
    surface = front_surface(np.where(solid, 0, liquid).astype(np.uint8), solid, 2.0)
    middle = (np.abs(surface.vertices_um[:, :2] - 20.0) < 12.0).all(axis=1)
    menisci = surface.vertices_um[middle & (surface.vertices_um[:, 2] < 30.0)]
    assert menisci[:, 2] == pytest.approx(20.0, abs=0.6)


def test_pore_walls_enclose_the_pores_and_are_open_at_the_box() -> None:
    phase = np.full((30, 30, 30), Phase.AM, np.uint8)
    phase[ball(30, 9.0) > 0] = Phase.PORE
    closed = pore_surface(phase, 1.0)
    assert abs(volume(closed)) == pytest.approx((phase == Phase.PORE).sum(), rel=0.06)
    assert len(pore_surface(np.zeros((8, 8, 8), np.uint8), 1.0).triangles) == 0


def test_even_one_cell_of_trapped_gas_is_seen() -> None:
    trapped = np.zeros((9, 9, 9), np.bool_)
    assert len(body_surface(trapped, 1.0).triangles) == 0
    trapped[4, 5, 6] = True
    surface = body_surface(trapped, 2.0)
    assert len(surface.triangles) and surface.vertices_um.mean(axis=0) == pytest.approx([9.0, 11.0, 13.0])


def test_what_lies_on_the_coating_is_the_separator() -> None:
    sent = particle_frame(300, height_um=12.0)
    stage = Stage()
    stage.apply(sent, 0.0)
    state = front_state(sent)
    nx, ny, _ = state.solid.shape
    fibres = np.zeros((nx, ny, 6), np.bool_)
    fibres[3, :, 2:4] = True
    above = [np.concatenate([array, np.zeros_like(fibres, array.dtype)], axis=2) for array in
             (state.liquid, state.filled_ms, state.trapped)]  # fmt: skip
    state = dataclasses.replace(
        state, solid=np.concatenate([state.solid, fibres], axis=2),
        liquid=above[0], filled_ms=above[1], trapped=above[2],
    )  # fmt: skip
    message, arrays = front_base(state, 0)
    stage.apply(Sent(message, **arrays), 0.0)
    with Mesher() as mesher:
        mesher.finish(stage)
    z_um = stage.separator_surface.surface.vertices_um[:, 2]
    assert z_um.min() > 12.0 and z_um.max() < 12.0 + 6 * state.lattice_um
    assert len(z_um) > 50


def test_the_helper_process_gives_the_same_surfaces() -> None:
    sent = particle_frame(300, height_um=12.0)
    stage = Stage()
    stage.apply(sent, 0.0)
    stage.apply(front_frame(sent), 0.0)
    stage.apply(voxel_frame(sent, 1.2), 0.0)
    stage.layers.pores = True
    with Mesher() as mesher:
        mesher.finish(stage)
        here = front_surface(stage.front.liquid, stage.front.solid, stage.front.lattice_um)
        assert (stage.front_surface.surface.vertices_um == here.vertices_um).all()
        assert (stage.front_surface.surface.triangles == here.triangles).all()
        assert len(stage.pore_surface.surface.triangles) > 100
        gas = body_surface(stage.front.trapped, stage.front.lattice_um)
        assert (stage.trapped_surface.surface.triangles == gas.triangles).all()
        generation = stage.front_surface.generation
        stage.apply(front_frame(sent, 0.2), 0.0)
        stage.apply(front_frame(sent, 0.9), 0.0)
        mesher.finish(stage)
        assert stage.front_surface.generation == generation + 1, "the overtaken lattice was never meshed"
