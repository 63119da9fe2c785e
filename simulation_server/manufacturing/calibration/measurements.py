"""The measured rows that calibrations are fitted to and judged by (assets/measurements)."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parents[3] / "assets" / "measurements" / "nmc111_electrodes.toml"


@cache
def measured(table: str) -> tuple[dict[str, Any], ...]:
    """Rows of `viscosity`, `coating` or `calendering`, in the order of the file."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))[table]
    return tuple(rows)
