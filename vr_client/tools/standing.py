"""Where a person is in the electrode: at the table it stands on, or inside, in a pore.

The person stays where they are in the room and the model is moved: nothing that the body feels contradicts
the eyes. At a desk the camera takes the head's part, so that the same calls serve both.
"""

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.states import Phase
from vr_client.stage.camera import Camera
from vr_client.stage.pointer import KeyStroke
from vr_client.stage.stage import Stage
from vr_client.stage.transforms import Matrix, scale_of, translation

from .pointer_ray import Ray
from .ray_cast import struck

Vector = NDArray[np.float64]

HOUSE_M = 6.0
"""Height of a middling active particle to a person inside: a house, with pores like rooms and alleys."""
WALKING_SCALES = (0.05, 2.0)
"""Least and largest scale (metres a micrometre) at which one stands inside."""
AHEAD_M, INSIDE_FOV_DEG = 0.5, 60.0
"""Of the desk's camera inside: from its eye to its target, and how much it takes in, as a room wants."""
TRIED = 300
"""Places tried for the eyes about the point that was shown."""
CLOSER = 0.2
"""Share of the first search's width in which the second looks."""
ROOM_M = 2.5
"""More free room than this about the head is not worth a step."""
WAYS = 24
"""Level directions in which it is looked how far one sees."""


def head_of(stage: Stage) -> Matrix:
    """(4, 4) pose of the head in the world: the headset's, or the camera's."""
    if stage.body is not None:
        return stage.body.head
    return np.asarray(np.linalg.inv(stage.camera.view()), np.float64)


def walking_scale(stage: Stage) -> float:
    """Metres a micrometre at which a middling active particle is `HOUSE_M` high."""
    layer = stage.particles
    radii = layer.radii_um[layer.phase == Phase.AM] if layer.count else layer.radii_um
    radius_um = float(np.median(radii)) if len(radii) else 5.0
    return float(np.clip(HOUSE_M / (2.0 * radius_um), *WALKING_SCALES))


def stand(stage: Stage, point_um: Vector) -> None:
    """Puts the person into the pore at `point_um` (3,), at walking scale, looking along its longest way.

    The eyes come to the roomiest place close to the point, so that nobody finds their head in a particle.
    """
    scale = walking_scale(stage)
    eyes_um = roomiest(stage, np.asarray(point_um, np.float64), ROOM_M / scale)
    turn = stage.model[:3, :3] / scale_of(stage.model)
    if stage.body is None:
        _bring_camera(stage)
    head = head_of(stage)
    model = np.eye(4)
    model[:3, :3] = scale * turn
    stage.model = translation(head[:3, 3] - model[:3, :3] @ eyes_um) @ model
    turn_person(stage, _openest_deg(stage, head))


def turn_person(stage: Stage, right_deg: float) -> None:
    """Turns the person to the right about the vertical through the head: all they see goes to the left."""
    a = np.radians(right_deg)
    about = np.eye(4)
    about[0, 0] = about[2, 2] = np.cos(a)
    about[0, 2], about[2, 0] = np.sin(a), -np.sin(a)
    head = head_of(stage)[:3, 3]
    stage.camera.follows = False
    stage.model = translation(head) @ about @ translation(-head) @ stage.model


def level_forward(stage: Stage) -> Vector:
    """(3,) unit vector ahead of the head, level; where it looks straight up or down, its crown tells."""
    head = head_of(stage)
    ahead = -head[:3, 2] * (1.0, 0.0, 1.0)
    if np.linalg.norm(ahead) < 0.1:
        ahead = head[:3, 1] * (1.0, 0.0, 1.0) * np.sign(head[1, 2])
    level: Vector = ahead / np.linalg.norm(ahead)
    return level


def to_table(stage: Stage) -> None:
    """The whole electrode before the person, as it was first placed."""
    if stage.body is not None:
        stage.place(stage.body.table_m, stage.body.table_size_m)
    else:
        stage.place()
        stage.look_at_electrode()


def is_inside(stage: Stage) -> bool:
    """Whether the head is within the electrode's box, so that its motion is felt as one's own."""
    length, width = stage.particles.box_um
    at = np.linalg.solve(stage.model, head_of(stage)[:, 3])[:3]
    return bool(np.all(at > 0.0) and np.all(at < (length, width, stage.particles.plane_um)))


def standing(stage: Stage, stroke: KeyStroke) -> bool:
    """Handles home: back to the table, the whole electrode in sight."""
    if stroke.name != "home":
        return False
    to_table(stage)
    return True


def roomiest(stage: Stage, point_um: Vector, enough_um: float) -> Vector:
    """(3,) the place near `point_um` furthest from any particle, no further than it takes for `enough_um`.

    Of places evenly spread about the point, in a ball wider than a middling particle, the one whose distance
    to the nearest surface, counted up to `enough_um`, less a tenth of the way there is greatest; then again
    closely about that one.
    """
    layer = stage.particles
    if not layer.count:
        return point_um
    reach_um = HOUSE_M / walking_scale(stage) + enough_um
    near = np.linalg.norm(layer.positions_um - point_um, axis=1) < 3.0 * reach_um + layer.radii_um
    centres, radii = layer.positions_um[near], layer.radii_um[near]
    best = point_um
    for spread_um in (reach_um, CLOSER * reach_um):
        tried = best + spread_um * _ball()
        free_um = _free_um(tried, centres, radii, layer.box_um)
        worth = np.minimum(free_um, enough_um) - 0.1 * np.linalg.norm(tried - point_um, axis=1)
        best = tried[int(np.argmax(worth))]
    return best


def _free_um(tried: Vector, centres: Vector, radii: Vector, box_um: tuple[float, float]) -> Vector:
    """(k,) from places (k, 3) to the nearest particle, collector, or side of the box."""
    length, width = box_um
    sides = np.column_stack([tried, length - tried[:, 0], width - tried[:, 1]])
    free_um: Vector = sides.min(axis=1)  # where the electrode ends one would stand half outside
    if len(radii):
        apart = np.linalg.norm(tried[:, None, :] - centres[None], axis=2) - radii
        free_um = np.minimum(free_um, apart.min(axis=1))
    return free_um


def _openest_deg(stage: Stage, head: Matrix) -> float:
    """By how much to turn to the right to see furthest, each way counted with its neighbours."""
    ahead = level_forward(stage)
    right = np.cross(ahead, [0.0, 1.0, 0.0])
    angles = np.arange(WAYS) * 2.0 * np.pi / WAYS
    seen = []
    for angle in angles:
        met = struck(stage, Ray(head[:3, 3], np.cos(angle) * ahead + np.sin(angle) * right))
        seen.append(0.0 if met is None else met.along_um)  # out of the electrode nobody wants to look
    smooth = np.array(seen) + 0.5 * (np.roll(seen, 1) + np.roll(seen, -1))
    return float(np.degrees(angles[int(np.argmax(smooth))]))


def _ball() -> NDArray[np.float64]:
    """(TRIED, 3) points evenly spread in the unit ball: a Fibonacci spiral on shells of equal volume."""
    k = np.arange(TRIED) + 0.5
    z, turn = 1.0 - 2.0 * (k * 0.754877666 % 1.0), np.pi * (1.0 + 5.0**0.5) * k
    across = np.sqrt(1.0 - z * z)
    shell = np.cbrt(k / TRIED)[:, None]
    return shell * np.column_stack([across * np.cos(turn), across * np.sin(turn), z])


def _bring_camera(stage: Stage) -> None:
    """The desk's camera with its target just ahead of its eye, as one looks about inside."""
    camera = stage.camera
    eye, forward = camera.eye_m, camera.forward
    stage.camera = Camera(
        azimuth_deg=camera.azimuth_deg, elevation_deg=camera.elevation_deg, distance_m=AHEAD_M,
        target_m=eye + AHEAD_M * forward, vertical_fov_deg=INSIDE_FOV_DEG, follows=False,
    )  # fmt: skip
