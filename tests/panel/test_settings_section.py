"""Every setting can be changed by pointing at the panel, and the panel follows it at once."""

from collections.abc import Iterator

import numpy as np
import pytest
from msgspec.structs import asdict

from vr_client.panel.legend import Legend
from vr_client.panel.look import Look
from vr_client.panel.panel import Panel
from vr_client.panel.tabs import TABS
from vr_client.stage.body import Body
from vr_client.stage.pointer import NO_POINTER, PointerState
from vr_client.stage.settings import TEXT_SCALES, Settings
from vr_client.stage.stage import Stage

from .hand import click, middle, pixels, rest_on, settle
from .scene import LINE, outcome, stage

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def panel(context: None) -> Iterator[Panel]:
    made = Panel((430, 1500))
    yield made
    made.close()


def test_every_setting_is_changed_by_pointing(panel: Panel) -> None:
    now = stage()
    panel.open_tab("Settings")
    settle(panel, now)
    for name in (
        "theme.light", "high_contrast", "tooltips", "screen_keys", "reduced_motion", "travel.fly",
        "turn.smooth", "seated.standing", "hand.left", "haptics",
    ):  # fmt: skip
        click(panel, now, name)
        settle(panel, now)
    for name in ("turn_deg", "vignette_deg", "remind_min"):
        left, top, right, bottom = panel.places[name]
        at = (left + 0.8 * (right - left), 0.5 * (top + bottom))
        for pressed in (False, True, True, False):
            panel.frame(now, PointerState(at, primary=pressed), 0.05)
    click(panel, now, "name")
    settle(panel, now)
    for key in ("a", "d", "a", "done"):
        click(panel, now, f"pad.{key}")
    settle(panel, now)
    click(panel, now, "text_scale.1.25")
    settle(panel, now)
    unchanged = [name for name, value in asdict(Settings()).items() if getattr(now.settings, name) == value]
    assert unchanged == []
    assert now.settings.name == "ada"
    assert now.settings.turn_deg == pytest.approx(75.0, abs=4.0)
    click(panel, now, "settings.defaults")
    assert now.settings == Settings()
    assert now.outbox == []


@pytest.mark.parametrize("scale", TEXT_SCALES)
def test_no_text_is_cut_at_any_size(panel: Panel, scale: float, monkeypatch: pytest.MonkeyPatch) -> None:
    from imgui_bundle import imgui

    now, cut = stage(), []
    now.outcome, now.settings = outcome(LINE), Settings(text_scale=scale)
    write = Look.text

    def watched(look: Look, text: str, *rest: object, **more: object) -> None:
        write(look, text, *rest, **more)  # type: ignore[arg-type]
        right = imgui.get_window_pos().x + imgui.get_window_size().x
        if imgui.get_item_rect_max().x > right + 1.0:
            cut.append(text)

    monkeypatch.setattr(Look, "text", watched)
    for tab in TABS:
        panel.open_tab(tab)
        settle(panel, now, 4)
        assert panel.size[0] == round(430 * scale)
        for name, (left, _, right, _) in panel.places.items():
            assert -0.5 <= left < right <= panel.size[0] + 0.5, name
    assert cut == []
    assert panel.text_px == pytest.approx(15.0 * scale)


@pytest.mark.parametrize("scale", [0.8, 1.5, 2.0])
def test_the_panel_is_the_same_only_larger(scale: float) -> None:
    places = []
    for size in (1.0, scale):
        panel, now = Panel((420, round(900 * size))), stage()
        now.settings = Settings(text_scale=size)
        settle(panel, now, 4)
        places.append(panel.places.copy())
        panel.close()
    usual, other = places
    assert other.keys() == usual.keys()
    for name, rect in usual.items():
        across, down = np.array(rect[::2]) * scale, np.array(rect[1::2]) * scale
        assert other[name][::2] == pytest.approx(across, abs=8.0), name
        assert other[name][1::2] == pytest.approx(down, rel=0.05, abs=6.0), (
            name
        )  # lines are whole pixels high


def test_a_panel_in_a_narrow_window_keeps_its_letters_within_it(panel: Panel) -> None:
    now = stage()
    now.settings = Settings(text_scale=2.0)
    settle(panel, now)
    panel.resize((400, 900))
    settle(panel, now)
    assert panel.text_px < 16.0
    assert max(right for _, _, right, _ in panel.places.values()) <= 400.0


def test_legend_and_panel_turn_light_and_strong_together(panel: Panel) -> None:
    now, legend = stage(), Legend()
    shades = []
    for settings in (Settings(), Settings(theme="light"), Settings(high_contrast=True)):
        now.settings = settings
        settle(panel, now)
        legend.frame(now, 0.1)
        shades.append((pixels(panel)[..., :3].mean(), pixels(legend)[..., :3].mean()))
    (dark, dark_legend), (light, light_legend), (strong, _) = shades
    assert light > 150 > 60 > dark > strong
    assert light_legend > dark_legend + 100
    size = legend.size
    now.settings = Settings(text_scale=1.5)
    legend.frame(now, 0.1)
    assert legend.size == pytest.approx((1.5 * size[0], 1.5 * size[1]), abs=1.0)
    legend.close()


def _differs(panel: Panel, now: Stage, name: str) -> bool:
    settle(panel, now)
    panel.frame(now, PointerState(middle(panel, name)), 0.05)
    before = pixels(panel).copy()
    rest_on(panel, now, name)
    return bool(np.abs(pixels(panel).astype(int) - before).max() > 60)


def test_tooltips_come_unless_they_are_not_wanted(panel: Panel) -> None:
    now = stage()
    now.settings = Settings(reduced_motion=True)  # nothing else moves
    assert _differs(panel, now, "restart")
    panel.frame(now, NO_POINTER, 0.05)
    now.settings = Settings(reduced_motion=True, tooltips=False)
    assert not _differs(panel, now, "restart")


def test_a_ray_that_trembles_gets_its_tooltip_too(panel: Panel) -> None:
    now = stage()
    now.settings = Settings(reduced_motion=True)
    now.body = Body(np.eye(4), -1.2, (0.0, -0.4, -0.8), 0.4)
    settle(panel, now)
    x, y = middle(panel, "restart")
    for far in (300.0, 200.0, 100.0, 0.0):  # comes from elsewhere without a stop
        panel.frame(now, PointerState((x - far, y + far)), 0.05)
    before = pixels(panel).astype(int)
    for step in range(25):
        panel.frame(now, PointerState((x + 6.0 * (step % 2), y - 5.0 * (step % 3 == 0))), 0.05)
    assert np.abs(pixels(panel) - before).max() > 60


def test_reduced_motion_stills_the_lights(panel: Panel) -> None:
    now = stage()

    def pictures() -> list[bytes]:
        found = []
        for _ in range(6):
            panel.frame(now, NO_POINTER, 0.11)
            found.append(pixels(panel).tobytes())
        return found

    panel.open_tab("Results")
    settle(panel, now, 4)
    assert len(set(pictures())) > 2
    now.settings = Settings(reduced_motion=True)
    settle(panel, now, 2)
    assert len(set(pictures())) == 1
