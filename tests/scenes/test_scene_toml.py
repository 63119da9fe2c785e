"""Scene files: what ships is whole, and every mistake gets one clear line."""

import tomllib
from dataclasses import fields
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation_server.schema.errors import FileError, MesonautError, SceneError
from simulation_server.schema.recipe_toml import changed
from simulation_server.schema.scene import MEASURES, LayerName, PoreColour, Scene, SolidColour, TabAsked
from simulation_server.schema.scene_toml import parse_scene
from vr_client.panel.tabs import TABS
from vr_client.stage.colouring import ColourMode, FillColour
from vr_client.stage.layers import Layers
from vr_client.stage.scene_files import read_scene, shipped_names, shipped_scenes

LEAST = 'title = "T"\nabout = "A"\n[[steps]]\ntitle = "S"\ntext = "x"\n'


def test_the_seven_lessons_ship_in_their_order() -> None:
    scenes = shipped_scenes()
    assert [scene.name for scene in scenes] == [
        "slurry", "drying", "calendering", "filling", "discharge", "pore-flight", "compare"
    ]  # fmt: skip
    for scene in scenes:
        assert scene.title and scene.about and 3 <= len(scene.steps) <= 8
        assert any(step.question for step in scene.steps), scene.name
        assert any(step.action for step in scene.steps), scene.name
        assert any(step.source for step in scene.steps), scene.name


def test_each_lesson_can_be_followed_from_its_recipe() -> None:
    for scene in shipped_scenes():
        recipe = scene.recipe
        for step in scene.steps:
            if step.action is not None and step.action.set:
                turned = changed(recipe, step.action.set)
                assert turned != recipe, f"{scene.name}: {step.title} changes nothing"
                recipe = turned


def test_a_recipe_in_a_file_beside_is_taken() -> None:
    assert read_scene("compare").recipe.coating.comma_gap_um == 90.0


def test_words_of_a_scene_are_the_viewer_s_own() -> None:
    assert set(get_args(LayerName)) == {each.name for each in fields(Layers)}
    assert set(get_args(SolidColour)) == set(get_args(ColourMode))
    assert set(get_args(PoreColour)) == set(get_args(FillColour))
    assert set(get_args(TabAsked)) - {""} <= set(TABS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = ", "not valid TOML"),
        ('title = "T"\nabout = "A"', "expected 1 to 20 [[steps]], found 0"),
        (LEAST + 'titel = "x"\n', "step 1: unknown key 'titel': did you mean 'title'?"),
        (LEAST + "[steps.show]\ncolur = 1\n", "step 1, show: unknown key 'colur': did you mean 'colour'?"),
        (LEAST + '[steps.show]\ncolour = "red"\n', "step 1, show, colour: invalid enum value 'red'"),
        (LEAST + '[steps.show]\nlayers = ["am", 3]\n', "step 1, show, layers"),
        (LEAST + "[steps.show]\ncut_at = 2.0\n", "expected a share from 0 to 1"),
        (LEAST + "[steps.show]\nnearer = 0.0\n", "expected 0.2 to 20"),
        (LEAST.replace('"x"', "3"), "step 1, text: expected str, got int"),
        (LEAST.replace('"x"', '"' + 701 * "x" + '"'), "701 characters, expected at most 700"),
        (LEAST + '[steps.question]\nasks = "?"\nchoices = ["a"]\nright = 1\n', "1 choices, expected 2 to 5"),
        (LEAST + '[steps.question]\nasks = "?"\nchoices = ["a", "b"]\nright = 3\n', "right = 3: expected"),
        (
            LEAST + '[steps.question]\nasks = "?"\nchoices = ["a", "b"]\nmeasure = "porosty"\nlimits = [1]\n',
            "did you mean 'porosity'?",
        ),
        (
            LEAST + '[steps.question]\nasks = "?"\nchoices = ["a", "b"]\nmeasure = "porosity"\nlimits = []\n',
            "expected 1 rising numbers",
        ),
        (
            LEAST + '[steps.question]\nasks = "?"\nmeasure = "porosity"\nguess = [2.0, 1.0]\n',
            "expected the lower bound first",
        ),
        (
            LEAST
            + '[steps.question]\nasks = "?"\nmeasure = "porosity"\nguess = [0, 1]\ncompare = "before"\n',
            "compare = 'before' needs an action",
        ),
        (LEAST + '[steps.action]\nsays = "do"\n', "nothing to do"),
        (LEAST + '[steps.action]\nsays = "do"\ndo = "dance"\n', "step 1, action, do: invalid enum value"),
        (
            LEAST + '[steps.action]\nsays = "do"\n[steps.action.set]\n"calendering.presure_mpa" = 1\n',
            "did you mean 'pressure_mpa'?",
        ),
        (
            LEAST + '[steps.action]\nsays = "do"\n[steps.action.set]\n"calendering.pressure_mpa" = 900\n',
            "expected a number from 0 to 200 MPa",
        ),
        (LEAST + '[steps.action]\nsays = "do"\n[steps.action.set]\npressure = 9\n', "expected a dotted path"),
        (LEAST + "[recipe.calendering]\npressure_mpa = -1\n", "expected a number from 0 to 200 MPa"),
        ("recipe = 3\n" + LEAST, "recipe = 3: expected"),
        ('recipe = "x.toml"\n' + LEAST, "a file cannot be read here"),
        ("number = true\n" + LEAST, "number: expected int, got bool"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_remedy(text: str, said: str) -> None:
    with pytest.raises(SceneError) as caught:
        parse_scene(text, "mine")
    message = str(caught.value)
    assert message.startswith("mine: ") and said in message and "\n" not in message


words = st.sampled_from(
    ["title", "about", "steps", "recipe", "question", "asks", "choices", "right", "measure", "porosity",
     "before", "show", "layers", "am", "set", "do", "fill", "says", "guess", "limits", "text", "minutes"]
)  # fmt: skip
plain = st.one_of(words, st.text(max_size=5), st.integers(-5, 9), st.floats(allow_nan=True), st.booleans())


def toml(value: object) -> str:
    if isinstance(value, dict):
        inside = ", ".join(f"{toml(str(key))} = {toml(each)}" for key, each in value.items())
        return "{" + inside + "}"
    if isinstance(value, list):
        return "[" + ", ".join(toml(each) for each in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + "".join(c if c.isalnum() or c in " _.-" else " " for c in value if c.isascii()) + '"'
    return repr(value)


anything = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=4), max_leaves=8
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(words, anything, max_size=5), st.dictionaries(words, anything, max_size=5))
def test_whatever_a_file_holds_it_is_a_scene_or_one_line(top: dict, step: dict) -> None:
    whole = {"title": "T", "about": "A", **top, "steps": [{"title": "S", "text": "x", **step}]}
    text = "\n".join(f"{toml(key)} = {toml(value)}" for key, value in whole.items())
    tomllib.loads(text)
    try:
        assert isinstance(parse_scene(text, "any"), Scene)
    except SceneError as error:
        assert "\n" not in str(error)


def test_files_that_are_no_scenes_are_refused_clearly(tmp_path) -> None:
    with pytest.raises(FileError, match=r"no scene 'dryin': expected one of .*drying"):
        read_scene("dryin")
    with pytest.raises(FileError, match="cannot be read"):
        read_scene(str(tmp_path / "none.toml"))
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FileError, match="binary data"):
        read_scene(str(binary))
    large = tmp_path / "large.toml"
    large.write_bytes(b"#" * 300_000)
    with pytest.raises(FileError, match="300000 bytes"):
        read_scene(str(large))
    outside = tmp_path / "outside.toml"
    outside.write_text('recipe = "../secret.toml"\n' + LEAST)
    with pytest.raises(MesonautError, match="in the scene's own folder"):
        read_scene(str(outside))
    outside.write_text(LEAST)
    assert read_scene(str(outside)).steps[0].title == "S"
    assert "slurry" in shipped_names() and "outside" not in shipped_names()


def test_every_measure_has_a_label_and_a_unit() -> None:
    assert all(measure.label and measure.unit for measure in MEASURES.values())
