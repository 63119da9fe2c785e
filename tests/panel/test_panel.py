"""The panel under a synthetic pointer: what a hand does becomes the right command."""

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from simulation_server.schema.messages import Fill, Pause, Restart, Resume, SetRecipe, Shear, Status
from simulation_server.schema.recipe import Recipe
from vr_client.panel.panel import Panel
from vr_client.stage.pointer import NO_POINTER, KeyStroke, PointerState
from vr_client.stage.stage import Stage

from .hand import click, middle, pixels, settle, stand
from .scene import LINE, forecast, front, outcome, prediction, stage

PRESSURE = "calendering.pressure_mpa"
pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def panel(context: None) -> Iterator[Panel]:
    made = Panel((420, 1000))
    yield made
    made.close()


def test_dragging_the_pressure_sends_every_change_at_once(panel: Panel) -> None:
    now = stage()
    settle(panel, now)
    left, top, right, bottom = panel.places[PRESSURE]
    y = 0.5 * (top + bottom)
    panel.frame(now, PointerState((left + 0.3 * (right - left), y)), 0.016)
    sent_after: list[int] = []
    for share in np.linspace(0.4, 0.9, 6):
        panel.frame(now, PointerState((left + share * (right - left), y), primary=True), 0.016)
        sent_after.append(len(now.outbox))
        assert panel.wants_pointer
    panel.frame(now, NO_POINTER, 0.016)
    assert np.all(np.diff(sent_after) == 1)
    recipes = [command.recipe for command in now.outbox if isinstance(command, SetRecipe)]
    assert len(recipes) == len(now.outbox)
    pressures = [recipe.calendering.pressure_mpa for recipe in recipes]
    assert pressures == sorted(pressures)
    track_px = right - left - 20.0  # the knob's centre, caught at once by the press, travels this for 200 MPa
    assert pressures[-1] == pytest.approx(200.0 * (0.9 * (right - left) - 10.0) / track_px, abs=1.0)
    assert recipes[-1] == now.draft
    assert now.draft.formulation == Recipe().formulation
    settle(panel, now)
    assert not panel.wants_pointer
    assert [command.id for command in now.outbox] == list(range(1, len(now.outbox) + 1))


def test_another_way_of_pressing_brings_its_own_slider(panel: Panel) -> None:
    now = stage()
    settle(panel, now)
    stand(now)
    click(panel, now, "calendering.control.gap")
    stand(now)
    settle(panel, now)
    assert isinstance(now.outbox[-1], SetRecipe)
    assert now.draft.calendering.control == "gap"
    assert PRESSURE not in panel.places
    left, top, right, bottom = panel.places["calendering.gap_um"]
    panel.frame(now, PointerState((0.5 * (left + right), 0.5 * (top + bottom)), primary=True), 0.016)
    settle(panel, now)
    assert now.draft.calendering.gap_um == pytest.approx(250.0, abs=2.0)
    assert now.outbox[-1].recipe == now.draft
    stand(now)
    click(panel, now, "undo")
    click(panel, now, "undo")
    assert now.draft == Recipe()


def test_a_material_is_taken_from_a_list_and_an_oven_replaces_the_rate(panel: Panel) -> None:
    now = stage()
    settle(panel, now)
    click(panel, now, "formulation.active_material")
    settle(panel, now)
    click(panel, now, "formulation.active_material.LFP")
    assert now.draft.formulation.active_material == "LFP"
    assert now.outbox[-1].recipe == now.draft
    settle(panel, now)
    assert "drying.oven_temperature_c" not in panel.places
    click(panel, now, "drying.control.oven")
    settle(panel, now)
    assert now.outbox[-1].recipe.drying.control == "oven"
    assert {"drying.oven_temperature_c"} <= panel.places.keys() - {"drying.rate_g_m2_s"}


def test_a_slider_over_many_powers_of_ten_gives_each_factor_the_same_way(panel: Panel) -> None:
    now = stage()
    settle(panel, now)
    left, top, right, bottom = panel.places["drying.rate_g_m2_s"]
    for share in (0.75, 0.25, 0.999, 0.001):  # far from the knob: it comes to where the press is
        along = (share * (right - left) - 10.0) / (right - left - 20.0)
        expected = 0.05 * 200.0 ** min(max(along, 0.0), 1.0)
        at = (left + share * (right - left), 0.5 * (top + bottom))
        for pressed in (False, True, False):
            panel.frame(now, PointerState(at, primary=pressed), 0.05)
        settle(panel, now, 12)  # no double click
        assert now.draft.drying.rate_g_m2_s == pytest.approx(expected, rel=0.06)


def test_headings_fold(panel: Panel) -> None:
    now = stage()
    settle(panel, now)
    click(panel, now, "fold.Material")
    settle(panel, now)
    assert "formulation.active_material" not in panel.places
    click(panel, now, "fold.Material")
    settle(panel, now)
    assert "formulation.active_material" in panel.places


def test_the_line_shows_what_was_reported_and_scrolls_to_the_step_under_way(panel: Panel) -> None:
    now = stage()
    panel.resize((420, 620))
    panel.open_tab("Line")
    now.status = Status(stage="slurry")
    settle(panel, now, 6)
    assert not {"viscosity", "binder", "pressing"} & panel.places.keys()
    now.outcome = outcome(LINE)
    settle(panel, now, 6)
    slurry_top = panel.places["viscosity"][1]
    now.status = Status(stage="calendering", plane_um=80.0, pressure_mpa=5.0)
    settle(panel, now, 10)
    assert panel.places["viscosity"][1] < slurry_top if "viscosity" in panel.places else True
    left, top, right, bottom = panel.places["pressing"]
    assert 0.0 < top < bottom <= 620.0
    pressing = right - left
    now.status = Status(stage="ready")
    settle(panel, now, 6)
    left, _, right, _ = panel.places["pressing"]
    assert right - left < 0.7 * pressing  # makes room for the report


def test_no_picture_shows_a_card_cut_off_by_what_it_held_before(panel: Panel) -> None:
    now = stage()
    panel.open_tab("Line")
    now.status = Status(stage="ready")
    settle(panel, now)
    now.outcome = outcome(LINE)
    settle(panel, now, 1)
    left, top, right, bottom = (int(edge) for edge in panel.places["binder"])
    at_once = pixels(panel)[top:bottom, left:right].copy()
    settle(panel, now, 5)
    assert np.all(pixels(panel)[top:bottom, left:right] == at_once)
    assert len(np.unique(at_once.reshape(-1, 4), axis=0)) > 20


def test_undo_takes_the_whole_drag_back(panel: Panel) -> None:
    now = stage()
    settle(panel, now)
    stand(now)
    left, top, right, bottom = panel.places[PRESSURE]
    for share in (0.4, 0.5, 0.6, 0.7):
        at = (left + share * (right - left), 0.5 * (top + bottom))
        panel.frame(now, PointerState(at, primary=True), 0.016)
        now.now_s += 1.0
        now.past.watch(now)  # a hand that rests while it holds the slider has not let go
    settle(panel, now)
    assert now.draft != Recipe()
    stand(now)
    settle(panel, now)
    click(panel, now, "undo")
    assert now.draft == Recipe()
    assert isinstance(now.outbox[-1], SetRecipe)
    assert now.outbox[-1].recipe == Recipe()


def _type(panel: Panel, now: Stage, at: tuple[float, float], text: str, *, end: str = "enter") -> None:
    for _ in range(3):
        panel.frame(now, PointerState(at), 0.05)
    assert panel.wants_keys
    before = len(now.outbox)
    panel.frame(now, PointerState(at, text=text), 0.05)
    panel.frame(now, PointerState(at), 0.05)
    assert len(now.outbox) == before  # a half-typed number is no wish
    for down in (True, False):
        panel.frame(now, PointerState(at, keys=(KeyStroke(end, down=down),)), 0.05)
    settle(panel, now)
    assert not panel.wants_keys


def test_control_click_lets_a_value_be_typed(panel: Panel) -> None:
    now = stage()
    settle(panel, now)
    stand(now)
    at = middle(panel, PRESSURE)
    held = KeyStroke("control", down=True, control=True)
    panel.frame(now, PointerState(at, keys=(held,)), 0.05)
    panel.frame(now, PointerState(at, primary=True), 0.05)
    panel.frame(now, PointerState(at, keys=(KeyStroke("control", down=False),)), 0.05)
    assert now.outbox == []
    _type(panel, now, at, "137")
    assert now.draft.calendering.pressure_mpa == 137.0
    stand(now)
    settle(panel, now)
    click(panel, now, "undo")
    assert now.draft == Recipe()


@pytest.mark.parametrize(("text", "end", "expected"), [("999", "enter", 200.0), ("20", "escape", 100.0)])
def test_double_click_lets_a_value_be_typed_within_its_range(
    panel: Panel, text: str, end: str, expected: float
) -> None:
    now = stage()
    settle(panel, now)
    at = middle(panel, PRESSURE)
    for pressed in (False, True, False, True, False):
        panel.frame(now, PointerState(at, primary=pressed), 0.05)
    assert now.draft.calendering.pressure_mpa == pytest.approx(100.0, abs=1.0)
    _type(panel, now, at, text, end=end)
    assert now.draft.calendering.pressure_mpa == pytest.approx(expected, abs=1.0)


def test_the_curves_tab_follows_pressing_and_filling(panel: Panel) -> None:
    now = stage()
    settle(panel, now)
    click(panel, now, "tab.curves")
    for step in range(5):
        now.status = Status(stage="calendering", plane_um=90 - step, pressure_mpa=10 * step)
        settle(panel, now, 1)
    assert {"discharge", "process"} <= panel.places.keys()
    pressing = pixels(panel).copy()
    for step in range(3):
        now.front = front(0.5 * step, 0.2 * step)
        settle(panel, now, 1)
    left, top, right, bottom = (int(edge) for edge in panel.places["process"])

    def plotted() -> NDArray[np.uint8]:
        return pixels(panel)[top:bottom, left:right].copy()

    filling = plotted()
    assert np.any(filling != pressing[top:bottom, left:right])
    now.forecast = forecast(1.0)
    settle(panel, now, 1)
    assert np.any(plotted() != filling), "what is expected stands under what is simulated"


def test_the_run_buttons_send_their_commands(panel: Panel) -> None:
    now = stage()
    settle(panel, now)
    for name in ("fill", "shear", "hold", "restart"):
        click(panel, now, name)
    now.status = Status(stage="paused", progress=0.5)
    settle(panel, now)
    click(panel, now, "hold")
    assert [type(command) for command in now.outbox] == [Fill, Shear, Pause, Restart, Resume]


def test_nothing_is_sent_untouched_or_without_a_server(panel: Panel) -> None:
    now = stage()
    settle(panel, now, 10)
    assert now.outbox == []
    now.connected = False
    settle(panel, now)
    for name in ("fill", "shear", "hold", "restart"):
        click(panel, now, name)
    assert now.outbox == []


def test_the_view_controls_change_the_stage(panel: Panel) -> None:
    now = stage()
    settle(panel, now)
    click(panel, now, "tab.view")
    settle(panel, now)
    click(panel, now, "colour.stress")
    click(panel, now, "fill_colour.time")
    click(panel, now, "layers.cbd")
    click(panel, now, "layers.trapped")
    click(panel, now, "clip")
    settle(panel, now)
    click(panel, now, "clip.axis.x")
    settle(panel, now)
    assert now.colour == "stress"
    assert now.fill_colour == "filling time"
    assert not now.layers.cbd
    assert not now.layers.trapped
    assert now.clip.enabled
    assert now.clip.normal == (1.0, 0.0, 0.0)
    assert now.clip.offset_um == pytest.approx(40.0)
    click(panel, now, "screenshot")
    assert panel.take_picture_request()
    assert not panel.take_picture_request()
    assert now.outbox == []


def test_a_change_of_theme_turns_the_picture_light(panel: Panel) -> None:
    now = stage()
    settle(panel, now)
    dark = pixels(panel)[..., :3].mean()
    click(panel, now, "tab.settings")
    settle(panel, now)
    click(panel, now, "theme.light")
    settle(panel, now)
    assert now.settings.theme == "light"
    assert pixels(panel)[..., :3].mean() > 150 > 60 > dark


def test_the_picture_is_opaque_full_and_follows_the_stage(panel: Panel) -> None:
    now = stage()
    settle(panel, now)
    before = pixels(panel)
    assert np.all(before[..., 3] == 255)
    assert len(np.unique(before.reshape(-1, 4), axis=0)) > 300
    rows_with_content = np.any(before != before[0, 0], axis=(1, 2)).mean()
    assert rows_with_content > 0.9
    now.prediction = prediction(covered=False)
    settle(panel, now)
    assert np.any(pixels(panel) != before)


@pytest.mark.parametrize(
    ("size", "scale"), [((420, 720), 1.0), ((420, 1080), 1.0), ((900, 1200), 2.0), ((440, 900), 1.5)]
)
def test_no_control_leaves_the_panel(size: tuple[int, int], scale: float) -> None:
    panel, now = Panel(size, scale), stage()
    for tab in ("Recipe", "Line", "Results", "Curves", "View"):
        panel.open_tab(tab)
        settle(panel, now, 5)
        assert PRESSURE in panel.places
        for name, (left, _, right, _) in panel.places.items():
            assert 0.0 <= left < right <= size[0], name
        left, top, right, bottom = panel.places["fill"]
        assert bottom <= size[1]
        assert bottom - top >= 1.5 * panel.text_px
    panel.close()
    panel.close()


def test_a_resting_panel_is_redrawn_only_now_and_then(panel: Panel) -> None:
    now = stage()
    settle(panel, now)
    before = pixels(panel).copy()
    now.status = Status(stage="drying", progress=0.1)
    panel.frame(now, NO_POINTER, 0.001)
    assert np.all(pixels(panel) == before)
    panel.frame(now, NO_POINTER, 0.05)
    assert np.any(pixels(panel) != before)
