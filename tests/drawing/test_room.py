"""The room: light and dark, the lamp of one who stands inside, the vignette."""

import msgspec
import numpy as np
import pytest

from tests.drawing.packing import particle_frame
from vr_client.drawing.light import FADE_UM, Eye
from vr_client.drawing.vignette import EDGE_DEG, Vignette
from vr_client.stage.stage import Stage
from vr_client.stage.transforms import look_at, perspective

from .conftest import SIZE_PX, Easel

ASPECT = SIZE_PX[0] / SIZE_PX[1]


@pytest.fixture
def stage() -> Stage:
    stage = Stage()
    stage.apply(particle_frame(700, height_um=35.0), 0.0)
    return stage


def test_the_light_theme_is_light_and_the_electrode_stands_out(easel: Easel, stage: Stage) -> None:
    pictures = {}
    for theme in ("dark", "light"):
        stage.settings = msgspec.structs.replace(stage.settings, theme=theme)
        pictures[theme], depth = easel.draw(stage, stage.camera.view(), stage.camera.projection(ASPECT))
    behind = depth == 1.0
    assert pictures["light"][behind].mean() > 170 > 90 > pictures["dark"][behind].mean()
    for picture in pictures.values():
        assert abs(picture[behind].mean() - picture[~behind].mean()) > 25


def test_walls_are_lit_for_one_who_stands_inside(easel: Easel, stage: Stage) -> None:
    """From the largest pore near the middle to all sides: mostly neither black nor burnt out."""
    layer = stage.particles
    rng = np.random.default_rng(0)
    places = rng.uniform((10, 10, 10), (25, 25, 25), (600, 3))
    gaps = [(np.linalg.norm(layer.positions_um - at, axis=1) - layer.radii_um).min() for at in places]
    eye_m = (stage.model @ np.array([*places[int(np.argmax(gaps))], 1.0]))[:3]
    projection = perspective(80.0, ASPECT, 1e-5, 20.0)
    for way in ((1, 0.1, 0), (-1, 0.1, 0.2), (0.1, 0.3, 1)):
        picture, depth = easel.draw(stage, look_at(eye_m, eye_m + np.array(way)), projection)
        walls = picture[depth < 1.0].mean(axis=1)
        assert len(walls) > 0.9 * depth.size
        assert np.percentile(walls, 25) > 30 and np.percentile(walls, 90) < 250


@pytest.mark.parametrize(("outside_um", "expected"), [(-5.0, 1.0), (0.5 * FADE_UM, 0.5), (3 * FADE_UM, 0.0)])
def test_the_lamp_goes_out_as_one_leaves(outside_um: float, expected: float) -> None:
    view = look_at((10.0, 10.0, 20.0 + outside_um), (10.0, 10.0, 0.0), up=(0.0, 1.0, 0.0))
    eye = Eye(view, perspective(60.0, 1.0, 0.01, 10.0), np.eye(4), (10, 10), (10.0, 10.0, 10.0))
    assert eye.within == pytest.approx(expected)


@pytest.mark.parametrize("shift", [0.0, 0.3])
def test_the_vignette_darkens_only_outside_its_angle(easel: Easel, stage: Stage, shift: float) -> None:
    stage.settings = msgspec.structs.replace(stage.settings, theme="light")
    projection = perspective(90.0, ASPECT, 0.01, 20.0)
    projection[0, 2] = shift
    before, _ = easel.draw(stage, stage.camera.view(), projection)
    easel.framebuffer.bind()
    Vignette().draw(projection, 50.0)
    after = easel.framebuffer.read()
    width, height = SIZE_PX
    x = ((np.arange(width) + 0.5) / width * 2 - 1 + shift) / projection[0, 0]
    y = (1 - (np.arange(height) + 0.5) / height * 2) / projection[1, 1]
    angle = np.degrees(np.arctan(np.hypot(x[None, :], y[:, None])))
    inside, outside = angle < 25 - 0.5 * EDGE_DEG, angle > 25 + 0.5 * EDGE_DEG
    assert inside.sum() > 1000 and outside.sum() > 1000
    assert np.array_equal(before[inside], after[inside])
    assert after[outside].max() < 15
