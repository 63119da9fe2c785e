"""Fluxes and stream lines: what comes in goes out, and lines stay in what conducts."""

import numpy as np
import pytest
from numpy.typing import NDArray

from simulation_server.performance.analysis.face_fluxes import face_fluxes
from simulation_server.performance.analysis.flux import electron_flux, ion_flux
from simulation_server.performance.structure import electrolyte_shares, pore_diffusion
from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.states import FluxField, Phase, Voxels
from tests.physics.test_transport import blobs

EDGE_UM = 0.5


def electrode() -> Voxels:
    """A random medium of all three phases."""
    return Voxels(blobs((30, 26, 36), seed=2), EDGE_UM, 0.5)


@pytest.fixture(scope="module")
def ions() -> FluxField:
    return ion_flux(electrode())


def test_every_cell_gives_out_what_it_takes_in() -> None:
    voxels = electrode()
    solved = pore_diffusion(voxels)
    found = face_fluxes(
        solved.potential, voxels.phase, electrolyte_shares(0.5), solved.conductivity, periodic=True
    )
    left = np.roll(found.x, -1, 0) - found.x + np.roll(found.y, -1, 1) - found.y + np.diff(found.z, axis=2)
    typical = np.nanmean(found.speed(~np.isnan(solved.potential)))
    assert np.abs(left).max() < 0.05 * typical
    for layer in (0, 18, 36):
        assert found.z[:, :, layer].mean() == pytest.approx(1.0, abs=2e-3)


def test_nothing_flows_in_solids_and_something_in_every_pore_that_leads_through(ions: FluxField) -> None:
    voxels = electrode()
    assert np.isnan(ions.speed[voxels.phase == Phase.AM]).all()
    inside = ions.speed[voxels.phase == Phase.PORE]
    assert np.isfinite(inside).mean() > 0.95 and np.nanmin(inside) >= 0.0


def test_lines_lead_from_the_collector_to_the_separator(ions: FluxField) -> None:
    starts, points = ions.starts, ions.points_um
    assert starts[0] == 0 and starts[-1] == len(points) == len(ions.along)
    assert (np.diff(starts) > 0).all()
    top = 36 * EDGE_UM
    at_bottom = points[starts[:-1], 2] < 1e-4
    at_top = points[starts[1:] - 1, 2] > top - 1e-4
    assert 60 <= at_bottom.sum() <= 150
    assert at_top.sum() == at_bottom.sum()
    assert points.min() >= 0.0 and (points.max(axis=0) <= np.array([15.0, 13.0, 18.0]) + 1e-4).all()


def test_lines_stay_in_what_conducts_and_take_small_steps(ions: FluxField) -> None:
    voxels = electrode()
    pieces = np.split(np.arange(len(ions.points_um)), ions.starts[1:-1])
    for piece in pieces:
        line = ions.points_um[piece]
        if len(line) < 2:
            continue
        steps = np.linalg.norm(np.diff(line, axis=0), axis=1)
        assert steps.max() <= 3.0**0.5 * EDGE_UM + 1e-5
        middles = 0.5 * (line[1:] + line[:-1])[steps > 1e-3]
        cells = np.minimum((middles / EDGE_UM).astype(int), np.array(voxels.phase.shape) - 1)
        assert (voxels.phase[tuple(cells.T)] != Phase.AM).all()


def test_seeds_stand_for_equal_shares_of_the_flux() -> None:
    """Two channels, one four times as wide: four times the lines."""
    phase = np.full((12, 12, 16), Phase.AM, dtype=np.uint8)
    phase[1:3, 1:5] = Phase.PORE
    phase[5:9, 2:10] = Phase.PORE
    found = ion_flux(Voxels(phase, 1.0))
    x = found.points_um[found.starts[:-1], 0]
    narrow, wide = np.count_nonzero(x < 4.0), np.count_nonzero(x > 4.0)
    assert wide == pytest.approx(4 * narrow, abs=8)
    np.testing.assert_allclose(found.along, 144.0 / 40.0, rtol=1e-3)
    np.testing.assert_allclose(found.speed[phase == Phase.PORE], 144.0 / 40.0, rtol=1e-3)


def test_electrons_take_the_carbon() -> None:
    voxels = electrode()
    found = electron_flux(voxels, 0.01, 100.0)
    carbon, active = (np.nanmean(found.speed[voxels.phase == phase]) for phase in (Phase.CBD, Phase.AM))
    assert found.what == "electrons" and carbon > 20.0 * active
    assert np.isnan(found.speed[voxels.phase == Phase.PORE]).all()


def test_solids_that_end_below_the_top_are_followed_to_their_end() -> None:
    phase = np.zeros((8, 8, 12), dtype=np.uint8)
    phase[2:6, 2:6, :9] = Phase.CBD
    found = electron_flux(Voxels(phase, 1.0), 0.01, 100.0)
    assert found.speed.shape == phase.shape and np.isnan(found.speed[:, :, 9:]).all()
    assert found.points_um[:, 2].max() == pytest.approx(9.0)


def test_closed_pores_are_refused() -> None:
    phase: NDArray[np.uint8] = np.zeros((8, 8, 12), dtype=np.uint8)
    phase[:, :, 6] = Phase.AM
    with pytest.raises(PhysicsError, match="does not connect both ends along z"):
        ion_flux(Voxels(phase, 1.0))
