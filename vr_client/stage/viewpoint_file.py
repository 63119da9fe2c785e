"""Viewpoints on disk: one small JSON file in the folder the system has for a person's data."""

import os
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec
import platformdirs

from simulation_server.schema.errors import FileError, MachineError

FOLDER_VARIABLE = "MESONAUT_DATA_DIR"
"""Names another folder for the file."""
MOST_BYTES = 1024 * 1024

T = TypeVar("T")


def viewpoints_path() -> Path:
    """Where they are kept, as `~/.local/share/mesonaut/viewpoints.json`."""
    folder = os.environ.get(FOLDER_VARIABLE) or platformdirs.user_data_dir("mesonaut", appauthor=False)
    return Path(folder) / "viewpoints.json"


def load(path: Path, kind: type[T]) -> list[T]:
    """What is kept there, nothing where there is no file.

    A file that cannot be read is put aside, so that the next viewpoint kept does not write over it: FileError
    says so.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError(f"larger than {MOST_BYTES} bytes")
        return msgspec.json.decode(path.read_bytes(), type=list[kind])  # type: ignore[valid-type]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, RecursionError) as error:
        aside = path.with_suffix(".damaged.json")
        with suppress(OSError):
            path.replace(aside)
        raise FileError(
            f"cannot read the viewpoints in {path}: {error}; it is kept as {aside.name}, and a new one begins"
        ) from None


def save(kept: list[T], path: Path) -> None:
    """Replaces the file as a whole. Raises MachineError where it cannot."""
    made = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        made.write_bytes(msgspec.json.format(msgspec.json.encode(kept, enc_hook=float), indent=1))
        made.replace(path)
    except OSError as error:
        with suppress(OSError):
            made.unlink()
        raise MachineError(
            f"cannot keep the viewpoints in {path}: {error.strerror}; "
            f"name a folder you may write to in {FOLDER_VARIABLE}"
        ) from error
