"""The electrolytes of assets/electrolytes: what sets the pace of a front, at 25 C, with its sources there."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from simulation_server.schema.errors import FileError
from simulation_server.schema.recipe import Infiltration

FOLDER = Path(__file__).parents[2] / "assets" / "electrolytes"

CUSTOM = "custom"
"""The recipe's own viscosity and surface tension."""

_Positive = msgspec.Meta(gt=0.0)


class Electrolyte(msgspec.Struct, frozen=True):
    """A liquid at 25 C. The density, which capillary filling does not need, is None for a custom one."""

    name: str
    composition: str
    viscosity_mpa_s: Annotated[float, _Positive]
    surface_tension_mn_m: Annotated[float, _Positive]
    density_g_cm3: Annotated[float, _Positive] | None = None


def electrolyte(infiltration: Infiltration) -> Electrolyte:
    """The recipe's electrolyte: one of the files, or its own two values."""
    if infiltration.electrolyte == CUSTOM:
        return Electrolyte(
            CUSTOM,
            "as set in the recipe",
            infiltration.viscosity_mpa_s,
            infiltration.surface_tension_mn_m,
        )
    return electrolyte_file(infiltration.electrolyte)


@cache
def electrolyte_file(name: str, folder: Path = FOLDER) -> Electrolyte:
    """What NAME.toml (in small letters) holds. Raises FileError where it is missing or not whole."""
    path = folder / f"{name.lower()}.toml"
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Electrolyte)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        known = ", ".join(sorted(file.stem for file in folder.glob("*.toml")))
        raise FileError(f"electrolyte {name!r}: {error}; expected one of {known} in {folder}") from None
