"""The discharge in three dimensions in the panel: asked for, looked back at, coloured, drawn as a curve."""

from collections.abc import Iterator

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray
from OpenGL import GL

from simulation_server.schema.messages import Discharge, Status
from tests.drawing.discharge import cell_frames, flux_frame
from tests.drawing.packing import particle_frame
from vr_client.panel.captions import caption, swatches
from vr_client.panel.curves import axes, lines, resolved
from vr_client.panel.figures import rate_text
from vr_client.panel.legend import scales_of
from vr_client.panel.panel import Panel
from vr_client.panel.shown import shown
from vr_client.stage.clip import clip_through
from vr_client.stage.pointer import NO_POINTER, PointerState
from vr_client.stage.stage import Stage
from vr_client.tools.look import KeyStroke, look

from .scene import discharge, stage

SHARES = (0.1, 0.4, 0.7)


@pytest.fixture
def panel(context: None) -> Iterator[Panel]:
    made = Panel((420, 1000))
    yield made
    made.close()


@pytest.fixture(scope="module")
def electrode():
    return particle_frame(150, height_um=10.0)


def running(electrode) -> Stage:
    """A discharge on show, with its curve so far."""
    now = stage()
    now.apply(electrode, 0.0)
    for message in cell_frames(electrode, SHARES):
        now.apply(message, 0.0)
    for what in ("ions", "electrons"):
        now.apply(flux_frame(electrode, what), 0.0)
    now.cell.settle()
    now.status = Status(stage="cell", progress=0.7, detail="3.759 V at 1.68 mAh/cm2, 1 C")
    now.outcome = msgspec.structs.replace(now.outcome, resolved=discharge(1.0, 1.7))
    return now


def settle(panel: Panel, now: Stage) -> None:
    for _ in range(3):
        panel.frame(now, NO_POINTER, 0.05)


def press(panel: Panel, now: Stage, name: str, along: float = 0.5) -> None:
    left, top, right, bottom = panel.places[name]
    at = (left + along * (right - left), 0.5 * (top + bottom))
    for pressed in (False, False, True, True, False, False):
        panel.frame(now, PointerState(at, primary=pressed), 0.05)


def pixels(panel: Panel, name: str) -> NDArray[np.uint8]:
    width, height = panel.size
    GL.glBindTexture(GL.GL_TEXTURE_2D, panel.texture)
    data = GL.glGetTexImage(GL.GL_TEXTURE_2D, 0, GL.GL_RGBA, GL.GL_UNSIGNED_BYTE)
    GL.glBindTexture(GL.GL_TEXTURE_2D, 0)
    left, top, right, bottom = (int(edge) for edge in panel.places[name])
    return np.frombuffer(data, np.uint8).reshape(height, width, 4)[::-1][top:bottom, left:right, :3]


def test_it_is_asked_for_at_the_rate_beside_the_button(panel: Panel) -> None:
    now = stage()
    settle(panel, now)
    press(panel, now, "discharge")
    press(panel, now, "c_rate.2c")
    press(panel, now, "discharge")
    assert [command.c_rate for command in now.outbox if isinstance(command, Discharge)] == [1.0, 2.0]


def test_it_cannot_be_asked_of_a_server_that_is_gone(panel: Panel) -> None:
    now = stage()
    now.connected = False
    settle(panel, now)
    press(panel, now, "discharge")
    assert not now.outbox


@pytest.mark.parametrize("tab", ["View", "Curves"])
def test_the_slider_looks_back_and_its_end_is_the_newest(panel: Panel, electrode, tab: str) -> None:
    now = running(electrode)
    panel.open_tab(tab)
    settle(panel, now)
    press(panel, now, "cell.time", 0.4)
    assert now.cell.shown.time_s == 1440.0 and "24.0 min" in caption(now)
    press(panel, now, "cell.time", 0.05)
    assert now.cell.shown.time_s == 360.0
    press(panel, now, "cell.time", 0.97)
    assert now.cell.chosen is None and now.cell.shown.time_s == 2520.0


def test_colours_and_lines_are_chosen_in_the_view(panel: Panel, electrode) -> None:
    now = running(electrode)
    panel.open_tab("View")
    settle(panel, now)
    assert now.colour == "lithiation"
    for name, expected in (("field.overpotential", "overpotential"), ("field.electron flux", "electron flux"),
                           ("colour.stress", "stress"), ("field.lithiation", "lithiation")):  # fmt: skip
        press(panel, now, name)
        assert now.colour == expected
    press(panel, now, "fill_colour.ion flux")
    assert now.fill_colour == "ion flux"
    press(panel, now, "layers.ions", 0.1)
    assert now.layers.ions and not now.layers.electrons
    press(panel, now, "spread.discharge")
    assert now.spread == "discharge"
    assert "field.sei" not in panel.places, "there is none on a cathode"


def test_before_there_is_a_discharge_nothing_of_it_is_offered(panel: Panel) -> None:
    now = stage()
    panel.open_tab("View")
    settle(panel, now)
    assert not {"cell.time", "field.lithiation", "fill_colour.salt", "layers.ions"} & panel.places.keys()


def test_keys_go_through_the_colours_there_are(electrode) -> None:
    now = running(electrode)
    seen = []
    for _ in range(7):
        look(now, KeyStroke("v", True))
        seen.append(now.colour)
    assert seen == [
        "overpotential", "electron flux", "phase", "stress", "displacement", "cracking", "lithiation",
    ]  # fmt: skip
    look(now, KeyStroke("t", True))
    assert now.fill_colour == "ion flux"
    look(now, KeyStroke("7", True))
    assert now.layers.ions


def test_the_curve_in_3d_is_drawn_over_the_others(panel: Panel, electrode) -> None:
    now = running(electrode)
    panel.open_tab("Curves")
    settle(panel, now)
    with_curve = (pixels(panel, "discharge") > 225).all(axis=2).sum()
    now.outcome = msgspec.structs.replace(now.outcome, resolved=None)
    settle(panel, now)
    without = (pixels(panel, "discharge") > 225).all(axis=2).sum()
    assert with_curve > without + 200


def test_the_axes_hold_the_curve_in_3d(electrode) -> None:
    now = running(electrode)
    now.outcome = msgspec.structs.replace(now.outcome, resolved=discharge(0.2, 9.0))
    view = shown(now)
    _, high, _, _ = axes(lines(view), resolved(view))
    assert high > 9.0 > axes(lines(view))[1]
    assert [rate_text(rate) for rate in (0.1, 0.2, 1.0, 2.5)] == ["C/10", "C/5", "1C", "2.5C"]


def test_the_legend_tells_each_colour_once_with_its_unit(electrode) -> None:
    now = running(electrode)
    assert [scale.label for scale in scales_of(now)] == ["Lithiation of the active material"]
    now.clip = clip_through("y", (17.5, 17.5, 5.0))
    assert [scale.unit for scale in scales_of(now)] == ["", "mol/m3"]
    assert [name for name, _ in swatches(now)] == ["carbon-binder"]
    now.colour, now.fill_colour = "overpotential", "ion flux"
    now.layers.ions = now.layers.electrons = True
    scales = scales_of(now)
    assert [scale.label for scale in scales] == [
        "Overpotential", "Flux of ions over the mean", "Flux of electrons over the mean",
    ]  # fmt: skip
    assert scales[0].unit == "mV" and -80.0 < scales[0].low < scales[0].high <= -20.0
    assert caption(now) == "simulated · discharge in 3D · 1C · 42.0 min · 3.759 V"
