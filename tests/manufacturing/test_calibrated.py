"""Calibrations can be replaced for a while, and only for that."""

import pytest

from simulation_server.manufacturing.calibrated import calibrated, instead
from simulation_server.schema.errors import FileError


def test_values_are_replaced_within_and_come_back_after() -> None:
    own = calibrated("slurry")["rheology"]
    with instead("slurry", {"rheology": {"modulus_kpa": 1.0}}):
        assert calibrated("slurry")["rheology"] == {**own, "modulus_kpa": 1.0}
        with instead("slurry", {"rheology": {"exponent": 2.0}}):
            assert calibrated("slurry")["rheology"] == {**own, "modulus_kpa": 1.0, "exponent": 2.0}
    assert calibrated("slurry")["rheology"] == own


def test_they_come_back_after_a_failure_too() -> None:
    own = calibrated("slurry")
    with pytest.raises(ValueError), instead("slurry", {"rheology": {"modulus_kpa": 1.0}}):
        raise ValueError
    assert calibrated("slurry") == own


def test_a_calibration_that_is_not_there_is_said() -> None:
    with pytest.raises(FileError, match=r"calibration 'baking': .*restore baking\.toml"):
        calibrated("baking")
