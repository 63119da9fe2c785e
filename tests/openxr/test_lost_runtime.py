"""The runtime crashes in mid-session and comes back: real service, real session, a window in between."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.openxr.conftest import ROOT, Service


def lived_through(service: Service, environment: dict[str, str]) -> tuple[list[dict[str, Any]], str]:
    """What showed the stage, in turn, while the service was killed and started again; what was said."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.openxr.losing"], cwd=ROOT, env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None and process.stderr is not None
        seen: list[dict[str, Any]] = []
        try:
            for line in process.stdout:
                if not line.startswith("{"):
                    continue
                seen.append(json.loads(line))
                if len(seen) == 1:
                    service.kill()
                elif len(seen) == 2:
                    service.start()
            said = process.stderr.read()
            assert process.wait(30) == 0, said[-3000:]
        finally:
            process.kill()
    return seen, said


def check(seen: list[dict[str, Any]]) -> None:
    assert [step["shown"] for step in seen] == ["headset", "desk", "headset", "nothing"]
    assert seen[0]["said"] == []
    said = seen[1]["said"]
    assert len(said) == 1 and said[0].startswith("the OpenXR runtime was lost") and "\n" not in said[0]
    assert seen[1]["at"] - seen[0]["at"] < 10.0
    assert seen[2]["at"] - seen[1]["at"] < 30.0


def test_the_window_goes_on_when_the_runtime_is_lost_and_the_headset_when_it_is_back(
    service: Service, xvfb: str
) -> None:
    environment = {k: v for k, v in service.environment.items() if k != "EGL_PLATFORM"}
    seen, said = lived_through(service, environment | {"DISPLAY": xvfb})
    check(seen)
    assert "no window" not in said


def test_without_a_display_it_waits_for_the_headset(service: Service) -> None:
    seen, said = lived_through(service, service.environment)
    check(seen)
    assert "no window" in said


@pytest.mark.parametrize(
    "answers", [[], [("OpenXR runtime", True, "there"), ("headset", False, "not there")]]
)
def test_only_a_headset_that_is_there_brings_one_back(answers: list[tuple[str, bool, str]]) -> None:
    from vr_client.views.headset.runtime_watch import RuntimeWatch

    asked: list[int] = []

    def ask() -> list[tuple[str, bool, str]]:
        asked.append(1)
        return [("headset", True, "there")] if len(asked) > 3 else answers

    with RuntimeWatch(ask, period_s=0.01) as watch:
        assert watch.wait(20.0)
    assert len(asked) == 4
