"""The result of `mesonaut impedance`, as result.json and `--json` have it."""

import msgspec
import numpy as np

from simulation_server.performance.impedance import (
    BlockingCell,
    BlockingSpectrum,
    LineFit,
    Measured,
    Spectrum,
    fit_line,
)
from simulation_server.schema.states import Phase
from simulation_server.version import __version__
from simulation_server.volumes import Volume


class VolumeSummary(msgspec.Struct, frozen=True):
    """The file as it was understood."""

    file: str
    shape: tuple[int, ...]  # (nx, ny, nz)
    voxel_um: float
    phase_shares: dict[str, float]
    cbd_nanoporosity: float
    notes: tuple[str, ...]


class Points(msgspec.Struct, frozen=True):
    """A spectrum, per electrode area."""

    frequency_hz: list[float]
    real_ohm_cm2: list[float]
    imaginary_ohm_cm2: list[float]


class Line(msgspec.Struct, frozen=True):
    """A transmission line laid through a spectrum, of one electrode."""

    r_ion_ohm_cm2: float
    tortuosity: float
    q_s_gamma_cm2: float  # F/cm2 where gamma is 1
    gamma: float
    r_other_ohm_cm2: float
    misfit: float


class Comparison(msgspec.Struct, frozen=True):
    """A measured spectrum beside the computed one, by the same fit."""

    file: str
    electrodes: int  # in series in what was measured
    spectrum: Points  # as measured
    line: Line  # of one electrode
    r_ion_deviation: float  # computed over measured, less 1
    spectrum_deviation: float  # root mean square of |computed - measured| / |measured|
    notes: tuple[str, ...]


class ImpedanceResult(msgspec.Struct, frozen=True):
    """The blocking spectrum of one electrode."""

    version: str
    porosity: float  # pores and nanopores
    thickness_um: float
    kappa_s_m: float
    capacitance_uf_cm2: float  # at low frequency, per electrode area
    am_capacitance_f_m2: float
    cbd_capacitance_f_m2: float
    carbon_surface_per_um: float
    am_surface_per_um: float  # open to pores, over the volume
    am_under_cbd_per_um: float
    cbd_surface_per_um: float
    low_frequency_resistance_ohm_cm2: float  # R_ion / 3
    r_ion_ohm_cm2: float
    tortuosity: float  # from the low-frequency resistance
    line: Line  # of the computed spectrum
    geometric_tortuosity: float | None  # null where no path leads through
    time_constants_s: list[float]
    time_constant_shares: list[float]  # of the low-frequency resistance
    error_bound: float  # of the admittance's real part
    spectrum: Points
    measured: Comparison | None
    volume: VolumeSummary
    wall_s: float
    files: tuple[str, ...] = ()


def summarise(
    file: str,
    volume: Volume,
    nanoporosity: float,
    notes: tuple[str, ...],
    cell: BlockingCell,
    found: BlockingSpectrum,
    measured: Comparison | None,
    wall_s: float,
) -> ImpedanceResult:
    """The document of a computed spectrum."""
    response, wetted = found.relaxation, found.wetted
    volume_um3 = volume.labels.size * volume.voxel_um**3
    return ImpedanceResult(
        version=__version__,
        porosity=found.porosity,
        thickness_um=found.thickness_um,
        kappa_s_m=cell.kappa_s_m,
        capacitance_uf_cm2=response.capacitance_f_m2 * 100.0,
        am_capacitance_f_m2=cell.am_f_m2,
        cbd_capacitance_f_m2=cell.cbd_f_m2,
        carbon_surface_per_um=cell.carbon_surface_per_um,
        am_surface_per_um=wetted.am_um2 / volume_um3,
        am_under_cbd_per_um=wetted.am_under_cbd_um2 / volume_um3,
        cbd_surface_per_um=wetted.cbd_um2 / volume_um3,
        low_frequency_resistance_ohm_cm2=1e4 * response.resistance_ohm_m2,
        r_ion_ohm_cm2=1e4 * found.r_ion_ohm_m2,
        tortuosity=found.tortuosity,
        line=line_of(found.line, found),
        geometric_tortuosity=found.geometric_tortuosity,
        time_constants_s=response.tau_s.tolist(),
        time_constant_shares=(response.weight_s_f_m2 / response.weight_s_f_m2.sum()).tolist(),
        error_bound=response.error,
        spectrum=points(found.spectrum),
        measured=measured,
        volume=VolumeSummary(
            file,
            volume.labels.shape,
            volume.voxel_um,
            {phase.name.lower(): volume.share(phase) for phase in Phase},
            nanoporosity,
            notes,
        ),
        wall_s=wall_s,
    )


def points(spectrum: Spectrum) -> Points:
    """As plain lists, in the field's units."""
    z = spectrum.z_ohm_cm2
    return Points(spectrum.frequency_hz.tolist(), z.real.tolist(), z.imag.tolist())


def line_of(fit: LineFit, found: BlockingSpectrum) -> Line:
    """A fit in the field's units, with the tortuosity it means for this electrode."""
    return Line(
        1e4 * fit.r_ion_ohm_m2,
        found.tortuosity_of(fit.r_ion_ohm_m2),
        1e-4 * fit.q_s_gamma_m2,
        fit.gamma,
        1e4 * fit.r_other_ohm_m2,
        fit.misfit,
    )


def compare(file: str, measured: Measured, electrodes: int, found: BlockingSpectrum) -> Comparison:
    """Fits the measured spectrum of `electrodes` in series and sets it beside the computed one.

    Raises UserError where it is no spectrum of a blocking porous electrode.
    """
    whole = measured.spectrum
    fit = fit_line(Spectrum(whole.frequency_hz, whole.z_ohm_m2 / electrodes))
    beside = Comparison(
        file,
        electrodes,
        points(whole),
        line_of(fit, found),
        found.line.r_ion_ohm_m2 / fit.r_ion_ohm_m2 - 1.0,
        np.nan,
        measured.notes,
    )
    ours = drawn_over(found, beside, measured)
    deviation = np.sqrt(np.mean(np.abs(ours.z_ohm_m2 / whole.z_ohm_m2 - 1.0) ** 2))
    return msgspec.structs.replace(beside, spectrum_deviation=float(deviation))


def drawn_over(found: BlockingSpectrum, beside: Comparison, measured: Measured) -> Spectrum:
    """What would be measured with the computed electrodes: the measured resistance in front of them."""
    whole = measured.spectrum
    z = found.relaxation.impedance_ohm_m2(whole.omega_per_s)
    in_front = 1e-4 * beside.line.r_other_ohm_cm2
    return Spectrum(whole.frequency_hz, beside.electrodes * (z + in_front))
