"""Evaporation: how fast the solvent leaves, from a set rate or from the oven's temperature.

While the film shrinks its surface is wet and the gas side alone sets the rate (constant-rate period):
`rate = beta c_sat(T)` into solvent-free air, with the vapour's density at saturation c_sat. The film is
cooler than the air by what evaporation takes: `rate dH = 2 alpha (T_air - T)`, jets on both sides of the
web (Kumberg et al. 2019 describe such a dryer). beta and alpha belong together by Lewis's analogy.
"""

from dataclasses import dataclass
from math import exp
from typing import Any

from scipy.optimize import brentq

from simulation_server.schema.recipe import Recipe

from .calibrated import calibrated
from .materials import material

_ZERO_C_K = 273.15
_GAS_J_MOL_K = 8.314462618
_ROOM_C = 20.0
_COLDEST_C, _HOTTEST_C = -50.0, 250.0
"""Bounds of the search for the film's temperature."""


def _solvent(name: str) -> dict[str, Any]:
    properties: dict[str, Any] = calibrated("drying")["solvents"][name]
    return properties


def solvent_name(recipe: Recipe) -> str:
    """Solvent of the recipe's binder, as in assets/materials."""
    name: str = material(recipe.formulation.binder)["solvent"]
    return name


def vapour_pressure_pa(name: str, temperature_c: float) -> float:
    """Saturation pressure of a solvent (Antoine): `ln p = a - b / (T + c)`, p in Pa, T in K."""
    antoine = _solvent(name)["antoine"]
    return exp(antoine["a"] - antoine["b_k"] / (temperature_c + _ZERO_C_K + antoine["c_k"]))


def vapour_density_g_m3(name: str, temperature_c: float) -> float:
    """Density of the saturated vapour, an ideal gas."""
    molar_mass = material(name)["molar_mass_g_mol"]
    kelvin = temperature_c + _ZERO_C_K
    return float(molar_mass * vapour_pressure_pa(name, temperature_c) / (_GAS_J_MOL_K * kelvin))


def mass_transfer_m_s(name: str) -> float:
    """Mass transfer coefficient from the dryer's heat transfer coefficient.

    `beta = alpha / (rho cp Le^(2/3))` (Lewis's analogy with the exponent of Chilton and Colburn 1934),
    properties of air at 60 C, Lewis number of the vapour in air.
    """
    dryer = calibrated("drying")["dryer"]
    lewis = dryer["air_thermal_diffusivity_m2_s"] / _solvent(name)["diffusivity_in_air_m2_s"]
    return float(dryer["heat_transfer_w_m2_k"] / (dryer["air_heat_capacity_j_m3_k"] * lewis ** (2.0 / 3.0)))


@dataclass(frozen=True, slots=True)
class Evaporation:
    """How the solvent leaves while the film shrinks."""

    rate_g_m2_s: float
    film_temperature_c: float

    def time_s(self, solvent_g_m2: float) -> float:
        """Time in which so much solvent leaves."""
        return solvent_g_m2 / self.rate_g_m2_s


def evaporation(recipe: Recipe) -> Evaporation:
    """Rate and film temperature of the recipe's drying.

    With a set rate, the film has the temperature at which it evaporates so fast in this dryer, at least
    room temperature.
    """
    name = solvent_name(recipe)
    beta = mass_transfer_m_s(name)
    if recipe.drying.control == "rate":
        rate = recipe.drying.rate_g_m2_s
        film = brentq(lambda c: beta * vapour_density_g_m3(name, c) - rate, _COLDEST_C, _HOTTEST_C)
        return Evaporation(rate, max(_ROOM_C, float(film)))
    oven = recipe.drying.oven_temperature_c
    heat = _solvent(name)["evaporation_heat_j_g"]
    alpha = 2.0 * calibrated("drying")["dryer"]["heat_transfer_w_m2_k"]
    film = brentq(lambda c: beta * vapour_density_g_m3(name, c) * heat - alpha * (oven - c), _COLDEST_C, oven)
    return Evaporation(beta * vapour_density_g_m3(name, float(film)), float(film))


def binder_diffusivity_m2_s(recipe: Recipe, temperature_c: float) -> float:
    """Diffusivity of the binder in its solvent: goes with T over the viscosity (Stokes and Einstein)."""
    kelvin, room = temperature_c + _ZERO_C_K, 25.0 + _ZERO_C_K
    thinning = exp(_solvent(solvent_name(recipe))["viscosity_kelvin"] * (1.0 / room - 1.0 / kelvin))
    at_room = calibrated("drying")["binders"][recipe.formulation.binder]["diffusivity_m2_s"]
    return float(at_room * kelvin / room * thinning)
