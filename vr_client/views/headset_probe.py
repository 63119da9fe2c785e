"""Which OpenXR runtime this machine has, for `mesonaut doctor`; asked in a process of its own.

A runtime is a library of someone else's that is loaded into whoever asks: a broken one takes the asker along.
"""

import importlib.metadata
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

Row = tuple[str, bool, str]
"""What was looked for, whether it is well, what was found."""

PATIENCE_S = 30.0
REMEDY = "start SteamVR, WiVRn or Monado and set it as the OpenXR runtime, or set XR_RUNTIME_JSON"


def probe() -> list[Row]:
    """pyopenxr, the runtime's file, name and version, OpenGL, the headset; stops at the first that lacks."""
    if importlib.util.find_spec("xr") is None:
        return [("pyopenxr", False, "not installed: pip install 'mesonaut[vr]'")]
    rows: list[Row] = [("pyopenxr", True, importlib.metadata.version("pyopenxr"))]
    file = runtime_file()
    if file is None:
        return [*rows, ("OpenXR runtime", False, f"none is set: {REMEDY}")]
    if not file.is_file():
        return [*rows, ("OpenXR runtime", False, f"{file} does not exist: {REMEDY}")]
    rows.append(("OpenXR runtime file", True, str(file)))
    try:
        answer = subprocess.run(
            [sys.executable, "-m", "vr_client.views.headset_probe"],
            capture_output=True, text=True, timeout=PATIENCE_S, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return [
            *rows,
            ("OpenXR runtime", False, f"does not answer within {PATIENCE_S:.0f} s: start it again"),
        ]
    try:
        found = json.loads(answer.stdout.strip().splitlines()[-1])
    except (IndexError, json.JSONDecodeError):
        return [
            *rows,
            ("OpenXR runtime", False, f"ended its process (exit {answer.returncode}): reinstall it"),
        ]
    return [*rows, *[(str(what), bool(ok), str(text)) for what, ok, text in found]]


def runtime_file() -> Path | None:
    """Where the loader looks for the active runtime's description, None when nothing is set."""
    named = os.environ.get("XR_RUNTIME_JSON")
    if named:
        return Path(named)
    if sys.platform == "win32":
        return _from_registry()
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    system = (os.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":")
    for folder in [home, *map(Path, system), Path("/etc")]:
        file = folder / "openxr" / "1" / "active_runtime.json"
        if file.exists():
            return file
    return None


def _from_registry() -> Path | None:
    if sys.platform != "win32":
        return None
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Khronos\OpenXR\1") as key:
            return Path(str(winreg.QueryValueEx(key, "ActiveRuntime")[0]))
    except FileNotFoundError:
        return None


def ask_runtime() -> list[Row]:
    """Loads the runtime into this process and asks it."""
    from simulation_server.schema.errors import MachineError
    from vr_client.views.headset.runtime import OPENGL_EXTENSION, load_openxr, one_line_errors

    try:
        xr = load_openxr()
        with one_line_errors(xr, "answering"):
            extensions = {e.extension_name.decode() for e in xr.enumerate_instance_extension_properties()}
            instance = xr.create_instance(
                xr.InstanceCreateInfo(
                    application_info=xr.ApplicationInfo(
                        "Mesonaut doctor", 1, "Mesonaut", 1, xr.Version(1, 0, 34)
                    )
                )
            )
            properties = xr.get_instance_properties(instance)
    except MachineError as error:
        return [("OpenXR runtime", False, str(error))]
    name = f"{properties.runtime_name.decode()} {properties.runtime_version}"
    bindings = sorted(extensions & {OPENGL_EXTENSION, "XR_MNDX_egl_enable"})
    rows: list[Row] = [
        ("OpenXR runtime", True, f"{name}, {len(extensions)} extensions"),
        (
            "OpenXR with OpenGL",
            OPENGL_EXTENSION in extensions,
            ", ".join(bindings) or f"{OPENGL_EXTENSION} is missing",
        ),
    ]
    try:
        with one_line_errors(xr, "looking for a headset"):
            system = xr.get_system(instance, xr.SystemGetInfo(form_factor=xr.FormFactor.HEAD_MOUNTED_DISPLAY))
            headset = xr.get_system_properties(instance, system).system_name.decode()
    except MachineError as error:
        return [*rows, ("headset", False, str(error))]
    finally:
        xr.destroy_instance(instance)
    return [*rows, ("headset", True, headset)]


if __name__ == "__main__":
    print(json.dumps(ask_runtime()))
