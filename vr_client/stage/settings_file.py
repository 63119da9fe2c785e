"""A person's settings on disk: one small JSON file in the folder the system has for such.

JSON rather than the recipes' TOML, since neither Python nor msgspec writes that by itself.
"""

import os
from contextlib import suppress
from pathlib import Path

import msgspec
import platformdirs

from simulation_server.schema.errors import MachineError

from .settings import Settings

FOLDER_VARIABLE = "MESONAUT_CONFIG_DIR"
"""Names another folder for the file."""
MOST_BYTES = 64 * 1024


def settings_path() -> Path:
    """Where the settings are kept, as `~/.config/mesonaut/settings.json`."""
    folder = os.environ.get(FOLDER_VARIABLE) or platformdirs.user_config_dir("mesonaut", appauthor=False)
    return Path(folder) / "settings.json"


def load_settings(path: Path) -> tuple[Settings, str]:
    """The settings kept there, and a line to tell the person where some could not be read ("" if all could).

    A missing file gives the defaults. A setting that is not understood gives its default alone, the
    others stay; keys of another version are passed over. Never raises.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            return Settings(), _cannot(path, f"larger than {MOST_BYTES} bytes")
        kept = msgspec.json.decode(path.read_bytes())
    except FileNotFoundError:
        return Settings(), ""
    except OSError as error:
        return Settings(), _cannot(path, error.strerror or type(error).__name__)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Settings(), _cannot(path, str(error))
    if not isinstance(kept, dict):
        return Settings(), _cannot(path, "expected a table of settings")
    good, bad = {}, []
    for field in msgspec.structs.fields(Settings):
        if field.name in kept:
            try:
                good[field.name] = msgspec.convert(kept[field.name], field.type)
            except msgspec.ValidationError:
                bad.append(f"{field.name} = {kept[field.name]!r}"[:80])
    told = f"settings not understood: {', '.join(bad)}; their defaults are used" if bad else ""
    return Settings(**good), told


def save_settings(settings: Settings, path: Path) -> None:
    """Replaces the file as a whole: none is ever half written. Raises MachineError where it cannot."""
    text = msgspec.json.format(msgspec.json.encode(settings), indent=2)
    made = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        made.write_bytes(text + b"\n")
        made.replace(path)
    except OSError as error:
        with suppress(OSError):
            made.unlink()
        raise MachineError(
            f"cannot keep the settings in {path}: {error.strerror}; "
            f"name a folder you may write to in {FOLDER_VARIABLE}"
        ) from error


def _cannot(path: Path, why: str) -> str:
    return f"cannot read the settings in {path}: {why}; the defaults are used until you change one"
