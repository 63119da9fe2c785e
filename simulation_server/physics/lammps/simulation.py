"""The particles inside LAMMPS: created, run, looked at, written and read back."""

from typing import NamedTuple

import numpy as np

from simulation_server.physics.particles.bodies import Floats, Ints

from .boundaries import WALL_REGIONS, set_top
from .controls import Box
from .motion import MOTION
from .ranks import Ranks
from .script import Script
from .sizes import SizeTypes

_SETUP = """
units micro
atom_style sphere
atom_modify map array
newton on
processors * * 1
"""
_ROOM_UM = 1.0  # of LAMMPS' box beyond the walls


class Sight(NamedTuple):
    """What there is to see after a run, wrapped into the box; motion half a step behind the positions."""

    positions_um: Floats  # (n, 3)
    velocity_um_us: Floats  # (n, 3)
    spin: Floats  # (n, 3)
    height_um: float  # of plane or box
    slid_um: float  # how far the image above is along x
    smooth_kpa: float
    now_kpa: float
    speed_um_us: float  # of the plane


class Simulation:
    """One LAMMPS and what it has been told; `steps` taken so far.

    Velocities come and go half a step behind the positions, as in our own engine; LAMMPS keeps both at one
    time.
    """

    def __init__(self, box: Box, sizes: SizeTypes, threads: int) -> None:
        self.box = box
        self.sizes = sizes
        self.threads = threads
        self.steps = 0
        self._behind = True
        self._begin()

    def _begin(self) -> None:
        self.ranks = Ranks(self.threads)
        self.script = Script(self.ranks)

    def create(self, positions_um: Floats, masses_pg: Floats, height_um: float) -> None:
        """Makes the box and the particles (n, 3)."""
        edges = np.array([*self.box.edges_um, height_um])
        places = np.array(positions_um, dtype=np.float64)
        periodic = self.box.walls is None
        wrapped = places - edges * np.floor(places / edges)
        places[:, : 3 if periodic else 2] = wrapped[:, : 3 if periodic else 2]
        low, high = (0.0, height_um) if periodic else (-_ROOM_UM, height_um + _ROOM_UM)
        self.script.now(
            f"{_SETUP}\nboundary p p {'p' if periodic else 'm'}\n"
            f"region box block 0 {edges[0]:.17g} 0 {edges[1]:.17g} {low:.17g} {high:.17g}\n"
            f"create_box {self.sizes.count} box"
        )
        self.ranks.call("create", self.sizes.types, places)
        self.set("rmass", masses_pg)
        self._define()

    def _define(self) -> None:
        """What a box holds from its creation or restart on."""
        groups = [f"group kind{k} type <> {first} {last}" for k, (first, last) in self.sizes.runs.items()]
        lines = [
            "comm_modify vel yes",
            f"neighbor {self.box.skin_um:.17g} bin",
            "neigh_modify every 1 delay 0 check yes",
            *groups,
            WALL_REGIONS,
            MOTION,
        ]
        self.script.now("\n".join(lines))

    def set_velocities(self, velocity_um_us: Floats) -> None:
        """Sets velocities (n, 3) half a step behind the positions."""
        self.set("v", velocity_um_us)
        self._behind = True

    def set(self, name: str, values: Floats | Ints) -> None:
        """Sets a per-particle quantity of LAMMPS."""
        self.ranks.call("scatter", name, values)
        self.script.changed = True

    def run(self, steps: int, dt_us: float) -> None:
        """Runs on without a new set-up where nothing was changed: the half-kicks are then as in one long run.

        A box that changes is set up each time, as `fix deform` counts from there.
        """
        fresh = self.script.changed or bool(self.script.said("frame"))
        if fresh:
            self.script.now(set_top(self.steps, dt_us))
        if self._behind:
            self._catch_up(dt_us)
            fresh = False
        self.ranks.call("commands", f"run {steps} pre {'yes' if fresh else 'no'} post no")
        self.script.changed = False
        self.steps += steps

    def _catch_up(self, dt_us: float) -> None:
        """Brings velocities and spins, given half a step behind as leapfrog has them, to the positions' time.

        The run then goes on from these forces, which saw the velocities as leapfrog's would.
        """
        self.ranks.call("commands", "run 0 pre yes post no")
        kick, turn = self._half_kicks(dt_us)
        self.set("v", self.ranks.call("gather", "v", 3) + kick)
        self.set("omega", self.ranks.call("gather", "omega", 3) + turn)
        self._behind = False

    def _half_kicks(self, dt_us: float) -> tuple[Floats, Floats]:
        """What half a step under the present forces adds to velocities and spins, (n, 3) each."""
        call = self.ranks.call
        per_mass = 0.5 * dt_us / call("gather", "rmass", 1)[:, None]
        per_inertia = per_mass / (0.4 * call("gather", "radius", 1)[:, None] ** 2)
        return call("gather", "f", 3) * per_mass, call("gather", "torque", 3) * per_inertia

    def look(self, shear_rate: float, height_um: float, dt_us: float) -> Sight:
        """What there is to see; `height_um` is the plane's before the first run."""
        call = self.ranks.call
        places, velocity, spin = call("gather", "x", 3), call("gather", "v", 3), call("gather", "omega", 3)
        if not self._behind:
            kick, turn = self._half_kicks(dt_us)
            velocity, spin = velocity - kick, spin - turn
        low, high, slid = map(float, call("variables", ["box_low", "box_high", "box_tilt"]))
        smooth = now = speed = 0.0
        if self.script.said("servo"):
            names = ["height_now", "smooth_now", "now", "speed"]
            height_um, smooth, now, speed = map(float, call("variables", names))
        if self.box.walls is None:
            height_um = high - low
            layers = np.floor((places[:, 2] - low) / height_um)
            places[:, 2] -= low + layers * height_um
            places[:, 0] -= layers * slid
            velocity[:, 0] -= layers * shear_rate * height_um
        edges = np.array(self.box.edges_um)
        places[:, :2] -= edges * np.floor(places[:, :2] / edges)
        return Sight(places, velocity, spin, height_um, slid % edges[0], smooth, now, speed)

    def write(self, name: str) -> None:
        """Writes a restart file into the ranks' folder."""
        self.ranks.call("commands", f"write_restart {self.ranks.folder / name}")

    def written(self, name: str) -> bytes:
        """A restart file that was written."""
        return (self.ranks.folder / name).read_bytes()

    def keep(self, name: str, restart: bytes) -> None:
        """Puts a restart file back, as if just written."""
        (self.ranks.folder / name).write_bytes(restart)

    def load(self, restart: bytes, steps: int) -> None:
        """Goes back to a restart file, told nothing else yet."""
        path = self.ranks.folder / "restart"
        path.write_bytes(restart)
        self.script = Script(self.ranks)
        self.script.now(f"clear\nprocessors * * 1\nread_restart {path}")
        self._define()
        self.steps, self._behind = steps, False

    def revive(self, restart: bytes, steps: int) -> None:
        """The same in new processes, the old ones having failed."""
        self.ranks.close()
        self._begin()
        self.load(restart, steps)
