"""Every view is used by the same person in the same way: what holds for one holds for all."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.openxr.conftest import ROOT, headset_of_its_own, runtime_environment

SHOWING = ("headset", "offscreen", "window")
ALL = (*SHOWING, "stub")
Found = Callable[[str], dict[str, Any]]
"""What a view did; skips the test where this machine lacks what the view needs."""


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("views")


@pytest.fixture(scope="session")
def found(folder: Path, monado: Path, display: None) -> Found:
    known: dict[str, dict[str, Any]] = {}

    def of(name: str) -> dict[str, Any]:
        if name in ("offscreen", "window"):
            of("headset")  # first: they look from where its eye is
        if name not in known:
            known[name] = use(name, folder, monado)
        return known[name]

    return of


def use(name: str, folder: Path, runtime: Path) -> dict[str, Any]:
    headset = runtime_environment(runtime)
    environment = headset if name == "headset" else dict(os.environ)
    if name == "offscreen":
        environment = {k: v for k, v in environment.items() if k != "DISPLAY"}
    with headset_of_its_own():
        answer = subprocess.run(
            [sys.executable, "-m", "tests.views.conformance", name, str(folder)],
            cwd=ROOT, env=environment, capture_output=True, text=True, timeout=100, check=False,
        )  # fmt: skip
    assert answer.returncode == 0, answer.stderr[-3000:]
    return dict(json.loads([line for line in answer.stdout.splitlines() if line.startswith("{")][-1]))


@pytest.mark.parametrize("name", ALL)
def test_before_it_is_opened_and_after_it_is_closed_it_says_so_in_one_line(name: str, found: Found) -> None:
    for said in (found(name)["unopened"], found(name)["after"]):
        for method, line in said.items():
            assert "not open" in line and "\n" not in line, f"{method}: {line!r}"


@pytest.mark.parametrize("name", ALL)
def test_a_picture_has_the_size_that_the_view_tells(name: str, found: Found) -> None:
    width, height = found(name)["size"]
    assert found(name)["shape"] == [height, width, 3] and found(name)["dtype"] == "uint8"


@pytest.mark.parametrize("name", SHOWING)
def test_the_electrode_is_in_the_picture_and_so_is_a_mark(name: str, found: Found) -> None:
    assert found(name)["electrode"] > 0.03
    assert found(name)["mark"] > 0.001


@pytest.mark.parametrize("name", ["offscreen", "window"])
def test_from_the_same_place_every_view_shows_the_same_picture(name: str, found: Found, folder: Path) -> None:
    found(name)
    ours, theirs = np.load(folder / f"{name}.npy").astype(int), np.load(folder / "headset.npy").astype(int)
    differs = np.abs(ours - theirs).max(axis=-1) > 12
    assert differs.mean() < 0.01
    assert np.abs(ours - theirs).mean() < 1.0


@pytest.mark.parametrize("name", SHOWING)
def test_the_panel_is_seen_and_gets_the_pointer_where_it_is_aimed(name: str, found: Found) -> None:
    seen = found(name)
    assert seen["panel"] > 0.005
    for moment, primary in (("hovered", False), ("pressed", True), ("released", False)):
        position, down = seen[moment]
        assert position == pytest.approx(seen["aimed"], abs=1.0), moment
        assert down is primary, moment


@pytest.mark.parametrize("name", SHOWING)
def test_the_person_is_where_the_others_will_see_them(name: str, found: Found) -> None:
    if name == "offscreen":
        assert found(name)["head_scale"] is None  # nobody looks
    else:
        assert found(name)["head_scale"] == pytest.approx(1.0 / found(name)["model_scale"])


@pytest.mark.parametrize("name", SHOWING)
def test_asked_to_leave_it_ends_and_closes_what_it_was_given_once(name: str, found: Found) -> None:
    assert found(name)["left_after"] is not None
    assert found(name)["closed"] == [1]


def test_the_stub_shows_nothing_and_goes_on(found: Found) -> None:
    assert found("stub")["black"] and found("stub")["going_on"]
