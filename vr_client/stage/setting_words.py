"""Settings of a recipe in a few words, where there is no room for a panel's labels."""

UNIT_SIGNS = {
    "um": "µm", "g/(m2 s)": "g/(m² s)", "degC": "°C", "deg": "°", "1": "", "mPa s": "mPa·s",
}  # fmt: skip
_ENDINGS = {
    "wt%": "_wt_pct", "%": "_pct", "um": "_um", "MPa": "_mpa", "kPa": "_kpa", "N/mm": "_n_mm", "degC": "_c",
    "deg": "_deg", "g/(m2 s)": "_g_m2_s", "m/min": "_m_min", "mPa s": "_mpa_s", "mN/m": "_mn_m", "V": "_v",
}  # fmt: skip
"""How a key ends that names its unit."""
_NAMES = {
    "formulation.active_wt_pct": "active material", "formulation.active_material": "material",
    "drying.rate_g_m2_s": "evaporation", "drying.control": "drying set by",
    "calendering.pressure_mpa": "roll pressure", "calendering.gap_um": "roll gap",
    "calendering.control": "rolls set by", "coating.speed_m_min": "web speed",
}  # fmt: skip
"""Of keys that say too little without their table."""


def setting_name(path: str, unit: str) -> str:
    """The name of a setting, by its dotted path and the schema's unit."""
    return _NAMES.get(path) or path.partition(".")[2].removesuffix(_ENDINGS.get(unit, "")).replace("_", " ")


def setting_text(path: str, value: object, unit: str) -> str:
    """Name and value, as in `roll pressure 62 MPa`."""
    number = f"{value:g}" if isinstance(value, int | float) else str(value)
    return f"{setting_name(path, unit)} {number} {UNIT_SIGNS.get(unit, unit)}".rstrip()
