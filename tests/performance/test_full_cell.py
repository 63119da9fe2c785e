"""Full cells: how two electrodes share their lithium, and what the cell gives for it."""

import numpy as np
import pytest

from simulation_server.performance.balance import capacity_mah_cm2
from simulation_server.performance.cell import discharge, discharges
from simulation_server.performance.chemistry import chemistry
from simulation_server.performance.energies import discharged_energy
from simulation_server.performance.full_cell import anode_of, balance_of, full_cell
from simulation_server.performance.masses import layer_masses_mg_cm2
from simulation_server.performance.open_circuit import open_circuit_v
from simulation_server.schema.quantities import C_RATES
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed
from simulation_server.schema.results import Curve

from .cells import CATHODE, full

CATHODES = ("NMC111", "NMC622", "NMC811", "LCO", "LFP")
NMC111 = chemistry("NMC111")


@pytest.mark.parametrize("counter", ["graphite", "graphite-siox"])
@pytest.mark.parametrize("name", CATHODES)
def test_the_window_ends_at_the_cell_s_voltages_and_keeps_its_lithium(name: str, counter: str) -> None:
    recipe = changed(full(), {"formulation.active_material": name, "cell.counter": counter})
    active, anode = chemistry(name), anode_of(CATHODE, recipe)
    assert capacity_mah_cm2(anode.structure, anode.active) == pytest.approx(
        1.1 * capacity_mah_cm2(CATHODE, active)
    )
    window = balance_of(CATHODE, active, anode)

    def at_rest(x_p: float, x_n: float) -> float:
        return open_circuit_v(active, x_p) - open_circuit_v(anode.active, x_n)

    charged_v = at_rest(window.cathode_charged, window.anode_charged)
    discharged_v = at_rest(window.cathode_discharged, window.anode_discharged)
    cell = full_cell(CATHODE, recipe)
    assert (charged_v, discharged_v) == pytest.approx((cell.upper_v, cell.lower_v), abs=1e-6)
    given = (window.anode_charged - window.anode_discharged) * (
        anode.active.max_concentration_mol_m3 * anode.structure.am_fraction * anode.structure.thickness_um
    )
    taken = (window.cathode_discharged - window.cathode_charged) * (
        active.max_concentration_mol_m3 * CATHODE.am_fraction * CATHODE.thickness_um
    )
    assert given == pytest.approx(taken, rel=1e-9)


def test_a_slow_discharge_gives_the_window_s_lithium_and_a_fast_one_less() -> None:
    curves = dict(discharges(CATHODE, full()))
    assert list(curves) == list(C_RATES)
    cell = full_cell(CATHODE, full())
    slow, middle, fast = (curve.capacity_mah_cm2[-1] for curve in curves.values())
    assert cell.capacity_mah_cm2 == pytest.approx(slow, rel=0.01)
    assert slow > middle > fast
    for curve in curves.values():
        assert curve.voltage_v[-1] == pytest.approx(2.7, abs=1e-3)
        assert 3.9 < curve.voltage_v[0] < 4.2


def test_an_anode_too_small_keeps_the_cathode_from_its_voltage() -> None:
    """Below np_ratio 1 the anode is full first: the cell ends where lithium would plate."""
    small, large = (
        balance_of(CATHODE, NMC111, anode_of(CATHODE, full(np_ratio=ratio))) for ratio in (0.8, 1.2)
    )
    assert small.capacity_mah_cm2 < 0.85 * large.capacity_mah_cm2
    assert small.anode_charged > large.anode_charged


def test_an_anode_stands_against_lithium_whatever_the_counter() -> None:
    recipe = changed(full(), {"formulation.active_material": "graphite"})
    curve = dict(discharges(CATHODE, recipe))["1C"]
    assert curve == discharge(CATHODE, chemistry("graphite"), 1.0, 0.01)


def test_energy_is_the_area_under_the_curve() -> None:
    flat = Curve(2.0, [0.0, 1.0, 2.0], [4.0, 4.0, 4.0])
    found = discharged_energy(flat, 4.0, 20.0)
    assert found.share == 0.5
    assert found.energy_mwh_cm2 == pytest.approx(8.0)
    assert found.power_mw_cm2 == pytest.approx(32.0)  # 8 mA/cm2 at 4 V
    assert (found.energy_wh_kg, found.power_w_kg) == pytest.approx((400.0, 1600.0))


def test_the_layers_weigh_what_their_densities_say() -> None:
    masses = layer_masses_mg_cm2(CATHODE, full())
    assert masses["electrode coating"] == pytest.approx(0.1 * 4.65 * 0.5 * 70.0 / 0.95)
    assert masses["electrode foil"] == pytest.approx(0.5 * 0.1 * 2.70 * 22.0)
    assert masses["counter foil"] == pytest.approx(0.5 * 0.1 * 8.96 * 12.0)
    assert "lithium" in layer_masses_mg_cm2(CATHODE, Recipe())
    # cells of coatings this thick are built with some 200 Wh/kg of their layers
    slow = full_cell(CATHODE, full()).discharge(0.2)
    energy = discharged_energy(slow, slow.capacity_mah_cm2[-1], sum(masses.values())).energy_wh_kg
    assert energy is not None and 150.0 < energy < 260.0
    assert np.all(np.array(list(masses.values())) > 0.0)
