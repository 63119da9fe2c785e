"""Published reference files, which are not part of the project: where they are looked for."""

import os
from pathlib import Path

from .task import SkippedTask

VARIABLE = "MESONAUT_REFERENCE_DATA"


def reference_file(name: str) -> Path:
    """The path of a reference file. Raises SkippedTask where it is not there."""
    folder = Path(os.environ.get(VARIABLE, Path(__file__).parents[3] / "shared" / "data"))
    path = folder / name
    if not path.is_file():
        raise SkippedTask(f"{name} is not in {folder}: set {VARIABLE} to the folder that holds it")
    return path
