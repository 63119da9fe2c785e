"""Pictures on disk say where they come from."""

from pathlib import Path

import numpy as np
from PIL import Image

from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed, format_recipe
from vr_client.stage.settings import Settings
from vr_client.tools.picture_card import ScaleBar, card_facts, told_settings, with_card
from vr_client.tools.provenance import fingerprint
from vr_client.tools.screenshot import PictureSaver

from .scene import electrode, soon

PICTURE = np.random.default_rng(0).integers(0, 255, (180, 320, 3), np.uint8)


class Shown:
    """A view that shows one picture."""

    def screenshot(self, *, fine: bool = False) -> np.ndarray:
        return PICTURE


def test_the_picture_stays_as_it_is_and_the_strip_below_is_as_wide_as_it() -> None:
    stage = electrode([(10, 10, 10)])
    bar = ScaleBar(60.0, "5 µm")
    card = with_card(PICTURE, card_facts(stage, "2026-01-02"), bar)
    assert (card[:180] == PICTURE).all() and card.shape[1:] == (320, 3) and card.shape[0] > 200
    strip = card[180:].astype(int)
    bright = strip.min(axis=2) > 150
    assert bright[:, :160].sum() > 100, "there is text on the left"
    lines = [row for row in bright if 60 <= row[220:].sum() <= 64]
    assert lines, "a bar of the length that was given"
    assert not (with_card(PICTURE, card_facts(stage, ""), None)[180:].min(axis=2) > 150)[:, 300:].any()


def test_the_card_has_the_colours_of_the_theme() -> None:
    stage = electrode([(10, 10, 10)])
    grounds = []
    for theme in ("dark", "light"):
        stage.settings = Settings(theme=theme)  # type: ignore[arg-type]
        grounds.append(np.median(with_card(PICTURE, card_facts(stage, ""))[180:]))
    assert grounds[0] < 40 and grounds[1] > 220


def test_the_card_tells_the_electrode_the_seed_the_recipe_and_the_versions() -> None:
    stage = electrode([(10, 10, 10)])
    stage.recipe = changed(Recipe(), {"calendering.pressure_mpa": 120.0, "simulation.seed": 7})
    stage.server_version = "9.9"
    facts = card_facts(stage, "2026-01-02")
    assert facts.heading == "NMC111, under 60 MPa"
    assert {"seed 7", f"recipe {fingerprint(stage.recipe)}", "server 9.9", "2026-01-02"} <= set(facts.origin)
    assert "roll pressure 120 MPa" in facts.recipe


def test_settings_off_their_default_are_told_and_idle_ones_are_not() -> None:
    plain = told_settings(Recipe())
    assert "comma gap 150 µm" in plain and not any("gas pressure" in words for words in plain)
    other = told_settings(changed(Recipe(), {"infiltration.gas_pressure_kpa": 5.0, "drying.control": "oven"}))
    assert "gas pressure 5 kPa" in other and "oven temperature 80 °C" in other
    assert not any(words.startswith("evaporation") for words in other)


def test_recipes_that_differ_have_other_fingerprints() -> None:
    assert fingerprint(Recipe()) == fingerprint(Recipe())
    assert fingerprint(Recipe()) != fingerprint(changed(Recipe(), {"simulation.seed": 2}))


def test_two_pictures_of_one_second_are_two_files_with_their_recipe_inside(tmp_path: Path) -> None:
    stage, saver = electrode([(10, 10, 10)]), PictureSaver()
    for _ in range(2):
        saver.save(Shown(), stage, None, tmp_path)

    def told() -> bool:
        saver.follow(stage)
        return sum("saved" in notice.text for notice in stage.notices.said) == 2

    soon(told)
    files = sorted(tmp_path.glob("*.png"))
    assert len(files) == 2
    with Image.open(files[0]) as picture:
        assert picture.size[0] == 320 and picture.size[1] > 180
        assert picture.info["Mesonaut recipe"] == format_recipe(stage.recipe)


def test_a_folder_that_is_not_there_is_a_notice(tmp_path: Path) -> None:
    stage, saver = electrode([(10, 10, 10)]), PictureSaver()
    saver.save(Shown(), stage, None, tmp_path / "missing")
    soon(lambda: saver.follow(stage) or stage.notices.said)  # type: ignore[func-returns-value]
    assert "choose a folder you may write to" in stage.notices.said[-1].text
