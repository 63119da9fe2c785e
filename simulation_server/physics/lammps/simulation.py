"""The particles inside LAMMPS: created, run, looked at, written and read back."""

from pathlib import Path
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
        self.script.now(f"write_restart {self._end_of(0)}")

    def _define(self) -> None:
        """What a box holds from its creation or restart on."""
        groups = [f"group kind{k} type <> {first} {last}" for k, (first, last) in self.sizes.runs.items()]
        lines = [
            "comm_modify vel yes",
            "neigh_modify every 1 delay 0 check yes",
            *groups,
            WALL_REGIONS,
            MOTION,
        ]
        self.script.now("\n".join(lines))

    def set(self, name: str, values: Floats | Ints) -> None:
        """Sets a per-particle quantity of LAMMPS."""
        self.ranks.call("scatter", name, values)

    def run(self, steps: int, dt_us: float, plane_speed: float) -> None:
        """Takes steps as leapfrog does, velocities half a step behind the positions before and after.

        LAMMPS wants them at one time: half a kick under the forces at the start, which saw the velocities
        behind, and half a one back at the end. `start` and `stop` tell `fix deform` how far it is to go. The
        speed of a moving wall is its last change of place: for the forces at the start to see it, the wall is
        first evaluated where it was a step ago.
        """
        stop = self.steps + steps
        span = f"post no start {self.steps} stop {stop}"
        self.script.now(
            f"variable end equal {stop}+1000000000*(step>={stop})\nrestart v_end {self.ranks.folder}/end"
        )
        if plane_speed:
            was = set_top(self.steps, dt_us, back=plane_speed * dt_us)
            self.script.now(f"{was}\nrun 0 pre yes {span}")
        self.script.now(f"{set_top(self.steps, dt_us)}\nrun 0 pre yes {span}")
        self.ranks.call("kick", 0.5 * dt_us)
        self.script.now(f"run {steps} pre no {span}")
        self.ranks.call("kick", -0.5 * dt_us)
        self._end_of(self.steps).unlink(missing_ok=True)
        self.steps = stop

    def _end_of(self, step: int) -> Path:
        """Where the state at the end of a run is kept until the end of the next."""
        return self.ranks.folder / f"end.{step}"

    def look(self, shear_rate: float, height_um: float) -> Sight:
        """What there is to see; `height_um` is the plane's before the first run."""
        call = self.ranks.call
        places, velocity, spin = call("gather", "x", 3), call("gather", "v", 3), call("gather", "omega", 3)
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

    def write(self) -> bytes:
        """A restart file of now."""
        path = self.ranks.folder / "now"
        span = f"post no start {self.steps} stop {self.steps}"
        self.script.now(f"{set_top(self.steps, 0.0)}\nrun 0 pre yes {span}\nwrite_restart {path}")
        return path.read_bytes()

    def load(self, restart: bytes, steps: int) -> None:
        """Goes back to a restart file, told nothing else yet."""
        path = self._end_of(steps)
        path.write_bytes(restart)
        self.script = Script(self.ranks)
        self.script.now(f"clear\nprocessors * * 1\nread_restart {path}")
        self._define()
        self.steps = steps

    def revive(self) -> None:
        """Goes back to the end of the last run that ended well, in new processes."""
        kept = self._end_of(self.steps).read_bytes()
        self.ranks.close()
        self._begin()
        self.load(kept, self.steps)
