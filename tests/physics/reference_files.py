"""Published reference files, for the tests that compare with them; they are not part of the project."""

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("MESONAUT_REFERENCE_DATA", Path(__file__).parents[3] / "shared" / "data"))


def reference_file(name: str) -> Path:
    """The path of a reference file; skips the test where it is not there."""
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"{name} is not in {FOLDER}; set MESONAUT_REFERENCE_DATA to the folder that holds it")
    return path
