"""The electrolyte front on its way to viewers: a whole base now and then, and what has changed since.

Changes are counted from the base, not from the frame before, so that a frame that is dropped or overtaken
takes nothing with it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.front_codes import level_codes, time_codes
from simulation_server.schema.messages import FrontBase, FrontFrame
from simulation_server.schema.states import FrontState

MOST_CHANGED = 0.1
"""Share of the pores beyond which changes are sent as a new base: by trial, on fillings of 13,000 and 78,000
pore cells, about what takes the fewest bytes in all."""
BASE_PERIOD_S = 1.0
"""Between two bases at the least: they are never dropped, so a slow viewer must be able to take them."""

Sent = tuple[FrontBase | FrontFrame, dict[str, NDArray[Any]]]


class FrontStream:
    """Turns states of a filling into messages; the first, and the first after `begin`, is a base."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._number = 0
        self._base: _Pores | None = None
        self._sent_s = -np.inf

    def begin(self) -> None:
        """Another filling, or viewers who have forgotten this one: the next state goes out whole."""
        self._base = None

    def message(self, state: FrontState, step_id: int) -> Sent:
        """The state as changes from the last base, or as a new base."""
        base, now_s = self._base, self._clock()
        if base is not None and base.fits(state):
            pores = _Pores.of(state, base.solid, base.cells)
            changed = pores.changed_from(base)
            if len(changed) <= MOST_CHANGED * len(base.cells) or now_s - self._sent_s < BASE_PERIOD_S:
                return _frame(state, pores, changed, self._number, step_id)
        else:
            pores = _Pores.of(state, state.solid, np.flatnonzero(~state.solid))
        self._number += 1
        self._base, self._sent_s = pores, now_s
        return _whole(state, pores, self._number, step_id)


@dataclass(frozen=True, slots=True)
class _Pores:
    """What the p cells hold that are not solid; `cells` (p,) are their flat indices."""

    solid: NDArray[np.bool_]
    cells: NDArray[np.int64]
    levels: NDArray[np.uint8]
    filled_ms: NDArray[np.float32]
    trapped: NDArray[np.bool_]

    @classmethod
    def of(cls, state: FrontState, solid: NDArray[np.bool_], cells: NDArray[np.int64]) -> "_Pores":
        levels = level_codes(state.liquid.ravel()[cells])
        return cls(solid, cells, levels, state.filled_ms.ravel()[cells], state.trapped.ravel()[cells])

    def fits(self, state: FrontState) -> bool:
        """Whether the state is of the same pores."""
        return state.solid is self.solid or np.array_equal(state.solid, self.solid)

    def changed_from(self, base: "_Pores") -> NDArray[np.int64]:
        """(k,) places, rising, where this is not as the base; one not filled yet is as another."""
        differ = self.levels != base.levels
        differ |= self.trapped != base.trapped
        differ |= (self.filled_ms != base.filled_ms) & ~(np.isnan(self.filled_ms) & np.isnan(base.filled_ms))
        return np.flatnonzero(differ)


def front_base(state: FrontState, step_id: int) -> Sent:
    """A moment of filling by itself."""
    return FrontStream().message(state, step_id)


def _whole(state: FrontState, pores: _Pores, base: int, step_id: int) -> Sent:
    message = FrontBase(
        base=base,
        lattice_um=state.lattice_um,
        time_ms=state.time_ms,
        saturation=state.saturation,
        progress=state.progress,
        step_id=step_id,
    )
    return message, {
        "solid": state.solid.astype(np.uint8),
        "liquid": pores.levels,
        "filled": time_codes(pores.filled_ms, state.time_ms),
        "trapped": pores.trapped.astype(np.uint8),
    }


def _frame(state: FrontState, pores: _Pores, changed: NDArray[np.int64], base: int, step_id: int) -> Sent:
    message = FrontFrame(
        base=base,
        time_ms=state.time_ms,
        saturation=state.saturation,
        progress=state.progress,
        step_id=step_id,
    )
    return message, {
        "step": np.diff(changed, prepend=-1).astype(np.int32),
        "liquid": pores.levels[changed],
        "filled": time_codes(pores.filled_ms[changed], state.time_ms),
        "trapped": pores.trapped[changed].astype(np.uint8),
    }
