"""A particle system that can be advanced, read, checkpointed and restored."""

from collections.abc import Mapping, Sequence

import numpy as np

from simulation_server.schema.errors import PhysicsError

from .bodies import (
    BAND,
    HEIGHT,
    LIMIT,
    MEMORY,
    PRESSURE,
    SMOOTH,
    SPEED,
    TARGET,
    Floats,
    Ints,
    Walls,
    grown,
    make_bodies,
    make_neighbours,
)
from .integrator import DONE, EXPLODED, advance
from .material import Material, pair_table, rayleigh_time_us
from .probe import Reading, read

Checkpoint = dict[str, Floats | Ints | float]

_SAVED_BODIES = ("rows", "velocity", "spin", "mass")
_SAVED_NEAR = ("start", "partner", "memory", "reference")


class ParticleSystem:
    """Spheres between the bottom z = 0 and a moving plane, periodic in x and y.

    Units: um, us, pg; pressures kPa. Deterministic: the same calls give the same bits.
    """

    def __init__(
        self,
        positions_um: Floats,
        radii_um: Floats,
        kind: Ints,
        materials: Sequence[Material],
        *,
        box_um: tuple[float, float],
        plane_um: float,
        walls: tuple[int, int],
        skin_um: float,
    ) -> None:
        """positions_um (n, 3), radii_um (n,), kind (n,) index the particles; `walls` are the bottom's and the
        plane's kinds in `materials`. Neighbours are looked for `skin_um` beyond touching.
        """
        if min(box_um) < 4.0 * radii_um.max():
            raise PhysicsError(
                f"periodic box of {min(box_um):.1f} um: expected at least twice the largest particle's "
                f"diameter, {2.0 * radii_um.max():.1f} um; simulate more particles"
            )
        count = len(radii_um)
        self.box = np.array(box_um, dtype=np.float64)
        self.skin_um = skin_um
        self.drag_per_us = 0.0
        self.spin_drag_per_us = 0.0
        self.time_us = 0.0
        self._height = plane_um
        edge = max(2.0 * float(radii_um.min()), min(box_um) / 64.0)
        self._grid = np.array([max(1, int(length / edge)) for length in (*box_um, plane_um)], dtype=np.int64)
        self.bodies = make_bodies(positions_um, radii_um, kind, list(materials))
        self._near = make_neighbours(count, 12 * count + 64, int(self._grid.prod()))
        self.walls = Walls(np.array(walls, dtype=np.int64), np.zeros((2 * count, 4)), np.zeros(8))
        plane = self.walls.plane
        plane[HEIGHT], plane[BAND], plane[MEMORY] = plane_um, 1.0, 1.0
        self.use(materials)
        self._last_good = self.checkpoint()

    def use(self, materials: Sequence[Material], *, step_fraction: float = 0.2) -> None:
        """Sets the materials; the time step is a fraction of the smallest Rayleigh time among particles.

        At 0.2 a calendered film's porosity is within half a point of that at 0.1; at 0.35 damped, sliding
        contacts pump energy and the film collapses.
        """
        self.table = pair_table(materials)
        bodies = self.bodies
        radii = bodies.rows[:, 3]
        densities = bodies.mass / (4.0 / 3.0 * np.pi * radii**3)
        self.dt_us = step_fraction * min(
            float(rayleigh_time_us(materials[k], radii[bodies.kind == k], densities[bodies.kind == k]).min())
            for k in np.unique(bodies.kind)
        )

    def drive(self, *, target_kpa: float, speed: float, band_kpa: float, memory_us: float) -> None:
        """Sends the plane towards a pressure at no more than `speed` (um/us); see walls.move_plane."""
        plane = self.walls.plane
        plane[TARGET], plane[LIMIT], plane[BAND], plane[MEMORY] = target_kpa, speed, band_kpa, memory_us

    def set_radii(self, radii_um: Floats) -> None:
        """Changes the spheres' sizes (n,); masses stay."""
        self.bodies.rows[:, 3] = radii_um
        self._near.reference[0, 0] = np.nan

    def set_masses(self, masses_pg: Floats) -> None:
        """Changes the particles' masses (n,), inertia with them; call `use` after it for the time step."""
        self.bodies.mass[:] = masses_pg

    @property
    def plane_um(self) -> float:
        """Height of the plane."""
        return float(self.walls.plane[HEIGHT])

    @property
    def plane_speed(self) -> float:
        """Velocity of the plane (um/us), upwards positive."""
        return float(self.walls.plane[SPEED])

    @property
    def pressure_kpa(self) -> float:
        """Pressure on the plane, smoothed over its memory."""
        return float(self.walls.plane[SMOOTH])

    @property
    def pressure_now_kpa(self) -> float:
        """Pressure on the plane in the last step."""
        return float(self.walls.plane[PRESSURE])

    def advance(self, steps: int) -> None:
        """Takes `steps` steps. Raises PhysicsError, the state set back, when the particles explode."""
        done = 0
        while done < steps:
            ended, taken = advance(
                self.bodies,
                self._near,
                self.walls,
                self.table,
                self.box,
                self._grid,
                self._height,
                self.skin_um,
                self.drag_per_us,
                self.spin_drag_per_us,
                self.dt_us,
                steps - done,
            )
            done += taken
            if ended == EXPLODED:
                failed_at = self.time_us + done * self.dt_us
                self.restore(self._last_good)
                raise PhysicsError(
                    f"the particles exploded at {failed_at:.4g} us (a step of more than half a radius, or no "
                    "number); the last good state is kept: use a smaller time step or softer materials"
                )
            if ended != DONE:
                self._near = grown(self._near, 2 * len(self._near.partner))
        self.time_us += steps * self.dt_us
        self._last_good = self.checkpoint()

    def read(self) -> Reading:
        """Stresses, energies and overlaps now."""
        pressure = np.empty(len(self.bodies.mass))
        return Reading(pressure, *read(self.bodies, self._near, self.walls, self.table, self.box, pressure))

    def checkpoint(self) -> Checkpoint:
        """Everything needed to go on bit for bit, as arrays of its own."""
        used = int(self._near.start[-1])
        saved: Checkpoint = {name: getattr(self.bodies, name).copy() for name in _SAVED_BODIES}
        saved |= {
            "start": self._near.start.copy(),
            "partner": self._near.partner[:used].copy(),
            "memory": self._near.memory[:used].copy(),
            "reference": self._near.reference.copy(),
            "wall_memory": self.walls.memory.copy(),
            "plane": self.walls.plane.copy(),
            "table": self.table.copy(),
            "dt_us": self.dt_us,
            "drag_per_us": self.drag_per_us,
            "spin_drag_per_us": self.spin_drag_per_us,
            "time_us": self.time_us,
        }
        return saved

    def restore(self, saved: Mapping[str, Floats | Ints | float]) -> None:
        """Goes back to a checkpoint of a system of the same particles."""
        partner = np.asarray(saved["partner"])
        if len(partner) > len(self._near.partner):
            self._near = grown(self._near, len(partner))
        for name in _SAVED_BODIES:
            getattr(self.bodies, name)[:] = saved[name]
        self.bodies.force[:] = 0.0
        self.bodies.torque[:] = 0.0
        for name in _SAVED_NEAR:
            getattr(self._near, name)[: len(np.asarray(saved[name]))] = saved[name]
        self.walls.memory[:] = saved["wall_memory"]
        self.walls.plane[:] = saved["plane"]
        self.table = np.array(saved["table"])
        self.dt_us = float(np.asarray(saved["dt_us"]))
        self.drag_per_us = float(np.asarray(saved["drag_per_us"]))
        self.spin_drag_per_us = float(np.asarray(saved["spin_drag_per_us"]))
        self.time_us = float(np.asarray(saved["time_us"]))
