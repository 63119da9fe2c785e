"""Electrolyte and pores in the picture."""

import numpy as np
import pytest

from tests.drawing.packing import front_frame, particle_frame
from vr_client.stage.clip import clip_through
from vr_client.stage.meshing import front_surface
from vr_client.stage.stage import Stage

from .conftest import SIZE_PX, Easel


@pytest.fixture(scope="module")
def sent():
    return particle_frame(900, height_um=40.0)


def filled(sent, depth: float) -> Stage:
    stage = Stage()
    stage.apply(sent, 0.0)
    stage.apply(front_frame(sent, depth), 0.0)
    front = stage.front
    stage.front_surface.show(front_surface(front.liquid, front.solid, front.lattice_um))
    stage.advance(1.0)
    return stage


def teal(easel: Easel, stage: Stage) -> np.ndarray:
    """(h, w) where the picture is clearly electrolyte."""
    camera = stage.camera
    picture, _ = easel.draw(stage, camera.view(), camera.projection(SIZE_PX[0] / SIZE_PX[1]))
    colours = picture.astype(int)
    return colours[..., 1] - colours[..., 0] > 45


def test_more_electrolyte_is_more_teal_and_it_comes_from_above(easel: Easel, sent) -> None:
    dry = Stage()
    dry.apply(sent, 0.0)
    assert teal(easel, dry).sum() == 0
    shares = [teal(easel, filled(sent, depth)) for depth in (0.3, 0.7)]
    assert 300 < shares[0].sum() < shares[1].sum()
    rows = np.nonzero(shares[0].any(axis=1))[0]
    assert rows.min() < SIZE_PX[1] / 2 and np.average(np.arange(SIZE_PX[1]), weights=shares[0].sum(1)) < 90


def test_the_cut_shows_the_liquid_between_the_discs(easel: Easel, sent) -> None:
    stage = filled(sent, 0.6)
    stage.clip = clip_through("y", (17.5, 17.5, 20.0))
    with_face = teal(easel, stage).sum()
    stage.front_surface.show(None)
    face_alone = teal(easel, stage).sum()
    stage.front = None
    assert teal(easel, stage).sum() == 0
    assert face_alone > 0.25 * with_face > 100


def test_the_electrolyte_can_be_hidden(easel: Easel, sent) -> None:
    stage = filled(sent, 0.6)
    stage.layers.front = False
    assert teal(easel, stage).sum() == 0
