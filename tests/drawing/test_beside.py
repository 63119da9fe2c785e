"""Two electrodes beside each other: the same scale, colours and cut; titles that tell them apart."""

import numpy as np
import pytest

from tests.drawing.packing import particle_frame
from vr_client.drawing.beside import Beside
from vr_client.stage.clip import clip_through
from vr_client.stage.comparison import hold
from vr_client.stage.stage import Stage
from vr_client.stage.transforms import look_at, perspective

from .conftest import SIZE_PX, Easel

PROJECTION = perspective(50.0, SIZE_PX[0] / SIZE_PX[1], 0.01, 20.0)
MIDDLE = SIZE_PX[0] // 2


@pytest.fixture
def stage() -> Stage:
    """The same electrode kept and live."""
    stage = Stage()
    stage.apply(particle_frame(500, height_um=25.0), 0.0)
    stage.layers.frame = False
    stage.beside = hold(stage)
    return stage


def between(stage: Stage) -> np.ndarray:
    """(4, 4) a view from straight ahead of the middle between the two."""
    x, y, z = (0.5 * part for part in stage.beside.offset_um(stage.particles))
    at = (stage.model @ np.array([17.5 + x, 17.5 + y, 12.0 + z, 1.0]))[:3]
    return look_at(at + np.array([0.0, 0.0, 1.7]), at)


def halves(easel: Easel, stage: Stage) -> tuple[np.ndarray, np.ndarray]:
    """(h, w / 2) depth of the left and of the right half, without labels, which have none."""
    _, depth = easel.draw(stage, between(stage), PROJECTION)
    return depth[:, :MIDDLE], depth[:, MIDDLE:]


def test_the_kept_one_stands_to_the_left_at_the_same_scale(easel: Easel, stage: Stage) -> None:
    left, right = (half < 1.0 for half in halves(easel, stage))
    assert left.sum() > 800
    assert left.sum() == pytest.approx(right.sum(), rel=0.06)
    assert np.ptp(np.nonzero(left.any(axis=1))[0]) == pytest.approx(
        np.ptp(np.nonzero(right.any(axis=1))[0]), abs=2
    )
    stage.beside = None
    shift = between_alone(stage)
    _, depth = easel.draw(stage, shift, PROJECTION)
    assert not (depth[:, : MIDDLE // 2] < 1.0).any(), "let go, it is gone"


def between_alone(stage: Stage) -> np.ndarray:
    """(4, 4) from straight ahead of the live one."""
    at = (stage.model @ np.array([17.5, 17.5, 12.0, 1.0]))[:3]
    return look_at(at + np.array([0.0, 0.0, 1.7]), at)


def test_the_kept_one_stays_while_the_live_one_is_pressed(easel: Easel, stage: Stage) -> None:
    before, _ = halves(easel, stage)
    sent = particle_frame(500, height_um=25.0)
    sent.arrays["position"] = sent.arrays["position"] * np.array([1.0, 1.0, 0.6], np.float32)
    stage.apply(sent, 1.0)
    stage.advance(3.0)
    after, live = halves(easel, stage)
    assert np.array_equal(before, after)
    assert np.nonzero((live < 1.0).any(axis=1))[0].min() > np.nonzero((after < 1.0).any(axis=1))[0].min() + 5


def test_one_cut_opens_both(easel: Easel, stage: Stage) -> None:
    whole = halves(easel, stage)
    stage.clip = clip_through("y", (17.5, 17.5, 12.0))
    cut = halves(easel, stage)
    for before, after in zip(whole, cut, strict=True):
        seen = (before < 1.0) & (after < 1.0)
        assert (after[seen] >= before[seen] - 1e-6).all() and (after[seen] > before[seen]).mean() > 0.8


def test_both_have_titles(stage: Stage) -> None:
    kept, live = Beside(in_background=False).labels(stage)
    assert kept.text.startswith("kept\n") and live.text.startswith("now\n")
    assert stage.beside is not None and stage.beside.title.replace(", ", "\n") in kept.text
    assert kept.point_um[0] < 0.0 < live.point_um[0]
