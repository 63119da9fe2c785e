"""The settings of a recipe as the panel offers them: grouped, named, the choices with their words."""

from dataclasses import dataclass

from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import SETTINGS, Setting, in_use
from simulation_server.schema.setting_sources import SOURCES

from .figures import decimals_for_range, plain, unit_sign, with_unit

CONTROLS = {
    "pressure": ("Pressure", "calendering.pressure_mpa"),
    "line_load": ("Line load", "calendering.line_load_n_mm"),
    "gap": ("Gap", "calendering.gap_um"),
    "porosity": ("Porosity", "calendering.target_porosity"),
    "degree": ("Degree", "calendering.degree_pct"),
}
"""Ways of saying how hard to press: the word on the button, the setting that then counts."""


@dataclass(frozen=True, slots=True)
class Field:
    """One setting. `words` names its choices, and is empty for a number; `logarithmic` is of its slider."""

    path: str
    label: str
    words: tuple[tuple[str, str], ...] = ()
    logarithmic: bool = False

    @property
    def setting(self) -> Setting:
        """Meaning, unit and range, as the schema has them."""
        return SETTINGS[self.path]

    @property
    def decimals(self) -> int:
        """How finely a number is set, typed where the slider is logarithmic."""
        if self.logarithmic:
            return 2
        assert self.setting.low is not None and self.setting.high is not None
        return decimals_for_range(self.setting.low, self.setting.high)

    def number(self, value: float) -> str:
        """The number alone, as finely as it is set."""
        if not self.logarithmic:
            return plain(value, self.decimals)
        return f"{value:.2g}" if value < 99.5 else plain(value, 0)

    def text(self, value: float) -> str:
        """The number with its unit."""
        return with_unit(self.number(value), self.setting.unit)

    def explained(self) -> tuple[str, ...]:
        """What a tooltip says."""
        setting = self.setting
        source = f"Source: {SOURCES[self.path]}"
        if self.words:
            return (setting.meaning, source)
        assert setting.low is not None and setting.high is not None
        values = (setting.low, setting.high, setting.default)
        low, high, default = (self.number(float(str(value))) for value in values)
        span = f"From {low} to {with_unit(high, setting.unit)}; default {with_unit(default, setting.unit)}."
        return (setting.meaning, span, source, "Click on the number to type another.")


GROUPS: dict[str, tuple[Field, ...]] = {
    "Material": (
        Field(
            "formulation.active_material", "Active material",
            (
                ("NMC111", "NMC111"), ("NMC622", "NMC622"), ("NMC811", "NMC811"), ("LFP", "LFP"),
                ("LCO", "LCO"), ("graphite", "Graphite"), ("graphite-SiOx", "Graphite with SiOx"),
            ),
        ),
        Field("formulation.active_wt_pct", "Active share"),
        Field(
            "formulation.size_distribution", "Particle sizes",
            (
                ("measured", "As measured"), ("fine", "Fine: two thirds"), ("coarse", "Coarse: three halves"),
                ("narrow", "Narrow: all of one size"), ("custom", "Your own"),
            ),
        ),
        Field("formulation.binder", "Binder", (("PVDF", "PVDF in NMP"), ("CMC-SBR", "CMC-SBR"))),
        Field("formulation.binder_share_wt_pct", "Binder in CBD"),
    ),
    "Slurry and coating": (
        Field("slurry.solid_content_wt_pct", "Solid content"),
        Field("coating.comma_gap_um", "Comma gap"),
        Field("coating.speed_m_min", "Web speed", logarithmic=True),
    ),
    "Drying": (
        Field("drying.control", "Set by", (("rate", "Rate"), ("oven", "Oven"))),
        Field("drying.rate_g_m2_s", "Evaporation", logarithmic=True),
        Field("drying.oven_temperature_c", "Oven temperature"),
        Field("drying.consolidation_pressure_kpa", "Capillary pressure"),
    ),
    "Rolls": (Field("calendering.roll_temperature_c", "Roll temperature"),),
    "Filling": (
        Field(
            "infiltration.electrolyte", "Electrolyte",
            (
                ("LP30", "LP30"), ("LP40", "LP40"), ("LP57", "LP57"), ("EMC", "EMC without salt"),
                ("custom", "Your own"),
            ),
        ),
        Field("infiltration.viscosity_mpa_s", "Viscosity"),
        Field("infiltration.surface_tension_mn_m", "Surface tension"),
        Field("infiltration.entry", "Enters at", (("top", "Surface"), ("side", "Cut edge"))),
        Field("infiltration.separator", "Separator", (("none", "None"), ("nonwoven", "Nonwoven"))),
        Field("infiltration.inlet_pressure_kpa", "Inlet pressure"),
        Field("infiltration.gas_pressure_kpa", "Gas pressure", logarithmic=True),
        Field("infiltration.contact_angle_deg", "Angle on AM"),
        Field("infiltration.cbd_contact_angle_deg", "Angle on CBD"),
        Field("infiltration.foil_contact_angle_deg", "Angle on foil"),
        Field("infiltration.separator_contact_angle_deg", "Angle on separator"),
    ),
    "Cell": (
        Field(
            "cell.counter", "Against",
            (("lithium", "Lithium"), ("graphite", "Graphite"), ("graphite-siox", "Graphite with SiOx")),
        ),
        Field("cell.np_ratio", "Anode over cathode"),
        Field(
            "cell.sei", "SEI",
            (
                ("none", "None"), ("reaction limited", "Reaction limited"),
                ("solvent-diffusion limited", "Solvent diffusion"), ("ec reaction limited", "EC reaction"),
            ),
        ),
        Field("cell.lower_cutoff_v", "Lower cut-off"),
    ),
}  # fmt: skip
"""By heading, in the order of the line."""


def foremost(recipe: Recipe) -> Field:
    """The setting that says how hard the rolls press, as the recipe's control has it."""
    label, path = CONTROLS[recipe.calendering.control]
    return Field(path, label)


def fields_in_use(group: str, recipe: Recipe) -> list[Field]:
    """A group's settings, without those that another choice leaves idle."""
    return [field for field in GROUPS[group] if in_use(recipe, field.path)]


def offered(field: Field, present: str) -> list[tuple[str, str]]:
    """The choices of a field with their words; your own sizes only where a recipe brought them."""
    hidden = field.path == "formulation.size_distribution" and present != "custom"
    return [(value, word) for value, word in field.words if not (hidden and value == "custom")]


def why_in_words(why_not_covered: str) -> str:
    """A prediction's reasons with the panel's labels for the settings' names, the first of several."""
    first, *others = why_not_covered.split("; ")
    for group in GROUPS.values():
        for field in group:
            first = first.replace(field.path, field.label)
    for word, path in CONTROLS.values():
        first = first.replace(path, word)
    more = f", and {len(others)} more" if others else ""
    return f"{unit_words(first)}{more}"


def unit_words(text: str) -> str:
    """Units in a sentence with their signs."""
    for unit in ("um", "mg/cm2", "g/(m2 s)", "degC"):
        text = text.replace(f" {unit},", f" {unit_sign(unit)},")
    return text
