"""The files of assets/materials: what is known of each material, every value with its source beside it."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from simulation_server.schema.errors import FileError

FOLDER = Path(__file__).parents[2] / "assets" / "materials"


@cache
def material(name: str) -> dict[str, Any]:
    """The tables of assets/materials/NAME.toml, NAME in small letters."""
    path = FOLDER / f"{name.lower()}.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        known = ", ".join(sorted(p.stem for p in FOLDER.glob("*.toml")))
        raise FileError(f"material {name!r}: {error}; expected one of {known} in {FOLDER}") from None
