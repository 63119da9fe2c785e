"""The half cell: PyBaMM's numbers where it must give them, and what physics asks of a discharge."""

import os
from dataclasses import replace

import numpy as np
import pytest

from simulation_server.performance import mesh
from simulation_server.performance.cell import discharge, discharges, theoretical_capacity_mah_cm2
from simulation_server.performance.cell_structure import CellStructure
from simulation_server.performance.chemistry import chemistry
from simulation_server.performance.half_cell import simulation
from simulation_server.performance.quiet_pybamm import pybamm
from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.quantities import C_RATES
from simulation_server.schema.recipe import Recipe

CUTOFF_V = 3.5
NMC111 = chemistry("NMC111")
XU2019 = replace(
    NMC111,
    open_circuit_set="Xu2019",
    kinetics_set="Xu2019",
    fills_from=None,
    max_concentration_mol_m3=pybamm().ParameterValues("Xu2019")[
        "Maximum concentration in positive electrode [mol.m-3]"
    ],
)
"""The material of PyBaMM's own half cell."""
XU2019_HELD = replace(XU2019, max_concentration_mol_m3=35380.0)
ELECTRODE = CellStructure(
    thickness_um=70.0,
    porosity=0.35,
    am_fraction=0.50,
    active_surface_per_um=0.33,
    pore_tortuosity=2.4,
    electronic_conductivity_s_m=1.0,
)


def last(structure: CellStructure, c_rate: float) -> float:
    return discharge(structure, NMC111, c_rate, CUTOFF_V).capacity_mah_cm2[-1]


def test_the_capacities_fall_with_the_rate() -> None:
    curves = dict(discharges(ELECTRODE, Recipe()))
    assert list(curves) == list(C_RATES)
    slow, middle, fast = (curve.capacity_mah_cm2[-1] for curve in curves.values())
    assert slow > middle > fast > 0.0


def test_a_curve_starts_full_and_falls_to_the_cutoff() -> None:
    curve = discharge(ELECTRODE, NMC111, 1.0, CUTOFF_V)
    assert curve.capacity_mah_cm2[0] == 0.0
    assert 4.0 < curve.voltage_v[0] < 4.2
    assert curve.voltage_v[-1] == pytest.approx(CUTOFF_V, abs=1e-3)
    assert (np.diff(curve.voltage_v) < 0.0).all()
    assert (np.diff(curve.capacity_mah_cm2) > 0.0).all()


def test_a_slow_discharge_gives_the_theoretical_capacity() -> None:
    assert last(ELECTRODE, 0.2) == pytest.approx(theoretical_capacity_mah_cm2(ELECTRODE, NMC111), rel=0.10)
    assert last(ELECTRODE, 0.01) == pytest.approx(theoretical_capacity_mah_cm2(ELECTRODE, NMC111), rel=0.005)


def test_the_theoretical_capacity_is_what_nmc_is_measured_to_hold() -> None:
    """163 mAh/g from 4.3 to 3.0 V (Noh et al., J. Power Sources 233, 121, 2013)."""
    loading_g_cm2 = ELECTRODE.am_fraction * ELECTRODE.thickness_um * 1e-4 * 4.65
    as_measured = replace(NMC111, full_v=4.3, empty_v=3.0)
    capacity = theoretical_capacity_mah_cm2(ELECTRODE, as_measured) / loading_g_cm2
    assert capacity == pytest.approx(163.0, rel=0.03)


@pytest.mark.parametrize("c_rate", [1.0, 3.0])
def test_a_finer_mesh_changes_nothing(monkeypatch: pytest.MonkeyPatch, c_rate: float) -> None:
    """Where salt runs short in a thick dense electrode; PyBaMM's own mesh is 9 % off at 3C."""
    thick = CellStructure(200.0, 0.25, 0.6, 0.4, 4.5, 1.0)
    ours = discharge(thick, XU2019_HELD, c_rate, CUTOFF_V).capacity_mah_cm2[-1]
    for name in ("ELECTRODE_CELLS", "SEPARATOR_CELLS", "PARTICLE_CELLS"):
        monkeypatch.setattr(mesh, name, 2 * getattr(mesh, name))
    simulation.cache_clear()
    try:
        finer = discharge(thick, XU2019_HELD, c_rate, CUTOFF_V).capacity_mah_cm2[-1]
    finally:
        simulation.cache_clear()
    assert ours == pytest.approx(finer, rel=0.01)


def test_slow_capacity_is_proportional_to_loading() -> None:
    thin = replace(ELECTRODE, thickness_um=35.0)
    assert last(ELECTRODE, 0.2) == pytest.approx(2.0 * last(thin, 0.2), rel=0.02)


@pytest.mark.parametrize(
    "worse",
    [{"pore_tortuosity": 6.0}, {"electronic_conductivity_s_m": 0.01}, {"active_surface_per_um": 0.12}],
)
def test_poorer_transport_costs_fast_capacity(worse: dict[str, float]) -> None:
    assert last(replace(ELECTRODE, **worse), 3.0) < 0.95 * last(ELECTRODE, 3.0)


@pytest.mark.parametrize("current_share", [0.2, 1.0, 3.0])
@pytest.mark.parametrize(("thickness_um", "radius_um"), [(42.0, 5.3), (95.0, 2.4)])
def test_it_is_pybamms_own_half_cell(current_share: float, thickness_um: float, radius_um: float) -> None:
    """Against PyBaMM's Xu2019 as it comes (first case: its own electrode), built with plain numbers."""
    values = pybamm().ParameterValues("Xu2019")
    values.update(
        {
            "Positive electrode thickness [m]": thickness_um * 1e-6,
            "Positive particle radius [m]": radius_um * 1e-6,
        }
    )
    values["Current function [A]"] = current_share * values["Current function [A]"]
    theirs = (
        pybamm()
        .Simulation(pybamm().lithium_ion.DFN({"working electrode": "positive"}), parameter_values=values)
        .solve([0.0, 3600.0 * 4.0 / current_share])
    )

    porosity, am_fraction = values["Positive electrode porosity"], 0.518
    ours_structure = CellStructure(
        thickness_um=thickness_um,
        porosity=porosity,
        am_fraction=am_fraction,
        active_surface_per_um=3.0 * am_fraction / radius_um,
        pore_tortuosity=porosity**-0.5,  # Bruggeman
        electronic_conductivity_s_m=100.0 * (1.0 - porosity) ** 1.5,
    )
    area_cm2 = 1.54
    capacity = theoretical_capacity_mah_cm2(ours_structure, XU2019)
    rate = 1e3 * values["Current function [A]"] / area_cm2 / capacity
    ours = discharge(ours_structure, XU2019, rate, CUTOFF_V)

    their_capacity = theirs["Discharge capacity [A.h]"].entries * 1e3 / area_cm2
    at = np.linspace(0.0, 0.999 * their_capacity[-1], 300)
    difference = np.interp(at, ours.capacity_mah_cm2, ours.voltage_v) - np.interp(
        at, their_capacity, theirs["Voltage [V]"].entries
    )
    assert ours.capacity_mah_cm2[-1] == pytest.approx(their_capacity[-1], rel=1e-3)
    assert float(np.sqrt(np.mean(difference**2))) < 1e-3


def test_a_thick_dense_electrode_still_gives_a_small_finite_capacity() -> None:
    dense = replace(ELECTRODE, thickness_um=250.0, porosity=0.12, am_fraction=0.75, pore_tortuosity=15.0)
    assert 0.0 < last(dense, 3.0) < 0.02 * theoretical_capacity_mah_cm2(dense, NMC111)


def test_a_discharge_ends_where_the_pores_have_lost_their_salt() -> None:
    starved = replace(ELECTRODE, porosity=0.02, am_fraction=0.75, pore_tortuosity=1000.0)
    curve = discharge(starved, NMC111, 0.5, 2.8)
    assert curve.voltage_v[-1] > 2.8
    assert 0.0 < curve.capacity_mah_cm2[-1] < 0.01 * theoretical_capacity_mah_cm2(starved, NMC111)


def test_a_cell_below_the_cutoff_at_once_has_no_capacity() -> None:
    curve = discharge(ELECTRODE, NMC111, 3.0, 4.19)
    assert curve.capacity_mah_cm2 == [0.0]
    assert curve.voltage_v[0] < 4.19


@pytest.mark.parametrize(
    "impossible",
    [
        {"porosity": 0.0},
        {"pore_tortuosity": np.inf},
        {"electronic_conductivity_s_m": 0.0},
        {"thickness_um": np.nan},
    ],
)
def test_a_structure_that_conducts_nothing_is_refused(impossible: dict[str, float]) -> None:
    with pytest.raises(PhysicsError, match="expected"):
        discharge(replace(ELECTRODE, **impossible), NMC111, 1.0, CUTOFF_V)


def test_pybamm_reports_nothing_to_anyone() -> None:
    assert os.environ["PYBAMM_DISABLE_TELEMETRY"] == "true"
    assert pybamm().config.check_opt_out()
