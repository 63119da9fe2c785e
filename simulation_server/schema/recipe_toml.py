"""Recipes as TOML text: read with one clear line for each mistake, written, and explained.

Text in, text out; opening files is the caller's.
"""

import difflib
import re
import tomllib
from collections.abc import Mapping
from typing import Any

import msgspec

from .errors import RecipeError
from .recipe import Recipe


def _fields(table: type) -> dict[str, msgspec.inspect.Field]:
    info = msgspec.inspect.type_info(table)
    assert isinstance(info, msgspec.inspect.StructType)
    return {field.name: field for field in info.fields}


MOST_ENTRIES = 40
"""Of a list in a recipe, as in the types."""

TABLES: dict[str, type] = {f.name: f.type for f in msgspec.structs.fields(Recipe)}


class Setting(msgspec.Struct, frozen=True):
    """What a key of the recipe means and may be: for help texts, sliders and messages."""

    path: str
    meaning: str
    unit: str
    default: float | int | str | tuple[float, ...]
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()

    def expected(self) -> str:
        """The accepted values in words, as in `a number from 0 to 200 MPa`."""
        if self.choices:
            return "one of " + ", ".join(self.choices)
        if isinstance(self.default, tuple):
            most = f"at most {MOST_ENTRIES} numbers"
            return f"{most}, above 0, from {self.low:g} to {self.high:g} {self.unit}".rstrip()
        kind = "a whole number" if isinstance(self.default, int) else "a number"
        return f"{kind} from {self.low:g} to {self.high:g} {self.unit}".rstrip()


def _setting(table: str, field: msgspec.inspect.Field) -> Setting:
    kind: Any = field.type
    unit, meaning = "", ""
    while isinstance(kind, msgspec.inspect.Metadata):
        extra = kind.extra_json_schema or {}
        unit = extra.get("unit", unit)
        meaning = extra.get("description", meaning)
        kind = kind.type
    if isinstance(kind, msgspec.inspect.VarTupleType):
        kind = kind.item_type
    choices = tuple(str(v) for v in kind.values) if isinstance(kind, msgspec.inspect.LiteralType) else ()
    return Setting(
        path=f"{table}.{field.name}",
        meaning=meaning,
        unit=unit,
        default=field.default,
        low=getattr(kind, "ge", None) if getattr(kind, "ge", None) is not None else getattr(kind, "gt", None),
        high=getattr(kind, "le", None),
        choices=choices,
    )


SETTINGS: dict[str, Setting] = {
    f"{table}.{name}": _setting(table, field)
    for table, kind in TABLES.items()
    for name, field in _fields(kind).items()
}
"""Every key of the recipe by its dotted path."""


def _did_you_mean(word: str, known: Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"did you mean {near[0]!r}?" if near else "known: " + ", ".join(known)


def recipe_from_tables(tables: Mapping[str, Any]) -> Recipe:
    """Checks plain tables (as TOML or JSON give them) and returns the recipe.

    Raises RecipeError with the value, what was expected and the remedy.
    """
    for table, content in tables.items():
        if table not in TABLES:
            raise RecipeError(f"unknown table [{table}] in the recipe: {_did_you_mean(table, TABLES)}")
        if not isinstance(content, Mapping):
            raise RecipeError(f"{table} = {content!r}: expected a table; write [{table}] and its keys below")
        known = _fields(TABLES[table])
        for key, value in content.items():
            if key not in known:
                raise RecipeError(f"unknown key {table}.{key}: {_did_you_mean(key, known)}")
            _check(SETTINGS[f"{table}.{key}"], value)
    recipe = msgspec.convert(tables, Recipe)
    _check_sizes(recipe)
    return recipe


def _check_sizes(recipe: Recipe) -> None:
    sizes = recipe.formulation
    if sizes.size_distribution == "custom" and not sizes.custom_diameters_um:
        raise RecipeError(
            'formulation.size_distribution = "custom": expected diameters with it; '
            "set formulation.custom_diameters_um and formulation.custom_counts"
        )
    if len(sizes.custom_diameters_um) != len(sizes.custom_counts):
        raise RecipeError(
            f"formulation.custom_counts: {len(sizes.custom_counts)} counts for "
            f"{len(sizes.custom_diameters_um)} diameters; expected one count for each diameter"
        )


def _check(setting: Setting, value: Any) -> None:
    fits: bool
    if setting.choices:
        fits = value in setting.choices
    elif isinstance(setting.default, tuple):
        assert setting.low is not None and setting.high is not None
        fits = isinstance(value, list | tuple) and len(value) <= MOST_ENTRIES
        fits = fits and all(
            type(each) in (int, float) and each > 0.0 and setting.low <= each <= setting.high
            for each in value
        )
    elif type(value) not in ((int,) if isinstance(setting.default, int) else (int, float)):
        fits = False  # a truth value or a text, or 1.5 where a whole number is asked
    else:
        assert setting.low is not None and setting.high is not None
        fits = setting.low <= value <= setting.high  # False for NaN
    if not fits:
        raise RecipeError(
            f"{setting.path} = {value!r}: expected {setting.expected()}; "
            f"change it, or leave it out for the default {setting.default!r}"
        )


def changed(recipe: Recipe, settings: Mapping[str, float | int | str | tuple[float, ...]]) -> Recipe:
    """A copy with settings changed by dotted path: `changed(r, {"calendering.pressure_mpa": 80})`.

    Raises RecipeError for an unknown key or a value out of its range.
    """
    tables = msgspec.to_builtins(recipe)
    for path, value in settings.items():
        table, _, key = path.partition(".")
        tables.setdefault(table, {})[key] = value
    return recipe_from_tables(tables)


_USED_WITH: dict[str, tuple[str, ...]] = {
    "formulation.custom_diameters_um": ("formulation.size_distribution", "custom"),
    "formulation.custom_counts": ("formulation.size_distribution", "custom"),
    "drying.rate_g_m2_s": ("drying.control", "rate"),
    "drying.oven_temperature_c": ("drying.control", "oven"),
    "calendering.pressure_mpa": ("calendering.control", "pressure"),
    "calendering.line_load_n_mm": ("calendering.control", "line_load"),
    "calendering.gap_um": ("calendering.control", "gap"),
    "calendering.target_porosity": ("calendering.control", "porosity"),
    "calendering.degree_pct": ("calendering.control", "degree"),
    "cell.np_ratio": ("cell.counter", "graphite", "graphite-siox"),
    "infiltration.viscosity_mpa_s": ("infiltration.electrolyte", "custom"),
    "infiltration.surface_tension_mn_m": ("infiltration.electrolyte", "custom"),
    "infiltration.foil_contact_angle_deg": ("infiltration.entry", "side"),
    "infiltration.separator_contact_angle_deg": ("infiltration.separator", "nonwoven"),
}
"""A setting, the one that decides whether it counts, and the choices of that with which it does."""


def in_use(recipe: Recipe, path: str) -> bool:
    """Whether the setting at this path has a say in the recipe, or another choice leaves it idle."""
    if path not in _USED_WITH:
        return True
    chooser, *choices = _USED_WITH[path]
    return recipe.get(chooser) in choices


def parse_recipe(text: str, name: str = "recipe") -> Recipe:
    """The recipe in a TOML text; `name` (the file's) stands first in the message of a RecipeError."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RecipeError(
            f"{name} is not valid TOML: {error}; see `mesonaut recipe` for one that is"
        ) from None
    try:
        return recipe_from_tables(tables)
    except RecipeError as error:
        raise RecipeError(f"{name}: {error}") from None


def format_recipe(recipe: Recipe, *, explain: bool = False) -> str:
    """The recipe as TOML, with meaning and range of each key as comments when `explain`."""
    lines: list[str] = []
    for table in TABLES:
        lines.append(f"[{table}]")
        for key in _fields(TABLES[table]):
            setting = SETTINGS[f"{table}.{key}"]
            value = recipe.get(setting.path)
            if explain:
                lines.append(f"# {setting.meaning} Expected: {setting.expected()}.")
            lines.append(f"{key} = {_toml(value)}")
        lines.append("")
    return "\n".join(lines)


def _toml(value: float | int | str | tuple[float, ...]) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(repr(each) for each in value) + "]"
    if isinstance(value, str):
        return '"' + re.sub(r'(["\\])', r"\\\1", value) + '"'
    return repr(value)
