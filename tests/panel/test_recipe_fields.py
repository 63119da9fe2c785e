"""Every setting of a recipe is in the panel, under its own name, with all its choices."""

import pytest

from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import SETTINGS, changed
from simulation_server.schema.setting_sources import SOURCES
from vr_client.panel.recipe_fields import (
    CONTROLS,
    GROUPS,
    Field,
    fields_in_use,
    foremost,
    offered,
    why_in_words,
)

FIELDS = {field.path: field for group in GROUPS.values() for field in group}


def test_all_that_makes_an_electrode_can_be_set() -> None:
    sliders = {path for _, path in CONTROLS.values()}
    of_files = {"formulation.custom_diameters_um", "formulation.custom_counts"}
    wanted = {path for path in SETTINGS if not path.startswith("simulation.")} - of_files
    assert FIELDS.keys() | sliders | {"calendering.control"} == wanted


@pytest.mark.parametrize("path", [path for path, setting in SETTINGS.items() if setting.choices])
def test_all_choices_are_offered(path: str) -> None:
    if path in ("simulation.engine",):
        return
    have = CONTROLS.keys() if path == "calendering.control" else {value for value, _ in FIELDS[path].words}
    assert set(have) == set(SETTINGS[path].choices)


def test_the_foremost_slider_is_of_the_control() -> None:
    for control, (_, path) in CONTROLS.items():
        field = foremost(changed(Recipe(), {"calendering.control": control}))
        assert field.path == path and field.setting.low is not None


def test_what_another_choice_leaves_idle_is_not_shown() -> None:
    def drying(recipe: Recipe) -> set[str]:
        return {field.path for field in fields_in_use("Drying", recipe)}

    rate, oven = drying(Recipe()), drying(changed(Recipe(), {"drying.control": "oven"}))
    assert rate - oven == {"drying.rate_g_m2_s"} and oven - rate == {"drying.oven_temperature_c"}


def test_a_filling_asks_for_what_counts_in_it() -> None:
    def filling(**settings: str) -> list[str]:
        recipe = changed(Recipe(), {f"infiltration.{key}": value for key, value in settings.items()})
        return [field.path.partition(".")[2] for field in fields_in_use("Filling", recipe)]

    usual = filling()
    assert usual[0] == "electrolyte" and usual[-1] == "cbd_contact_angle_deg"
    assert filling(electrolyte="custom")[1:3] == ["viscosity_mpa_s", "surface_tension_mn_m"]
    assert filling(separator="nonwoven") == [*usual, "separator_contact_angle_deg"]
    assert filling(entry="side") == [*usual, "foil_contact_angle_deg"]
    electrolyte = FIELDS["infiltration.electrolyte"]
    assert [value for value, _ in offered(electrolyte, "LP57")][-1] == "custom"


def test_a_number_of_a_wide_range_never_reads_as_a_power_of_ten() -> None:
    gas = FIELDS["infiltration.gas_pressure_kpa"]
    assert [gas.text(value) for value in (0.1, 1.3, 20.0, 99.7, 101.3)] == [
        "0.1 kPa", "1.3 kPa", "20 kPa", "100 kPa", "101 kPa",
    ]  # fmt: skip


def test_own_sizes_are_offered_only_where_a_recipe_brought_them() -> None:
    sizes = FIELDS["formulation.size_distribution"]
    assert "custom" not in dict(offered(sizes, "measured"))
    assert "custom" in dict(offered(sizes, "custom"))


def test_a_wide_range_is_shown_and_typed_finely_at_its_foot() -> None:
    speed = Field("coating.speed_m_min", "Web speed", logarithmic=True)
    assert speed.text(0.3) == "0.3 m/min" and speed.text(80.0) == "80 m/min"
    assert round(0.35, speed.decimals) == 0.35


def test_why_a_prediction_does_not_count_is_said_in_the_panels_words() -> None:
    material = "formulation.active_material = LFP, trained at NMC111"
    gap = "coating.comma_gap_um = 300 um, trained from 50 to 250"
    assert why_in_words(f"{material}; {gap}") == "Active material = LFP, trained at NMC111, and 1 more"
    assert why_in_words(gap) == "Comma gap = 300 µm, trained from 50 to 250"


def test_every_setting_says_what_it_means_and_where_it_comes_from() -> None:
    assert SOURCES.keys() == SETTINGS.keys()
    for field in (
        *FIELDS.values(),
        *(foremost(changed(Recipe(), {"calendering.control": c})) for c in CONTROLS),
    ):
        explained = field.explained()
        assert explained[0] == SETTINGS[field.path].meaning
        assert any(line.startswith("Source: ") and len(line) > 30 for line in explained)
