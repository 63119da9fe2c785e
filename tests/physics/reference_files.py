"""Published reference files, for the tests that compare with them; they are not part of the project."""

from pathlib import Path

import pytest

from simulation_server.validation import reference_data
from simulation_server.validation.task import SkippedTask


def reference_file(name: str) -> Path:
    """The path of a reference file; skips the test where it is not there."""
    try:
        return reference_data.reference_file(name)
    except SkippedTask as reason:
        pytest.skip(str(reason))
