"""Travelling by the sticks: turning in snaps or smoothly, being taken where one points, flying.

Teleport: a stick pushed ahead aims, let go it takes the person there; pulled back it takes one step back.
Fly: the pointing hand's stick goes along its ray and sideways, the other's goes up and down and turns.
"""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from vr_client.stage.stage import Stage

from .pointer_ray import Ray
from .standing import level_forward, turn_person
from .travel import STEP_M, UP, Vector, move
from .travel_aim import Aim, aim, go, hide, show

Way = Literal["ahead", "back", "side"]

ENTERS, LEAVES = 0.7, 0.35
"""A stick is pushed beyond the first and let go below the second."""
DEAD = 0.15
FLY_M_S = 2.0
TURN_DEG_S = 75.0


@dataclass(frozen=True, slots=True)
class Stick:
    """A hand's stick, to the right and ahead from -1 to 1, and its ray (None while it is not tracked)."""

    right: float = 0.0
    ahead: float = 0.0
    ray: Ray | None = None


@dataclass(frozen=True, slots=True)
class Travelled:
    """What a frame of travelling did: a smooth movement, a jump (a teleport, a snap), hands to pulse."""

    smoothly: bool = False
    jumped: bool = False
    pulses: tuple[str, ...] = ()


@dataclass(slots=True)
class TravelBySticks:
    """Keeps which stick is pushed which way, and what it aims at."""

    _pushed: dict[str, Way] = field(default_factory=dict)  # by hand
    _aimed: Aim | None = None

    def frame(self, stage: Stage, sticks: dict[str, Stick], dt_s: float) -> Travelled:
        """Moves on by `dt_s`; `sticks` of the hands that are free to travel, by "left" and "right"."""
        smoothly, jumped, pulses = False, False, []
        flies, snaps = stage.settings.travel == "fly", stage.settings.turn == "snap"
        for name in self._pushed.keys() - sticks.keys():
            self._let_go(stage, name)
        for name, stick in sticks.items():
            if flies and name == stage.settings.hand:
                smoothly |= _fly(stage, along(stick), dt_s)
                continue
            began = self._push(name, stick)
            way = self._pushed.get(name)
            moved = False
            if way is not None and np.hypot(stick.ahead, stick.right) < LEAVES:
                aimed, self._aimed = self._aimed, None
                self._let_go(stage, name)
                moved = way == "ahead" and aimed is not None and go(stage, aimed)
            elif way == "side" and snaps and began:
                turn_person(stage, stage.settings.turn_deg * float(np.sign(stick.right)))
                moved = True
            elif way == "side" and not snaps:
                turn_person(stage, TURN_DEG_S * dt_s * stick.right)
                smoothly = True
            elif flies and way is not None:
                smoothly |= _fly(stage, _live(stick.ahead) * UP, dt_s)
            elif way == "ahead" and stick.ray is not None:
                self._aimed = aim(stage, stick.ray)
                show(stage, self._aimed)
            elif way == "back" and began:
                move(stage, -STEP_M * level_forward(stage))
                moved = True
            jumped |= moved
            pulses += [name] * moved
        return Travelled(smoothly, jumped, tuple(pulses))

    def _push(self, name: str, stick: Stick) -> bool:
        """Notes which way a stick is pushed; True when that has just begun. One hand aims at a time."""
        strongest = max(abs(stick.ahead), abs(stick.right))
        if name in self._pushed or strongest < ENTERS:
            return False
        way: Way = "side" if abs(stick.right) == strongest else "ahead" if stick.ahead > 0.0 else "back"
        if way == "ahead" and way in self._pushed.values():
            return False
        self._pushed[name] = way
        return True

    def _let_go(self, stage: Stage, name: str) -> None:
        if self._pushed.pop(name, None) == "ahead":
            self._aimed = None
            hide(stage)


def _fly(stage: Stage, by: Vector, dt_s: float) -> bool:
    if by.any():
        move(stage, FLY_M_S * dt_s * by)
    return bool(by.any())


def along(stick: Stick) -> Vector:
    """(3,) where the pointing hand's stick pushes: along its ray and level across it, length up to 1."""
    if stick.ray is None:
        return np.zeros(3)
    right = np.cross(stick.ray.direction, UP)
    right /= max(float(np.linalg.norm(right)), 0.1)
    by: Vector = _live(stick.ahead) * stick.ray.direction + _live(stick.right) * right
    return by


def _live(value: float) -> float:
    """A stick's value beyond its dead middle, gentle at first."""
    beyond = (abs(value) - DEAD) / (1.0 - DEAD)
    return float(np.sign(value) * max(beyond, 0.0) ** 2)
