"""The blocking spectrum of an electrode, from its own voxels, and the two tortuosities there are.

One electrode of a symmetric cell in an electrolyte that does not react: ions come in from the separator's
plane and charge the double layers; the solids stand at one potential, the collector lets nothing through.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation_server.performance.structure import CBD_BRUGGEMAN_EXPONENT, pore_diffusion, total_porosity
from simulation_server.physics.carbon_binder import REFERENCE_BINDER, REFERENCE_SHARE_WT_PCT, cbd
from simulation_server.physics.transport_ac import (
    DoubleLayer,
    Relaxation,
    Wetted,
    capacitive_network,
    relaxation,
)
from simulation_server.schema.errors import PhysicsError, UserError
from simulation_server.schema.states import Voxels

from .spectrum import Spectrum
from .transmission_line import LineFit, fit_line

DECADES_BELOW, DECADES_ABOVE = 2.0, 3.0
"""Of the characteristic angular frequency 1 / (R_ion C), where nobody chooses the frequencies."""
POINTS = 36
_FITTED = 1 + round((POINTS - 1) * (DECADES_BELOW + 2.0) / (DECADES_BELOW + DECADES_ABOVE))
"""How many the line is fitted to: from the slowest to two decades above the characteristic one.

Faster, the field reaches little deeper than the pores are wide, and the line is none any more.
"""
CARBON_SURFACE_M2_G = 62.0
"""Carbon black Super C65 by nitrogen adsorption, from suppliers' data."""


@dataclass(frozen=True, slots=True)
class BlockingCell:
    """What the structure does not say: the electrolyte's conductivity, the capacitances of its surfaces.

    10 uF/cm2 is the order of a double layer in carbonate electrolytes on oxides and carbon alike; R_ion and
    the tortuosity do not depend on it.
    """

    kappa_s_m: float = 1.0
    am_f_m2: float = 0.1
    cbd_f_m2: float = 0.1
    carbon_surface_per_um: float = 0.0  # inside the carbon-binder, per its volume; 0: its outer surface only

    def __post_init__(self) -> None:
        values = {
            "conductivity": (self.kappa_s_m, "S/m"),
            "capacitance of the active material": (self.am_f_m2, "F/m2"),
            "capacitance of the carbon-binder": (self.cbd_f_m2, "F/m2"),
            "carbon surface": (self.carbon_surface_per_um, "1/um"),
        }
        for name, (value, unit) in values.items():
            if not (np.isfinite(value) and value >= 0.0):
                raise UserError(f"{name} {value:g} {unit}: expected a number of 0 or more")
        if self.kappa_s_m == 0.0 or self.am_f_m2 + self.cbd_f_m2 == 0.0:
            raise UserError(
                f"conductivity {self.kappa_s_m:g} S/m with {self.am_f_m2:g} and {self.cbd_f_m2:g} F/m2: "
                "expected a conductivity above 0 and a capacitance on one of the solids"
            )


@dataclass(frozen=True, slots=True)
class BlockingSpectrum:
    """A computed spectrum of one electrode, per area of the separator, with what is read from it."""

    spectrum: Spectrum
    relaxation: Relaxation
    line: LineFit  # fitted around the characteristic frequency, as to a measured spectrum
    wetted: Wetted
    kappa_s_m: float
    porosity: float  # pores and nanopores
    thickness_um: float
    geometric_tortuosity: float | None  # porosity over relative diffusivity; None where no path leads through

    @property
    def r_ion_ohm_m2(self) -> float:
        """Three times the real part's limit at low frequency."""
        return 3.0 * self.relaxation.resistance_ohm_m2

    @property
    def tortuosity(self) -> float:
        """From the low-frequency limit."""
        return self.tortuosity_of(self.r_ion_ohm_m2)

    @property
    def line_tortuosity(self) -> float:
        """From the fitted transmission line."""
        return self.tortuosity_of(self.line.r_ion_ohm_m2)

    def tortuosity_of(self, r_ion_ohm_m2: float, kappa_s_m: float | None = None) -> float:
        """tau = R_ion A kappa eps / d with this electrode's porosity and thickness."""
        kappa = self.kappa_s_m if kappa_s_m is None else kappa_s_m
        return r_ion_ohm_m2 * kappa * self.porosity / (self.thickness_um * 1e-6)


def blocking_spectrum(
    voxels: Voxels,
    cell: BlockingCell,
    frequency_hz: NDArray[np.float64] | None = None,
    *,
    show: Callable[[float, str], None] = lambda _share, _words: None,
) -> BlockingSpectrum:
    """The spectrum at rising frequencies (n,), or around the electrode's own characteristic one.

    `show` takes progress (0 to 1) with words. Raises PhysicsError where no electrolyte reaches the separator.
    """
    show(0.0, "conductances and capacitances")
    inside = cell.cbd_f_m2 * cell.carbon_surface_per_um * 1e6 if cell.carbon_surface_per_um > 0.0 else None
    layers = DoubleLayer(cell.am_f_m2, cell.cbd_f_m2, inside)
    cbd_share = voxels.cbd_nanoporosity**CBD_BRUGGEMAN_EXPONENT
    network = capacitive_network(voxels, layers, cell.kappa_s_m, cbd_share)

    def omega(at_rest: Relaxation) -> NDArray[np.float64]:
        own = around(at_rest)
        return own if frequency_hz is None else np.union1d(own, 2.0 * np.pi * frequency_hz)

    found = relaxation(network, omega, show=lambda share, words: show(0.05 + 0.85 * share, words))
    own = around(found) / (2.0 * np.pi)
    line = fit_line(_at(found, own[:_FITTED]))
    show(0.9, "geometric tortuosity")
    porosity = total_porosity(voxels)
    return BlockingSpectrum(
        _at(found, own if frequency_hz is None else frequency_hz),
        found,
        line,
        network.wetted,
        cell.kappa_s_m,
        porosity,
        voxels.phase.shape[2] * voxels.voxel_um,
        _geometric(voxels, porosity),
    )


def around(found: Relaxation) -> NDArray[np.float64]:
    """Angular frequencies around 1 / (R_ion C), log-spaced."""
    characteristic = 1.0 / (3.0 * found.resistance_ohm_m2 * found.capacitance_f_m2)
    return characteristic * np.logspace(-DECADES_BELOW, DECADES_ABOVE, POINTS)


def carbon_surface_per_um(
    binder: str = REFERENCE_BINDER, share_wt_pct: float = REFERENCE_SHARE_WT_PCT
) -> float:
    """Surface of the carbon black in a carbon-binder of this binder and share, per volume with nanopores.

    Nothing is taken off for the binder that lies on it.
    """
    carbon_g_cm3 = (1.0 - share_wt_pct / 100.0) * cbd(binder, share_wt_pct).apparent_density_g_cm3
    return CARBON_SURFACE_M2_G * carbon_g_cm3  # 1 m2/cm3 is 1/um


def _at(found: Relaxation, frequency_hz: NDArray[np.float64]) -> Spectrum:
    return Spectrum(frequency_hz, found.impedance_ohm_m2(2.0 * np.pi * frequency_hz))


def _geometric(voxels: Voxels, porosity: float) -> float | None:
    try:
        return porosity / pore_diffusion(voxels).conductivity
    except PhysicsError:  # the pores do not lead through, yet an electrolyte fills them
        return None
