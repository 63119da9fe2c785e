"""Which arrays travel beside which message: name, dtype, shape, unit, and how each is packed for display.

A letter in `dims` is a length found in the message itself, equal wherever the letter stands again.
"""

from dataclasses import dataclass
from typing import Literal

from .messages import FrontFrame, Message, ParticleFrame, VoxelFrame

Packing = Literal["bits", "box", "range"]


@dataclass(frozen=True, slots=True)
class Layout:
    """One array of a message.

    `packing` is how it is packed for display: `bits` keeps every bit; `box` stores 16-bit steps of the
    periodic box (65,536 a period, so a particle that crosses the edge still makes a small delta);
    `range` stores 16-bit steps between its least and greatest value.
    """

    name: str
    dtype: str
    dims: tuple[int | str, ...]
    unit: str
    packing: Packing = "bits"


LAYOUTS: dict[type[Message], tuple[Layout, ...]] = {
    ParticleFrame: (
        Layout("position", "<f4", ("n", 3), "um", "box"),
        Layout("radius", "<f4", ("n",), "um"),
        Layout("phase", "|u1", ("n",), "1"),
        Layout("stress", "<f4", ("n",), "MPa", "range"),
        Layout("displacement", "<f4", ("n",), "um", "range"),
        Layout("cracking", "<f4", ("n",), "1", "range"),
    ),
    FrontFrame: (
        Layout("liquid", "|u1", ("x", "y", "z"), "1"),
        Layout("solid", "|u1", ("x", "y", "z"), "1"),
    ),
    VoxelFrame: (Layout("phase", "|u1", ("x", "y", "z"), "1"),),
}
"""Every array a message must carry; any other message carries none."""
