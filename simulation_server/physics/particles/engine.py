"""What a particle engine offers the manufacturing line, whichever code computes it."""

import os
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.errors import UserError

from .bodies import Floats
from .coarse_grain import CoarseGrain
from .material import Material
from .probe import Reading
from .saving import Checkpoint, Saved

Laws = Sequence[Material] | Sequence[CoarseGrain]


def threads() -> int:
    """Threads a particle system may use: MESONAUT_THREADS, or two where the machine has them."""
    asked = os.environ.get("MESONAUT_THREADS")
    if asked is None:
        return min(2, os.cpu_count() or 1)
    if not asked.isdigit() or not 1 <= int(asked) <= 64:
        raise UserError(f"MESONAUT_THREADS = {asked!r}: expected a whole number from 1 to 64; unset it for 2")
    return int(asked)


class ParticleEngine(Protocol):
    """Spheres in a box, periodic in x and y, between a bottom and a moving plane or periodic in z too.

    Units: um, us, pg; pressures kPa (1 pg um/us2 = 1 kPa um2 = 1 nN). Between walls the bottom is z = 0 and
    the plane follows `drive`; where z is periodic the height follows `barostat` and the flow
    `shear_rate_per_us`.
    """

    drag_per_us: float
    """Rate at which velocities relative to the mean flow die."""
    spin_drag_per_us: float
    """Rate at which spins die."""
    shear_rate_per_us: float
    """Lees-Edwards shear: mean flow `vx = rate (z - H/2)`; z must be periodic."""
    measure_stress: bool
    """Whether `advance` averages the stress."""
    time_us: float
    dt_us: float

    @property
    def peak_force(self) -> Floats:
        """Largest normal force of a single contact each particle has carried (n,), nN; may be set to zero."""

    @property
    def positions_um(self) -> Floats:
        """Centres (n, 3) in the box, a copy."""

    @property
    def radii_um(self) -> Floats:
        """Radii (n,), a copy."""

    @property
    def velocity_um_us(self) -> Floats:
        """Velocities (n, 3), a copy."""

    @property
    def masses_pg(self) -> Floats:
        """Masses (n,), a copy."""

    @property
    def plane_um(self) -> float:
        """Height of the plane, or of the periodic box."""

    @property
    def plane_speed(self) -> float:
        """Velocity of the plane (um/us), upwards positive."""

    @property
    def pressure_kpa(self) -> float:
        """Pressure on the plane (P_zz where z is periodic), smoothed over the memory of `drive`."""

    @property
    def pressure_now_kpa(self) -> float:
        """The same in the last step."""

    def use(self, laws: Laws, *, step_fraction: float = 0.2, dt_us: float | None = None) -> None:
        """Sets the kinds' laws, and the time step: given, or a fraction of the shortest natural time."""

    def drive(self, *, target_kpa: float, speed: float, band_kpa: float, memory_us: float) -> None:
        """Sends the plane towards a pressure at no more than `speed` (um/us)."""

    def barostat(self, target_kpa: float, rate_per_us_kpa: float) -> None:
        """Lets the periodic height follow `dH/H = rate (P_zz - target) dt`, at most 1e-3 a step; 0: fixed."""

    def set_radii(self, radii_um: Floats) -> None:
        """Changes the spheres' sizes (n,); masses stay."""

    def set_masses(self, masses_pg: Floats) -> None:
        """Changes the masses (n,), inertia with them; call `use` after it for the time step."""

    def set_velocities(self, velocity_um_us: Floats) -> None:
        """Changes the velocities (n, 3)."""

    def advance(self, steps: int) -> None:
        """Takes `steps` steps. Raises PhysicsError, the state set back, when the particles explode."""

    def stress_kpa(self) -> NDArray[np.float64]:
        """Mean stress (3, 3) over the last `advance`, compression positive; needs `measure_stress`."""

    def read(self) -> Reading:
        """Stresses, energies and overlaps now."""

    def checkpoint(self) -> Checkpoint:
        """Everything needed to go on bit for bit, as arrays of its own."""

    def restore(self, saved: Saved) -> None:
        """Goes back to a checkpoint of a system of the same particles."""
