"""What a ray meets is what one sees along it."""

import numpy as np
import pytest

from tests.drawing.packing import particle_frame
from vr_client.stage.clip import ClipPlane
from vr_client.stage.stage import Stage
from vr_client.tools.ray_cast import section_point, struck

from .scene import AM, CBD, electrode, ray_um


def test_it_stops_at_the_nearer_of_two_spheres() -> None:
    stage = electrode([(10, 15, 10), (10, 8, 10)])
    met = struck(stage, ray_um(stage, (10, -30, 10), (0, 1, 0)))
    assert met is not None and met.particle == 1
    assert met.point_um == pytest.approx([10, 6, 10], abs=1e-4)
    assert met.along_um == pytest.approx(36, abs=1e-4)


def test_what_is_cut_away_or_hidden_is_not_met() -> None:
    stage = electrode([(10, 8, 10), (10, 15, 10)], phase=[CBD, AM])
    ray = ray_um(stage, (10, -30, 10), (0, 1, 0))
    stage.clip = ClipPlane(True, (0.0, -1.0, 0.0), -9.0)  # keeps y above 9: through the first sphere
    met = struck(stage, ray)
    assert met is not None and met.on_cut and met.particle == 0
    assert met.point_um == pytest.approx([10, 9, 10], abs=1e-4)
    stage.clip = ClipPlane(True, (0.0, -1.0, 0.0), -11.0)
    met = struck(stage, ray)
    assert met is not None and not met.on_cut and met.particle == 1
    stage.clip, stage.layers.cbd = ClipPlane(), False
    met = struck(stage, ray)
    assert met is not None and met.particle == 1


def test_from_above_it_comes_down_on_the_foil_and_beside_it_on_nothing() -> None:
    stage = electrode([(10, 10, 10)])
    met = struck(stage, ray_um(stage, (3, 4, 50), (0, 0, -1)))
    assert met is not None and met.particle is None
    assert met.point_um == pytest.approx([3, 4, 0], abs=1e-4)
    assert struck(stage, ray_um(stage, (25, 4, 50), (0, 0, -1))) is None
    assert struck(Stage(), ray_um(stage, (3, 4, 50), (0, 0, -1))) is None


def test_from_within_a_sphere_one_meets_its_inside_at_once() -> None:
    stage = electrode([(10, 10, 10)])
    met = struck(stage, ray_um(stage, (10, 10, 10), (1, 0, 0)))
    assert met is not None and met.along_um == 0.0


def test_of_many_particles_it_finds_the_one_that_plain_geometry_finds() -> None:
    stage = Stage()
    stage.apply(particle_frame(400, height_um=18.0), 0.0)
    stage.clip = ClipPlane(True, (0.6, -0.8, 0.0), 2.0)
    layer, rng = stage.particles, np.random.default_rng(3)
    centres, radii = layer.positions_um.astype(float), layer.radii_um.astype(float)
    for _ in range(12):
        origin, target = rng.normal(0, 60, 3) + np.array([17, 17, 60]), rng.uniform(2, 16, 3)
        way = (target - origin) / np.linalg.norm(target - origin)
        steps = np.linspace(0.0, 250.0, 5_001)
        points = origin + steps[:, None] * way
        kept = points @ stage.clip.normal <= stage.clip.offset_um
        inside = np.zeros(len(steps), bool)
        for centre, radius in zip(centres, radii, strict=True):
            inside |= ((points - centre) ** 2).sum(axis=1) < radius**2
        expected = steps[np.argmax(inside & kept)] if (inside & kept).any() else None
        stage.layers.frame = False
        met = struck(stage, ray_um(stage, origin, way))
        assert (met is None) == (expected is None)
        if met is not None and expected is not None:
            assert met.along_um == pytest.approx(expected, abs=0.06)


def test_the_cut_is_met_within_the_box_only() -> None:
    stage = electrode([(10, 10, 10)])
    ray = ray_um(stage, (4, -30, 6), (0, 1, 0))
    assert section_point(stage, ray) is None
    stage.clip = ClipPlane(True, (0.0, -1.0, 0.0), -10.0)
    found = section_point(stage, ray)
    assert found is not None and found[0] == pytest.approx([4, 10, 6], abs=1e-4)
    assert section_point(stage, ray_um(stage, (4, -30, 26), (0, 1, 0))) is None
