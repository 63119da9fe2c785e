"""Taking hold of the model: one hand carries and turns it, two hands also stretch it.

Pure matrix arithmetic. Each frame maps where the hands were to where they are, so letting one hand go, or
adding one, never makes the model jump; the steps multiply up exactly to the whole movement.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vr_client.stage.transforms import Matrix, scale_of, translation

Vector = NDArray[np.float64]

CLOSEST_M = 0.02
"""Hands nearer to each other than this do not stretch: the ratio of their distances would be noise."""


def carry(model: Matrix, before: Matrix, after: Matrix) -> Matrix:
    """The model after the hand holding it went from pose `before` to `after` (all (4, 4), to the world)."""
    return after @ np.linalg.inv(before) @ model


def turn_between(a: Vector, b: Vector) -> Matrix:
    """(4, 4) least rotation that turns the direction `a` (3,) into that of `b` (3,); Rodrigues 1840."""
    a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
    axis, cosine = np.cross(a, b), float(a @ b)
    if cosine < -1.0 + 1e-9:  # opposite: half a turn about any axis across
        across = np.cross(a, np.eye(3)[int(np.argmin(np.abs(a)))])
        across /= np.linalg.norm(across)
        rotation = 2.0 * np.outer(across, across) - np.eye(3)
    else:
        x, y, z = axis
        skew = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
        rotation = np.eye(3) + skew + skew @ skew / (1.0 + cosine)
    matrix = np.eye(4)
    matrix[:3, :3] = rotation
    return matrix


def stretch(
    model: Matrix,
    before: tuple[Vector, Vector],
    after: tuple[Vector, Vector],
    scale_limits: tuple[float, float] = (0.0, np.inf),
) -> Matrix:
    """The model after the points (3,) two hands hold went from `before` to `after`.

    The middle between the hands carries, their distance scales (the model's scale stays within
    `scale_limits`), and the line between them turns.
    """
    span_before, span_after = before[1] - before[0], after[1] - after[0]
    wide_before, wide_after = float(np.linalg.norm(span_before)), float(np.linalg.norm(span_after))
    middle_before, middle_after = (before[0] + before[1]) / 2.0, (after[0] + after[1]) / 2.0
    step = translation(-middle_before)
    if min(wide_before, wide_after) > CLOSEST_M:
        now = scale_of(model)
        factor = float(np.clip(now * wide_after / wide_before, *scale_limits)) / now
        step = turn_between(span_before, span_after) @ np.diag([factor, factor, factor, 1.0]) @ step
    return translation(middle_after) @ step @ model


@dataclass(slots=True, eq=False)
class Grab:
    """Remembers which hands hold the model, and where they were.

    `scale_limits` bound the model's scale (world metres a micrometre).
    """

    scale_limits: tuple[float, float] = (1e-4, 1.0)
    _held: dict[str, Matrix] = field(default_factory=dict)

    @property
    def hands(self) -> frozenset[str]:
        """The hands that held the model in the last frame."""
        return frozenset(self._held)

    def moved(self, model: Matrix, holding: dict[str, Matrix]) -> Matrix:
        """The model this frame, for the poses (4, 4) of the hands that hold it now."""
        both = sorted(self._held.keys() & holding.keys())
        if len(both) >= 2:
            first, second = both[:2]
            before = self._held[first][:3, 3], self._held[second][:3, 3]
            after = holding[first][:3, 3], holding[second][:3, 3]
            model = stretch(model, before, after, self.scale_limits)
        elif len(both) == 1 and len(holding) == 1:
            model = carry(model, self._held[both[0]], holding[both[0]])
        self._held = {hand: pose.copy() for hand, pose in holding.items()}
        return model
