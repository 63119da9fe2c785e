"""The engine's controls, brought to LAMMPS as named parts of its input."""

from dataclasses import dataclass

from simulation_server.schema.errors import PhysicsError

from .boundaries import Servo, deformation, servo, set_plane, smoothing, stress, walls
from .motion import drag, halt, heaviness, pressure, skin, spin_drag
from .pair_laws import PairLaws
from .script import Script


@dataclass(frozen=True)
class Box:
    """What stays: periods, kinds that have particles, kinds of bottom and plane (None: z is periodic)."""

    edges_um: tuple[float, float]
    kinds: tuple[int, ...]
    walls: tuple[int, int] | None
    skin_um: float

    @property
    def area_um2(self) -> float:
        """Area of the film."""
        return self.edges_um[0] * self.edges_um[1]


@dataclass(frozen=True)
class Controls:
    """What the next steps are taken with; names as in ParticleEngine."""

    dt_us: float
    drag_per_us: float
    spin_drag_per_us: float
    shear_rate_per_us: float
    target_kpa: float
    rate_per_us_kpa: float
    measure_stress: bool


def settle(script: Script, box: Box, laws: PairLaws, controls: Controls, plane: Servo, step: int) -> bool:
    """Brings LAMMPS' input up to date; whether the stress is measured anew, from `step` on."""
    if controls.shear_rate_per_us and controls.rate_per_us_kpa:
        raise PhysicsError("shear and barostat together with the LAMMPS engine: expected one at a time")
    dt = controls.dt_us
    flow = (controls.shear_rate_per_us, plane.height)
    measured = box.walls is None or controls.measure_stress
    say = script.say
    say("step", f"timestep {dt:.17g}\n{skin(flow, dt, box.skin_um)}")
    say("style", laws.style, resets=("contacts", "attraction"))
    say("contacts", laws.contacts)
    say("attraction", laws.attraction)
    say("shape", "change_box all triclinic" if flow[0] else script.said("shape"), resets=("frame",))
    area = None if box.walls is None else box.area_um2
    tensor = pressure(flow, heaviness(controls.drag_per_us, dt), area) if measured else ""
    say("pressure", tensor, resets=("frame", "drag", "stress", "servo"))
    if not script.said("servo"):
        script.now(set_plane(plane))
    if box.walls is None:
        say("servo", smoothing(plane, dt))
        say("frame", deformation(flow[0], controls.target_kpa, controls.rate_per_us_kpa, dt))
    else:
        contacts = walls(laws, box.kinds, *box.walls, area=box.area_um2, skin=box.skin_um)
        say("walls", contacts, resets=("servo", "stress"))
        say("servo", servo(plane, dt))
    say("drag", drag(controls.drag_per_us, flow, dt))
    say("spin", spin_drag(controls.spin_drag_per_us, dt))
    say("halt", halt(flow, dt))
    if not measured:
        say("stress", "")
    elif not script.said("stress"):
        say("stress", stress(laws, area, box.kinds, step))
        return True
    return False
