"""The materials of the line, read from assets/materials (values and their sources are there)."""

import tomllib
from functools import cache
from math import inf
from pathlib import Path
from typing import Any

from simulation_server.physics.particles.material import Material
from simulation_server.schema.errors import FileError

_FOLDER = Path(__file__).parents[2] / "assets" / "materials"
_KPA_PER_MPA, _KPA_PER_GPA = 1e3, 1e6

AM_KIND, CBD_KIND, FOIL_KIND, ROLL_KIND = range(4)
"""Order of `contact_materials`."""


@cache
def material(name: str) -> dict[str, Any]:
    """The tables of assets/materials/NAME.toml."""
    path = _FOLDER / f"{name.lower()}.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        known = ", ".join(sorted(p.stem for p in _FOLDER.glob("*.toml")))
        raise FileError(f"material {name!r}: {error}; expected one of {known} in {_FOLDER}") from None


def contact_materials(
    active_material: str, *, softness: float = 1.0, wet: bool = False, friction: bool = True
) -> list[Material]:
    """AM, CBD, foil and roll as the particle engine takes them.

    softness multiplies moduli, hardness and cohesion. wet: in solvent the binder neither sticks nor flows.
    """
    densities = {
        active_material: material(active_material)["density_g_cm3"],
        "cbd": material("cbd")["apparent_density_g_cm3"],
    }
    found = []
    for name in (active_material, "cbd", "foil", "roll"):
        contact = material(name)["contact"]
        found.append(
            Material(
                density=densities.get(name, 0.0),  # walls have no mass
                young_kpa=softness * contact["young_gpa"] * _KPA_PER_GPA,
                poisson=contact["poisson"],
                restitution=contact["restitution"],
                friction=contact["friction"] if friction else 0.0,
                cohesion_kpa=0.0 if wet else softness * contact["cohesion_mpa"] * _KPA_PER_MPA,
                hardness_kpa=inf if wet else softness * contact["hardness_mpa"] * _KPA_PER_MPA,
            )
        )
    return found
