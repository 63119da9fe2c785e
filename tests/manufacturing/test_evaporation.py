import pytest

from simulation_server.manufacturing.evaporation import (
    binder_diffusivity_m2_s,
    evaporation,
    mass_transfer_m_s,
    vapour_density_g_m3,
    vapour_pressure_pa,
)
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed

OVEN = changed(Recipe(), {"drying.control": "oven", "drying.oven_temperature_c": 80.0})


@pytest.mark.parametrize(
    ("solvent", "celsius", "pascal", "within"),
    [("water", 25.0, 3169.0, 0.01), ("water", 100.0, 101_325.0, 0.01), ("nmp", 202.0, 101_325.0, 0.05)],
)
def test_vapour_pressures_are_the_known_ones(
    solvent: str, celsius: float, pascal: float, within: float
) -> None:
    assert vapour_pressure_pa(solvent, celsius) == pytest.approx(pascal, rel=within)


def test_saturated_steam_has_its_tabulated_density() -> None:
    assert vapour_density_g_m3("water", 25.0) == pytest.approx(23.0, rel=0.01)


def test_a_set_rate_is_the_rate() -> None:
    drier = evaporation(changed(Recipe(), {"drying.rate_g_m2_s": 1.25}))
    assert drier.rate_g_m2_s == 1.25
    assert drier.time_s(100.0) == pytest.approx(80.0)


def test_film_in_the_oven_is_as_cool_as_evaporation_keeps_it() -> None:
    drier = evaporation(OVEN)
    heat_in = 2.0 * 35.0 * (80.0 - drier.film_temperature_c)
    assert drier.film_temperature_c < 80.0
    assert drier.rate_g_m2_s * 545.0 == pytest.approx(heat_in, rel=1e-6)
    saturated = vapour_density_g_m3("nmp", drier.film_temperature_c)
    assert drier.rate_g_m2_s == pytest.approx(mass_transfer_m_s("nmp") * saturated, rel=1e-9)


def test_rate_and_oven_agree_on_the_film_temperature() -> None:
    oven = evaporation(OVEN)
    same = evaporation(changed(Recipe(), {"drying.rate_g_m2_s": oven.rate_g_m2_s}))
    assert same.film_temperature_c == pytest.approx(oven.film_temperature_c, abs=1e-6)


def test_hotter_ovens_dry_faster_and_water_faster_than_nmp() -> None:
    hotter = evaporation(changed(OVEN, {"drying.oven_temperature_c": 120.0}))
    water = evaporation(changed(OVEN, {"formulation.binder": "CMC-SBR"}))
    nmp = evaporation(OVEN)
    assert hotter.rate_g_m2_s > 2.0 * nmp.rate_g_m2_s
    assert water.rate_g_m2_s > 2.0 * nmp.rate_g_m2_s
    assert water.film_temperature_c < 45.0  # near the wet bulb


def test_binder_diffuses_faster_in_thinner_solvent() -> None:
    cold, warm = (binder_diffusivity_m2_s(OVEN, celsius) for celsius in (25.0, 80.0))
    assert cold == pytest.approx(1.1e-10)
    assert warm / cold == pytest.approx(353.15 / 298.15 * 1.67 / 0.92, rel=0.01)
