"""The materials of the line, read from assets/materials (values and their sources are there).

What a fit on measured electrodes sets (friction, hardness, cohesion) is known for NMC111 and for PVDF's
carbon-binder only. Another active material or binder takes it over in proportion to its own value in
assets/materials over the reference's.
"""

from collections.abc import Mapping
from math import inf, isfinite
from typing import Any, Literal

from simulation_server.physics.carbon_binder import REFERENCE_BINDER as REFERENCE_BINDER
from simulation_server.physics.carbon_binder import REFERENCE_SHARE_WT_PCT as REFERENCE_SHARE_WT_PCT
from simulation_server.physics.carbon_binder import CarbonBinder as CarbonBinder
from simulation_server.physics.carbon_binder import cbd as cbd
from simulation_server.physics.material_files import material as material
from simulation_server.physics.particles.material import Material
from simulation_server.schema.errors import FileError

_KPA_PER_MPA, _KPA_PER_GPA = 1e3, 1e6

AM_KIND, CBD_KIND, FOIL_KIND, ROLL_KIND = range(4)
"""Order of `contact_materials`."""
ROLES = ("active", "cbd", "foil", "roll")
"""What overrides of contact values call the four kinds, in that order."""
CONTACT_KEYS = (
    "young_gpa",
    "hardness_mpa",
    "poisson",
    "restitution",
    "friction",
    "cohesion_mpa",
    "hardening",
)
"""Keys of a [contact] table; hardening may be left out, being 0 then."""

REFERENCE_ACTIVE = "NMC111"
"""With PVDF, what contact values are fitted on."""

Polarity = Literal["cathode", "anode"]


def solvent(binder: str = REFERENCE_BINDER) -> dict[str, Any]:
    """Tables of the binder's solvent: density_g_cm3, viscosity_mpa_s, molar_mass_g_mol at 25 C."""
    return material(material(binder)["solvent"])


def polarity(active_material: str) -> Polarity:
    """Whether the active material makes a cathode or an anode."""
    found: Polarity = material(active_material)["cell"]["polarity"]
    return found


def foil(active_material: str = REFERENCE_ACTIVE) -> dict[str, Any]:
    """Tables of the current collector: aluminium under cathodes, copper under anodes."""
    return material("aluminium" if polarity(active_material) == "cathode" else "copper")


def crushing_strength_mpa(active_material: str) -> float:
    """Tensile strength at which a particle of the active material cracks."""
    return float(material(active_material)["crushing"]["strength_mpa"])


def contact_materials(
    active_material: str = REFERENCE_ACTIVE,
    binder: str = REFERENCE_BINDER,
    binder_share_wt_pct: float = REFERENCE_SHARE_WT_PCT,
    *,
    softness: float = 1.0,
    wet: bool = False,
    friction: bool = True,
    overrides: Mapping[str, Mapping[str, float]] | None = None,
) -> list[Material]:
    """AM, CBD, foil and roll as the particle engine takes them.

    softness multiplies moduli, hardness and cohesion. wet: in solvent the binder neither sticks nor flows.
    overrides: fitted contact values by role and key, `{"cbd": {"hardness_mpa": 55.0}}`, valid for NMC111
    and PVDF; other materials take them in proportion to their own values. Raises FileError for a role,
    key or value that cannot be.
    """
    fitted = _checked(overrides or {})
    tables = (material(active_material), material(binder), foil(active_material), material("roll"))
    references = (
        material(REFERENCE_ACTIVE),
        material(REFERENCE_BINDER),
        tables[FOIL_KIND],
        tables[ROLL_KIND],
    )
    domain = cbd(binder, binder_share_wt_pct)
    densities = (tables[AM_KIND]["density_g_cm3"], domain.apparent_density_g_cm3, 0.0, 0.0)
    found = []
    for role, own, reference, density in zip(ROLES, tables, references, densities, strict=True):
        contact = _fitted(own["contact"], reference["contact"], fitted.get(role, {}))
        found.append(
            Material(
                density=density,  # walls have no mass
                young_kpa=softness * contact["young_gpa"] * _KPA_PER_GPA,
                poisson=contact["poisson"],
                restitution=contact["restitution"],
                friction=contact["friction"] if friction else 0.0,
                cohesion_kpa=0.0 if wet else softness * contact["cohesion_mpa"] * _KPA_PER_MPA,
                hardness_kpa=inf if wet else softness * contact["hardness_mpa"] * _KPA_PER_MPA,
                hardening=contact.get("hardening", 0.0),
            )
        )
    return found


def _checked(overrides: Mapping[str, Mapping[str, float]]) -> Mapping[str, Mapping[str, float]]:
    for role, values in overrides.items():
        if role not in ROLES:
            raise FileError(
                f"contact values of {role!r}: expected one of {', '.join(ROLES)}; rename the table"
            )
        for key, value in values.items():
            if key not in CONTACT_KEYS:
                raise FileError(f"{role}.{key}: expected one of {', '.join(CONTACT_KEYS)}; rename the key")
            if not value >= 0.0 or not (isfinite(value) or key == "hardness_mpa"):
                raise FileError(f"{role}.{key} = {value}: expected a number of 0 or more; fit it again")
    return overrides


def _fitted(
    own: Mapping[str, float], reference: Mapping[str, float], fitted: Mapping[str, float]
) -> dict[str, float]:
    """The own contact values, moved as the reference's were by the fit."""
    moved = dict(own)
    for key, value in fitted.items():
        has_ratio = key in own and 0.0 < reference.get(key, 0.0) < inf
        moved[key] = own[key] / reference[key] * value if has_ratio else value
    return moved
