"""An electrode in closed form, for testing the learning without the physics.

Plausible trends, noise from the recipe's seed, and failures on demand; importable by worker processes.
"""

import os
import time

import numpy as np

from simulation_server.physics.electrolytes import electrolyte
from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.quantities import C_RATES, QUANTITIES
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.results import Curve, Outcome, Value

NOISE = 0.01


def formula(recipe: Recipe, noise: float = NOISE) -> Outcome:
    rng = np.random.default_rng(recipe.simulation.seed)

    def noisy(value: float) -> float:
        return float(value * np.exp(noise * rng.standard_normal()))

    am = recipe.formulation.active_wt_pct / 100.0
    solid = recipe.slurry.solid_content_wt_pct / 100.0
    pressure = recipe.calendering.pressure_mpa
    porosity = noisy(
        0.24 + 0.26 * np.exp(-np.sqrt(pressure / 40.0)) + 0.3 * (0.7 - solid) * np.exp(-pressure / 60.0)
    )
    loading = noisy(0.17 * recipe.coating.comma_gap_um * solid * am)
    am_fraction = (1.0 - porosity) * (am - 0.12)
    thickness = noisy(loading / am_fraction / 0.465)
    tau = noisy(porosity**-0.6 * (1.0 + 6.0 * (1.0 - am)))
    conductivity = noisy(0.3 * np.exp(40.0 * (1.0 - am) * (1.0 - porosity) - 1.5))
    surface = noisy(0.9 * am_fraction * (1.0 - 3.0 * (1.0 - am)))
    angle = np.cos(np.deg2rad(recipe.infiltration.contact_angle_deg))
    liquid = electrolyte(recipe.infiltration)
    clock = liquid.viscosity_mpa_s / liquid.surface_tension_mn_m
    drive = recipe.infiltration.inlet_pressure_kpa - recipe.infiltration.gas_pressure_kpa
    pull = angle + 0.3 * drive / liquid.surface_tension_mn_m
    values = {
        "porosity": porosity,
        "thickness_um": thickness,
        "loading_mg_cm2": loading,
        "pore_tortuosity": tau,
        "pore_size_um": noisy(5.0 * porosity),
        "electronic_conductivity_s_m": conductivity,
        "active_surface_per_um": surface,
        "line_load_n_mm": 20.0 * pressure + 20.0 * float(rng.standard_normal()),
        "roll_gap_um": thickness - 0.3 * pressure + 2.0 * float(rng.standard_normal()),
        "fill_time_ms": noisy(1e-3 * thickness**2 * tau * clock / (porosity * pull)),
        "trapped_gas": max(0.0, 0.15 - 0.1 * angle - 0.15 * porosity + 0.01 * rng.standard_normal()),
    }
    curves = {}
    for label, rate in C_RATES.items():
        limit = 400.0 / (tau / porosity * thickness**2 * 1e-3)
        share = 1.0 / (1.0 + (rate / limit) ** 2)
        capacity = noisy(0.18 * loading * share)
        x = np.linspace(0.0, 1.0, 60)
        voltage = 4.2 - 0.6 * x * share - 0.1 * x**8 - 0.03 * rate * (1.0 + 0.2 / conductivity)
        curves[label] = Curve(rate, (capacity * x).tolist(), voltage.tolist())
        values[f"capacity_{label.lower().replace('/', '')}_mah_cm2"] = capacity
    return Outcome({name: Value(values[name], QUANTITIES[name].unit) for name in QUANTITIES}, curves)


def sometimes_failing(recipe: Recipe) -> Outcome:
    """Fails for thick films."""
    if recipe.coating.comma_gap_um > 220.0:
        raise PhysicsError(
            f"coating.comma_gap_um = {recipe.coating.comma_gap_um}: too thick for this stand-in"
        )
    return formula(recipe)


def slow(recipe: Recipe) -> Outcome:
    """Takes its time, so that a campaign can be killed on the way."""
    time.sleep(0.15)
    return formula(recipe)


def dying(recipe: Recipe) -> Outcome:
    """Ends its process without a word, as one does that runs out of memory."""
    os._exit(9)


def failing(recipe: Recipe) -> Outcome:
    """Never gives a result."""
    raise PhysicsError(f"no electrode at all with {recipe.simulation.seed}")
