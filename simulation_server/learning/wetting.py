"""The filling that stands for one with another electrolyte or other pressures.

Slow filling is a balance of viscosity against drive and capillarity: at the same contact angles and the same
drive over surface tension the front goes the same way, and time scales as viscosity over surface tension
(Washburn, Phys. Rev. 17, 273, 1921).
"""

from collections.abc import Mapping

import msgspec

from simulation_server.physics.electrolytes import electrolyte
from simulation_server.schema.recipe import Infiltration, Recipe
from simulation_server.schema.recipe_toml import SETTINGS

ELECTROLYTE = "infiltration.electrolyte"
GAS_PRESSURE = "infiltration.gas_pressure_kpa"
LIQUID = {
    ELECTROLYTE,
    GAS_PRESSURE,
    "infiltration.viscosity_mpa_s",
    "infiltration.surface_tension_mn_m",
}
"""Settings that `as_trained` takes into account, so that they need not be those of the runs."""


def as_trained(recipe: Recipe, fixed: Mapping[str, object]) -> tuple[Recipe, float]:
    """The recipe filled with the runs' electrolyte along the same way, and how many times slower its own is.

    fixed: the settings that the runs share. The inlet's pressure then is the one with the same drive over
    surface tension; it may lie outside what the runs cover.
    """
    own = recipe.infiltration
    runs = msgspec.structs.replace(
        own, **{path.partition(".")[2]: fixed[path] for path in LIQUID if path in fixed}
    )
    here, there = electrolyte(own), electrolyte(runs)
    drive = (own.inlet_pressure_kpa - own.gas_pressure_kpa) / here.surface_tension_mn_m
    pressure = SETTINGS["infiltration.inlet_pressure_kpa"]
    assert pressure.low is not None and pressure.high is not None
    inlet = round(runs.gas_pressure_kpa + drive * there.surface_tension_mn_m, 9)
    inlet = min(max(inlet, pressure.low), pressure.high)
    slower = _clock(here.viscosity_mpa_s, here.surface_tension_mn_m) / _clock(
        there.viscosity_mpa_s, there.surface_tension_mn_m
    )
    filled: Infiltration = msgspec.structs.replace(runs, inlet_pressure_kpa=inlet)
    return msgspec.structs.replace(recipe, infiltration=filled), slower


def _clock(viscosity_mpa_s: float, surface_tension_mn_m: float) -> float:
    """Seconds a metre."""
    return viscosity_mpa_s / surface_tension_mn_m
