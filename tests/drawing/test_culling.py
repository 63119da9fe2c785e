"""What is not drawn is never seen: out of sight, cut away or hidden by what is nearer."""

import numpy as np
import pytest

from simulation_server.schema.messages import ParticleFrame
from tests.drawing.packing import Sent, particle_frame
from vr_client.drawing.culling import all_in_sight, in_sight, outer_planes
from vr_client.drawing.detail import one_of
from vr_client.drawing.hidden import seen
from vr_client.drawing.light import Eye
from vr_client.stage.clip import ClipPlane, clip_through
from vr_client.stage.stage import Stage
from vr_client.stage.transforms import look_at, perspective

from .conftest import SIZE_PX, Easel

ASPECT = SIZE_PX[0] / SIZE_PX[1]
BOX_UM = 35.0


@pytest.fixture(scope="module")
def stage() -> Stage:
    stage = Stage()
    stage.apply(particle_frame(1200, height_um=50.0), 0.0)
    stage.layers.frame = False
    return stage


def looking(
    stage: Stage, from_um: tuple[float, float, float], at_um: tuple[float, float, float]
) -> np.ndarray:
    """(4, 4) view from one point of the electrode to another."""
    eye, target = (stage.model @ np.array([*point, 1.0]) for point in (from_um, at_um))
    return look_at(eye[:3], target[:3])


VIEWS = {
    "whole": ((90.0, -80.0, 60.0), (17.0, 17.0, 25.0), 40.0),
    "part": ((30.0, -20.0, 30.0), (10.0, 20.0, 10.0), 50.0),
    "within": ((17.0, 17.0, 25.0), (0.0, 30.0, 40.0), 95.0),
    "far": ((700.0, 300.0, 500.0), (17.0, 17.0, 25.0), 40.0),
}


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("cut", [ClipPlane(), clip_through("y", (17.5, 17.5, 25.0))], ids=["whole", "cut"])
def test_the_picture_is_the_same_without_what_is_hidden(
    easel: Easel, stage: Stage, name: str, cut: ClipPlane
) -> None:
    from_um, at_um, fov_deg = VIEWS[name]
    view, projection = looking(stage, from_um, at_um), perspective(fov_deg, ASPECT, 1e-4, 20.0)
    stage.clip = cut
    spheres = easel.renderer._spheres
    pictures = []
    for leaves_out in (True, False):
        spheres._is_software = leaves_out
        pictures.append(easel.draw(stage, view, projection))
    (lean, lean_depth), (full, full_depth) = pictures
    assert np.array_equal(lean, full)
    assert np.array_equal(lean_depth, full_depth)


def test_most_of_a_packing_seen_from_outside_is_not_drawn(stage: Stage) -> None:
    from_um, at_um, fov_deg = VIEWS["whole"]
    view, projection = looking(stage, from_um, at_um), perspective(fov_deg, ASPECT, 0.01, 20.0)
    eye = Eye(view, projection, stage.model, (960, 720), (17.5, 17.5, 25.0), 35.0)
    layer = stage.particles
    spheres = np.hstack([layer.positions_um, layer.radii_um[:, None]])
    left = seen(spheres, np.arange(layer.count), eye, ClipPlane().equation())
    assert 0.1 * layer.count < len(left) < 0.7 * layer.count


def test_spheres_behind_beside_and_cut_away_are_left_out() -> None:
    eye = Eye(np.eye(4), perspective(60.0, 1.0, 0.01, 100.0), np.eye(4), (100, 100))
    spheres = np.array(
        [(0, 0, -5, 1), (0, 0, 5, 1), (9, 0, -5, 1), (3.4, 0, -5, 1), (0, 2, -5, 0.5)], np.float32
    )
    planes = outer_planes(eye, np.array([0.0, 1.0, 0.0, -1.0]))
    assert in_sight(spheres, planes).tolist() == [0, 3]


def test_a_box_is_all_in_sight_only_when_each_corner_is() -> None:
    eye = Eye(np.eye(4), perspective(60.0, 1.0, 0.01, 100.0), np.eye(4), (100, 100))
    planes = outer_planes(eye, ClipPlane().equation())
    assert all_in_sight(planes, np.array([-1.0, -1, -6]), np.array([1.0, 1, -4]))
    assert not all_in_sight(planes, np.array([-1.0, -1, -6]), np.array([4.0, 1, -4]))
    assert not all_in_sight(planes, np.array([-1.0, -1, -6]), np.array([1.0, 1, 1]))


def test_a_far_packing_looks_alike_with_fewer_particles(easel: Easel) -> None:
    """Of particles finer than a pixel few are drawn, and larger: the picture keeps size and brightness."""
    rng, count = np.random.default_rng(1), 22_000
    kind = np.where(rng.random(count) < 0.22, 1, 2).astype(np.uint8)
    none = np.zeros(count, np.float32)
    message = ParticleFrame(
        stage="drying", box_um=(70.0, 70.0), plane_um=70.0, pressure_mpa=0.0, progress=0.0
    )
    stage = Stage()
    stage.apply(
        Sent(
            message, position=rng.uniform(0.0, 70.0, (count, 3)).astype(np.float32),
            radius=np.where(kind == 1, 2.0, 1.2).astype(np.float32), phase=kind,
            stress=none, displacement=none, cracking=none,
        ),
        0.0,
    )  # fmt: skip
    stage.layers.frame = False
    view = looking(stage, (1500.0, -1300.0, 900.0), (35.0, 35.0, 35.0))
    projection = perspective(18.0, ASPECT, 1e-3, 100.0)
    eye = Eye(view, projection, stage.model, SIZE_PX, (35.0, 35.0, 35.0), 60.0)
    assert one_of(eye, 1.2, count) == 4
    means, sizes = [], []
    for typical_um in (1.2, 100.0):  # of particles said to be large all are drawn
        easel.renderer.prepare(stage)
        easel.renderer._spheres._typical_um = typical_um
        picture, depth = easel.draw(stage, view, projection)
        means.append(picture[depth < 1.0].mean())
        sizes.append((depth < 1.0).sum())
    assert sizes[0] == pytest.approx(sizes[1], rel=0.12)
    assert means[0] == pytest.approx(means[1], rel=0.12)


def test_near_by_or_few_all_particles_are_drawn(stage: Stage) -> None:
    for name in ("whole", "part", "within"):
        from_um, at_um, fov_deg = VIEWS[name]
        view, projection = looking(stage, from_um, at_um), perspective(fov_deg, ASPECT, 1e-3, 20.0)
        eye = Eye(view, projection, stage.model, (1280, 720), (17.5, 17.5, 25.0), 35.0)
        assert one_of(eye, 1.4, 200_000) == 1
        assert one_of(eye, 1e-3, 4_000) == 1


def test_nothing_that_can_be_seen_is_left_out_from_anywhere(easel: Easel, stage: Stage) -> None:
    """At random within and without, with lenses up to those of a headset, off the axis and cut."""
    rng = np.random.default_rng(3)
    for k in range(24):
        stage.clip = clip_through("y", (17.5, 17.5, 25.0)) if k % 4 == 3 else ClipPlane()
        low, high = ((5, 5, 5), (30, 30, 45)) if k % 2 else ((-60, -60, -20), (95, 95, 100))
        view = looking(stage, tuple(rng.uniform(low, high)), tuple(rng.uniform((0, 0, 0), (35, 35, 50))))
        projection = perspective(float(rng.choice([60.0, 100.0, 115.0])), ASPECT, 1e-4, 20.0)
        projection[0, 2] = rng.uniform(-0.3, 0.3)
        pictures = []
        for leaves_out in (True, False):
            easel.renderer._spheres._is_software = leaves_out
            pictures.append(easel.draw(stage, view, projection)[0])
        assert np.array_equal(*pictures), f"view {k}"
