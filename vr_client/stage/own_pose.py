"""One's own head and hands on their way to the others: not too often, and only when they have moved."""

import numpy as np

from simulation_server.schema.messages import Presence
from simulation_server.schema.presence import Placed

from .people import Pose
from .placing import FURTHEST_UM, placement_of
from .stage import Stage

PERIOD_S = 0.05
"""Between two poses: 20 a second, and what is drawn between them moves smoothly."""
AGAIN_S = 1.0
"""After so long it is said again although nothing has moved: a pose may be lost on its way."""


class OwnPose:
    """Says when a pose is due, and puts it in the wire's words."""

    def __init__(self) -> None:
        self._due_s = -np.inf
        self._said: Placed | None = None
        self._said_s = -np.inf

    def message(self, pose: Pose | None, now_s: float) -> Presence | None:
        """What is to be sent now, None for nothing. `pose` None: this view has no person in it."""
        if now_s < self._due_s:
            return None
        placed = Placed() if pose is None else placed_of(pose)
        if placed == (self._said or Placed()) and now_s - self._said_s < AGAIN_S:
            return None
        if pose is None and self._said in (None, Placed()):
            return None
        self._due_s = max(self._due_s, now_s - PERIOD_S) + PERIOD_S  # 20 a second whatever the frame rate
        self._said, self._said_s = placed, now_s
        return Presence(pose=placed)


def placed_of(pose: Pose) -> Placed:
    """A pose in the wire's words; without what is no place in the electrode."""
    parts = {"head": pose.head, "left": pose.hands.get("left"), "right": pose.hands.get("right")}
    found = {name: placement_of(matrix) for name, matrix in parts.items()}
    known = {name: part for name, part in found.items() if part is not None}
    x, y, z = (float(v) for v in pose.pointing_um) if pose.pointing_um is not None else (np.nan,) * 3
    is_near = np.abs((x, y, z)).max() <= FURTHEST_UM  # which NaN is not
    return Placed(
        **{name: placement for name, (placement, _) in known.items()},
        um_per_m=next((scale for _, scale in known.values()), 1.0),
        pointing_um=(x, y, z) if is_near else None,
        tool=pose.tool,
    )


def desk_pose(stage: Stage) -> Pose:
    """The pose of one at a desk: the head is the camera."""
    camera_m = np.linalg.inv(stage.camera.view())
    return Pose(head=np.linalg.inv(stage.model) @ camera_m, tool=stage.tool)
