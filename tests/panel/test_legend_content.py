"""What the legend says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vr_client.drawing import palette
from vr_client.panel.captions import caption, swatches
from vr_client.panel.scale_bar import length_text, round_length_um, round_ticks
from vr_client.panel.srgb import encoded
from vr_client.stage.colouring import fill_scale
from vr_client.stage.stage import Stage

from .scene import forecast, front, stage


@given(st.floats(1e-3, 1e4), st.floats(40.0, 300.0))
def test_a_scale_bar_is_round_and_fills_most_of_its_room(px_per_um: float, room_px: float) -> None:
    length_um = round_length_um(px_per_um, room_px)
    assert 0.4 * room_px * (1 - 1e-6) <= length_um * px_per_um <= room_px * (1 + 1e-6)
    mantissa = length_um / 10.0 ** np.floor(np.log10(length_um) + 1e-9)
    assert min(abs(mantissa - m) for m in (1.0, 2.0, 5.0)) < 1e-6


@given(st.floats(1e-3, 1e4))
def test_colour_ticks_lie_on_the_bar_and_are_evenly_spaced(high: float) -> None:
    ticks = round_ticks(0.0, high)
    assert 2 <= len(ticks) <= 6
    assert ticks[0] == 0.0
    assert ticks[-1] <= high * (1 + 1e-6)
    assert np.diff(ticks) == pytest.approx(np.diff(ticks)[0])


def test_lengths_read_in_the_unit_that_fits() -> None:
    assert [length_text(x) for x in (0.5, 20.0, 2000.0)] == ["500 nm", "20 µm", "2 mm"]


def test_the_caption_names_the_source_first() -> None:
    now = stage()
    assert caption(now) == "simulated · calendering · 62 MPa · 63.0 µm"
    now.particles.preview = True
    assert caption(now).startswith("preview · ")
    now.front = front(3.14159, 0.42)
    assert caption(now).endswith("filling · 42 % filled · 3.14 ms")
    assert caption(Stage()) == "nothing to show yet"


def test_only_what_is_on_show_has_a_swatch() -> None:
    now = stage()
    assert [name for name, _ in swatches(now)] == ["active material", "carbon-binder"]
    now.layers.cbd = False
    assert [name for name, _ in swatches(now)] == ["active material"]
    now.front = front(3.0, 0.4)
    assert [name for name, _ in swatches(now)] == ["active material", "electrolyte"]
    now.front = front(3.0, 0.4, trapped=True)
    now.fill_colour, now.colour = "filling time", "stress"
    assert [name for name, _ in swatches(now)] == ["trapped gas"]


def test_the_scale_of_filling_times_holds_what_is_expected_and_says_so() -> None:
    assert fill_scale(None, forecast()) is None
    alone = fill_scale(front(3.0, 0.4), None)
    assert (alone.low, alone.high, alone.unit, alone.expected) == (0.0, 3.0, "ms", False)
    both = fill_scale(front(3.0, 0.4), forecast(8.0))
    assert (both.high, both.expected) == (8.0, True)
    assert fill_scale(front(13.0, 0.9), forecast(8.0)).high == 16.0


def test_what_is_only_expected_is_paler_and_keeps_its_order() -> None:
    colours = palette.table("viridis")
    pale = palette.paler(colours)
    assert np.ptp(pale, axis=1).max() < 0.6 * np.ptp(colours, axis=1).max()
    weights = np.array([0.2126, 0.7152, 0.0722])
    assert np.all(np.diff((pale @ weights)[::16]) > 0.0)


def test_colours_survive_the_way_to_linear_light_and_back() -> None:
    table = np.random.default_rng(1).random((50, 3))
    assert encoded(palette.linear(table)) == pytest.approx(table, abs=1e-6)
