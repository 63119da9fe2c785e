"""Which arrays travel beside which message: name, dtype, shape, unit, and how each is packed for display.

A letter in `dims` is a length found in the message itself, equal wherever the letter stands again.
"""

from dataclasses import dataclass
from typing import Literal

from .messages import (
    CellBase,
    CellFrame,
    FillForecast,
    FluxLines,
    FrontBase,
    FrontFrame,
    Message,
    ParticleFrame,
    VoxelFrame,
)

Packing = Literal["bits", "box", "range"]


@dataclass(frozen=True, slots=True)
class Layout:
    """One array of a message.

    `packing` is how it is packed for display: `bits` keeps every bit; `box` stores 16-bit steps of the
    periodic box (65,536 a period, so a particle that crosses the edge still makes a small delta);
    `range` stores 16-bit steps between its least and greatest value. `hard` takes more time to pack it
    smaller: for what is sent seldom, or is short.
    """

    name: str
    dtype: str
    dims: tuple[int | str, ...]
    unit: str
    packing: Packing = "bits"
    hard: bool = False


LAYOUTS: dict[type[Message], tuple[Layout, ...]] = {
    ParticleFrame: (
        Layout("position", "<f4", ("n", 3), "um", "box"),
        Layout("radius", "<f4", ("n",), "um"),
        Layout("phase", "|u1", ("n",), "1"),
        Layout("stress", "<f4", ("n",), "MPa", "range"),
        Layout("displacement", "<f4", ("n",), "um", "range"),
        Layout("cracking", "<f4", ("n",), "1", "range"),
    ),
    FrontBase: (
        Layout("solid", "|u1", ("x", "y", "z"), "1", hard=True),
        Layout("liquid", "|u1", ("p",), "1", hard=True),
        Layout("filled", "<u2", ("p",), "1", hard=True),
        Layout("trapped", "|u1", ("p",), "1", hard=True),
    ),
    FrontFrame: (
        Layout("step", "<i4", ("k",), "1", hard=True),
        Layout("liquid", "|u1", ("k",), "1", hard=True),
        Layout("filled", "<u2", ("k",), "1", hard=True),
        Layout("trapped", "|u1", ("k",), "1", hard=True),
    ),
    FillForecast: (Layout("filled", "<u2", ("x", "y", "z"), "1", hard=True),),
    VoxelFrame: (Layout("phase", "|u1", ("x", "y", "z"), "1", hard=True),),
    FluxLines: (
        Layout("speed", "|u1", ("x", "y", "z"), "1", hard=True),
        Layout("point", "<f4", ("k", 3), "um", "range"),
        Layout("start", "<i4", ("m",), "1", hard=True),
        Layout("along", "<f4", ("k",), "1", "range"),
    ),
    CellBase: (Layout("phase", "|u1", ("x", "y", "z"), "1", hard=True),),
    CellFrame: (
        Layout("lithiation", "|u1", ("x", "y", "z"), "1", hard=True),
        Layout("salt", "|u1", ("x", "y", "z"), "mol/m3", hard=True),
        Layout("overpotential", "|u1", ("x", "y", "z"), "V", hard=True),
        Layout("sei", "|u1", ("x", "y", "z"), "nm", hard=True),
    ),
}
"""Every array a message must carry; any other message carries none."""
