"""A particle system that LAMMPS computes, with the laws and the controls of our own engine."""

from dataclasses import astuple, replace
from typing import Any, cast

import numpy as np

from simulation_server.physics.particles.bodies import Floats, Ints
from simulation_server.physics.particles.coarse_grain import CoarseGrain
from simulation_server.physics.particles.engine import Laws
from simulation_server.physics.particles.material import Material
from simulation_server.physics.particles.probe import Reading
from simulation_server.physics.particles.saving import Checkpoint, Saved
from simulation_server.physics.particles.system import ParticleSystem
from simulation_server.schema.errors import PhysicsError

from .boundaries import Servo
from .controls import Box, Controls, settle
from .mirror import Mirror
from .motion import heaviness
from .pair_laws import PairLaws, coarse_laws, dry_laws
from .ranks import LammpsError
from .simulation import Sight, Simulation
from .sizes import SizeTypes

_NUMBERS = (
    "dt_us",
    "drag_per_us",
    "spin_drag_per_us",
    "time_us",
    "_shear_rate",
    "_target",
    "_rate",
    "_heaviness",
)
"""Attributes that a checkpoint holds as they are."""


class LammpsSystem:
    """The ParticleEngine computed by LAMMPS; see engine.py for what it offers.

    `threads` are MPI ranks (see ranks.py). Peak forces are those that `read` and `peak_force` find, not those
    of every step. Deterministic for a number of ranks; taking a checkpoint also puts the system itself
    through it, so that it and one restored from it go on alike, bit for bit.
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
        skin_um: float,
        threads: int = 1,
    ) -> None:
        """As ParticleSystem. Raises MachineError where LAMMPS is missing."""
        self.drag_per_us = 0.0
        self.spin_drag_per_us = 0.0
        self.measure_stress = False
        self.time_us = 0.0
        self.dt_us = 0.0
        self._shear_rate = self._target = self._rate = 0.0
        self._heaviness = 1.0
        self._kind = np.array(kind, dtype=np.int64)
        self._radii = np.array(radii_um, dtype=np.float64)
        density = np.array([law.density for law in laws])
        self._masses = np.asarray(4.0 / 3.0 * np.pi * self._radii**3 * density[self._kind])
        self._peak = np.zeros(len(self._radii))
        self._servo = Servo(float(plane_um))
        self._stress: Floats | None = None
        self._sight: Sight
        self._mirror = Mirror(
            positions_um, self._radii, self._kind, laws, box_um=box_um, plane_um=plane_um, walls=walls
        )
        self._sizes = SizeTypes(self._kind, self._radii, len(laws))
        edges = (float(box_um[0]), float(box_um[1]))
        self._box = Box(edges, tuple(self._sizes.runs), walls, skin_um)
        self._simulation = Simulation(self._box, self._sizes, threads)
        self._simulation.create(positions_um, self._masses, plane_um)
        self.use(laws)
        self._look()
        self._good = self._note()

    def use(self, laws: Laws, *, step_fraction: float = 0.2, dt_us: float | None = None) -> None:
        """Sets the laws, all of one sort; the time step is given, or a fraction of the shortest natural time.

        Contacts whose coefficients change forget their tangential springs: LAMMPS keeps those with the style.
        Raises UserError for materials that yield (see pair_laws.dry_laws, and `handed_over`).
        """
        self.dt_us = self._mirror.use(laws, self._masses, step_fraction=step_fraction, dt_us=dt_us)
        self._laws = tuple(laws)
        self._translate()

    def _translate(self) -> None:
        """Laws and sizes as LAMMPS has them: input lines, and the radius of contact of each particle."""
        grains = [law for law in self._laws if isinstance(law, CoarseGrain)]
        materials = [law for law in self._laws if isinstance(law, Material)]
        walls = self._box.walls or ()
        factor = np.array([law.contact_over_d if isinstance(law, CoarseGrain) else 1.0 for law in self._laws])
        self._pair_laws: PairLaws = (
            coarse_laws(grains, self._sizes, walls, self._heaviness)
            if grains
            else dry_laws(materials, self._sizes, walls, self._heaviness)
        )
        self._simulation.set("radius", factor[self._kind] * self._radii)
        self._reading: Reading | None = None

    def drive(self, *, target_kpa: float, speed: float, band_kpa: float, memory_us: float) -> None:
        """Sends the plane towards a pressure at no more than `speed` (um/us)."""
        self._servo = replace(self._servo, target=target_kpa, limit=speed, band=band_kpa, memory=memory_us)

    def barostat(self, target_kpa: float, rate_per_us_kpa: float) -> None:
        """Lets the periodic height follow `dH/H = rate (P_zz - target) dt`; rate 0 fixes it."""
        self._needs_periodic_z("a barostat")
        self._target, self._rate = target_kpa, rate_per_us_kpa

    @property
    def shear_rate_per_us(self) -> float:
        """Rate of the Lees-Edwards shear: mean flow `vx = rate (z - H/2)`."""
        return self._shear_rate

    @shear_rate_per_us.setter
    def shear_rate_per_us(self, rate: float) -> None:
        self._needs_periodic_z("shear")
        self._shear_rate = rate

    def _needs_periodic_z(self, what: str) -> None:
        if self._box.walls is not None:
            raise PhysicsError(f"{what} between walls: expected a box periodic in z (walls=None)")

    def set_radii(self, radii_um: Floats) -> None:
        """Changes the spheres' sizes (n,); masses stay."""
        self._radii = np.array(radii_um, dtype=np.float64)
        before = self._sizes.types.copy()
        self._sizes.assign(self._radii)
        if (before != self._sizes.types).any():
            self._simulation.set("type", self._sizes.types)
        self._translate()

    def set_masses(self, masses_pg: Floats) -> None:
        """Changes the masses (n,), inertia with them; call `use` after it for the time step."""
        self._masses = np.array(masses_pg, dtype=np.float64)
        self._weigh(self._heaviness)

    def _weigh(self, heaviness: float) -> None:
        """Gives LAMMPS its masses (see motion.heaviness)."""
        self._simulation.set("rmass", self._masses * heaviness)
        self._heaviness = heaviness

    def set_velocities(self, velocity_um_us: Floats) -> None:
        """Changes the velocities (n, 3)."""
        velocity = np.array(velocity_um_us, dtype=np.float64)
        self._sight = self._sight._replace(velocity_um_us=velocity)
        self._reading = None
        self._simulation.set("v", velocity)

    @property
    def peak_force(self) -> Floats:
        """Largest normal force of a contact each particle was found to carry (n,), nN; may be set to zero."""
        self.read()
        return self._peak

    @property
    def positions_um(self) -> Floats:
        """Centres (n, 3) in the box, a copy."""
        return self._sight.positions_um.copy()

    @property
    def radii_um(self) -> Floats:
        """Radii (n,), a copy."""
        return self._radii.copy()

    @property
    def velocity_um_us(self) -> Floats:
        """Velocities (n, 3), a copy."""
        return self._sight.velocity_um_us.copy()

    @property
    def masses_pg(self) -> Floats:
        """Masses (n,), a copy."""
        return self._masses.copy()

    @property
    def plane_um(self) -> float:
        """Height of the plane, or of the periodic box."""
        return self._servo.height

    @property
    def plane_speed(self) -> float:
        """Velocity of the plane (um/us), upwards positive."""
        return self._sight.speed_um_us

    @property
    def pressure_kpa(self) -> float:
        """Pressure on the plane (P_zz where z is periodic), smoothed over the memory of `drive`."""
        return self._servo.smooth

    @property
    def pressure_now_kpa(self) -> float:
        """The same in the last step."""
        return self._sight.now_kpa

    def advance(self, steps: int) -> None:
        """Takes `steps` steps. Raises PhysicsError, the state set back, when the particles explode."""
        if steps == 0:
            return
        simulation = self._simulation
        try:
            self._settle()
            simulation.run(steps, self.dt_us, self._sight.speed_um_us)
            self._look()
            if not np.isfinite(self._sight.positions_um).all():
                raise LammpsError("a position is not a number")
        except LammpsError as reason:
            failed_at = self.time_us
            simulation.revive()
            self._take_over(self._good)
            raise PhysicsError(
                f"the particles exploded after {failed_at:.4g} us: {_plain(str(reason))}; the last good "
                "state is kept: use a smaller time step, softer materials or a start with less overlap"
            ) from None
        self.time_us += steps * self.dt_us
        self._good = self._note()

    def _settle(self) -> None:
        """Brings LAMMPS up to date with laws and controls."""
        controls = Controls(
            self.dt_us,
            self.drag_per_us,
            self.spin_drag_per_us,
            self._shear_rate,
            self._target,
            self._rate,
            self.measure_stress,
        )
        heavier = heaviness(self.drag_per_us, self.dt_us)
        if heavier != self._heaviness:
            self._weigh(heavier)
            self._translate()
        simulation = self._simulation
        if settle(simulation.script, self._box, self._pair_laws, controls, self._servo, simulation.steps):
            self._averaged = simulation.steps, 0, np.zeros(6 if self._box.walls is None else 9)

    def _look(self) -> None:
        """Takes over what LAMMPS has come to."""
        simulation = self._simulation
        seen = simulation.look(self._shear_rate, self._servo.height)
        self._sight = seen
        self._reading = None
        self._servo = replace(self._servo, height=seen.height_um, smooth=seen.smooth_kpa)
        if simulation.script.said("stress"):
            first, samples_before, mean_before = self._averaged
            samples = simulation.steps - first + 1  # LAMMPS takes one of the state it starts from
            mean = simulation.ranks.call("averages", "stress", len(mean_before))
            part = (mean * samples - mean_before * samples_before) / (samples - samples_before)
            self._averaged = first, samples, mean
            xx, yy, zz, xy, xz, yz = part[:6]
            self._stress = np.array([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]])
            if len(part) > 6:  # what walls add to zx, zy, zz
                self._stress[2] += part[6:]

    def stress_kpa(self) -> Floats:
        """Mean stress (3, 3) over the steps of the last `advance`, compression positive: virial and kinetic.

        Of the shear stresses between particles LAMMPS has one of each pair: that of the later axis' force.
        """
        if self._stress is None:
            raise PhysicsError("no stress was measured: set measure_stress before `advance`")
        return self._stress.copy()

    def read(self) -> Reading:
        """Stresses, energies and overlaps now."""
        if self._reading is None:
            self._reading, peak = self._mirror.read(self._sight, self._radii, self._shear_rate)
            np.maximum(self._peak, peak, out=self._peak)
        return self._reading

    def handed_over(self, laws: Laws, *, step_fraction: float = 0.2) -> ParticleSystem:
        """Our own engine with these particles as they are now, under `laws`: for contacts that yield.

        Contacts begin without tangential springs. Raises PhysicsError in a box that has been sheared.
        """
        if self._sight.slid_um or self._shear_rate:
            raise PhysicsError("a sheared box handed over to the other engine: expected one at rest")
        system = ParticleSystem(
            self.positions_um,
            self._radii,
            self._kind,
            laws,
            box_um=self._box.edges_um,
            plane_um=self._servo.height,
            walls=self._box.walls,
            skin_um=self._box.skin_um,
            threads=self._simulation.threads,
        )
        system.set_masses(self._masses)
        system.use(laws, step_fraction=step_fraction)
        system.set_velocities(self._sight.velocity_um_us)
        system.bodies.spin[:] = self._sight.spin
        system.peak_force[:] = self.peak_force
        system.drag_per_us, system.spin_drag_per_us = self.drag_per_us, self.spin_drag_per_us
        system.drive(
            target_kpa=self._servo.target,
            speed=self._servo.limit,
            band_kpa=self._servo.band,
            memory_us=self._servo.memory,
        )
        system.time_us = self.time_us
        return system

    def checkpoint(self) -> Checkpoint:
        """Everything needed to go on, as arrays of its own: LAMMPS' restart file and what we know besides."""
        self._settle()
        kept = self._simulation.write()
        saved = self._note()
        saved["restart"] = np.frombuffer(kept + bytes(-len(kept) % 8), dtype=np.int64).copy()
        saved["restart_bytes"] = float(len(kept))
        self._simulation.load(kept, self._simulation.steps)
        self._take_over(saved)
        return saved

    def restore(self, saved: Saved) -> None:
        """Goes back to a checkpoint of a system of the same particles and boundaries."""
        if "restart" not in saved or len(np.asarray(saved["radii"])) != len(self._radii):
            raise PhysicsError(
                "a checkpoint of another system: expected one of the LAMMPS engine with "
                f"{len(self._radii)} particles; go back with the engine that made it (simulation.engine)"
            )
        kept = np.asarray(saved["restart"]).tobytes()[: int(float(np.asarray(saved["restart_bytes"])))]
        self._simulation.load(kept, int(float(np.asarray(saved["steps"]))))
        self._take_over(saved)
        self._good = self._note()

    def _note(self) -> Checkpoint:
        """All but LAMMPS' own part of the state."""
        note: Checkpoint = {name: float(getattr(self, name)) for name in _NUMBERS}
        note |= {
            "steps": float(self._simulation.steps),
            "measure_stress": float(self.measure_stress),
            "radii": self._radii.copy(),
            "mass": self._masses.copy(),
            "peak": self._peak.copy(),
            "servo": np.array(astuple(self._servo)),
            "seen": np.array([self._sight.now_kpa, self._sight.speed_um_us]),
            "laws": np.array([astuple(cast(Any, law)) for law in self._laws]),
            "coarse": float(isinstance(self._laws[0], CoarseGrain)),
            "stress": np.full((3, 3), np.nan) if self._stress is None else self._stress.copy(),
        }
        return note

    def _take_over(self, saved: Saved) -> None:
        """Our part of a state whose other part LAMMPS has loaded."""
        number = {name: float(np.asarray(saved[name])) for name in (*_NUMBERS, "coarse")}
        self._heaviness = number["_heaviness"]
        self._radii, self._masses, self._peak = (np.array(saved[name]) for name in ("radii", "mass", "peak"))
        self._sizes.assign(self._radii)
        law: Any = CoarseGrain if number["coarse"] else Material
        self.use([law(*row) for row in np.asarray(saved["laws"]).tolist()], dt_us=number["dt_us"])
        for name in _NUMBERS:
            setattr(self, name, number[name])
        self.measure_stress = bool(saved["measure_stress"])
        servo = Servo(*map(float, np.asarray(saved["servo"])))
        now, speed = map(float, np.asarray(saved["seen"]))
        seen = self._simulation.look(self._shear_rate, servo.height)
        self._sight = seen._replace(smooth_kpa=servo.smooth, now_kpa=now, speed_um_us=speed)
        self._servo, self._reading = servo, None
        stress = np.array(saved["stress"])
        self._stress = None if np.isnan(stress).any() else stress


def _plain(reason: str) -> str:
    """LAMMPS' message without the input line; its halt in our words."""
    if "Fix halt" in reason:
        return "a particle would move by more than half its radius in one step"
    return reason.split(" Last input line")[0].removeprefix("ERROR: ")
