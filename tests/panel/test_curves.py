"""What the plots are given."""

import msgspec
import numpy as np
import pytest

from simulation_server.schema.messages import Status
from simulation_server.schema.results import Saturation
from vr_client.panel.curves import axes, band, lines
from vr_client.panel.curves_section import filling_limits
from vr_client.panel.dashes import dashed
from vr_client.panel.history import MOST_POINTS, History
from vr_client.panel.shown import shown

from .scene import forecast, front, stage


def test_simulated_curves_are_drawn_over_predicted_ones_within_the_axes() -> None:
    drawn = lines(shown(stage()))
    assert [(line.rate, line.simulated) for line in drawn] == [(0, False), (1, False), (2, False), (0, True)]
    left, right, bottom, top = axes(drawn)
    for line in drawn:
        assert left <= line.capacity_mah_cm2.min() <= line.capacity_mah_cm2.max() <= right
        assert bottom <= line.voltage_v.min() <= line.voltage_v.max() <= top


def test_the_band_holds_its_curve_and_ends_where_the_interval_does() -> None:
    """Each side by itself: an uneven interval stays uneven."""
    now = stage()
    assert now.prediction is not None
    told = now.prediction.quantities["capacity_1c_mah_cm2"]
    uneven = msgspec.structs.replace(told, low=0.8 * told.value, high=1.05 * told.value)
    quantities = now.prediction.quantities | {"capacity_1c_mah_cm2": uneven}
    now.prediction = msgspec.structs.replace(now.prediction, quantities=quantities)
    drawn = lines(shown(now))
    line = drawn[1]
    spanned = band(line)
    assert spanned is not None
    at, low, high = spanned
    inside = at <= line.capacity_mah_cm2[-1]
    curve = np.interp(at[inside], line.capacity_mah_cm2, line.voltage_v)
    assert np.all(low[inside] <= curve + 1e-9)
    assert np.all(curve <= high[inside] + 1e-9)
    end = line.capacity_mah_cm2[-1]
    assert at[-1] == pytest.approx(1.05 * end)
    cut_off = line.voltage_v[-1]
    assert low[at >= 0.8 * end + 1e-9] == pytest.approx(cut_off)
    assert np.all(low[at < 0.78 * end] > cut_off)
    assert axes(drawn)[1] >= 1.05 * end
    assert band(drawn[3]) is None, "what is simulated has no interval"


def test_dashes_cover_their_share_of_a_straight_line_and_lie_on_it() -> None:
    x = np.linspace(0.0, 30.0, 7)
    dash_x, dash_y = dashed(x, 2.0 * x, 0.3, 0.8, 6.0, 4.0)
    assert dash_y == pytest.approx(2.0 * dash_x)
    lengths = np.hypot(np.diff(dash_x)[::2] / 0.3, np.diff(dash_y)[::2] / 0.8)
    assert lengths[:-1] == pytest.approx(6.0)
    assert dash_x.max() <= 30.0
    assert len(dashed(x[:1], x[:1], 1.0, 1.0, 6.0, 4.0)[0]) == 0


def test_the_press_is_remembered_once_a_point_and_anew_for_a_new_change() -> None:
    now, history = stage(), History()
    for plane, pressure, step in ((90.0, 1.0, 1), (90.0, 1.0, 1), (80.0, 9.0, 1), (79.0, 3.0, 2)):
        now.status = Status(stage="calendering", plane_um=plane, pressure_mpa=pressure, step_id=step)
        history.hear(now)
        if step == 1:
            remembered = list(history.plane_um)
    assert remembered == [90.0, 80.0]
    assert (history.plane_um, history.pressure_mpa) == ([79.0], [3.0])
    now.status = Status(stage="discharge", plane_um=79.0, pressure_mpa=0.0, step_id=2)
    history.hear(now)
    assert history.plane_um == [79.0]


def test_a_filling_starts_anew_when_its_time_goes_back() -> None:
    now, history = stage(), History()
    for time_ms, saturation in ((0.0, 0.0), (1.0, 0.4), (1.0, 0.4), (0.5, 0.1)):
        now.front = front(time_ms, saturation)
        history.hear(now)
        if time_ms == 1.0:
            assert history.saturation == [0.0, 0.4]
    assert history.saturation == [0.1]


def test_a_filling_that_is_steered_goes_on() -> None:
    now, history = stage(), History()
    for time_ms, saturation, step in ((0.0, 0.0, 1), (1.0, 0.4, 1), (1.5, 0.5, 2)):
        now.front = front(time_ms, saturation, step)
        history.hear(now)
    assert history.saturation == [0.0, 0.4, 0.5]
    now.front = None
    history.hear(now)
    assert history.time_ms == []


def test_who_joins_late_sees_the_filling_from_its_beginning() -> None:
    now, history = stage(), History()
    curve = Saturation([0.0, 1.0, 2.0, 3.0], [0.0, 0.2, 0.3, 0.4])
    now.outcome = msgspec.structs.replace(now.outcome, saturation=curve)
    now.front = front(2.5, 0.35)
    history.hear(now)
    assert history.time_ms == [0.0, 1.0, 2.0, 2.5]
    assert history.saturation == [0.0, 0.2, 0.3, 0.35]


def test_the_axes_of_a_filling_hold_what_is_expected_and_what_comes() -> None:
    assert filling_limits(np.zeros(0), None)[1] == 1.0
    assert filling_limits(np.array([0.0, 3.0]), forecast(8.0))[1] == pytest.approx(8.32)
    assert filling_limits(np.array([0.0, 12.0]), forecast(8.0))[1] == pytest.approx(12.48)


def test_a_long_history_thins_out_and_keeps_both_ends() -> None:
    now, history = stage(), History()
    for k in range(3 * MOST_POINTS):
        now.status = Status(stage="calendering", plane_um=100.0 + k, pressure_mpa=float(k))
        history.hear(now)
    assert len(history.plane_um) <= MOST_POINTS
    assert (history.plane_um[0], history.plane_um[-1]) == (100.0, 99.0 + 3 * MOST_POINTS)
    assert np.all(np.diff(history.plane_um) > 0.0)
