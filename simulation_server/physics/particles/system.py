"""A particle system that can be advanced, read, checkpointed and restored."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from simulation_server.physics.pacing import Pacing
from simulation_server.schema.errors import PhysicsError

from .bodies import (
    BAND,
    COMPLIANCE,
    GOAL,
    HEIGHT,
    LIMIT,
    LX,
    LY,
    LZ,
    MEASURE,
    MEMORY,
    OFFSET,
    PRESSURE,
    RATE,
    SMOOTH,
    SPEED,
    STEPS,
    TARGET,
    Floats,
    Ints,
    Walls,
    make_bodies,
    set_spans,
)
from .cells import make_cells
from .coarse_grain import CoarseGrain, coarse_lengths, coarse_table, oscillation_time_us
from .crew import make_bench
from .engine import Laws
from .forces import COLUMNS, KINDS
from .integrator import (
    DRAG,
    DT,
    ENDED,
    EXPLODED,
    LIST_FULL,
    SKIN,
    SPAN_Z,
    SPIN_DRAG,
    STALE,
    TAKEN,
    TURN,
    WHO,
    WIDEST,
    System,
    advance,
)
from .material import Material, pair_table, rayleigh_time_us
from .meeting import counters
from .pairs import make_pairs
from .probe import Reading, read
from .saving import Checkpoint, Saved, forget_contacts, load, save, with_list
from .spheres import make_spheres

_NUMBERS = ("dt_us", "drag_per_us", "spin_drag_per_us", "time_us")


class ParticleSystem:
    """The ParticleEngine computed here, with numba; see engine.py for what it offers.

    Deterministic: the same calls give the same bits, with any number of threads.
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
        """positions_um (n, 3), radii_um (n,), kind (n,) index the particles; `walls` are the bottom's and the
        plane's kinds in `laws`, None for periodic z of height `plane_um`. Neighbours are looked for `skin_um`
        beyond what they feel.
        """
        count = len(radii_um)
        self.skin_um = skin_um
        self.drag_per_us = 0.0
        self.spin_drag_per_us = 0.0
        self.time_us = 0.0
        self.dt_us = 0.0
        density = np.array([law.density for law in laws])
        self.bodies = make_bodies(positions_um, radii_um, kind, density[kind])
        self.walls = Walls(np.array(walls or (-1, -1), dtype=np.int64), np.zeros(8))
        plane = self.walls.plane
        plane[HEIGHT], plane[BAND], plane[MEMORY] = plane_um, 1.0, 1.0
        self._frame = np.zeros(10)
        self._frame[[LX, LY, LZ]] = *box_um, plane_um if walls is None else 0.0
        spheres = make_spheres(count)
        chunks = len(spheres.bounds) - 1
        edge = max(2.0 * float(radii_um.min()), (box_um[0] * box_um[1] * plane_um / count) ** (1.0 / 3.0))
        capacity = chunks * (12 * (count // chunks + 1) + 64)
        self._system = System(
            bodies=self.bodies,
            spheres=spheres,
            lists=(make_pairs(count, capacity), make_pairs(count, capacity)),
            cells=make_cells(count, (*box_um, plane_um), edge),
            table=np.zeros((KINDS, KINDS, COLUMNS)),
            walls=self.walls.kind,
            plane=plane,
            frame=self._frame,
            stress=np.zeros((3, 3)),
            sums=np.full((chunks, 24), np.nan),
            settings=np.zeros(6),
            state=np.array([0, 1, 0, 0, 0, 0], dtype=np.int64),
            meeting=np.zeros(counters(min(max(threads, 1), chunks)), dtype=np.int64),
        )
        self._system.settings[SPAN_Z] = plane_um
        self._benches = [make_bench(count) for _ in range(min(max(threads, 1), chunks))]
        self._helpers = ThreadPoolExecutor(len(self._benches) - 1) if len(self._benches) > 1 else None
        self._pacing = Pacing(len(self._benches))
        self._coarse = False
        self.bodies.rank[np.lexsort((np.arange(count), -radii_um))] = np.arange(count)
        self.use(laws)
        widest = 2.0 * float(self.bodies.reach.max())
        lengths = (*box_um, plane_um) if walls is None else box_um
        if min(lengths) < 2.0 * widest:
            raise PhysicsError(
                f"periodic box of {min(lengths):.1f} um: expected at least twice the largest particle's "
                f"diameter of interaction, {widest:.1f} um; simulate more particles"
            )
        self._last_good = self.checkpoint()

    def use(self, laws: Laws, *, step_fraction: float = 0.2, dt_us: float | None = None) -> None:
        """Sets the laws, all of one sort; the time step is given, or a fraction of the shortest natural time.

        That is the smallest Rayleigh time of materials, the fastest oscillation of coarse grains. At 0.2 a
        calendered film's porosity is within half a point of that at 0.1; at 0.35 damped, sliding contacts
        pump energy and the film collapses.
        """
        materials = [law for law in laws if isinstance(law, Material)]
        grains = [law for law in laws if isinstance(law, CoarseGrain)]
        if (materials and grains) or not 0 < len(laws) <= KINDS:
            raise PhysicsError(f"{len(laws)} laws: expected 1 to {KINDS}, all materials or all coarse grains")
        if bool(grains) != self._coarse:
            forget_contacts(self.bodies, self._system.lists)
        self._coarse = bool(grains)
        self._laws: Sequence[Material] | Sequence[CoarseGrain] = materials or grains
        self._set_table(coarse_table(grains) if grains else pair_table(materials))
        self._measure_lengths()
        self.dt_us = step_fraction * self._natural_time_us() if dt_us is None else dt_us

    def _set_table(self, table: Floats) -> None:
        self.table = table
        self._system.table[:] = 0.0
        self._system.table[: len(table), : len(table), : table.shape[2]] = table

    def _measure_lengths(self) -> None:
        """Each particle's lengths and reach, from its radius and its kind's law."""
        bodies = self.bodies
        radii, before = bodies.rows[:, 3], bodies.reach.copy()
        grains = [law for law in self._laws if isinstance(law, CoarseGrain)]
        if grains:
            bodies.lengths[:] = coarse_lengths(grains, bodies.kind, radii)
            bodies.reach[:] = np.array([grain.reach_over_d for grain in grains])[bodies.kind] * radii
        else:
            bodies.lengths[:] = radii[:, None]
            bodies.reach[:] = radii
        if not np.array_equal(before, bodies.reach):
            set_spans(bodies)
            self._system.state[STALE] = 1

    def _natural_time_us(self) -> float:
        bodies = self.bodies
        if self._coarse:
            return oscillation_time_us(self.table, bodies.lengths, bodies.kind, bodies.mass)
        radii = bodies.rows[:, 3]
        densities = bodies.mass / (4.0 / 3.0 * np.pi * radii**3)
        times = []
        for kind, law in enumerate(self._laws):
            mine = bodies.kind == kind
            if isinstance(law, Material) and mine.any():
                times.append(float(rayleigh_time_us(law, radii[mine], densities[mine]).min()))
        return min(times)

    def drive(self, *, target_kpa: float, speed: float, band_kpa: float, memory_us: float) -> None:
        """Sends the plane towards a pressure at no more than `speed` (um/us); see walls.move_plane."""
        plane = self.walls.plane
        plane[TARGET], plane[LIMIT], plane[BAND], plane[MEMORY] = target_kpa, speed, band_kpa, memory_us

    def barostat(self, target_kpa: float, rate_per_us_kpa: float) -> None:
        """Lets the periodic height follow `dH/H = rate (P_zz - target) dt`; rate 0 fixes it."""
        self._needs_periodic_z("a barostat")
        self._frame[GOAL], self._frame[COMPLIANCE] = target_kpa, rate_per_us_kpa

    @property
    def shear_rate_per_us(self) -> float:
        """Rate of the Lees-Edwards shear: mean flow `vx = rate (z - H/2)`."""
        return float(self._frame[RATE])

    @shear_rate_per_us.setter
    def shear_rate_per_us(self, rate: float) -> None:
        self._needs_periodic_z("shear")
        self._frame[RATE] = rate
        self._forget_kinetic_stress()

    def _needs_periodic_z(self, what: str) -> None:
        if self._frame[LZ] == 0.0:
            raise PhysicsError(f"{what} between walls: expected a box periodic in z (walls=None)")

    def _forget_kinetic_stress(self) -> None:
        self._system.sums[:, 9:15] = np.nan

    @property
    def measure_stress(self) -> bool:
        """Whether `advance` averages the stress between walls; where z is periodic it always does."""
        return bool(self._frame[MEASURE])

    @measure_stress.setter
    def measure_stress(self, wanted: bool) -> None:
        self._frame[MEASURE] = float(wanted)
        self._forget_kinetic_stress()

    def stress_kpa(self) -> Floats:
        """Mean stress (3, 3) over the last `advance`, compression positive: virial and kinetic."""
        if self._frame[STEPS] == 0.0:
            raise PhysicsError("no stress was measured: set measure_stress before `advance`")
        return np.asarray(self._system.stress / self._frame[STEPS])

    def set_radii(self, radii_um: Floats) -> None:
        """Changes the spheres' sizes (n,); masses stay."""
        self.bodies.rows[:, 3] = radii_um
        self._measure_lengths()

    def set_masses(self, masses_pg: Floats) -> None:
        """Changes the particles' masses (n,), inertia with them; call `use` after it for the time step."""
        self.bodies.mass[:] = masses_pg
        self._forget_kinetic_stress()

    def set_velocities(self, velocity_um_us: Floats) -> None:
        """Changes the velocities (n, 3)."""
        self.bodies.velocity[:] = velocity_um_us
        self._forget_kinetic_stress()

    @property
    def threads(self) -> int:
        """Threads in use: as many as were asked for and the particles are worth."""
        return len(self._benches)

    @property
    def peak_force(self) -> Floats:
        """Largest normal force of a single contact each particle has carried (n,), nN; may be set to zero."""
        return self.bodies.peak

    @property
    def positions_um(self) -> Floats:
        """Centres (n, 3) in the box, a copy."""
        positions = self.bodies.rows[:, :3].copy()
        frame = self._frame
        if frame[LZ] > 0.0:
            layers = np.floor(positions[:, 2] / frame[LZ])
            positions[:, 2] -= layers * frame[LZ]
            positions[:, 0] -= layers * frame[OFFSET]
        positions[:, :2] -= frame[[LX, LY]] * np.floor(positions[:, :2] / frame[[LX, LY]])
        return positions

    @property
    def radii_um(self) -> Floats:
        """Radii (n,), a copy."""
        return np.array(self.bodies.rows[:, 3])

    @property
    def velocity_um_us(self) -> Floats:
        """Velocities (n, 3), a copy; those of a sheared box at the places `positions_um` gives."""
        velocity = self.bodies.velocity.copy()
        if self._frame[LZ] > 0.0:
            layers = np.floor(self.bodies.rows[:, 2] / self._frame[LZ])
            velocity[:, 0] -= layers * self._frame[RATE] * self._frame[LZ]
        return velocity

    @property
    def masses_pg(self) -> Floats:
        """Masses (n,), a copy."""
        return self.bodies.mass.copy()

    @property
    def plane_um(self) -> float:
        """Height of the plane, or of the periodic box."""
        return float(self.walls.plane[HEIGHT])

    @property
    def plane_speed(self) -> float:
        """Velocity of the plane (um/us), upwards positive."""
        return float(self.walls.plane[SPEED])

    @property
    def pressure_kpa(self) -> float:
        """Pressure on the plane (P_zz where z is periodic), smoothed over its memory."""
        return float(self.walls.plane[SMOOTH])

    @property
    def pressure_now_kpa(self) -> float:
        """Pressure on the plane (P_zz where z is periodic) in the last step."""
        return float(self.walls.plane[PRESSURE])

    def advance(self, steps: int) -> None:
        """Takes `steps` steps. Raises PhysicsError, the state set back, when the particles explode."""
        self._system.stress[:], self._frame[STEPS] = 0.0, 0.0
        self._run(steps)
        self.time_us += steps * self.dt_us
        self._last_good = self.checkpoint()

    def _run(self, steps: int) -> None:
        """Takes steps in as many calls of the kernel as it takes."""
        done, fresh = 0, True
        while True:
            crew, now = self._pacing.choose(steps - done)
            before = time.perf_counter()
            self._go(now, crew, arrive=fresh, leave=done + now == steps)
            state = self._system.state
            taken, ended = int(state[TAKEN]), int(state[ENDED])
            self._pacing.learn(crew, taken, time.perf_counter() - before)
            done, fresh = done + taken, ended == LIST_FULL
            if ended == EXPLODED:
                self._explode(done, int(state[WHO]))
            elif ended == LIST_FULL:
                other = 1 - int(state[TURN])
                room = 2 * len(self._system.lists[other].first)
                self._system = with_list(self._system, other, make_pairs(len(self.bodies.mass), room))
            elif done == steps:
                return

    def _go(self, steps: int, crew: int, *, arrive: bool, leave: bool) -> None:
        """One call of the kernel in each of `crew` threads."""
        system = self._system
        settings = system.settings
        settings[[DT, SKIN, DRAG, SPIN_DRAG]] = (
            self.dt_us,
            self.skin_um,
            self.drag_per_us,
            self.spin_drag_per_us,
        )
        settings[WIDEST] = 2.0 * self.bodies.reach.max()
        system.meeting[:] = 0
        attracted = self._coarse and bool(self.table[..., 0].any())

        def member(me: int) -> None:
            bench = self._benches[me]
            advance(system, bench, steps, self._coarse, attracted, arrive, leave, me, crew)

        others = [] if self._helpers is None else [self._helpers.submit(member, me) for me in range(1, crew)]
        member(0)
        for other in others:
            other.result()

    def _explode(self, done: int, culprit: int) -> None:
        """Goes back to the last good state and says what happened."""
        failed_at, reason = self.time_us + done * self.dt_us, self._reason(culprit)
        self.restore(self._last_good)
        raise PhysicsError(
            f"the particles exploded at {failed_at:.4g} us: {reason}; the last good state is kept: use a "
            "smaller time step, softer materials or a start with less overlap"
        )

    def _reason(self, culprit: int) -> str:
        speed = float(np.linalg.norm(self.bodies.velocity[culprit]))
        if not np.isfinite(speed):
            return f"the velocity of particle {culprit} is not a number"
        return (
            f"particle {culprit} of radius {self.bodies.rows[culprit, 3]:.3g} um would move "
            f"{speed * self.dt_us:.3g} um in one step, more than half its radius"
        )

    def read(self) -> Reading:
        """Stresses, energies and overlaps now."""
        self._run(0)  # builds the list where it is out of date
        pressure = np.empty(len(self.bodies.mass))
        return Reading(pressure, *read(self._system, self._coarse, pressure))

    def checkpoint(self) -> Checkpoint:
        """Everything needed to go on bit for bit, as arrays of its own."""
        numbers: Checkpoint = {name: float(getattr(self, name)) for name in _NUMBERS}
        return save(self._system) | numbers | {"table": self.table.copy(), "coarse": float(self._coarse)}

    def restore(self, saved: Saved) -> None:
        """Goes back to a checkpoint of a system of the same particles, sort of laws and boundaries."""
        periodic = float(np.asarray(saved["frame"])[LZ]) > 0.0
        same = len(np.asarray(saved["rows"])) == len(self.bodies.mass)
        if not same or bool(saved["coarse"]) != self._coarse or periodic != (self._frame[LZ] > 0.0):
            raise PhysicsError(
                "a checkpoint of another system: expected one of as many particles, with the same sort of "
                "laws and of boundaries (walls or periodic z)"
            )
        self._system = load(self._system, self._benches[0], saved)
        self._set_table(np.array(saved["table"]))
        for name in _NUMBERS:
            setattr(self, name, float(np.asarray(saved[name])))
