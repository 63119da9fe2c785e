"""Half cells of every active material: what they hold, and how they answer to the rate."""

from dataclasses import replace

import numpy as np
import pytest

from simulation_server.performance.cell import discharge, discharges, theoretical_capacity_mah_cm2
from simulation_server.performance.cell_structure import CellStructure
from simulation_server.performance.chemistry import Chemistry, chemistry
from simulation_server.performance.open_circuit import (
    host_site_stoichiometry,
    open_circuit_v,
    stoichiometry_window,
)
from simulation_server.physics.material_files import material
from simulation_server.schema.quantities import C_RATES
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import SETTINGS, changed

MATERIALS = SETTINGS["formulation.active_material"].choices
LAYERED = ("NMC111", "NMC622", "NMC811", "LCO")
ANODES = ("graphite", "graphite-SiOx")
ELECTRODE = CellStructure(
    thickness_um=70.0,
    porosity=0.35,
    am_fraction=0.50,
    active_surface_per_um=0.33,
    pore_tortuosity=2.4,
    electronic_conductivity_s_m=1.0,
)


def specific_capacity_mah_g(structure: CellStructure, active: Chemistry) -> float:
    loading_g_cm2 = (
        structure.am_fraction * structure.thickness_um * 1e-4 * material(active.name)["density_g_cm3"]
    )
    return float(theoretical_capacity_mah_cm2(structure, active) / loading_g_cm2)


@pytest.mark.parametrize("name", MATERIALS)
def test_a_slow_discharge_gives_what_the_material_is_known_to_hold(name: str) -> None:
    active = chemistry(name)
    assert specific_capacity_mah_g(ELECTRODE, active) == pytest.approx(
        material(name)["cell"]["specific_capacity_mah_g"], rel=0.005
    )
    slow = discharge(ELECTRODE, active, 0.05, active.cutoff_v(3.5)).capacity_mah_cm2[-1]
    assert slow == pytest.approx(theoretical_capacity_mah_cm2(ELECTRODE, active), rel=0.015)


@pytest.mark.parametrize("name", MATERIALS)
def test_capacity_falls_with_the_rate(name: str) -> None:
    recipe = changed(Recipe(), {"formulation.active_material": name})
    curves = dict(discharges(ELECTRODE, recipe))
    assert list(curves) == list(C_RATES)
    slow, middle, fast = (curve.capacity_mah_cm2[-1] for curve in curves.values())
    assert slow > middle > fast > 0.0
    for curve in curves.values():
        # LFP takes current less easily before it holds some lithium: the voltage comes back by a millivolt
        assert (curve.voltage_v - np.minimum.accumulate(curve.voltage_v)).max() < 2e-3
        assert curve.voltage_v[-1] == pytest.approx(chemistry(name).cutoff_v(3.5), abs=1e-3)


@pytest.mark.parametrize("name", MATERIALS)
def test_at_rest_the_potential_falls_from_full_to_empty(name: str) -> None:
    active = chemistry(name)
    full, empty = stoichiometry_window(active)
    assert 0.0 < full < empty < 1.0
    assert open_circuit_v(active, full) == pytest.approx(active.full_v, abs=1e-6)
    assert open_circuit_v(active, empty) == pytest.approx(active.empty_v, abs=1e-6)
    potential = [open_circuit_v(active, x) for x in np.linspace(full, empty, 40)]
    assert (np.diff(potential) < 0.0).all()


def test_only_layered_oxides_follow_the_recipe_s_cutoff() -> None:
    low, high = (
        {name: chemistry(name).cutoff_v(voltage_v) for name in MATERIALS} for voltage_v in (2.8, 3.7)
    )
    assert {name for name in MATERIALS if low[name] != high[name]} == set(LAYERED)
    assert all(low[name] == 0.01 for name in ANODES)


def test_the_discharge_of_an_anode_lithiates_it() -> None:
    """It starts empty of lithium at 1 V and passes the stages of graphite, 0.2 to 0.08 V."""
    for name in ANODES:
        curve = discharge(ELECTRODE, chemistry(name), 0.05, 0.01)
        assert curve.voltage_v[0] > 0.9
        assert stoichiometry_window(chemistry(name))[0] < 0.04
        half = np.interp(0.5 * curve.capacity_mah_cm2[-1], curve.capacity_mah_cm2, curve.voltage_v)
        assert 0.08 < half < 0.2


def test_iron_phosphate_has_its_plateau() -> None:
    curve = discharge(ELECTRODE, chemistry("LFP"), 0.05, 2.5)
    shares = np.array([0.2, 0.5, 0.8]) * curve.capacity_mah_cm2[-1]
    assert np.interp(shares, curve.capacity_mah_cm2, curve.voltage_v) == pytest.approx(3.39, abs=0.03)


def test_crystallites_set_the_rate_of_a_porous_granule_not_its_size() -> None:
    active = chemistry("LFP")
    coarse = replace(ELECTRODE, active_surface_per_um=0.1)
    fast, fast_coarse = (
        discharge(each, active, 3.0, 2.5).capacity_mah_cm2[-1] for each in (ELECTRODE, coarse)
    )
    assert fast_coarse == pytest.approx(fast, rel=1e-9)
    dense = replace(active, primary_radius_um=None)  # granules without pores: lithium does not come through
    assert discharge(ELECTRODE, dense, 1.0, 2.5).capacity_mah_cm2[-1] < 0.1 * fast


def test_the_sites_of_nmc622_turned_round_give_the_same_isotherm() -> None:
    active = chemistry("NMC622")
    potential = np.linspace(3.3, 4.5, 25)
    found = [open_circuit_v(active, float(x)) for x in host_site_stoichiometry(potential, active)]
    np.testing.assert_allclose(found, potential, atol=1e-4)


@pytest.mark.parametrize("name", ANODES)
def test_a_thick_anode_fills_at_the_separator_first_and_goes_on(name: str) -> None:
    """Particles that are full stop taking lithium: the front moves on, and the cut-off ends it."""
    thick = CellStructure(106.0, 0.20, 0.70, 0.9, 3.5, 100.0)
    curve = discharge(thick, chemistry(name), 0.2, 0.01)
    assert curve.voltage_v[-1] == pytest.approx(0.01, abs=1e-3)
    assert 0.5 < curve.capacity_mah_cm2[-1] / theoretical_capacity_mah_cm2(thick, chemistry(name)) < 1.0
