"""Settings of the two fluids that the checks of infiltration use."""

from simulation_server.manufacturing.infiltration import GAS_SHARE, TENSION
from simulation_server.physics.lattice.fluids import Fluids

FILLING = Fluids(surface_tension=TENSION, liquid_viscosity=TENSION, gas_viscosity=GAS_SHARE * TENSION)
"""What an electrode is filled with."""
DAMPED = Fluids(surface_tension=0.1, liquid_viscosity=0.3, gas_viscosity=0.3)
"""For shapes at rest: sound and eddies die soon."""
