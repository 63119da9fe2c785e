"""What this machine has of what Mesonaut uses: looked for, not assumed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

GL_QUESTION = """
from vr_client.views.offscreen import OffscreenView
view = OffscreenView((64, 64))
view.open()
from OpenGL import GL
print(GL.glGetString(GL.GL_VERSION).decode(), "|", GL.glGetString(GL.GL_RENDERER).decode())
view.close()
"""
"""Asked in a process of its own: a broken driver may end the process that tries it."""


class Finding(msgspec.Struct, frozen=True):
    """One thing looked for; `remedy` says what to do when it is missing."""

    what: str
    ok: bool
    found: str
    remedy: str = ""
    optional: bool = False


def examine() -> list[Finding]:
    """Looks for everything, in the order of need."""
    checks: list[Callable[[], Finding | list[Finding]]] = [
        _python, _cores, _opengl, _display, _compiled_kernels, _surrogate, _openxr, _film,
    ]  # fmt: skip
    findings: list[Finding] = []
    for check in checks:
        finding = check()
        findings.extend(finding if isinstance(finding, list) else [finding])
    return findings


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    fits = (3, 11) <= sys.version_info < (3, 14)
    return Finding("Python", fits, version, "" if fits else "use Python 3.11, 3.12 or 3.13")


def _cores() -> Finding:
    cores = os.cpu_count() or 1
    remedy = "" if cores >= 2 else "two cores keep the picture smooth while the physics runs"
    return Finding("processor cores", cores >= 2, str(cores), remedy, optional=True)


def _opengl() -> Finding:
    answer = subprocess.run(
        [sys.executable, "-c", GL_QUESTION], capture_output=True, text=True, timeout=120, check=False
    )
    if answer.returncode == 0:
        return Finding("OpenGL", True, answer.stdout.strip().splitlines()[-1])
    last = (answer.stderr.strip().splitlines() or ["no answer"])[-1]
    remedy = (
        "install OpenGL: on Debian or Ubuntu, apt-get install libgl1 libegl1 libgl1-mesa-dri libfontconfig1"
    )
    return Finding("OpenGL", False, last[-200:], remedy)


def _display() -> Finding:
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        remedy = "for a window, start from a desktop; `mesonaut demo --offscreen` works without"
        return Finding("display", False, "none", remedy, optional=True)
    return Finding(
        "display", True, os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY") or "the desktop's"
    )


def _compiled_kernels() -> Finding:
    import numba

    import simulation_server.physics  # noqa: F401  (names the folder)

    folder = Path(numba.config.CACHE_DIR)
    kept = list(folder.rglob("*.nbc"))
    if kept:
        megabytes = sum(file.stat().st_size for file in kept) / 1e6
        return Finding(
            "compiled kernels", True, f"{len(kept)} kept, {megabytes:.1f} MB in {folder}", optional=True
        )
    remedy = f"nothing to do: the first run compiles them (a minute) and keeps them in {folder}"
    return Finding("compiled kernels", False, "none yet", remedy, optional=True)


def _surrogate() -> Finding:
    from simulation_server.learning.surrogate import Surrogate
    from simulation_server.schema.errors import FileError

    try:
        Surrogate.load()
    except FileError as error:
        return Finding(
            "surrogate model", False, str(error), "make one: mesonaut campaign, then mesonaut train"
        )
    return Finding("surrogate model", True, "the shipped one")


def _openxr() -> list[Finding]:
    from vr_client.views.headset_probe import probe

    return [Finding(what, ok, found, optional=True) for what, ok, found in probe()]


def _film() -> Finding:
    import imageio_ffmpeg

    try:
        program = imageio_ffmpeg.get_ffmpeg_exe()
    except RuntimeError:
        return Finding("film writer", False, "no ffmpeg", "pip install imageio-ffmpeg", optional=True)
    return Finding(
        "film writer", shutil.which(program) is not None, f"ffmpeg {imageio_ffmpeg.get_ffmpeg_version()}"
    )
