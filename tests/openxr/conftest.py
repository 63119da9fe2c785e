"""A real OpenXR runtime for the tests: Monado as `scripts/build_monado` leaves it."""

import fcntl
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE_S = 100.0

REMOTE = (
    "both_eyes", "drag_slider", "grab", "be_inside", "use_tools", "lose_a_hand", "leave", "lose",
    "refuse_a_path",
)  # fmt: skip
"""The scenes whose body is moved over TCP."""

Scenes = Callable[[str], dict[str, Any]]


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


def _built() -> list[Path]:
    """The descriptions of every Monado that `scripts/build_monado` has left."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return sorted((cache / "mesonaut" / "monado").glob("*/share/openxr/1/openxr_monado.json"))


@pytest.fixture(scope="session")
def monado() -> Path:
    """The runtime's description; the tests that need it are skipped where it was not built."""
    if importlib.util.find_spec("xr") is None:
        pytest.skip("pyopenxr is not installed: pip install 'mesonaut[vr]'")
    built = [path for path in _built() if "-service" not in str(path)]
    if not built:
        pytest.skip("Monado is not built: run scripts/build_monado (3 minutes, once)")
    return built[-1]


@contextmanager
def headset_of_its_own() -> Iterator[None]:
    """The remote driver listens on one fixed port of the machine: whoever wears it has it alone."""
    with (Path(tempfile.gettempdir()) / "mesonaut-test-headset.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture
def one_headset() -> Iterator[None]:
    with headset_of_its_own():
        yield


def played(runtime: Path, folder: Path, names: list[str], **environment: str) -> dict[str, dict[str, Any]]:
    """Plays scenes of scenes.py in one process; by name what each found."""
    with headset_of_its_own():
        answer = subprocess.run(
            [sys.executable, "-m", "tests.openxr.scenes", str(folder), *names],
            cwd=ROOT, env=runtime_environment(runtime) | environment,
            capture_output=True, text=True, timeout=len(names) * PATIENCE_S, check=False,
        )  # fmt: skip
    lines = [json.loads(line) for line in answer.stdout.splitlines() if line.startswith("{")]
    found = {line["scene"]: line["found"] for line in lines}
    for name in names:
        found.setdefault(name, {"failed": answer.stderr[-3000:]})
    return found


@pytest.fixture(scope="session")
def scenes(monado: Path, tmp_path_factory: pytest.TempPathFactory) -> Scenes:
    """What a scene with the remote controllers found; all are played in one process when the first is."""
    found: dict[str, dict[str, Any]] = {}

    def of(name: str) -> dict[str, Any]:
        if not found:
            found.update(played(monado, tmp_path_factory.mktemp("scenes"), list(REMOTE)))
        assert "failed" not in found[name], found[name]["failed"]
        return found[name]

    return of


class Service:
    """Monado's service, which a test may kill and start again."""

    def __init__(self, runtime: Path, folder: str) -> None:
        self.environment = runtime_environment(runtime) | {"XDG_RUNTIME_DIR": folder}
        self._program = runtime.parents[3] / "bin" / "monado-service"
        self._folder = Path(folder)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it and waits until it takes clients."""
        for left_over in self._folder.iterdir():
            left_over.unlink()
        self._process = subprocess.Popen(
            [str(self._program)], env=self.environment,
            stdin=subprocess.PIPE,  # at the end of its input it ends
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        end = time.monotonic() + PATIENCE_S
        while not (self._folder / "monado_comp_ipc").exists():
            assert self._process.poll() is None and time.monotonic() < end, "monado-service does not start"
            time.sleep(0.02)

    def kill(self) -> None:
        """Ends it as a crash does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            if self._process.stdin is not None:
                self._process.stdin.close()
            self._process = None


@pytest.fixture
def service(monado: Path, one_headset: None) -> Iterator[Service]:
    """The runtime with a service of its own, started."""
    built = [path for path in _built() if "-service" in str(path)]
    if not built:
        pytest.skip("Monado's service is not built: run scripts/build_monado --service (4 minutes, once)")
    with tempfile.TemporaryDirectory(prefix="xr") as folder:  # a socket's path may not be long
        service = Service(built[-1], folder)
        service.start()
        yield service
        service.kill()


@pytest.fixture
def xvfb() -> Iterator[str]:
    """The DISPLAY of an X server of one's own."""
    if shutil.which("Xvfb") is None:
        pytest.skip("no Xvfb: apt-get install xvfb")
    read, write = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(write),
        "-screen",
        "0",
        "1700x1000x24",
        "-noreset",
        "-nolisten",
        "tcp",
    ]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()
        yield f":{number}"
        server.terminate()
