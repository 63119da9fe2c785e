"""Loads, stores and roots that let the compiler run a loop over pairs several lanes abreast.

A loop that gathers from arrays of particles and stores to an array of results is not vectorised as long as a
store might change what the next lane loads. `peek` and `poke` promise that it does not: an array that is ever
written with `poke` must never be read with `peek` (plain indexing is right for it).
"""

from typing import Any

from llvmlite import ir  # type: ignore[import-untyped, unused-ignore]
from numba import types
from numba.extending import intrinsic

from .compiling import RELAXED


def _scope(builder: Any, name: str) -> Any:
    """The alias scope `name` of the particle kernels, as LLVM metadata."""
    module = builder.module
    return module.add_metadata([module.add_metadata([name, module.add_metadata(["particles"])])])


def _promise(builder: Any, instruction: Any, mine: str, others: str) -> None:
    instruction.set_metadata("alias.scope", _scope(builder, mine))
    instruction.set_metadata("noalias", _scope(builder, others))


@intrinsic  # type: ignore[untyped-decorator, unused-ignore]
def peek(typing_context: Any, array: Any, index: Any) -> Any:
    """`array.ravel()[index]` of a contiguous array that no `poke` changes."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        whole = context.make_array(signature.args[0])(context, builder, args[0])
        value = builder.load(builder.gep(whole.data, [args[1]], inbounds=True))
        _promise(builder, value, "read", "written")
        return value

    return array.dtype(array, types.uint64), generate


@intrinsic  # type: ignore[untyped-decorator, unused-ignore]
def poke(typing_context: Any, array: Any, index: Any, value: Any) -> Any:
    """`array.ravel()[index] = value` of a contiguous array that is never read with `peek`."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        whole = context.make_array(signature.args[0])(context, builder, args[0])
        stored = context.get_value_as_data(builder, signature.args[2], args[2])
        _promise(
            builder,
            builder.store(stored, builder.gep(whole.data, [args[1]], inbounds=True)),
            "written",
            "read",
        )
        return context.get_dummy_value()

    return types.void(array, types.uint64, array.dtype), generate


@intrinsic  # type: ignore[untyped-decorator, unused-ignore]
def root(typing_context: Any, value: Any) -> Any:
    """Square root as one instruction; math.sqrt also looks for an error, which ends vectorisation."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        function = builder.module.declare_intrinsic("llvm.sqrt", [ir.DoubleType()])
        return builder.call(function, args, fastmath=RELAXED)

    return types.float64(types.float64), generate
