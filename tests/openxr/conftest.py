"""A real OpenXR runtime for the tests: Monado as `scripts/build_monado` leaves it."""

import fcntl
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE_S = 100.0

Scene = Callable[..., dict[str, Any]]


def runtime_environment(runtime: Path) -> dict[str, str]:
    """This process's environment, with an in-process runtime that shows nothing and is moved over TCP."""
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return environment | {
        "XR_RUNTIME_JSON": str(runtime),
        "XRT_COMPOSITOR_NULL": "1",
        "P_OVERRIDE_ACTIVE_CONFIG": "remote",
        "EGL_PLATFORM": "surfaceless",
        "PYTHONWARNINGS": "default",
    }


@pytest.fixture(scope="session")
def monado() -> Path:
    """The runtime's description; the tests that need it are skipped where it was not built."""
    if importlib.util.find_spec("xr") is None:
        pytest.skip("pyopenxr is not installed: pip install 'mesonaut[vr]'")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    built = sorted((cache / "mesonaut" / "monado").glob("*/share/openxr/1/openxr_monado.json"))
    if not built:
        pytest.skip("Monado is not built: run scripts/build_monado (3 minutes, once)")
    return built[-1]


@pytest.fixture
def one_headset() -> Iterator[None]:
    """Its driver listens on one fixed port of the machine: whoever wears it has it alone."""
    with (Path(tempfile.gettempdir()) / "mesonaut-test-headset.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture
def play(monado: Path, one_headset: None, tmp_path: Path) -> Scene:
    """Plays a scene of scenes.py in a process of its own and gives what it found."""

    def played(name: str, **environment: str) -> dict[str, Any]:
        answer = subprocess.run(
            [sys.executable, "-m", "tests.openxr.scenes", name, str(tmp_path)],
            cwd=ROOT, env=runtime_environment(monado) | environment,
            capture_output=True, text=True, timeout=PATIENCE_S, check=False,
        )  # fmt: skip
        assert answer.returncode == 0, answer.stderr[-3000:]
        found = [line for line in answer.stdout.splitlines() if line.startswith("{")]
        return dict(json.loads(found[-1]))

    return played
