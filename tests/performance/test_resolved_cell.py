"""The resolved cell: the homogeneous limit, conservation, and what a discharge shows."""

import msgspec
import numpy as np
import pytest

from simulation_server.performance.chemistry import chemistry
from simulation_server.performance.open_circuit import open_circuit_v
from simulation_server.performance.resolved import ResolvedCell, resolved_discharge
from simulation_server.performance.resolved.functions import reactions
from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.states import Phase, Voxels
from simulation_server.validation.resolved_cell import compared
from simulation_server.validation.sphere_column import sphere_column


def _recipe(material: str = "NMC111", **cell: object) -> Recipe:
    return msgspec.convert({"formulation": {"active_material": material}, "cell": cell}, Recipe)


def test_many_small_spheres_discharge_as_the_dfn_does() -> None:
    off_v, worst = compared(_recipe(), 1.0, spheres=8, spacing_um=4.0, voxels_apart=8)
    assert off_v < 0.005
    assert worst < 1e-6


def test_a_discharge_goes_from_rest_to_the_cutoff() -> None:
    voxels = sphere_column(3, 8.0, 8)
    states = list(resolved_discharge(voxels, _recipe(lower_cutoff_v=3.6), 1.0))
    first, last = states[0], states[-1]
    for state in states:  # numbers that a message can carry
        told = (state.progress, state.time_s, state.capacity_mah_cm2, state.voltage_v, state.c_rate)
        assert all(type(number) is float for number in told)
    assert first.voltage_v == pytest.approx(4.2, abs=1e-6)
    assert last.voltage_v == pytest.approx(3.6, abs=1e-3)
    assert [state.progress for state in states] == sorted(state.progress for state in states)
    assert last.progress == 1.0
    assert np.diff([state.time_s for state in states]).min() > 0.0
    particles = voxels.phase == Phase.AM
    assert np.isnan(last.lithiation[~particles]).all()
    assert np.isnan(last.salt_mol_m3[particles]).all()
    assert np.nanmean(last.lithiation) > np.nanmean(first.lithiation) + 0.1
    assert np.nanmax(last.overpotential_v) < 0.0  # lithium goes in everywhere
    assert last.sei_nm is None


def test_lithium_goes_first_where_its_way_is_shortest() -> None:
    voxels = sphere_column(6, 8.0, 8)
    cell = ResolvedCell(voxels, _recipe("graphite"))  # it conducts well: the ions' way decides
    for _ in range(4):
        cell.step(20.0, 3.0)
    state = cell.state(0.0, 3.0)
    lithium = np.nanmean(state.lithiation, axis=(0, 1))
    salt = np.nanmean(state.salt_mol_m3, axis=(0, 1))
    assert lithium[-8:].mean() > 1.01 * lithium[:8].mean()
    assert salt[-1] > salt[0] + 10.0


def test_an_anode_takes_lithium_up_and_grows_an_interphase() -> None:
    voxels = sphere_column(3, 10.0, 8)
    cell = ResolvedCell(voxels, _recipe("graphite", sei="ec reaction limited"))
    assert cell.voltage_v == pytest.approx(1.0, abs=1e-4)
    for _ in range(5):
        cell.step(60.0, 1.0)
    state = cell.state(0.0, 1.0)
    assert cell.voltage_v < 0.4
    assert state.sei_nm is not None
    surface = np.isfinite(state.sei_nm)
    assert (voxels.phase[surface] == Phase.AM).all()
    assert np.nanmin(state.sei_nm) > 5.0  # the initial thickness
    assert cell.balance().worst < 1e-6


def test_a_full_cell_takes_from_one_electrode_what_the_other_gets() -> None:
    voxels = sphere_column(3, 8.0, 8)
    cell = ResolvedCell(voxels, _recipe(counter="graphite", np_ratio=1.2))
    assert cell.voltage_v == pytest.approx(4.2, abs=0.01)
    for _ in range(5):
        cell.step(60.0, 1.0)
    shown = cell.state(0.0, 1.0)
    layers = voxels.phase.shape[2]
    assert shown.phase.shape[2] > layers
    assert (shown.phase[:, :, :layers] == voxels.phase).all()
    assert np.nanmax(shown.overpotential_v[:, :, :layers]) < 0.0
    assert np.nanmin(shown.overpotential_v[:, :, layers:]) > 0.0
    assert cell.balance().worst < 1e-6


def test_tables_say_what_pybamm_says() -> None:
    active = chemistry("graphite")
    table = reactions([active])
    for x in (0.013, 0.2071, 0.5113, 0.9031):
        place = np.arange(table.open_circuit_v.shape[1]) / table.per_unit + table.low
        found = np.interp(x, place, table.open_circuit_v[0])
        assert found == pytest.approx(open_circuit_v(active, x), abs=2e-5)


def test_a_particle_that_touches_nothing_keeps_its_lithium() -> None:
    column = sphere_column(3, 8.0, 8)
    phase = np.pad(column.phase, ((0, 8), (0, 8), (0, 0)))
    phase[12:14, 12:14, 10:12] = Phase.AM
    cell = ResolvedCell(Voxels(phase, column.voxel_um), _recipe())
    assert 0.0 < cell.inactive_share < 0.02
    before = cell.state(0.0, 1.0).lithiation[12:14, 12:14, 10:12]
    cell.step(30.0, 1.0)
    assert (cell.state(0.0, 1.0).lithiation[12:14, 12:14, 10:12] == before).all()


def test_granules_of_crystallites_are_refused_in_words() -> None:
    with pytest.raises(PhysicsError, match="crystallites"):
        ResolvedCell(sphere_column(2, 8.0, 8), _recipe("LFP"))


def test_a_volume_without_active_material_is_refused_in_words() -> None:
    with pytest.raises(PhysicsError, match="no voxel of active material"):
        ResolvedCell(Voxels(np.zeros((4, 4, 8), dtype=np.uint8), 1.0), _recipe())


def test_a_rate_out_of_range_is_refused_in_words() -> None:
    with pytest.raises(PhysicsError, match="expected a rate above 0"):
        next(resolved_discharge(sphere_column(2, 8.0, 8), _recipe(), 0.0))
