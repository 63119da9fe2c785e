"""Structure quantities of electrodes simple enough to know them."""

import numpy as np
import pytest
from numpy.typing import NDArray

from simulation_server.performance.structure import cell_structure, structure_quantities
from simulation_server.physics.carbon_binder import cbd
from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.quantities import QUANTITIES, STRUCTURE_QUANTITIES
from simulation_server.schema.recipe import Formulation
from simulation_server.schema.results import Value
from simulation_server.schema.states import Electrode, Particles, Phase, Voxels

NANOPOROSITY = 0.47


def measured(
    phase: NDArray[np.uint8], edge_um: float = 0.5, formulation: Formulation = Formulation()
) -> dict[str, Value]:
    """Quantities of a volume given by its voxels alone."""
    nx, ny, nz = phase.shape
    am_volume = float(np.count_nonzero(phase == Phase.AM)) * edge_um**3
    nothing = Particles(
        np.zeros((0, 3)), np.zeros(0), np.zeros(0, np.uint8), np.zeros(0), (nx * edge_um, ny * edge_um)
    )
    electrode = Electrode(nothing, nz * edge_um, NANOPOROSITY, am_volume, 0.0)
    return dict(structure_quantities(electrode, Voxels(phase, edge_um, NANOPOROSITY), formulation))


def columns() -> NDArray[np.uint8]:
    """Upright walls: 4 voxels of pore, 8 of active material, 4 of carbon-binder."""
    phase = np.zeros((16, 6, 20), dtype=np.uint8)
    phase[4:12] = Phase.AM
    phase[12:] = Phase.CBD
    return phase


def test_upright_walls() -> None:
    found = measured(columns())
    pores = 0.25 + 0.25 * NANOPOROSITY
    assert found["porosity"].value == pytest.approx(pores)
    assert found["pore_tortuosity"].value == pytest.approx(
        pores / (0.25 + 0.25 * NANOPOROSITY**1.5), rel=1e-4
    )
    assert found["electronic_conductivity_s_m"].value == pytest.approx(0.5 * 0.1 + 0.25 * 375.0, rel=1e-4)
    # two walls a period of 8 um; flat faces along the axes are the worst case of thirteen directions
    assert found["active_surface_per_um"].value == pytest.approx(2.0 / 8.0, rel=0.12)
    assert found["pore_size_um"].value == pytest.approx(2.0, abs=0.5)
    assert found["thickness_um"].value == pytest.approx(10.0)
    assert found["loading_mg_cm2"].value == pytest.approx(0.5 * 10e-4 * 4.65e3)


def test_density_and_conductivities_are_those_of_the_formulation() -> None:
    graphite = measured(columns(), formulation=Formulation(active_material="graphite", binder="CMC-SBR"))
    nmc = measured(columns())
    assert graphite["loading_mg_cm2"].value == pytest.approx(0.5 * 10e-4 * 2.26e3)
    conductivity = 0.5 * 1e4 + 0.25 * cbd("CMC-SBR").conductivity_s_m
    assert graphite["electronic_conductivity_s_m"].value == pytest.approx(conductivity, rel=1e-4)
    assert graphite["pore_tortuosity"] == nmc["pore_tortuosity"]


def test_more_carbon_in_the_binder_conducts_better() -> None:
    lean, rich = (
        measured(columns(), formulation=Formulation(binder_share_wt_pct=share))["electronic_conductivity_s_m"]
        for share in (80.0, 20.0)
    )
    assert rich.value > 10.0 * lean.value


def test_every_structure_quantity_comes_with_its_unit() -> None:
    found = measured(columns())
    assert set(found) == set(STRUCTURE_QUANTITIES)
    assert all(value.unit == QUANTITIES[name].unit for name, value in found.items())


def test_blocked_pores_are_said() -> None:
    phase = columns()
    phase[:, :, 8:10] = Phase.AM
    with pytest.raises(PhysicsError, match=r"pore space .* does not connect both ends along z.*reaches 4 um"):
        measured(phase)


def test_cell_structure_keeps_the_sphere_of_the_same_surface() -> None:
    phase = columns()
    found = measured(phase)
    cell = cell_structure(Voxels(phase, 0.5, NANOPOROSITY), found)
    assert cell.am_fraction == 0.5
    assert cell.particle_radius_um == pytest.approx(1.5 / found["active_surface_per_um"].value)
