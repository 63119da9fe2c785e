"""The SEI on an anode: what PyBaMM's constants make of it, and where its lithium goes."""

import numpy as np
import pytest

from simulation_server.performance.ageing import cycling, storage
from simulation_server.performance.chemistry import chemistry
from simulation_server.performance.full_cell import full_cell
from simulation_server.performance.plain_half_cell import plain_half_cell
from simulation_server.performance.sei import sei_values

from .cells import CATHODE, full

GRAPHITE = chemistry("graphite")
DIFFUSION = "solvent-diffusion limited"
_FARADAY = 96485.33212


def test_solvent_diffusion_grows_with_the_root_of_time() -> None:
    """`L^2 = L0^2 + 2 D c V t / z` (Ploehn et al. 2004)."""
    grown = storage(
        plain_half_cell(CATHODE, GRAPHITE, 0.01, sei=DIFFUSION, lithiated=True), [0.0, 25.0, 100.0]
    )
    values = sei_values()
    flux = values["SEI solvent diffusivity [m2.s-1]"] * values["Bulk solvent concentration [mol.m-3]"]
    volume = values["SEI partial molar volume [m3.mol-1]"] / values["Ratio of lithium moles to SEI moles"]
    for point in grown.points:
        squared = (5e-9) ** 2 + 2.0 * flux * volume * point.days * 86400.0
        assert point.sei_nm == pytest.approx(1e9 * np.sqrt(squared), rel=1e-3)


@pytest.mark.parametrize("law", [DIFFUSION, "reaction limited"])
def test_the_lithium_in_the_layer_is_the_capacity_lost(law: str) -> None:
    last = storage(plain_half_cell(CATHODE, GRAPHITE, 0.01, sei=law, lithiated=True), [0.0, 50.0]).points[-1]
    values = sei_values()
    per_m3 = values["Ratio of lithium moles to SEI moles"] / values["SEI partial molar volume [m3.mol-1]"]
    surface = CATHODE.active_surface_per_um * CATHODE.thickness_um  # m2 of particles on a m2 of electrode
    bound = (last.sei_nm - 5.0) * 1e-9 * surface * per_m3 * _FARADAY / 3600.0 * 0.1  # mAh/cm2
    assert last.lost_mah_cm2 == pytest.approx(bound, rel=2e-3)


def test_a_full_cell_loses_capacity_as_its_sei_grows() -> None:
    cycles: list[int] = []
    grown = cycling(full_cell(CATHODE, full(sei="ec reaction limited")), 1.0, 3, cycles.append)
    assert cycles == [1, 2, 3] and grown.stopped == ""
    thickness, lost, given = (
        np.array([getattr(point, name) for point in grown.points])
        for name in ("sei_nm", "lost_mah_cm2", "discharge_mah_cm2")
    )
    assert (np.diff(thickness) > 0.0).all() and (np.diff(given) < 0.0).all()
    # what the SEI binds the cell no longer gives: more between discharges than between the cycles' ends,
    # for it slows down
    assert lost[-1] - lost[0] < given[0] - given[-1] < lost[-1]
    assert list(grown.curves) == [1, 3] and grown.curves[3].capacity_mah_cm2[0] == 0.0
