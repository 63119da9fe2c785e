"""The materials of the line, read from assets/materials (values and their sources are there).

What a fit on measured electrodes sets (friction, hardness, cohesion) is known for NMC111 and for PVDF's
carbon-binder only. Another active material or binder takes it over in proportion to its own value in
assets/materials over the reference's.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import inf, isfinite
from pathlib import Path
from typing import Any, Literal

from simulation_server.physics.particles.material import Material
from simulation_server.schema.errors import FileError

_FOLDER = Path(__file__).parents[2] / "assets" / "materials"
_KPA_PER_MPA, _KPA_PER_GPA = 1e3, 1e6

AM_KIND, CBD_KIND, FOIL_KIND, ROLL_KIND = range(4)
"""Order of `contact_materials`."""
ROLES = ("active", "cbd", "foil", "roll")
"""What overrides of contact values call the four kinds, in that order."""
CONTACT_KEYS = ("young_gpa", "hardness_mpa", "poisson", "restitution", "friction", "cohesion_mpa")
"""Keys of a [contact] table."""

REFERENCE_ACTIVE, REFERENCE_BINDER = "NMC111", "PVDF"
"""Whose contact values are fitted on measured electrodes."""
REFERENCE_BINDER_SHARE_WT_PCT = 50.0
"""Binder in the carbon-binder whose apparent density is the one in cbd.toml."""

Polarity = Literal["cathode", "anode"]


@cache
def material(name: str) -> dict[str, Any]:
    """The tables of assets/materials/NAME.toml."""
    path = _FOLDER / f"{name.lower()}.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        known = ", ".join(sorted(p.stem for p in _FOLDER.glob("*.toml")))
        raise FileError(f"material {name!r}: {error}; expected one of {known} in {_FOLDER}") from None


@dataclass(frozen=True, slots=True)
class CarbonBinder:
    """The carbon-binder domain (CBD): carbon black, binder and the nanopores between them, dry."""

    solid_density_g_cm3: float  # of carbon black and binder, volumes add
    nanoporosity: float  # pores over the domain's volume
    diameter_um: float  # nominal, of one sphere
    solvent_share: float  # of the slurry's solvent, held by the domain
    conductivity_s_m: float  # electronic, nanopores included

    @property
    def apparent_density_g_cm3(self) -> float:
        """Density with the nanopores empty."""
        return self.solid_density_g_cm3 * (1.0 - self.nanoporosity)


def _solid_density_g_cm3(binder: str, binder_share_wt_pct: float) -> float:
    share = binder_share_wt_pct / 100.0
    carbon = material("carbon-black")["density_g_cm3"]
    return float(1.0 / (share / material(binder)["density_g_cm3"] + (1.0 - share) / carbon))


@cache
def cbd(binder: str = REFERENCE_BINDER, binder_share_wt_pct: float = REFERENCE_BINDER_SHARE_WT_PCT) -> CarbonBinder:
    """The carbon-binder of a formulation.

    Its nanoporosity is that of the reference (PVDF, half binder) whatever it is made of: what the published
    apparent density leaves of the volume beside carbon black and binder.
    """
    tables = material("cbd")
    reference = _solid_density_g_cm3(REFERENCE_BINDER, REFERENCE_BINDER_SHARE_WT_PCT)
    return CarbonBinder(
        solid_density_g_cm3=_solid_density_g_cm3(binder, binder_share_wt_pct),
        nanoporosity=1.0 - tables["apparent_density_g_cm3"] / reference,
        diameter_um=tables["sphere"]["diameter_um"],
        solvent_share=tables["sphere"]["solvent_share"],
        conductivity_s_m=tables["conductivity_s_m"],
    )


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
    binder_share_wt_pct: float = REFERENCE_BINDER_SHARE_WT_PCT,
    *,
    softness: float = 1.0,
    wet: bool = False,
    friction: bool = True,
    overrides: Mapping[str, Mapping[str, float]] | None = None,
) -> list[Material]:
    """AM, CBD, foil and roll as the particle engine takes them.

    softness multiplies moduli, hardness and cohesion. wet: in solvent the binder neither sticks nor flows.
    overrides: fitted contact values by role and key, `{"cbd": {"hardness_mpa": 55.0}}`, valid for NMC111
    and PVDF; other materials take them in proportion to their own values. Raises FileError for a role, key or value
    that cannot be.
    """
    fitted = _checked(overrides or {})
    tables = (material(active_material), material(binder), foil(active_material), material("roll"))
    references = (material(REFERENCE_ACTIVE), material(REFERENCE_BINDER), tables[FOIL_KIND], tables[ROLL_KIND])
    carbon_binder = cbd(binder, binder_share_wt_pct)
    densities = (tables[AM_KIND]["density_g_cm3"], carbon_binder.apparent_density_g_cm3, 0.0, 0.0)
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
            )
        )
    return found


def _checked(overrides: Mapping[str, Mapping[str, float]]) -> Mapping[str, Mapping[str, float]]:
    for role, values in overrides.items():
        if role not in ROLES:
            raise FileError(f"contact values of {role!r}: expected one of {', '.join(ROLES)}; rename the table")
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
        same = own[key] == reference[key]  # 0 and inf too, which have no ratio
        moved[key] = value if same else own[key] * value / reference[key]
    return moved
