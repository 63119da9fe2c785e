"""What the geometry alone lets expect of a filling, said before it runs."""

import numpy as np

from simulation_server.learning.filling_forecast import FillingForecaster
from simulation_server.manufacturing.filling_lattice import RESERVOIR_LAYERS
from simulation_server.manufacturing.infiltration import Infiltration
from simulation_server.physics.electrolytes import electrolyte
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.results import Saturation

_WALLED = ((0, 0), (1, 1), (0, 0))


def forecast(filling: Infiltration, recipe: Recipe, cbd_nanoporosity: float) -> Saturation:
    """The saturation curve to expect. Raises FileError without a model, PhysicsError where nothing fills."""
    geometry, liquid = filling.geometry, electrolyte(recipe.infiltration)
    kinds, counted = geometry.kinds, geometry.coating_pores
    if geometry.side:  # as it lies in the lattice: the inlet at the last layer, foil below, a lid above
        kinds = geometry.turned()[:, :, RESERVOIR_LAYERS:-RESERVOIR_LAYERS]
        counted = np.pad(counted.transpose(1, 2, 0), _WALLED)
    return (
        FillingForecaster.shipped()
        .forecast(
            np.ascontiguousarray(kinds),
            filling.lattice_um,
            recipe.infiltration,
            liquid.viscosity_mpa_s,
            liquid.surface_tension_mn_m,
            cbd_nanoporosity=cbd_nanoporosity,
            counted=np.ascontiguousarray(counted),
        )
        .curve
    )
