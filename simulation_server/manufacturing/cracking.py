"""The cracking indicator: how near each active particle has come to being crushed."""

import numpy as np
from numpy.typing import NDArray

from .film import Film
from .materials import material

_HIRAMATSU_OKA = 2.8
_KPA_PER_MPA = 1e3
_STRENGTH_MPA = 130.0
"""Of a material whose file gives none: NMC secondary particles crushed one by one, most 100 to 200 MPa."""


def crushing_stress_mpa(force: NDArray[np.float64], radii_um: NDArray[np.float64]) -> NDArray[np.float64]:
    """Tensile stress (n,) in a sphere of radius (n,) pinched by a force (n,) in kPa um2 (= nN).

    `2.8 F / (pi d^2)`, Hiramatsu and Oka (1966), as crushing tests of single particles are evaluated.
    """
    return _HIRAMATSU_OKA * force / (np.pi * (2.0 * radii_um) ** 2) / _KPA_PER_MPA


def strength_mpa(active_material: str) -> float:
    """Measured crushing strength of the material's particles."""
    return float(material(active_material).get("crushing", {}).get("strength_mpa", _STRENGTH_MPA))


def cracking(film: Film) -> NDArray[np.float64]:
    """Largest crushing stress so far over the strength (n,), above 1 where a particle has cracked.

    From the largest force of a single contact that each has carried since calendering began; the
    carbon-binder does not crack.
    """
    active = len(film.mix.am_radii_um)  # they come first
    ratio = np.zeros(len(film.system.radii_um))
    stress = crushing_stress_mpa(film.system.peak_force[:active], film.system.radii_um[:active])
    ratio[:active] = stress / strength_mpa(film.recipe.formulation.active_material)
    return ratio


def cracked_share(film: Film) -> float:
    """Share of the active particles, by number, loaded beyond their strength."""
    return float(np.mean(film.cracking[: len(film.mix.am_radii_um)] > 1.0))
