"""Who is here: names that differ, colours that differ, and everyone's newest pose, told to all together."""

import itertools
import math
import unicodedata
from collections.abc import Container
from dataclasses import dataclass

import msgspec

from simulation_server.schema.messages import PersonHere, PersonLeft, Poses
from simulation_server.schema.presence import MOST_NAME, Placed

PERIOD_S = 0.05
"""Between two tellings of poses: 20 a second, however many come."""
RENAMED_PERIOD_S = 1.0
"""Between two tellings of new names: they are never dropped, so nobody may send them often."""
NAMELESS = "viewer"
LONG_MS = 1000
"""A wait while nobody has moved."""


@dataclass(slots=True)
class _Person:
    here: PersonHere
    key: str
    pose: Placed | None = None
    wished: str | None = None  # another name, not yet told


class People:
    """By the identities of their clients. What the methods give is to be told to everyone."""

    def __init__(self) -> None:
        self._people: dict[bytes, _Person] = {}
        self._numbers = itertools.count(1)
        self._moved = False
        self._told_s = 0.0
        self._renamed_s = 0.0

    @property
    def here(self) -> list[PersonHere]:
        """Everyone, in the order they came."""
        return [person.here for person in self._people.values()]

    def number(self, identity: bytes) -> int:
        """The number of one who is here."""
        return self._people[identity].here.person

    def former(self, key: str) -> bytes | None:
        """The identity a client had before it came back with its key."""
        return next((i for i, person in self._people.items() if key and person.key == key), None)

    def join(self, identity: bytes, name: str, key: str = "") -> PersonHere:
        """Someone comes, who was not here."""
        colours = {person.here.colour for person in self._people.values()}
        colour = next(colour for colour in itertools.count() if colour not in colours)
        here = PersonHere(person=next(self._numbers), name=self._free_name(name), colour=colour)
        self._people[identity] = _Person(here, key)
        self._moved = True  # so that the newcomer is told where the others are
        return here

    def rename(self, identity: bytes, name: str) -> None:
        """Someone who is here wants to go by another name; told with the next `renamed`."""
        self._people[identity].wished = name

    def renamed(self, now_s: float) -> list[PersonHere]:
        """Those who go by another name now, when that is to be told."""
        wishing = [identity for identity, person in self._people.items() if person.wished is not None]
        if not wishing or now_s - self._renamed_s < RENAMED_PERIOD_S:
            return []
        self._renamed_s = now_s
        told = []
        for identity in wishing:
            person = self._people[identity]
            name, person.wished = self._free_name(person.wished or "", besides=identity), None
            if name != person.here.name:
                person.here = msgspec.structs.replace(person.here, name=name)
                told.append(person.here)
        return told

    def move(self, identity: bytes, pose: Placed) -> None:
        """Someone who is here has moved; told with the next `poses`."""
        self._people[identity].pose = pose
        self._moved = True

    def leave(self, staying: Container[bytes]) -> list[PersonLeft]:
        """Forgets whoever does not stay."""
        gone = [identity for identity in self._people if identity not in staying]
        return [PersonLeft(person=self._people.pop(identity).here.person) for identity in gone]

    def poses(self, now_s: float) -> Poses | None:
        """Where everyone is, when that is to be told again."""
        if not self._moved or now_s - self._told_s < PERIOD_S:
            return None
        self._moved, self._told_s = False, now_s
        known = {p.here.person: p.pose for p in self._people.values() if p.pose is not None}
        return Poses(poses=known)

    def due_ms(self, now_s: float) -> int:
        """How long the hub may wait for news: until `poses` has something to tell."""
        left_s = PERIOD_S - (now_s - self._told_s)
        return max(0, math.ceil(1e3 * left_s)) if self._moved else LONG_MS

    def _free_name(self, asked: str, besides: bytes | None = None) -> str:
        """The name in plain text, with a number behind it where someone else here goes by it."""
        name = plain_name(asked)
        taken = {person.here.name.casefold() for i, person in self._people.items() if i != besides}
        names = itertools.chain((name,), (_numbered(name, k) for k in itertools.count(2)))
        return next(each for each in names if each.casefold() not in taken)


def plain_name(text: str) -> str:
    """At most MOST_NAME printable characters in one line; NAMELESS where none are left."""
    composed = unicodedata.normalize("NFC", text)
    printable = "".join(c if c.isprintable() else " " for c in composed)
    return " ".join(printable.split())[:MOST_NAME].rstrip() or NAMELESS


def _numbered(name: str, number: int) -> str:
    suffix = f" {number}"
    return name[: MOST_NAME - len(suffix)].rstrip() + suffix
