"""The main job without a display: one command, every step, pictures and a summary."""

import json
from pathlib import Path

import pytest
from PIL import Image

from app.demo.plan import opening_recipe

from .test_commands import mesonaut, one_line


def test_a_window_opens_on_the_usual_scene_and_a_session_on_one_that_fits_its_time() -> None:
    assert opening_recipe(None, seed=3).simulation.particles >= 2000
    sizes = [opening_recipe(seconds, seed=3).simulation.particles for seconds in (60.0, 180.0, 600.0)]
    assert sizes == sorted(sizes) and sizes[1] >= 1500
    assert opening_recipe(180.0, seed=3, particles=700).simulation.particles == 700


def test_too_little_time_is_said() -> None:
    answer = mesonaut("demo", "--offscreen", "--seconds", "5")
    assert answer.returncode == 2 and "60" in one_line(answer.stderr)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_scripted_session_shows_every_step(tmp_path: Path) -> None:
    out = tmp_path / "demo"
    answer = mesonaut(
        "demo",
        "--offscreen",
        "--seconds",
        "180",
        "--particles",
        "900",
        "--out",
        str(out),
        "--quiet",
        timeout_s=230.0,
    )
    assert answer.returncode == 0, answer.stderr

    summary = json.loads((out / "summary.json").read_text())
    steps = {step["name"]: step for step in summary["steps"]}
    assert list(steps) == [
        "first calendering", "higher pressure", "changed formulation", "filling", "discharge in 3D",
    ]  # fmt: skip

    sheared = summary["slurry"]
    assert sheared["complete"]
    slow, fast = sheared["report"]["viscosity_pa_s"]
    assert slow > fast > 0.0  # it thins
    with Image.open(out / sheared["picture"]) as picture:
        assert picture.width >= 1280
    line = steps["higher pressure"]["line"]
    assert line["calendering"]["pressure_mpa"] == pytest.approx(90.0, rel=0.05)
    assert line["drying"]["peclet"] > 0.0 and line["coating"]["wet_thickness_um"] > 0.0

    def simulated(step: str, quantity: str) -> float:
        return float(steps[step]["simulated"][quantity]["value"])

    assert simulated("higher pressure", "porosity") < simulated("first calendering", "porosity")
    for step in steps:
        assert simulated(step, "capacity_3c_mah_cm2") < simulated(step, "capacity_c5_mah_cm2")
        for value in steps[step]["predicted"].values():
            assert value["low"] <= value["value"] <= value["high"]
        with Image.open(out / steps[step]["picture"]) as picture:
            assert picture.width >= 1280
    rising = steps["filling"]["saturation"]["saturation"]
    assert rising[-1] > 0.3 > rising[0]
    resolved = steps["discharge in 3D"]["resolved"]
    assert resolved["ended_early"] or resolved["voltage_v"] < 3.6
    assert resolved["capacity_mah_cm2"] < simulated("discharge in 3D", "capacity_c5_mah_cm2")
    for picture in ("discharged-3d", "discharged-3d-salt", "looked-back-3d"):
        assert list(out.glob(f"*-{picture}.png"))
    assert summary["latency_ms"]["p50"] <= summary["latency_ms"]["p99"] < 2000.0
    assert summary["frames"]["drawn"] > 20 and summary["frames"]["received"] > 20
    assert (out / "session.mp4").stat().st_size > 10_000
