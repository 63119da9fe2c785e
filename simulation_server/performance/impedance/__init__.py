"""Impedance of a symmetric cell without reaction: the spectrum of a structure, and what spectra say."""

from .blocking import BlockingCell, BlockingSpectrum, blocking_spectrum, carbon_surface_per_um
from .measured import Measured, read_spectrum
from .spectrum import Spectrum
from .transmission_line import LineFit, fit_line, line_impedance

__all__ = [
    "BlockingCell",
    "BlockingSpectrum",
    "LineFit",
    "Measured",
    "Spectrum",
    "blocking_spectrum",
    "carbon_surface_per_um",
    "fit_line",
    "line_impedance",
    "read_spectrum",
]
