"""The person in the headset, and what a panel asks of the view that nobody's hand has asked."""

from dataclasses import dataclass
from typing import Literal

from .transforms import Matrix

Wish = Literal["table", "recentre", "leave", "turn left", "turn right", "forward", "back", "up", "down"]
"""Electrode back on the table; room anew before the person; end; a turn or a step of travelling."""


@dataclass(slots=True)
class Body:
    """Where the person is in the world (metres, y up); a desk has none, there the camera stands for it."""

    head: Matrix  # (4, 4) from the head's own axes (looking along -z)
    floor_m: float  # height of the floor
    table_m: tuple[float, float, float]  # where the electrode stands at rest
    table_size_m: float  # its largest edge there
