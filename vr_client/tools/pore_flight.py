"""The pore flight: from the surface to the collector through the pores, felt walls and all.

At a desk the keys carry the camera, in a headset the stick carries the electrode past the person: the same
calls, for the person stays where they are and the model is moved. `stage.flight.wish` starts and ends it from
anywhere; the ways are computed on a thread beside the frames.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from vr_client.stage.camera import Camera
from vr_client.stage.flight import Flight, judged
from vr_client.stage.pointer import KeyStroke
from vr_client.stage.pore_space import PoreSpace, pore_space
from vr_client.stage.stage import Stage
from vr_client.stage.transforms import scale_of, scaling, translation

from .desk_input import DeskInput
from .flight_marks import race, show_ways, take_marks_away
from .flight_steering import steered
from .standing import Vector, head_of, walking_scale

HELP: tuple[tuple[str, str], ...] = (
    ("G", "pore flight: start, again: end"),
    ("W A S D, Q E", "in flight: ahead, sideways, down and up (Shift: faster)"),
    ("drag or arrows", "in flight: look around"),
)
SPEED_UM_S, CALM_UM_S = 5.0, 2.5
"""Of a flight; the second with reduced motion."""
OVER_UM = 4.0
"""Height over the surface where a flight begins."""
STEP_UM = 0.2
"""Between the recorded places of a track."""
REACHED_VOXELS = 0.85
"""Over the collector, where it counts as reached: walls keep one off, in corners more than on a plane."""
AHEAD_UM, FOV_DEG, DOWNWARD_DEG = 2.0, 65.0, 75.0
"""Of the desk's camera in flight: to its target, what it takes in, and how far it looks down at first."""
NOT_MADE = "the pore flight needs a finished electrode: it begins once its structure is analysed"


def pore_flight(stage: Stage, stroke: KeyStroke) -> bool:
    """Handles g (start, again: end) and, in flight, escape."""
    under_way = stage.flight.state in ("finding", "flying")
    if stroke.name == "g":
        stage.flight.wish = "end" if under_way else "start"
        return True
    if stroke.name == "escape" and under_way:
        stage.flight.wish = "end"
        return True
    return False


def fly_pores(stage: Stage, given: DeskInput, dt_s: float, *, mouse: bool, keys: bool) -> bool:
    """One frame at a desk; True while the flight has the keys that move, and the mouse to look around."""
    held = given.held if keys and "control" not in given.held else set()
    camera = stage.camera
    ahead, right, up = (
        ("w" in held) - ("s" in held), ("d" in held) - ("a" in held), ("e" in held) - ("q" in held),
    )  # fmt: skip
    push = ahead * camera.forward + right * camera.right + up * np.array([0.0, 1.0, 0.0])
    length = float(np.linalg.norm(push))
    if length > 1.0:
        push = push / length
    return carry_in_pores(stage, head_of(stage)[:3, 3], (2.0 if "shift" in held else 1.0) * push, dt_s)


def carry_in_pores(stage: Stage, head_m: Vector, push: Vector, dt_s: float) -> bool:
    """One frame of a flight: carries the person by `push` (3,), world directions, 1 for full speed.

    `head_m` (3,) is the middle between the eyes in the world. True while the flight has the movement.
    """
    flight = stage.flight
    wish, flight.wish = flight.wish, ""
    if wish == "start":
        _start(stage)
    elif wish == "end":
        _end(stage)
    elif wish == "clear":
        flight.result = None
        take_marks_away(stage)
        _end(stage)
    elif wish == "replay" and flight.result is not None:
        flight.replayed_s = 0.0
    race(stage, dt_s)
    _watch_electrode(stage)
    if stage.flight.state == "finding":
        _take_space(stage, head_m)
    flight = stage.flight
    if flight.state != "flying":
        flight.moving = flight.touching = False
        return False
    _carry(stage, flight, head_m, push, dt_s)
    return flight.state == "flying"


def _start(stage: Stage) -> None:
    flight = stage.flight
    if flight.state in ("finding", "flying"):
        return
    if stage.voxels is None:
        stage.say(NOT_MADE, "warning")
        return
    take_marks_away(stage)
    executor = ThreadPoolExecutor(1, thread_name_prefix="pore ways")
    finding = executor.submit(pore_space, stage.voxels)
    executor.shutdown(wait=False)
    stage.flight = Flight("finding", best=flight.best, pilot=flight.pilot, finding=finding)


def _watch_electrode(stage: Stage) -> None:
    """A flight ends with the electrode it is in, and so does what it gave."""
    flight = stage.flight
    if stage.voxels is not None:
        return
    if flight.state in ("finding", "flying"):
        stage.say("the electrode changes: the flight ends", "warning")
        _end(stage)
    if flight.result is not None:
        take_marks_away(stage)
        flight.result, flight.best, flight.state = None, 0, "off"


def _take_space(stage: Stage, head_m: Vector) -> None:
    """Brings the person over the surface once the ways are known."""
    flight = stage.flight
    if flight.finding is None or not flight.finding.done():
        return
    finding, flight.finding, flight.state = flight.finding, None, "off"
    try:
        space = flight.space = finding.result()
    except MemoryError:
        stage.say("not enough memory for the pore flight: take larger voxels (simulation.voxel_um)", "error")
        return
    if not len(space.shortest_um):
        stage.say("no pore leads from the surface to the collector: nothing can be flown", "warning")
        return
    flight.camera_before, flight.model_before = stage.camera, stage.model
    flight.layers_before, flight.clip_before = stage.layers, stage.clip
    stage.layers = replace(stage.layers, am=True, cbd=True, pores=False)  # the walls, all of them
    stage.clip = replace(stage.clip, enabled=False)
    stage.slice_view = None
    flight.at_um = _over(space)
    flight.state, flight.track, flight.guided = "flying", [], False
    scale = walking_scale(stage)
    turn = stage.model[:3, :3] / scale_of(stage.model)
    model = scaling(scale)
    model[:3, :3] = scale * turn
    if stage.body is None:
        stage.camera = _camera_at(head_m, stage.camera, AHEAD_UM * scale)
    stage.model = translation(head_m - model[:3, :3] @ flight.at_um) @ model


def _over(space: PoreSpace) -> Vector:
    """(3,) a place over the middle of the surface."""
    nx, ny, nz = space.phase.shape
    return np.array([0.5 * nx, 0.5 * ny, nz]) * space.voxel_um + np.array([0.0, 0.0, OVER_UM])


def _camera_at(eye_m: Vector, before: Camera, ahead_m: float) -> Camera:
    camera = replace(
        before, distance_m=ahead_m, vertical_fov_deg=FOV_DEG, elevation_deg=DOWNWARD_DEG, follows=False
    )
    camera.target_m = eye_m + ahead_m * camera.forward
    return camera


def _carry(stage: Stage, flight: Flight, head_m: Vector, push: Vector, dt_s: float) -> None:
    space = flight.space
    assert space is not None
    if stage.body is None:
        head_m = _hold_camera(stage, flight)
    to_um = np.linalg.inv(stage.model)
    walked = (to_um @ np.append(head_m, 1.0))[:3] - flight.at_um if stage.body is not None else np.zeros(3)
    push = steered(stage, flight, space, push, dt_s)
    speed = CALM_UM_S if stage.settings.reduced_motion else SPEED_UM_S
    step = walked + to_um[:3, :3] @ push * (scale_of(stage.model) * speed * min(dt_s, 0.1))
    flight.moving = bool(push.any())
    if step.any():
        flight.at_um, flight.touching = space.moved(flight.at_um, step)
        stage.model = translation(head_m - stage.model[:3, :3] @ flight.at_um) @ _turning(stage)
        _record(stage, flight, space)
    else:
        flight.touching = False


def _turning(stage: Stage) -> Vector:
    """(4, 4) the model's turn and scale, without its place."""
    model = np.eye(4)
    model[:3, :3] = stage.model[:3, :3]
    return model


def _hold_camera(stage: Stage, flight: Flight) -> Vector:
    """Looking around turns the camera about its eye, which stays; returns where it is (3,)."""
    camera = stage.camera
    eye = (stage.model @ np.append(flight.at_um, 1.0))[:3]
    camera.distance_m, camera.follows = AHEAD_UM * scale_of(stage.model), False
    camera.target_m = eye + camera.distance_m * camera.forward
    return eye


def _record(stage: Stage, flight: Flight, space: PoreSpace) -> None:
    """Keeps the track below the surface; the flight is over at the collector."""
    at = flight.at_um
    if at[2] > space.surface_um:
        flight.track = [at.copy()]  # the last place over the surface
        flight.entered_s = stage.now_s
        return
    reached = at[2] <= REACHED_VOXELS * space.voxel_um
    if not flight.track or np.linalg.norm(at - flight.track[-1]) >= STEP_UM or reached:
        flight.track.append(at.copy())
    if reached:
        flight.result = judged(flight, stage.now_s)
        if not flight.result.guided:
            flight.best = max(flight.best, flight.result.score)
        _end(stage)
        show_ways(stage)


def _end(stage: Stage) -> None:
    """Back to where one was before; what was flown stays."""
    flight = stage.flight
    if flight.model_before is not None and flight.camera_before is not None:
        stage.model = flight.model_before
        if stage.body is None:
            stage.camera = flight.camera_before
    if flight.layers_before is not None and flight.clip_before is not None:
        stage.layers, stage.clip = flight.layers_before, flight.clip_before
    flight.model_before = flight.camera_before = flight.layers_before = flight.clip_before = None
    flight.finding = None
    flight.moving = flight.touching = False
    flight.state = "ended" if flight.result is not None else "off"
