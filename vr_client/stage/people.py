"""Who else looks at the electrode, and where their heads and hands are.

A head or a hand is a (4, 4) from its own metres (x to the right, y up, looking or pointing along -z) to
electrode micrometres: its scale, micrometres a metre, says how large the person is beside the electrode.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.messages import PersonHere, PersonLeft, Poses
from simulation_server.schema.presence import Placed

from .placing import matrices_of, place_of, places_between
from .tool import TOOLS, ToolName
from .transforms import Matrix

SHORTEST_S, LONGEST_S = 0.02, 0.2
"""Bounds of the time in which what is drawn goes to the newest pose: about until the next one is due."""
HEAD = "head"
HANDS = ("left", "right")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """Where one's own head and hands are, for the others to see; None for what is not tracked."""

    head: Matrix | None = None
    hands: dict[str, Matrix] = field(default_factory=dict)  # of "left" and "right"
    pointing_um: Floats | None = None  # (3,) the point of the electrode one points at
    tool: ToolName = "look"


@dataclass(slots=True, eq=False)
class Person:
    """One of the others, as drawn now. At a desk the head is the camera."""

    name: str
    colour: int  # its place in the palette of people
    head: Matrix | None = None
    hands: dict[str, Matrix] = field(default_factory=dict)  # of "left" and "right"
    seen_s: float = 0.0  # when the newest pose came
    number: int = 0  # by which the server knows them
    pointing_um: Floats | None = None  # (3,) the point of the electrode they point at
    tool: ToolName = "look"
    parts: dict[str, "Movement"] = field(default_factory=dict)  # of "head", "left" and "right"
    interval_s: float = LONGEST_S  # in which they go to the newest pose
    moving: bool = False


@dataclass(slots=True)
class Movement:
    """Places (8,), see placing.py: where a head or hand was, goes, and is drawn."""

    start: Floats
    target: Floats
    drawn: Floats


class People(dict[str, Person]):
    """The others, by their names, which differ. `take` each word of the server, `advance` once a frame."""

    def __init__(self) -> None:
        super().__init__()
        self._own = 0

    def begin(self, own: int) -> None:
        """Joined a server, which knows oneself by this number; it tells of the others next."""
        self._own = own
        self.clear()

    def take(self, news: PersonHere | PersonLeft | Poses, now_s: float) -> None:
        """Takes in who came, who went and who moved."""
        match news:
            case PersonHere():
                self._name(news)
            case PersonLeft(person=number):
                self._forget(number)
            case Poses(poses=poses):
                for person in self.values():
                    if person.number in poses:
                        self._move(person, poses[person.number], now_s)

    def advance(self, now_s: float) -> None:
        """Moves what is drawn of everyone towards their newest pose, all at once."""
        parts: list[tuple[Person, str, Movement]] = []
        shares: list[float] = []
        for person in self.values():
            if person.moving:
                share = min(max((now_s - person.seen_s) / person.interval_s, 0.0), 1.0)
                person.moving = share < 1.0
                parts += [(person, part, movement) for part, movement in person.parts.items()]
                shares += [share] * len(person.parts)
        if not parts:
            return
        starts = np.array([movement.start for _, _, movement in parts])
        targets = np.array([movement.target for _, _, movement in parts])
        drawn = places_between(starts, targets, np.array(shares))
        for (person, part, movement), place, matrix in zip(parts, drawn, matrices_of(drawn), strict=True):
            movement.drawn = place
            if part == HEAD:
                person.head = matrix
            else:
                person.hands[part] = matrix

    def _name(self, here: PersonHere) -> None:
        """Someone came, or goes by another name now."""
        if here.person == self._own:
            return
        person = self._forget(here.person) or Person(here.name, here.colour, number=here.person)
        person.name, person.colour = here.name, here.colour
        self[here.name] = person

    def _forget(self, number: int) -> Person | None:
        name = next((name for name, person in self.items() if person.number == number), None)
        return None if name is None else self.pop(name)

    def _move(self, person: Person, placed: Placed, now_s: float) -> None:
        """Smoothly from where it is drawn; what was not tracked before is there at once."""
        person.tool = placed.tool if placed.tool in TOOLS else "look"
        person.pointing_um = None if placed.pointing_um is None else np.array(placed.pointing_um)
        tracked = {HEAD: placed.head, "left": placed.left, "right": placed.right}
        parts: dict[str, Movement] = {}
        for part, placement in tracked.items():
            target = None if placement is None else place_of(placement, placed.um_per_m)
            if target is not None:
                drawn = person.parts[part].drawn if part in person.parts else target
                parts[part] = Movement(drawn, target, drawn)
        person.parts = parts
        person.head = person.head if HEAD in parts else None
        person.hands = {hand: matrix for hand, matrix in person.hands.items() if hand in parts}
        person.interval_s = min(max(now_s - person.seen_s, SHORTEST_S), LONGEST_S)
        person.seen_s, person.moving = now_s, True
