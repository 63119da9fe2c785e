"""Simulated flow curves of the slurry, free of the scales that are fitted to measured ones."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation_server.manufacturing.shearing import shearing
from simulation_server.manufacturing.slurry import mix, slurry
from simulation_server.manufacturing.suspension import STEP, stiffening
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed

STRAIN_STEPS = (2.5e-4, 5e-4, 1e-3, 2e-3, 4e-3)
"""Strain of a time step at the sheared rates; the measured range of 12.5 to 100 1/s lies within."""


@dataclass(frozen=True, slots=True)
class FlowCurve:
    """Stress over modulus against rate times viscosity over modulus, of one formulation.

    Modulus and viscosity scale alike with the formulation, so that a curve holds for any of their values.
    """

    concentration: float  # volume of carbon and binder over the solvent's
    am_fraction: float
    rate: NDArray[np.float64]  # (k,)
    stress: NDArray[np.float64]  # (k,)

    def viscosity_pa_s(
        self, rate_per_s: NDArray[np.float64], modulus_kpa: float, viscosity_mpa_s: float
    ) -> NDArray[np.float64]:
        """Viscosities at rates (m,) for a blob modulus and a liquid's viscosity; a parabola in logarithms."""
        reduced = np.log(rate_per_s * 1e-6 * viscosity_mpa_s / modulus_kpa)
        fitted = np.polyval(np.polyfit(np.log(self.rate), np.log(self.stress), 2), reduced)
        return np.asarray(np.exp(fitted) * modulus_kpa * 1e3 / rate_per_s)

    @property
    def stiffening(self) -> float:
        """What active particles do to the scales; see suspension.stiffening."""
        return stiffening(self.am_fraction)


def slurry_recipe(row: Mapping[str, float], particles: int, seed: int) -> Recipe:
    """The recipe of a measured slurry."""
    settings = {
        "formulation.active_wt_pct": row["active_wt_pct"],
        "slurry.solid_content_wt_pct": row["solid_content_wt_pct"],
        "simulation.particles": particles,
        "simulation.seed": seed,
    }
    return changed(Recipe(), settings)


def simulated(recipe: Recipe) -> Iterator[float | FlowCurve]:
    """Shears the recipe's slurry over the range; yields the share done, and at last the curve."""
    film = mix(recipe)
    for state in slurry(film):
        yield 0.2 * state.progress
    laws = film.suspension
    rates_per_s = [1e6 * strain / laws.step_us for strain in STRAIN_STEPS]
    for state in shearing(film, rates_per_s):
        yield 0.2 + 0.8 * state.progress
    report = film.line.slurry
    assert report is not None
    rates = np.array(report.shear_rate_per_s)
    yield FlowCurve(
        concentration=laws.volumes.binder_concentration,
        am_fraction=laws.volumes.am_fraction,
        rate=np.array(STRAIN_STEPS) / STEP,
        stress=np.array(report.viscosity_pa_s) * rates * 1e-3 / laws.modulus_kpa,
    )


def mean_curve(curves: list[FlowCurve]) -> FlowCurve:
    """The mean over seeds of one formulation."""
    stress = np.mean([curve.stress for curve in curves], axis=0)
    return FlowCurve(curves[0].concentration, curves[0].am_fraction, curves[0].rate, stress)
