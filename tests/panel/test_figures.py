"""Numbers read as a person would write them."""

import math

import pytest

from simulation_server.schema.quantities import QUANTITIES
from simulation_server.schema.recipe_toml import SETTINGS
from vr_client.panel.figures import (
    DASH,
    decimals_for_range,
    plain,
    uneven_bounds,
    unit_sign,
    with_interval,
    with_unit,
)


@pytest.mark.parametrize(
    ("value", "low", "high", "decimals", "expected"),
    [
        (61.37, 59.3, 63.5, 1, ("61.4", "± 2.1")),
        (0.3151, 0.287, 0.343, 3, ("0.315", "± 0.028")),
        (0.4123, 0.37, 0.454, 3, ("0.41", "± 0.04")),
        (118.4, 78.0, 158.0, 2, ("118", "± 40")),
        (0.5, 0.49999, 0.50001, 2, ("0.50", "± 0.01")),  # never "± 0.00"
        (0.5, 0.5, 0.5, 2, ("0.50", "± 0.00")),
        (math.nan, 0.0, 1.0, 2, (DASH, "")),
        (1.0, -math.inf, math.inf, 2, ("1.00", "")),
    ],
)
def test_the_interval_sets_the_digits(
    value: float, low: float, high: float, decimals: int, expected: tuple[str, str]
) -> None:
    assert with_interval(value, low, high, decimals) == expected


@pytest.mark.parametrize(
    ("value", "low", "high", "decimals", "expected"),
    [
        (2.2, 2.05, 2.28, 2, ("2.20", "+0.08", "−0.15")),
        (12.3, 9.1, 16.7, 2, ("12.3", "+4.4", "−3.2")),
        (3.1, 1.9, 5.4, 2, ("3.1", "+2.3", "−1.2")),
        (0.0, 0.0, 0.05, 3, ("0.00", "+0.05", "−0.00")),  # held at a bound: nothing below
        (61.3, 59.3, 63.5, 1, None),  # about even: one number says it
        (0.5, 0.5, 0.5, 2, None),
        (1.0, 0.9, math.inf, 2, None),
        (1.0, 1.1, 1.2, 2, None),  # the value outside its own interval is not told so
    ],
)
def test_an_interval_that_reaches_further_one_way_is_told_so(
    value: float, low: float, high: float, decimals: int, expected: tuple[str, str, str] | None
) -> None:
    assert uneven_bounds(value, low, high, decimals) == expected


def test_missing_and_negative_numbers() -> None:
    assert plain(None, 2) == DASH
    assert plain(math.inf, 2) == DASH
    assert plain(-1.25, 1) == "−1.2"
    assert plain(-0.0004, 2) == "0.00"


def test_units_carry_their_signs() -> None:
    assert with_unit("62", "MPa") == "62 MPa"
    assert with_unit("50", "deg") == "50°"
    assert with_unit("0.3", "1") == "0.3"
    assert all("um" not in unit_sign(q.unit) for q in QUANTITIES.values())


@pytest.mark.parametrize("path", [p for p, s in SETTINGS.items() if s.low is not None])
def test_every_slider_moves_finely_but_not_absurdly(path: str) -> None:
    setting = SETTINGS[path]
    assert setting.low is not None
    assert setting.high is not None
    steps = (setting.high - setting.low) * 10 ** decimals_for_range(setting.low, setting.high)
    assert steps >= 50
    if isinstance(setting.default, float) and decimals_for_range(setting.low, setting.high):
        assert steps < 500
