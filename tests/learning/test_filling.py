"""The forecast of a filling: how good, how quick, and what it refuses."""

import time
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from simulation_server.learning.filling_forecast import SHIPPED, FillingForecast, FillingForecaster
from simulation_server.learning.filling_model import load_filling_model, save_filling_model
from simulation_server.learning.filling_runs import HELD_OUT_EVERY
from simulation_server.learning.filling_table import read_table
from simulation_server.learning.filling_training import score
from simulation_server.schema.errors import FileError, PhysicsError, RecipeError
from simulation_server.schema.recipe import Infiltration

TABLE = SHIPPED.with_name("filling_pores.csv.gz")


@pytest.fixture(scope="module")
def forecaster() -> FillingForecaster:
    return FillingForecaster.shipped()


def _sponge(edge: int = 64) -> NDArray[np.uint8]:
    """Random solids of 60 % of the volume, periodic; half active material, half carbon-binder."""
    random = np.random.default_rng(0)
    field = gaussian_filter(random.normal(size=(edge, edge, edge)), 1.6, mode="wrap")
    kinds = np.where(field > np.quantile(field, 0.6), 0, 1).astype(np.uint8)
    kinds[(kinds == 1) & (np.indices(kinds.shape)[0] % 16 < 8)] = 2
    return kinds


@pytest.fixture(scope="module")
def sponge(forecaster: FillingForecaster) -> FillingForecast:
    return forecaster.forecast(_sponge(), 1.0, Infiltration(), 3.0, 35.0)


def test_the_shipped_model_does_what_it_says_on_electrodes_it_never_saw(
    forecaster: FillingForecaster,
) -> None:
    table = read_table(TABLE)
    held_out = table.only(table.held_out)
    assert not set(held_out.electrode) & set(forecaster.about.trained_on)
    assert (held_out.electrode % HELD_OUT_EVERY == HELD_OUT_EVERY - 1).all()
    model = load_filling_model(SHIPPED)
    reached = score(held_out, model.predict(held_out.columns, held_out.base))
    assert reached.log_start_r2 > 0.92
    assert reached.end_r2 > 0.93
    assert reached.log_velocity_r2 > 0.75
    assert forecaster.about.held_out is not None
    assert reached.log_end_r2 == pytest.approx(forecaster.about.held_out.log_end_r2, abs=1e-6)


def test_a_forecast_of_64_cubed_is_there_at_once(
    forecaster: FillingForecaster, sponge: FillingForecast
) -> None:
    # the processor's time of all threads, so that what else the machine does is not counted
    before = time.process_time()
    forecaster.forecast(_sponge(), 1.0, Infiltration(), 3.0, 35.0)
    assert time.process_time() - before < 3.0
    assert sponge.wall_s > 0.0


def test_map_curve_and_pores_tell_one_story(sponge: FillingForecast) -> None:
    kinds = _sponge()
    when = sponge.filled_ms
    assert np.isnan(when[kinds > 0]).all()
    assert (np.diff(sponge.saturation) >= 0).all()
    assert (np.diff(sponge.time_ms) > 0).all()
    half = np.interp(0.5, sponge.saturation, sponge.time_ms)
    assert (when <= half).sum() / (kinds == 0).sum() == pytest.approx(0.5, abs=0.02)
    assert sponge.saturation[-1] == pytest.approx(np.isfinite(when).sum() / (kinds == 0).sum(), abs=1e-3)
    assert np.nanmedian(when[:, :, -8:]) < 0.3 * np.nanmedian(when[:, :, :8])
    filled = np.isfinite(sponge.end_ms)
    assert (sponge.start_ms[filled] < sponge.end_ms[filled]).all()
    assert (sponge.velocity_um_ms[filled] > 0).all()


def test_viscosity_and_tension_only_set_the_clock(forecaster: FillingForecaster) -> None:
    kinds = _sponge(24)
    drive = Infiltration(inlet_pressure_kpa=71.3, gas_pressure_kpa=1.3)
    one = forecaster.forecast(kinds, 1.0, drive, 3.0, 35.0)
    thick = forecaster.forecast(kinds, 1.0, drive, 6.0, 35.0)
    np.testing.assert_allclose(thick.filled_ms, 2.0 * one.filled_ms, rtol=1e-4)


def test_more_pressure_fills_sooner(forecaster: FillingForecaster) -> None:
    kinds = _sponge(32)
    low, high = (
        forecaster.forecast(kinds, 1.0, Infiltration(inlet_pressure_kpa=kpa), 3.0, 35.0)
        for kpa in (40.0, 160.0)
    )
    assert np.nanmedian(high.end_ms) < 0.7 * np.nanmedian(low.end_ms)


def test_what_cannot_be_filled_is_refused(forecaster: FillingForecaster) -> None:
    kinds = _sponge(16)
    with pytest.raises(RecipeError, match="inlet_pressure_kpa = 5"):
        forecaster.forecast(
            kinds, 1.0, Infiltration(inlet_pressure_kpa=5.0, gas_pressure_kpa=90.0), 3.0, 35.0
        )
    kinds[:, :, -1] = 1
    with pytest.raises(PhysicsError, match="no pore opens"):
        forecaster.forecast(kinds, 1.0, Infiltration(), 3.0, 35.0)


def test_a_model_is_read_as_it_was_written(tmp_path: Path) -> None:
    model = load_filling_model(SHIPPED)
    save_filling_model(model, tmp_path / "again.npz")
    again = load_filling_model(tmp_path / "again.npz")
    assert again.about == model.about
    np.testing.assert_array_equal(again.trees[0].value, model.trees[0].value)


@pytest.mark.parametrize("damage", ["missing", "empty", "text", "flipped", "objects"])
def test_a_wrong_file_is_refused_in_one_line(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "wrong.npz"
    if damage == "empty":
        path.write_bytes(b"")
    elif damage == "text":
        path.write_text("not a model")
    elif damage == "flipped":
        content = bytearray(SHIPPED.read_bytes())
        content[len(content) // 2] ^= 0xFF
        path.write_bytes(bytes(content))
    elif damage == "objects":
        np.savez(path, about=np.array([{"a": 1}], dtype=object))
    with pytest.raises(FileError) as refused:
        load_filling_model(path)
    assert "\n" not in str(refused.value)
    assert "wrong.npz" in str(refused.value)


def test_a_wrong_table_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "pores.csv.gz"
    path.write_bytes(b"electrode,held_out\n1,0\n")
    with pytest.raises(FileError, match=r"not a table of filled pores") as refused:
        read_table(path)
    assert "\n" not in str(refused.value)
