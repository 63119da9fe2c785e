"""A recipe is checked key by key; every mistake is one line with value, expectation and remedy."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation_server.schema.errors import RecipeError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import SETTINGS, Setting, changed, format_recipe, parse_recipe


def values(setting: Setting) -> st.SearchStrategy[float | int | str]:
    if setting.choices:
        return st.sampled_from(setting.choices)
    assert setting.low is not None and setting.high is not None
    if isinstance(setting.default, int):
        return st.integers(int(setting.low), int(setting.high))
    return st.floats(setting.low, setting.high)


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    scalars = {path: s for path, s in SETTINGS.items() if not isinstance(s.default, tuple)}
    settings = {path: draw(values(setting)) for path, setting in scalars.items()}
    sizes = draw(st.lists(st.tuples(st.floats(0.5, 60.0), st.floats(1e-3, 1e6)), min_size=1, max_size=40))
    diameters, counts = zip(*sizes, strict=True)
    settings |= {"formulation.custom_diameters_um": diameters, "formulation.custom_counts": counts}
    return changed(Recipe(), settings)


@given(recipes())
def test_a_recipe_survives_toml_and_the_wire(recipe: Recipe) -> None:
    assert parse_recipe(format_recipe(recipe, explain=True)) == recipe
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(recipe), type=Recipe) == recipe


def test_an_empty_file_is_the_default_recipe() -> None:
    assert parse_recipe("") == Recipe()


@pytest.mark.parametrize("path", sorted(SETTINGS))
def test_every_key_is_explained(path: str) -> None:
    setting = SETTINGS[path]
    assert setting.meaning and setting.expected()
    assert setting.path in path and f"# {setting.meaning}" in format_recipe(Recipe(), explain=True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[calendering]\npressure_mpa = 900", ["calendering.pressure_mpa = 900", "0 to 200 MPa", "60.0"]),
        ("[calendering]\npressure_mpa = nan", ["nan", "0 to 200 MPa"]),
        ("[calendering]\npressure_mpa = true", ["True", "a number"]),
        ('[formulation]\nactive_material = "NMC999"', ["NMC999", "NMC111"]),
        ("[simulation]\nseed = 1.5", ["simulation.seed = 1.5", "whole number"]),
        ("[calendering]\npresure_mpa = 9", ["presure_mpa", "did you mean 'pressure_mpa'?"]),
        ("[calender]\npressure_mpa = 9", ["[calender]", "did you mean 'calendering'?"]),
        ('[formulation]\nsize_distribution = "custom"', ["custom_diameters_um", "custom_counts"]),
        ("[formulation]\ncustom_diameters_um = [1, 2]\ncustom_counts = [1]", ["1 counts for 2 diameters"]),
        ("[formulation]\ncustom_diameters_um = [3]\ncustom_counts = [0]", ["custom_counts = [0]", "above 0"]),
        ("formulation = 3", ["formulation = 3", "expected a table"]),
        ("[calendering\n", ["not valid TOML", "mesonaut recipe"]),
    ],
)
def test_mistakes_are_named(text: str, said: list[str]) -> None:
    with pytest.raises(RecipeError) as caught:
        parse_recipe(text, "my.toml")
    message = str(caught.value)
    assert message.startswith("my.toml") and "\n" not in message
    for words in said:
        assert words in message


@given(st.sampled_from(sorted(SETTINGS)), st.sampled_from([-1e9, 1e12, float("inf"), float("nan")]))
def test_nothing_out_of_range_gets_in(path: str, value: float) -> None:
    with pytest.raises(RecipeError):
        changed(Recipe(), {path: value})
    with pytest.raises(msgspec.ValidationError):
        table, key = path.split(".")
        msgspec.convert({table: {key: value}}, Recipe)
