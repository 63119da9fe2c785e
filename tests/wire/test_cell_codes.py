"""Fields in one byte a voxel: nothing is lost beyond half a step."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation_server.schema.cell_codes import LAST, NONE, code_range, code_values, codes

VALUES = st.lists(st.floats(-1e4, 1e4) | st.just(float("nan")), min_size=1, max_size=40)


@given(VALUES)
def test_values_come_back_within_half_a_step_and_where_they_have_none_nan(values: list[float]) -> None:
    field = np.array(values, np.float32)
    within = code_range(field)
    if within is None:
        assert np.isnan(field).all()
        return
    low, high = within
    assert high > low
    back = code_values(within)[codes(field, within)]
    np.testing.assert_array_equal(np.isnan(back), np.isnan(field))
    held = np.nan_to_num(field)
    slack = 0.505 * (high - low) / LAST + 2e-7 * np.abs(held)
    assert (np.abs(np.nan_to_num(back) - held) <= slack).all()


def test_a_range_is_round_and_little_wider_than_its_values() -> None:
    assert code_range(np.array([0.304, 0.671, np.nan])) == (0.3, 0.68)
    low, high = code_range(np.array([-0.0312, -0.0101]))
    assert (low, high) == pytest.approx((-0.032, -0.01))
    assert code_range(np.array([1000.0, 1000.0])) is not None


def test_values_beyond_a_range_are_held_to_it() -> None:
    np.testing.assert_array_equal(
        codes(np.array([-1.0, 0.0, 5.0, 9.0, np.nan]), (0.0, 5.0)), [0, 0, LAST, LAST, NONE]
    )
