"""Structures the tests of cells share."""

import numpy as np
from numpy.typing import NDArray

from simulation_server.performance.cell_structure import CellStructure
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed
from simulation_server.schema.states import Particles, Phase

CATHODE = CellStructure(
    thickness_um=70.0,
    porosity=0.35,
    am_fraction=0.50,
    active_surface_per_um=0.33,
    pore_tortuosity=2.4,
    electronic_conductivity_s_m=1.0,
)


def full(**settings: object) -> Recipe:
    """The default recipe against graphite, with settings of its table cell."""
    return changed(
        Recipe(), {"cell.counter": "graphite"} | {f"cell.{key}": value for key, value in settings.items()}
    )


def particles(radii_um: NDArray[np.float64]) -> Particles:
    """Active particles of these radii, all in one place."""
    n = radii_um.size
    return Particles(np.zeros((n, 3)), radii_um, np.full(n, Phase.AM, np.uint8), np.zeros(n), (10.0, 10.0))
