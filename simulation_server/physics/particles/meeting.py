"""How the threads of one system share work and wait for each other: atomics inside a kernel.

The whole of `advance` runs in one kernel call a thread, which costs two meetings a step and no scheduler. A
thread first takes the chunks it took in the step before, which are in its cache, then what is left of the
others', so that one whose core is wanted elsewhere holds up nobody for longer than a chunk takes.
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
PHASES = 3
_LINE = 8  # counters to a cache line, of which one is used
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
    """Returns once all `crew` threads have called it. meeting: counters, zero at first."""
    if crew == 1:
        return
    arrived = add_atomically(meeting, 0, 1) + 1
    goal = (arrived + crew - 1) // crew * crew
    looks = 0
    while load_atomically(meeting, 0) < goal:
        looks += 1
        if looks > _PATIENCE:
            _give_way()


def counters(crew: int) -> int:
    """Length of `meeting` for a crew that shares out PHASES kinds of work."""
    return _LINE * (1 + PHASES * crew)


@kernel
def take(meeting: Ints, phase: int, chunks: int, me: int, crew: int) -> int:
    """A chunk that nobody has taken since `put_back`, or -1 when none is left."""
    for step in range(crew):
        whose = (me + step) % crew
        counter = _LINE * (1 + phase * crew + whose)
        if whose + load_atomically(meeting, counter) * crew < chunks:
            chunk = whose + add_atomically(meeting, counter, 1) * crew
            if chunk < chunks:
                return int(chunk)
    return -1


@kernel
def put_back(meeting: Ints, phase: int, crew: int) -> None:
    """All chunks may be taken again; to be called by one thread between two meetings without `take`."""
    for whose in range(crew):
        meeting[_LINE * (1 + phase * crew + whose)] = 0
