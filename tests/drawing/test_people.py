"""The others are where they are, of a size one can see, with their names."""

import numpy as np
import pytest

from tests.drawing.packing import particle_frame
from vr_client.drawing.people import LARGEST, SMALLEST, own_size
from vr_client.stage.people import Person
from vr_client.stage.stage import Stage
from vr_client.stage.transforms import look_at, perspective, scale_of, scaling, translation

from .conftest import SIZE_PX, Easel

PROJECTION = perspective(60.0, SIZE_PX[0] / SIZE_PX[1], 0.01, 50.0)


@pytest.fixture
def stage() -> Stage:
    stage = Stage()
    stage.apply(particle_frame(60, height_um=20.0), 0.0)
    stage.layers.am = stage.layers.cbd = stage.layers.frame = False
    return stage


def person(stage: Stage, at_m: tuple[float, float, float], **more) -> Person:
    """Someone of usual size whose head is at a point of the world."""
    return Person("Ada", 1, head=np.linalg.inv(stage.model) @ translation(at_m), **more)


def drawn(easel: Easel, stage: Stage, who: Person, view: np.ndarray) -> np.ndarray:
    """(h, w) where a person changes the picture."""
    before, _ = easel.draw(stage, view, PROJECTION)
    stage.people["Ada"] = who
    after, _ = easel.draw(stage, view, PROJECTION)
    stage.people.clear()
    return np.abs(after.astype(int) - before).max(axis=2) > 20


def test_a_head_is_where_it_is_with_a_name_above(easel: Easel, stage: Stage) -> None:
    view = look_at((0.0, 0.2, 1.0), (0.0, 0.2, 0.0))
    left = drawn(easel, stage, person(stage, (-0.3, 0.2, 0.0)), view)
    right = drawn(easel, stage, person(stage, (0.3, 0.2, 0.0)), view)
    width, height = SIZE_PX
    assert left[:, : width // 2].sum() > 500 and not left[:, width // 2 :].any()
    assert right[:, width // 2 :].sum() > 500 and not right[:, : width // 2].any()
    head = left[height // 2 - 2]
    assert head.any()
    top_of_head = height // 2 - round(0.125 * 0.5 * height * PROJECTION[1, 1])
    assert left[:top_of_head].any(), "the name"


def test_hands_and_what_they_point_at_are_seen(easel: Easel, stage: Stage) -> None:
    view = look_at((0.0, 0.2, 1.0), (0.0, 0.2, 0.0))
    who = person(stage, (-0.3, 0.2, 0.0))
    alone = drawn(easel, stage, who, view)
    who.hands["right"] = np.linalg.inv(stage.model) @ translation((0.3, 0.1, 0.0))
    with_hand = drawn(easel, stage, who, view)
    assert (with_hand & ~alone)[:, SIZE_PX[0] // 2 :].sum() > 30
    who.pointing_um = np.array([0.0, 17.5, 5.0])
    pointing = drawn(easel, stage, who, view)
    assert (pointing & ~with_hand).sum() > 30


@pytest.mark.parametrize(("their_scale", "expected"), [(1.0, 1.0), (0.01, SMALLEST), (40.0, LARGEST)])
def test_nobody_is_too_small_to_be_seen_or_a_giant(stage: Stage, their_scale: float, expected: float) -> None:
    body = np.linalg.inv(stage.model) @ translation((0.1, 0.3, 0.0)) @ scaling(their_scale)
    own = own_size(stage.model, body)
    assert scale_of(own) == pytest.approx(expected)
    assert own[:3, 3] == pytest.approx((0.1, 0.3, 0.0))


def test_someone_without_head_and_hands_is_not_drawn(easel: Easel, stage: Stage) -> None:
    view = look_at((0.0, 0.2, 1.0), (0.0, 0.2, 0.0))
    assert not drawn(easel, stage, Person("recorder", 2), view).any()
