"""How the threads of one system wait for each other: a barrier on atomics, inside a kernel.

The whole of `advance` runs in one kernel call a thread, which costs two meetings a step and no scheduler.
"""

import sys
from typing import Any

from numba import types
from numba.extending import intrinsic

from .bodies import Ints
from .compiling import kernel

_give_way = types.ExternalFunction(
    "SwitchToThread" if sys.platform == "win32" else "sched_yield", types.int32()
)
_PATIENCE = 2000  # looks before the core is offered to somebody else


@intrinsic  # type: ignore[untyped-decorator, unused-ignore]
def add_atomically(typing_context: Any, array: Any, index: Any, amount: Any) -> Any:
    """Adds to array[index] and returns what was there before."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        whole = context.make_array(signature.args[0])(context, builder, args[0])
        place = builder.gep(whole.data, [args[1]], inbounds=True)
        return builder.atomic_rmw("add", place, args[2], "acq_rel")

    return types.int64(array, types.int64, types.int64), generate


@intrinsic  # type: ignore[untyped-decorator, unused-ignore]
def load_atomically(typing_context: Any, array: Any, index: Any) -> Any:
    """array[index] as the other threads have left it."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        whole = context.make_array(signature.args[0])(context, builder, args[0])
        return builder.load_atomic(builder.gep(whole.data, [args[1]], inbounds=True), "acquire", 8)

    return types.int64(array, types.int64), generate


@kernel
def meet(meeting: Ints, crew: int) -> None:
    """Returns once all `crew` threads have called it. meeting: counters, zero at first, 0 the arrivals."""
    if crew == 1:
        return
    arrived = add_atomically(meeting, 0, 1) + 1
    goal = (arrived + crew - 1) // crew * crew
    looks = 0
    while load_atomically(meeting, 0) < goal:
        looks += 1
        if looks > _PATIENCE:
            _give_way()
