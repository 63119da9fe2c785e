"""The largest ball between spheres, against lattices whose holes are known."""

import numpy as np
import pytest

from tests.drawing.packing import particle_frame
from vr_client.stage.stage import Stage
from vr_client.tools.pore_ball import largest_ball

from .scene import BOX_UM, cubic, electrode


@pytest.mark.parametrize("point", [(8.0, 8.0, 8.0), (8.4, 7.7, 8.3), (9.2, 8.0, 8.0)])
def test_the_hole_of_a_simple_cubic_lattice(point: tuple[float, float, float]) -> None:
    layer = electrode(cubic()).particles
    centre, radius = largest_ball(layer, np.array(point))
    assert radius == pytest.approx(2.0 * (np.sqrt(3.0) - 1.0), rel=1e-3)
    assert centre == pytest.approx([8, 8, 8], abs=0.01)


def test_the_octahedral_hole_of_a_face_centred_lattice() -> None:
    edge, r = 5.0, 5.0 / np.sqrt(8.0)
    at = np.arange(0.0, BOX_UM, edge)
    basis = [(0, 0, 0), (0, edge / 2, edge / 2), (edge / 2, 0, edge / 2), (edge / 2, edge / 2, 0)]
    places = [(x + a, y + b, z + c) for x in at for y in at for z in at for a, b, c in basis]
    layer = electrode(places, radii=r).particles
    centre, radius = largest_ball(layer, np.array([7.5, 7.5, 7.4]))
    assert radius == pytest.approx(r * (np.sqrt(2.0) - 1.0), rel=1e-3)
    assert centre == pytest.approx([7.5, 7.5, 7.5], abs=0.01)


def test_it_reaches_over_the_periodic_border() -> None:
    layer = electrode(cubic()).particles
    centre, radius = largest_ball(layer, np.array([0.1, 0.1, 4.0]))
    assert radius == pytest.approx(2.0 * (np.sqrt(3.0) - 1.0), rel=1e-3)
    assert centre == pytest.approx([0, 0, 4], abs=0.01)


def test_foil_and_plane_bound_it() -> None:
    layer = electrode([(10, 10, 19)], radii=0.5).particles
    layer.plane_um = 6.0
    centre, radius = largest_ball(layer, np.array([3.0, 3.0, 1.0]))
    assert radius == pytest.approx(3.0, rel=1e-3) and centre[2] == pytest.approx(3.0, abs=0.01)


def test_in_a_particle_there_is_no_pore() -> None:
    layer = electrode([(10, 10, 10)]).particles
    assert largest_ball(layer, np.array([10.5, 10.0, 10.0]))[1] == 0.0


def test_in_a_packing_it_holds_the_place_touches_four_and_cuts_none() -> None:
    stage = Stage()
    stage.apply(particle_frame(500, height_um=22.0), 0.0)
    layer, rng, found = stage.particles, np.random.default_rng(5), 0
    shifts = np.array([(i * 35.0, j * 35.0, 0.0) for i in (-1, 0, 1) for j in (-1, 0, 1)])
    centres = np.concatenate([layer.positions_um + shift for shift in shifts]).astype(float)
    radii = np.tile(layer.radii_um.astype(float), 9)
    for point in rng.uniform((5, 5, 3), (30, 30, 19), (40, 3)):
        gaps = np.linalg.norm(centres - point, axis=1) - radii
        centre, radius = largest_ball(layer, point)
        assert (radius == 0.0) == (gaps.min() <= 0.0)
        if not radius:
            continue
        found += 1
        assert np.linalg.norm(centre - point) <= radius + 1e-9, "it holds the place"
        apart = np.linalg.norm(centres - centre, axis=1) - radii
        assert apart.min() >= radius - 1e-5, "it cuts none"
        near = np.sort(np.append(apart, [centre[2], 22.0 - centre[2]]))
        touched = int((near < radius + 0.02).sum())
        on_edge = np.linalg.norm(centre - point) > radius - 0.02
        assert touched + on_edge >= 3, "nothing larger is close by"
    assert found > 8
