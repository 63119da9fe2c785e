"""The blocking spectrum against the closed form, direct complex solutions, charge and energy."""

import numpy as np
import pytest
from scipy.sparse import coo_array, csc_array, diags_array
from scipy.sparse.linalg import spsolve

from simulation_server.performance.impedance import (
    BlockingCell,
    BlockingSpectrum,
    blocking_spectrum,
    line_impedance,
)
from simulation_server.physics.transport_ac import CapacitiveNetwork, DoubleLayer, capacitive_network
from simulation_server.schema.errors import PhysicsError, UserError
from simulation_server.schema.states import Phase, Voxels

from .shapes import packing, straight_slits

KAPPA, CAPACITANCE = 0.5, 0.08
LENGTH, VOXEL_UM = 160, 0.5


@pytest.fixture(scope="module")
def slits() -> BlockingSpectrum:
    return blocking_spectrum(straight_slits(LENGTH, VOXEL_UM), BlockingCell(KAPPA, CAPACITANCE, 0.0))


def test_straight_pores_are_the_transmission_line(slits: BlockingSpectrum) -> None:
    depth_m, porosity = LENGTH * VOXEL_UM * 1e-6, 0.5
    r_ion = depth_m / (KAPPA * porosity)
    capacitance = CAPACITANCE * 2.0 * depth_m / (4.0 * VOXEL_UM * 1e-6)  # two walls in four voxels
    assert slits.relaxation.capacitance_f_m2 == pytest.approx(capacitance, rel=1e-6)
    assert slits.r_ion_ohm_m2 == pytest.approx(r_ion, rel=1e-3)
    assert slits.line.r_ion_ohm_m2 == pytest.approx(r_ion, rel=0.01)
    assert slits.line.gamma == pytest.approx(1.0, abs=0.01)
    assert slits.tortuosity == pytest.approx(1.0, rel=1e-3)
    assert slits.geometric_tortuosity == pytest.approx(1.0, rel=1e-6)
    theory = line_impedance(slits.spectrum.omega_per_s, r_ion, capacitance)
    error = np.abs(slits.spectrum.z_ohm_m2 / theory - 1.0)
    assert error.max() < 0.01
    assert np.abs(slits.spectrum.z_ohm_m2.real / theory.real - 1.0).max() < 0.01


def test_ends_of_the_spectrum(slits: BlockingSpectrum) -> None:
    omega, z = slits.spectrum.omega_per_s, slits.spectrum.z_ohm_m2
    assert z[0].real == pytest.approx(slits.r_ion_ohm_m2 / 3.0, rel=1e-4)
    assert -1.0 / (omega[0] * z[0].imag) == pytest.approx(slits.relaxation.capacitance_f_m2, rel=1e-3)
    fast = omega * slits.relaxation.capacitance_f_m2 * slits.r_ion_ohm_m2 > 30.0
    np.testing.assert_allclose(-np.angle(z[fast], deg=True), 45.0, atol=0.6)


LAYERS = DoubleLayer(0.1, 0.2, 4e5)


@pytest.fixture(scope="module")
def grains() -> Voxels:
    return Voxels(packing(18), 0.6, 0.4)


@pytest.fixture(scope="module")
def spectrum(grains: Voxels) -> BlockingSpectrum:
    return blocking_spectrum(grains, BlockingCell(1.2, LAYERS.am_f_m2, LAYERS.cbd_f_m2, 2.0))


def _matrices(network: CapacitiveNetwork) -> tuple[csc_array, np.ndarray]:
    """Conductances (m, m) and capacitances (m,) of the cells, assembled apart from the solver."""
    shape = network.mass_s.shape
    number = np.full(shape, -1)
    number.ravel()[network.cells] = np.arange(network.cells.size)
    rows, columns, values = [], [], []
    for axis, face in enumerate(network.across):
        inner = face[1:-1, 1:-1, 1:-1].astype(float)
        here = number[1:-1, 1:-1, 1:-1]
        there = np.roll(here, -1, axis)
        if axis == 0:
            there = there.copy()
            there[-1] = -1
        joined = (inner > 0) & (here >= 0) & (there >= 0)
        for a, b in ((here, there), (there, here)):
            rows += [a[joined], a[joined]]
            columns += [a[joined], b[joined]]
            values += [inner[joined], -inner[joined]]
    first = number[1, 1:-1, 1:-1]
    open_ = first >= 0
    rows.append(first[open_])
    columns.append(first[open_])
    values.append(network.across[0][0, 1:-1, 1:-1][open_].astype(float))
    size = network.cells.size
    matrix = coo_array(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=(size, size)
    )
    return csc_array(matrix), network.mass_s.ravel()[network.cells].astype(float)


def test_spectrum_is_the_direct_complex_solution_within_its_bound(
    grains: Voxels, spectrum: BlockingSpectrum
) -> None:
    network = capacitive_network(grains, LAYERS, 1.2, 0.4**1.5)
    conductance, mass = _matrices(network)
    for omega in spectrum.spectrum.omega_per_s[[0, 12, 22, 29, 35]]:
        system = csc_array(conductance + diags_array(1j * omega * mass))
        phi = spsolve(system, conductance @ np.ones(mass.size))
        admittance = 1j * omega * (mass @ phi) * network.siemens / network.area_m2
        ours = spectrum.relaxation.admittance_s_m2(np.array([omega]))[0]
        error = abs(ours - admittance) / admittance.real
        assert error <= 1.5 * spectrum.relaxation.error + 1e-6
        # the power put in is dissipated in the pores
        drop = 1.0 - phi
        power = (np.conj(drop) @ (conductance @ drop)).real * network.siemens / network.area_m2
        assert ours.real == pytest.approx(power, rel=spectrum.relaxation.error)
    assert spectrum.relaxation.error <= 1e-3


def test_network_is_passive(spectrum: BlockingSpectrum) -> None:
    response = spectrum.relaxation
    assert (response.weight_s_f_m2 >= 0.0).all() and (response.tau_s >= 0.0).all()
    z = response.impedance_ohm_m2(np.logspace(-3, 9, 200))
    assert (z.real > 0.0).all() and (z.imag < 0.0).all()
    rounding = 1e-12 * z.real[0]
    assert (np.diff(z.real) <= rounding).all() and (np.diff(np.abs(z)) <= rounding).all()


def test_capacitance_is_that_of_the_surfaces(grains: Voxels) -> None:
    found = blocking_spectrum(grains, BlockingCell(1.0, 0.1, 0.2))
    wetted = found.wetted
    expected_f = 1e-12 * (
        0.1 * (wetted.am_um2 + grains.cbd_nanoporosity * wetted.am_under_cbd_um2) + 0.2 * wetted.cbd_um2
    )
    area_m2 = grains.phase.shape[0] * grains.phase.shape[1] * (grains.voxel_um * 1e-6) ** 2
    assert found.relaxation.capacitance_f_m2 * area_m2 == pytest.approx(expected_f, rel=1e-5)
    within = blocking_spectrum(grains, BlockingCell(1.0, 0.0, 0.2, 30.0))
    cbd_um3 = np.count_nonzero(grains.phase == Phase.CBD) * grains.voxel_um**3
    assert within.relaxation.capacitance_f_m2 * area_m2 == pytest.approx(
        0.2 * 30e6 * cbd_um3 * 1e-18, rel=1e-5
    )


def test_r_ion_does_not_depend_on_size_of_capacitance_nor_on_conductivity(spectrum: BlockingSpectrum) -> None:
    grains = Voxels(packing(18), 0.6, 0.4)
    other = blocking_spectrum(grains, BlockingCell(0.3, 0.4, 0.8, 2.0))
    assert other.tortuosity == pytest.approx(spectrum.tortuosity, rel=1e-4)
    assert other.line.r_ion_ohm_m2 == pytest.approx(4.0 * spectrum.line.r_ion_ohm_m2, rel=5e-3)


def test_dead_ends_weigh_on_the_spectrum_and_not_on_the_geometric_factor() -> None:
    straight = straight_slits(40)
    phase = straight.phase.repeat(2, axis=0)
    phase[4:7, :, 2:20] = Phase.PORE  # a pocket beside the pore, open to it through one layer
    phase[4, :, 2:19] = Phase.AM
    found = blocking_spectrum(Voxels(phase, 0.5), BlockingCell(1.0, 0.1, 0.1))
    assert found.geometric_tortuosity is not None
    plain = blocking_spectrum(Voxels(straight.phase.repeat(2, axis=0), 0.5), BlockingCell(1.0, 0.1, 0.1))
    assert plain.geometric_tortuosity is not None
    conductance = [
        found.porosity / found.geometric_tortuosity,
        plain.porosity / plain.geometric_tortuosity,
    ]
    assert conductance[0] == pytest.approx(conductance[1], rel=0.03)
    assert found.r_ion_ohm_m2 > 1.1 * plain.r_ion_ohm_m2


def test_unreached_pores_are_left_out() -> None:
    phase = straight_slits(30).phase.copy()
    phase[:, :, 10] = Phase.AM
    found = blocking_spectrum(Voxels(phase, 0.5), BlockingCell(1.0, 0.1, 0.1))
    assert found.geometric_tortuosity is None
    deep = blocking_spectrum(straight_slits(30), BlockingCell(1.0, 0.1, 0.1))
    assert found.relaxation.capacitance_f_m2 < 0.75 * deep.relaxation.capacitance_f_m2


@pytest.mark.parametrize(
    ("voxels", "cell", "error", "said"),
    [
        (Voxels(np.ones((6, 6, 6), np.uint8), 1.0), BlockingCell(), PhysicsError, "no pore opens"),
        (Voxels(np.zeros((6, 6, 6), np.uint8), 1.0), BlockingCell(), PhysicsError, "touches no surface"),
    ],
)
def test_structures_without_a_spectrum(
    voxels: Voxels, cell: BlockingCell, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        blocking_spectrum(voxels, cell)


@pytest.mark.parametrize("values", [(0.0, 0.1, 0.1), (1.0, -0.1, 0.1), (1.0, 0.0, 0.0), (np.nan, 0.1, 0.1)])
def test_cells_without_sense(values: tuple[float, float, float]) -> None:
    with pytest.raises(UserError, match="expected"):
        BlockingCell(*values)
