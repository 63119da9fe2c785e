"""Every theme can be read: contrast by WCAG 2.1 (W3C 2018), section 1.4.3 and 1.4.6."""

import pytest

from vr_client.panel.theme import STRONG, THEMES, ThemeName, theme_of
from vr_client.stage.settings import Settings


def _luminance(colour: object) -> float:
    parts = [getattr(colour, name) for name in "xyz"]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: object, other: object) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", list(THEMES))
def test_text_stands_out(name: ThemeName) -> None:
    theme = THEMES[name]
    for below in (theme.ground, theme.card, theme.control):
        assert _contrast(theme.text, below) >= 7.0
    for below in (theme.ground, theme.card):
        assert _contrast(theme.quiet, below) >= 4.5
    for colour in (theme.predicted, theme.simulated, theme.warning, theme.bad, theme.good, *theme.rates):
        assert _contrast(colour, theme.card) >= 4.5
    assert _contrast(theme.on_accent, theme.accent) >= 4.5


@pytest.mark.parametrize("name", list(STRONG))
def test_the_strongest_contrast_holds_for_all_text_and_for_what_can_be_pressed(name: ThemeName) -> None:
    theme = STRONG[name]
    for below in (theme.ground, theme.card, theme.control):
        assert _contrast(theme.text, below) >= 14.0
        assert _contrast(theme.quiet, below) >= 7.0
    coloured = (theme.predicted, theme.simulated, theme.warning, theme.bad, theme.good, theme.accent)
    for colour in (*coloured, *theme.rates):
        assert _contrast(colour, theme.card) >= 7.0
    assert _contrast(theme.on_accent, theme.accent) >= 7.0
    assert _contrast(theme.line, theme.ground) >= 3.0  # edges: section 1.4.11
    assert theme.edge > 0.0


def test_each_choice_has_a_theme_of_its_own() -> None:
    themes = [
        theme_of(Settings(theme=name, high_contrast=strong)) for name in THEMES for strong in (False, True)
    ]
    assert len({id(theme) for theme in themes}) == 4
