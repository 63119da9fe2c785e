"""Viewpoints are there again next time, whatever happens to their file."""

import json
from pathlib import Path

import numpy as np
import pytest

from vr_client.stage.camera import Camera
from vr_client.stage.clip import clip_through
from vr_client.stage.stage import Stage
from vr_client.stage.viewpoints import Shelf, go_to

from .scene import electrode, soon


def settled(stage: Stage) -> Shelf:
    """A shelf whose reading and writing are over."""
    shelf = stage.viewpoints

    def over() -> bool:
        shelf.follow(stage)
        return shelf._reading is None and shelf._writing is None

    soon(over)
    return shelf


def with_shelf(path: Path) -> Stage:
    stage = electrode([(10, 10, 10)])
    stage.viewpoints = Shelf(path=path)
    return stage


def test_a_viewpoint_brings_back_where_one_looked_from_and_at_what(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "viewpoints.json"
    stage = with_shelf(path)
    stage.camera = Camera(np.array([0.1, 0.2, 0.3]), 50.0, 20.0, 0.7, follows=False)
    stage.clip, stage.colour, stage.layers.cbd = clip_through("x", (10.0, 10.0, 10.0)), "stress", False
    eye, model = stage.camera.eye_m, stage.model.copy()
    stage.viewpoints.add(stage, "Binder bridge")
    settled(stage)

    later = with_shelf(path)
    assert [viewpoint.name for viewpoint in settled(later).kept] == ["Binder bridge"]
    go_to(later, later.viewpoints.kept[0])
    assert later.camera.eye_m == pytest.approx(eye) and not later.camera.follows
    assert later.model == pytest.approx(model)
    assert (later.clip, later.colour, later.layers.cbd) == (stage.clip, "stress", False)


def test_what_is_on_disk_is_not_lost_to_the_first_one_kept(tmp_path: Path) -> None:
    path = tmp_path / "viewpoints.json"
    stage = with_shelf(path)
    stage.viewpoints.add(stage, "first")
    settled(stage)
    quick = with_shelf(path)
    quick.viewpoints.add(quick)  # before any frame has read the file
    assert [viewpoint.name for viewpoint in settled(quick).kept] == ["first", "View 1"]
    quick.viewpoints.add(quick, "first")
    assert [viewpoint.name for viewpoint in quick.viewpoints.kept] == ["View 1", "first"], "replaced"
    quick.viewpoints.remove("View 1")
    settled(quick)
    assert [viewpoint.name for viewpoint in settled(with_shelf(path)).kept] == ["first"]


def test_next_goes_round(tmp_path: Path) -> None:
    stage = with_shelf(tmp_path / "viewpoints.json")
    settled(stage)
    assert stage.viewpoints.next(stage) is None
    for name in ("a", "b"):
        stage.viewpoints.add(stage, name)
    names = [stage.viewpoints.next(stage) for _ in range(3)]
    assert [viewpoint.name for viewpoint in names if viewpoint] == ["a", "b", "a"]
    settled(stage)


@pytest.mark.parametrize("text", ["{", "[1]", '[{"name": "x"}]', "\x00" * 10])
def test_a_damaged_file_is_put_aside_with_a_notice(tmp_path: Path, text: str) -> None:
    path = tmp_path / "viewpoints.json"
    path.write_text(text)
    stage = with_shelf(path)
    assert settled(stage).kept == []
    assert "viewpoints.damaged.json" in stage.notices.said[-1].text
    assert (tmp_path / "viewpoints.damaged.json").read_text() == text
    stage.viewpoints.add(stage, "new")
    settled(stage)
    assert [viewpoint.name for viewpoint in settled(with_shelf(path)).kept] == ["new"]


@pytest.mark.parametrize(
    "changes",
    [
        {"model": [0.0] * 16}, {"model": [1.0] * 15}, {"distance_m": 0.0}, {"colour": "plaid"},
        {"clip": {"enabled": True, "normal": [0, 0, 0], "offset_um": 1.0}}, {"name": "n" * 99},
    ],
)  # fmt: skip
def test_one_that_cannot_be_looked_from_is_not_taken(tmp_path: Path, changes: dict[str, object]) -> None:
    path = tmp_path / "viewpoints.json"
    stage = with_shelf(path)
    stage.viewpoints.add(stage, "good")
    settled(stage)
    (good,) = json.loads(path.read_text())
    path.write_text(json.dumps([good | changes]))
    later = with_shelf(path)
    assert settled(later).kept == [] and "cannot read the viewpoints" in later.notices.said[-1].text
    path.write_text(json.dumps([good | {"layers": {"am": False, "__class__": True, "later": True}}]))
    latest = with_shelf(path)
    go_to(latest, settled(latest).kept[0])
    assert latest.layers.am is False and latest.layers.cbd is True


def test_a_folder_that_refuses_is_a_notice_and_the_viewpoint_stays_for_now(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    stage = with_shelf(blocked / "viewpoints.json")
    stage.viewpoints.add(stage, "kept here")
    assert [viewpoint.name for viewpoint in settled(stage).kept] == ["kept here"]
    assert "MESONAUT_DATA_DIR" in stage.notices.said[-1].text
