"""The headset view on Monado, with a scripted head and hands: pictures, panel, model, beginning and end."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.openxr.conftest import ROOT, Scenes, played, runtime_environment
from tests.openxr.remote import EYE_HEIGHT_M

EDGE_PX = 2.5
"""How far an outline may lie from where it was computed: one pixel of rasterising, one of a faint rim."""


def test_each_eye_sees_the_electrode_where_it_stands_for_that_eye(scenes: Scenes) -> None:
    found = scenes("both_eyes")
    for mask, expected in zip(found["masks"], found["expected"], strict=True):
        assert mask == pytest.approx(expected, abs=EDGE_PX)
    left, right = found["expected"]
    assert left[0] - right[0] > 5.0  # the nearer, the further to the right the left eye sees it
    assert found["different"] > 1000
    assert found["same_in_runtime"] == [True, True]  # colours are not encoded twice
    assert found["frames_drawn"] == found["frames_wanted"]
    assert found["ended"]


def test_a_hand_drags_the_pressure_on_the_panel_and_the_other_presses_a_button(scenes: Scenes) -> None:
    found = scenes("drag_slider")
    asked = found["asked"]
    assert len(asked) >= 3
    assert asked == sorted(asked) and asked[-1] > asked[0] + 20.0
    assert found["before"] not in asked
    assert found["pressed"] == ["Restart"]
    assert found["ended"]


def test_one_hand_carries_the_model_two_stretch_it_and_a_tap_brings_it_back(scenes: Scenes) -> None:
    found = scenes("grab")
    assert found["untouched"] and found["let_go_still"]
    assert found["carried_m"] == pytest.approx([0.1, 0.05, 0.15], abs=1e-5)
    assert found["carried_scale"] == pytest.approx(1.0, abs=1e-5)
    assert found["jump_m"] == pytest.approx(0.0, abs=1e-6)
    assert found["stretched_scale"] == pytest.approx(found["apart"], rel=1e-4)
    assert found["apart"] > 1.3
    assert found["recentred"] and found["ended"]


def test_the_menu_held_ends_the_view_and_it_opens_again_until_the_headset_is_lost(scenes: Scenes) -> None:
    found = scenes("leave")
    assert found["over"]
    assert 25 <= found["frames"] <= 45  # 1.5 s of 20 frames, and the way out
    said = scenes("lose")["said"]
    assert said.startswith("the headset was lost")
    assert "\n" not in said


def test_simple_controllers_aim_and_have_no_grip_button(monado: Path, tmp_path: Path) -> None:
    found = played(
        monado, tmp_path, ["simple_controllers"],
        P_OVERRIDE_ACTIVE_CONFIG="none", SIMULATED_ENABLE="1",
        SIMULATED_LEFT="simple", SIMULATED_RIGHT="simple",
    )["simple_controllers"]  # fmt: skip
    hand = {"aims": True, "grips": True, "can_squeeze": False}
    assert found == {"left": hand, "right": hand, "controllers": "Simple controllers"}


@pytest.fixture
def nowhere(monado: Path, tmp_path: Path) -> dict[str, str]:
    return runtime_environment(tmp_path / "missing.json")


def test_without_a_runtime_the_command_ends_with_one_line_and_exit_code_3(nowhere: dict[str, str]) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "app", "vr", "tcp://127.0.0.1:9"],
        cwd=ROOT, env=nowhere, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert answer.returncode == 3
    lines = answer.stderr.strip().splitlines()
    assert len(lines) == 1 and "no OpenXR runtime is active" in lines[0] and "XR_RUNTIME_JSON" in lines[0]


def test_the_doctor_names_the_runtime(monado: Path, one_headset: None, monkeypatch: Any) -> None:
    from vr_client.views.headset_probe import probe

    for name, value in runtime_environment(monado).items():
        monkeypatch.setenv(name, value)
    rows = {what: (ok, found) for what, ok, found in probe()}
    assert rows["OpenXR runtime"][0] and "Monado" in rows["OpenXR runtime"][1]
    assert rows["OpenXR runtime file"] == (True, str(monado))
    assert rows["headset"][0]


def test_the_doctor_says_what_is_missing(monkeypatch: Any, tmp_path: Path, monado: Path) -> None:
    from vr_client.views.headset_probe import probe

    missing = tmp_path / "missing.json"
    monkeypatch.setenv("XR_RUNTIME_JSON", str(missing))
    *_, (what, ok, found) = probe()
    assert what == "OpenXR runtime" and not ok and str(missing) in found
    broken = tmp_path / "broken.json"
    broken.write_text('{"file_format_version": "1.0.0", "runtime": {"library_path": "./gone.so"}}')
    monkeypatch.setenv("XR_RUNTIME_JSON", str(broken))
    *_, (what, ok, found) = probe()
    assert what == "OpenXR runtime" and not ok and os.linesep not in found


LOSSES = {
    "RuntimeUnavailableError": "no OpenXR runtime",
    "FormFactorUnavailableError": "sees no headset",
    "InstanceLostError": "was lost",
    "SessionLostError": "was lost",
    "RuntimeFailureError": "service",
    "OutOfMemoryError": "OutOfMemory",
}


@pytest.mark.parametrize(("name", "words"), LOSSES.items())
def test_every_failure_of_the_runtime_is_said_in_one_line(name: str, words: str, monado: Path) -> None:
    from simulation_server.schema.errors import MachineError
    from vr_client.views.headset.runtime import load_openxr, one_line_errors

    xr = load_openxr()
    with pytest.raises(MachineError) as caught, one_line_errors(xr, "showing a frame"):
        raise getattr(xr.exception, name)
    assert words in str(caught.value) and "\n" not in str(caught.value)


def run_python(program: str) -> str:
    """Standard output of a program in a process of its own, which must succeed."""
    answer = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.strip()


def test_loading_openxr_leaves_the_opengl_platform_alone(monado: Path) -> None:
    program = (
        "import os; os.environ['PYOPENGL_PLATFORM'] = 'egl'\n"
        "import OpenGL.platform; before = OpenGL.platform.PLATFORM\n"
        "from vr_client.views.headset.runtime import load_openxr; load_openxr()\n"
        "print(OpenGL.platform.PLATFORM is before)"
    )
    assert run_python(program) == "True"


def test_without_pyopenxr_the_view_says_what_to_install() -> None:
    program = (
        "import sys; sys.modules['xr'] = None\n"
        "from simulation_server.schema.errors import MachineError\n"
        "from vr_client.views.headset import HeadsetView\n"
        "try: HeadsetView().open()\n"
        "except MachineError as error: print(error)"
    )
    said = run_python(program)
    assert "pip install 'mesonaut[vr]'" in said and "\n" not in said


def test_a_stick_ahead_takes_one_into_the_electrode_and_a_tap_home(scenes: Scenes) -> None:
    found = scenes("be_inside")
    assert found["marks"] == ["travel.path", "travel.target"]
    assert found["inside"] and found["scale"] == pytest.approx(1.0, rel=0.2)
    assert found["drawn"] > 20  # not a grey nothing: walls of particles
    assert found["clear"][0] < 20.0 and found["clear"][-1] > 120.0  # a blink
    assert found["turned_deg"] == pytest.approx(30.0, abs=0.01)
    assert found["pulses"] == 2  # there, and turned
    assert found["home"] and found["ended"]


def test_the_floor_is_the_runtime_s_and_its_own_recentring_moves_the_world_not_the_electrode(
    scenes: Scenes,
) -> None:
    found = scenes("be_inside")
    assert found["moved_m"] == pytest.approx([0.3, -0.2, 0.1], abs=0.01)
    assert found["floor_m"] == pytest.approx(-EYE_HEIGHT_M, abs=0.01)
    assert found["recentred_m"] == pytest.approx([0.0, 0.0, 0.0], abs=1e-6)
    assert found["stays"]


def test_the_trigger_picks_off_the_panel_and_buttons_change_tool_and_panel(scenes: Scenes) -> None:
    found = scenes("use_tools")
    assert found["tool"] == "pick" and not found["hovering"]
    assert found["picked"] == found["pointed"] and found["away_um"] < 1e-3
    assert found["shown"] == [True, False]
    assert found["hands"] == ["left", "right"] and found["ended"]


def test_a_lost_controller_is_said_once_and_the_other_goes_on(scenes: Scenes) -> None:
    found = scenes("lose_a_hand")
    assert len(found["said"]) == 1 and "the left controller is lost" in found["said"][0]
    assert found["carried_m"] == pytest.approx([0.1, 0.0, 0.0], abs=1e-5)
    assert found["hands"] == ["right"] and found["back"] == ["left", "right"] and found["ended"]


def test_the_runtime_takes_the_bindings_of_every_profile_and_would_refuse_a_wrong_one(scenes: Scenes) -> None:
    from vr_client.views.headset.profiles import PROFILES

    found = scenes("refuse_a_path")
    assert found["accepted"] == [profile.path for profile in PROFILES]
    assert found["refused"] == ["PathUnsupportedError"]
