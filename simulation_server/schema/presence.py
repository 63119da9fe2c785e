"""Where a person's head and hands are, as the wire carries it: in the electrode, in a few plain numbers."""

from typing import Annotated

import msgspec
from msgspec import Meta

MOST_NAME = 24
"""Characters of a person's name."""
MOST_PEOPLE = 256

Coordinate = Annotated[float, Meta(ge=-1e7, le=1e7)]
"""In micrometres; far beyond any electrode, and no NaN passes."""
Point = tuple[Coordinate, Coordinate, Coordinate]
_Component = Annotated[float, Meta(ge=-1.01, le=1.01)]
Turn = tuple[_Component, _Component, _Component, _Component]
"""A unit quaternion x, y, z, w."""


class Placement(msgspec.Struct, frozen=True, array_like=True):
    """A head or hand: where it is in the electrode (um), and how its own axes (y up, -z ahead) are turned."""

    at_um: Point
    turn: Turn


class Placed(msgspec.Struct, frozen=True, omit_defaults=True):
    """One person: None for what is not tracked. `um_per_m`: electrode micrometres a metre of theirs."""

    head: Placement | None = None
    left: Placement | None = None
    right: Placement | None = None
    um_per_m: Annotated[float, Meta(gt=0.0, le=1e9)] = 1.0
    pointing_um: Point | None = None  # the point of the electrode they point at
    tool: Annotated[str, Meta(max_length=20)] = ""  # in their hand
