"""Eight cells at a time: moving eight floats from one array to another, all of them or some.

Eight floats fill a vector register of most processors. From a loop the compiler does not get there: it cannot
know that two arrays are apart, nor that lanes which a mask leaves out may be read. Written out as vectors,
each of these moves is a load and a store, or the nearest to it that a processor has.
"""

from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped, unused-ignore]
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import NDArray

LANES = 8

_FLOATS = ir.VectorType(ir.FloatType(), LANES)
_BITS = ir.VectorType(ir.IntType(1), LANES)
_LINE = 16  # floats of a cache line


def padded(cells: int) -> int:
    """Cells rounded up to whole blocks of LANES."""
    return -(-cells // LANES) * LANES


def rows_of(count: int, length: int) -> NDArray[np.float32]:
    """Zeros (count, pitch): rows of at least `length` floats that start on cache lines of their own.

    At least LANES floats follow each row's `length`, so that eight may be read at its last one; and rows are
    an odd number of lines apart, or else the same cell's values would compete for one set of a cache.
    """
    lines = -(-(length + LANES) // _LINE)
    pitch = (lines + 1 - lines % 2) * _LINE
    spare = np.zeros(count * pitch + _LINE, np.float32)
    start = -spare.ctypes.data // spare.itemsize % _LINE
    return spare[start : start + count * pitch].reshape(count, pitch)


def _eight(context: Any, builder: Any, kind: Any, array: Any, index: tuple[Any, Any]) -> Any:
    """Pointer to eight floats of an array (any dimensions, C order), from the flat `index` (type, value)."""
    data = context.make_array(kind)(context, builder, array).data
    at = context.cast(builder, index[1], index[0], types.intp)
    return builder.bitcast(builder.gep(data, [at]), _FLOATS.as_pointer())


@intrinsic  # type: ignore[untyped-decorator, unused-ignore]
def copy(typing: Any, to: Any, at: Any, source: Any, start: Any) -> Any:
    """to[at + l] = source[start + l] for eight lanes l; indices are flat."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kinds, values = signature.args, arguments
        moved = builder.load(_eight(context, builder, kinds[2], values[2], (kinds[3], values[3])), align=4)
        builder.store(moved, _eight(context, builder, kinds[0], values[0], (kinds[1], values[1])), align=4)
        return context.get_dummy_value()

    return types.void(to, at, source, start), generate


@intrinsic  # type: ignore[untyped-decorator, unused-ignore]
def blend(typing: Any, to: Any, at: Any, source: Any, start: Any, other: Any, begin: Any, lanes: Any) -> Any:
    """to[at + l] = source[start + l] where bit l of `lanes` (uint8) is set, else other[begin + l]."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kinds, values = signature.args, arguments
        ones = builder.load(_eight(context, builder, kinds[2], values[2], (kinds[3], values[3])), align=4)
        zeros = builder.load(_eight(context, builder, kinds[4], values[4], (kinds[5], values[5])), align=4)
        chosen = builder.select(builder.bitcast(values[6], _BITS), ones, zeros)
        builder.store(chosen, _eight(context, builder, kinds[0], values[0], (kinds[1], values[1])), align=4)
        return context.get_dummy_value()

    return types.void(to, at, source, start, other, begin, types.uint8), generate


@intrinsic  # type: ignore[untyped-decorator, unused-ignore]
def copy_some(typing: Any, to: Any, at: Any, source: Any, start: Any, lanes: Any) -> Any:
    """to[at + l] = source[start + l] where bit l of `lanes` (uint8) is set; nothing else is written.

    The others are not written back either: another thread may be writing them.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kinds, values = signature.args, arguments
        moved = builder.load(_eight(context, builder, kinds[2], values[2], (kinds[3], values[3])), align=4)
        pointer = _eight(context, builder, kinds[0], values[0], (kinds[1], values[1]))
        kind = ir.FunctionType(ir.VoidType(), [_FLOATS, pointer.type, ir.IntType(32), _BITS])
        store = cgutils.get_or_insert_function(builder.module, kind, "llvm.masked.store.v8f32.p0")
        builder.call(store, [moved, pointer, ir.IntType(32)(4), builder.bitcast(values[4], _BITS)])
        return context.get_dummy_value()

    return types.void(to, at, source, start, types.uint8), generate


@njit(forceinline=True, nogil=True, fastmath=True, error_model="numpy")
def opposite(direction):  # type: ignore[no-untyped-def]
    """The reversed direction, 1 to 18."""
    return ((direction - 1) ^ 1) + 1


@njit(forceinline=True, nogil=True, fastmath=True, error_model="numpy")
def bit(mask, direction):  # type: ignore[no-untyped-def]
    """1 where the neighbour in `direction` (1 to 18) is fluid, else 0."""
    return np.uint32(mask >> np.uint32(direction - 1) & np.uint32(1))
