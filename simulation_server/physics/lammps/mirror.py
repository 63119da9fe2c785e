"""Our own engine as a measuring instrument for LAMMPS' particles."""

import numpy as np

from simulation_server.physics.particles.bodies import HEIGHT, LZ, OFFSET, RATE, SPEED, Floats, Ints
from simulation_server.physics.particles.engine import Laws
from simulation_server.physics.particles.probe import Reading
from simulation_server.physics.particles.system import ParticleSystem

from .simulation import Sight


class Mirror:
    """Holds the same particles and laws; is shown their state and never moves them.

    Both engines then mean the same by pressure, energy, overlap and peak force, and by a fraction of the
    natural time step.
    """

    def __init__(
        self,
        positions_um: Floats,
        radii_um: Floats,
        kind: Ints,
        laws: Laws,
        *,
        box_um: tuple[float, float],
        plane_um: float,
        walls: tuple[int, int] | None,
    ) -> None:
        """As ParticleSystem; what that refuses is refused here."""
        self._system = ParticleSystem(
            positions_um, radii_um, kind, laws, box_um=box_um, plane_um=plane_um, walls=walls, skin_um=1e-3
        )

    def use(self, laws: Laws, masses_pg: Floats, *, step_fraction: float, dt_us: float | None) -> float:
        """Takes over the laws; the time step they ask for (us)."""
        self._system.set_masses(masses_pg)
        self._system.use(laws, step_fraction=step_fraction, dt_us=dt_us)
        dt = self._system.dt_us
        self._system.dt_us = 0.0
        return dt

    def read(self, seen: Sight, radii_um: Floats, shear_rate: float) -> tuple[Reading, Floats]:
        """The reading of this state, and the largest normal force of a contact each particle carries (n,)."""
        system = self._system
        system.bodies.rows[:, :3] = seen.positions_um
        system.bodies.velocity[:] = seen.velocity_um_us
        system.bodies.spin[:] = seen.spin
        system.set_radii(radii_um)
        saved = system.checkpoint()
        plane, frame = np.asarray(saved["plane"]), np.asarray(saved["frame"])
        plane[HEIGHT], plane[SPEED] = seen.height_um, seen.speed_um_us
        if frame[LZ] > 0.0:
            frame[LZ], frame[OFFSET], frame[RATE] = seen.height_um, seen.slid_um, shear_rate
        system.restore(saved)
        system.peak_force[:] = 0.0
        system.advance(1)  # of no time: builds the list and evaluates the forces
        return system.read(), system.peak_force.copy()
