"""The front put together from what crosses the wire: a base now and then, and what has changed since."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.front_codes import levels, times
from simulation_server.schema.messages import FillForecast, FrontBase, FrontFrame

from .surfaces import Forecast, FrontLattice

Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class HeldBase:
    """The newest base: what the p cells held that are not solid; `cells` (p,) are their flat indices."""

    number: int
    lattice_um: float
    solid: NDArray[np.bool_]  # (nx, ny, nz)
    cells: NDArray[np.int64]
    liquid: NDArray[np.uint8]  # (p,)
    filled_ms: NDArray[np.float32]  # (p,)
    trapped: NDArray[np.bool_]  # (p,)


def held_base(message: FrontBase, arrays: Arrays, before: HeldBase | None) -> HeldBase | None:
    """The base of a message, with the very solid of `before` where it is alike; None where it is amiss."""
    solid = arrays["solid"].astype(bool)
    if before is not None and np.array_equal(solid, before.solid):
        solid = before.solid
    cells = np.flatnonzero(~solid)
    if len(cells) != len(arrays["liquid"]):
        return None
    return HeldBase(
        message.base,
        message.lattice_um,
        solid,
        cells,
        levels(arrays["liquid"]),
        times(arrays["filled"], message.time_ms),
        arrays["trapped"].astype(bool),
    )


def whole_front(base: HeldBase, message: FrontBase | FrontFrame) -> FrontLattice:
    """The whole front of a base; `message` says when that was."""
    return _lattice(base, message, base.liquid, base.filled_ms, base.trapped)


def changed_front(base: HeldBase | None, message: FrontFrame, arrays: Arrays) -> FrontLattice | None:
    """The whole front of a frame; None without the base it counts from, or where it does not fit that."""
    if base is None or message.base != base.number:
        return None
    changed = np.cumsum(arrays["step"], dtype=np.int64) - 1
    if len(changed) and not (arrays["step"].min() > 0 and changed[-1] < len(base.cells)):
        return None
    liquid, filled_ms, trapped = base.liquid.copy(), base.filled_ms.copy(), base.trapped.copy()
    liquid[changed] = levels(arrays["liquid"])
    filled_ms[changed] = times(arrays["filled"], message.time_ms)
    trapped[changed] = arrays["trapped"].astype(bool)
    return _lattice(base, message, liquid, filled_ms, trapped)


def forecast_of(message: FillForecast, arrays: Arrays) -> Forecast:
    """What is expected of the filling."""
    return Forecast(
        times(arrays["filled"], message.until_ms),
        np.array(message.time_ms, np.float64),
        np.array(message.saturation, np.float64),
        message.until_ms,
        message.step_id,
    )


def _lattice(
    base: HeldBase,
    message: FrontBase | FrontFrame,
    liquid: NDArray[np.uint8],
    filled_ms: NDArray[np.float32],
    trapped: NDArray[np.bool_],
) -> FrontLattice:
    def whole(values: NDArray[Any], in_solid: float) -> NDArray[Any]:
        array = np.full(base.solid.shape, in_solid, values.dtype)
        array.ravel()[base.cells] = values
        return array

    return FrontLattice(
        whole(liquid, 0),
        base.solid,
        whole(filled_ms, np.nan),
        whole(trapped, False),
        base.lattice_um,
        message.time_ms,
        message.saturation,
        message.progress,
        message.step_id,
    )
