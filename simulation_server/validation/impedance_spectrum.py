"""Blocking spectra against the closed form of a straight pore, and what charge and geometry demand of any."""

from collections.abc import Iterable

import numpy as np

from simulation_server.performance.impedance import BlockingCell, blocking_spectrum, line_impedance
from simulation_server.physics.voxels import interface_areas
from simulation_server.schema.states import Phase, Voxels

from .check import Check, absolute, relative

_LINE = "closed form of the transmission line (de Levie 1963)"
_LENGTH, _VOXEL_UM, _KAPPA_S_M, _CAPACITANCE_F_M2 = 200, 0.5, 0.8, 0.1


def straight_pores() -> Iterable[Check]:
    """Slits two voxels wide, half of the volume, 100 um deep."""
    phase = np.full((4, 4, _LENGTH), Phase.AM, np.uint8)
    phase[:2] = Phase.PORE
    found = blocking_spectrum(Voxels(phase, _VOXEL_UM), BlockingCell(_KAPPA_S_M, _CAPACITANCE_F_M2, 0.0))
    depth_m = _LENGTH * _VOXEL_UM * 1e-6
    r_ion = depth_m / (0.5 * _KAPPA_S_M)
    capacitance = _CAPACITANCE_F_M2 * 2.0 * depth_m / (4.0 * _VOXEL_UM * 1e-6)
    omega, z = found.spectrum.omega_per_s, found.spectrum.z_ohm_m2
    theory = line_impedance(omega, r_ion, capacitance)
    worst = float(np.abs(z / theory - 1.0).max())
    yield absolute("straight pore, largest deviation of Z", worst, 0.0, 0.01, "1", _LINE)
    yield relative("straight pore, R_ion/3", 1e4 * z[0].real, 1e4 * r_ion / 3.0, 0.01, "Ohm cm2", _LINE)
    fitted = 1e4 * found.line.r_ion_ohm_m2
    yield relative("straight pore, R_ion fitted", fitted, 1e4 * r_ion, 0.01, "Ohm cm2", _LINE)
    slow = -1.0 / (omega[0] * z[0].imag)
    source = "capacitance times area of the walls"
    yield relative("straight pore, capacitance", 100.0 * slow, 100.0 * capacitance, 0.01, "uF/cm2", source)
    fast = omega * r_ion * capacitance > 30.0
    phase_deg = float(np.mean(-np.angle(z[fast], deg=True)))
    yield absolute("straight pore, phase at high frequency", phase_deg, 45.0, 1.0, "degree", _LINE)


def grains() -> Iterable[Check]:
    """Spheres with carbon-binder on them: charge, and the bound on the error of the spectrum."""
    edge = 36
    axes = np.meshgrid(*[np.arange(edge) + 0.5] * 3, indexing="ij")
    distance = np.sqrt(sum((axis % 12.0 - 6.0) ** 2 for axis in axes))
    phase = np.where(distance < 5.7, np.uint8(Phase.AM), np.uint8(Phase.PORE))
    phase[(distance >= 4.5) & (distance < 5.7) & (axes[2] % 12.0 > 6.0)] = Phase.CBD
    voxels = Voxels(phase, 0.5, 0.47)
    found = blocking_spectrum(voxels, BlockingCell(1.0, 0.1, 0.2))
    wetted, response = found.wetted, found.relaxation
    um2 = 0.1 * (wetted.am_um2 + 0.47 * wetted.am_under_cbd_um2) + 0.2 * wetted.cbd_um2
    expected = 100.0 * um2 / (edge * voxels.voxel_um) ** 2
    omega = found.spectrum.omega_per_s[:1]
    slow = -100.0 / float(omega[0] * response.impedance_ohm_m2(omega)[0].imag)
    source = "capacitances times areas of the surfaces"
    yield relative("packing, charge at low frequency", slow, expected, 1e-3, "uF/cm2", source)
    source = "residual of the projected spectrum, over its real part"
    yield absolute("packing, bound on the spectrum's error", response.error, 0.0, 1e-3, "1", source)
    walls = (wetted.am_um2 + wetted.am_under_cbd_um2 + wetted.cbd_um2) / (edge * voxels.voxel_um) ** 3
    yield from _areas(voxels, walls)


def _areas(voxels: Voxels, walls_per_um: float) -> Iterable[Check]:
    """Local areas of the walls, summed, against the Crofton formula for the whole volume."""
    area = interface_areas(voxels.phase, len(Phase)) / voxels.voxel_um
    total = float(area[Phase.AM, Phase.PORE] + area[Phase.AM, Phase.CBD] + area[Phase.CBD, Phase.PORE])
    yield relative("packing, area of the walls", walls_per_um, total, 0.08, "1/um", "Crofton formula")
