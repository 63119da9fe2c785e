"""What the simulation of a filling is driven by, worked out from a recipe as the simulation does."""

import numpy as np

from simulation_server.manufacturing.filling_lattice import RESERVOIR_LAYERS
from simulation_server.manufacturing.infiltration import MOST_PRESSURE, RAMP_STEPS_A_LAYER, TENSION
from simulation_server.physics.lattice.fluids import Fluids
from simulation_server.physics.lattice.units import Scales
from simulation_server.schema.errors import RecipeError
from simulation_server.schema.recipe import Infiltration

from .filling_features import Liquid


def liquid_of(
    settings: Infiltration,
    lattice_um: float,
    layers: int,
    viscosity_mpa_s: float,
    surface_tension_mn_m: float,
    cbd_nanoporosity: float = 0.0,
) -> Liquid:
    """The drive on a lattice of so many layers from inlet to vent, its ramp included. Raises RecipeError."""
    pressure = settings.inlet_pressure_kpa - settings.gas_pressure_kpa
    if pressure < 0.0 or not np.isfinite(pressure):
        raise RecipeError(
            f"infiltration.inlet_pressure_kpa = {settings.inlet_pressure_kpa:g}: expected the gas's "
            f"{settings.gas_pressure_kpa:g} kPa or more; raise it, or lower gas_pressure_kpa"
        )
    cells = pressure / surface_tension_mn_m * lattice_um  # the pressure over the tension of one cell
    tension = min(TENSION, MOST_PRESSURE / cells) if cells > 0.0 else TENSION
    fluids = Fluids(surface_tension=tension, liquid_viscosity=TENSION)
    step_ms = Scales(lattice_um, viscosity_mpa_s, surface_tension_mn_m).ms_a_step(fluids)
    return Liquid(
        pressure_kpa=pressure,
        angles_deg=(
            settings.contact_angle_deg,
            settings.cbd_contact_angle_deg,
            settings.foil_contact_angle_deg,
            settings.separator_contact_angle_deg,
        ),
        viscosity_mpa_s=viscosity_mpa_s,
        surface_tension_mn_m=surface_tension_mn_m,
        ramp_ms=RAMP_STEPS_A_LAYER * (layers + 2 * RESERVOIR_LAYERS) * step_ms,
        cbd_nanoporosity=cbd_nanoporosity,
    )
