"""What the legend says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vr_client.drawing import palette
from vr_client.panel.captions import caption, swatches
from vr_client.panel.scale_bar import length_text, round_length_um, round_ticks
from vr_client.panel.srgb import encoded
from vr_client.stage.stage import Stage
from vr_client.stage.surfaces import FrontLattice

from .scene import stage


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
    grid = np.zeros((2, 2, 2), np.uint8)
    now.front = FrontLattice(grid, grid.astype(bool), 1.0, 3.14159, 0.42, 0.5, 1)
    assert caption(now).endswith("filling · 42 % filled · 3.14 ms")
    assert caption(Stage()) == "nothing to show yet"


def test_only_what_is_on_show_has_a_swatch() -> None:
    now = stage()
    assert [name for name, _ in swatches(now)] == ["active material", "carbon-binder"]
    now.layers.cbd = False
    assert [name for name, _ in swatches(now)] == ["active material"]


def test_colours_survive_the_way_to_linear_light_and_back() -> None:
    table = np.random.default_rng(1).random((50, 3))
    assert encoded(palette.linear(table)) == pytest.approx(table, abs=1e-6)
