"""The wire: a message and its arrays as the parts of one ZeroMQ message, and back.

Part 0 is a msgpack Header, part 1 the msgpack of the tagged message, the rest one payload an array.
Sending is two steps, so that many clients share the first: `Coded` holds a message's arrays as codes,
`encode` packs them, whole or as differences from a keyframe this very client holds. What arrives is
checked strictly; whatever is wrong with it is a WireError in one line.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

import msgspec
import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from . import messages
from .array_codec import ArraySpec, Codes, exact, in_box, in_range, pack, unpack, values_of
from .errors import WireError
from .layouts import LAYOUTS, Layout

MAX_ARRAYS = 16
MAX_HEADER_BYTES = 64 * 1024
MAX_MESSAGE_BYTES = 8 * 2**20
MAX_COMMAND_BYTES = 2**20
"""Largest part a server takes from a client: commands carry no arrays."""

Arrays = Mapping[str, NDArray[Any]]
Part = Any  # bytes or a memoryview: what a socket sends without a copy
Count = Annotated[int, Meta(ge=0, lt=2**62)]


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """`wall_time_s` is when the content came to be (Unix time), kept when a server passes it on."""

    protocol: int = messages.PROTOCOL
    sequence: Count = 0
    base_sequence: Count | None = None  # the keyframe that delta arrays are against
    wall_time_s: float = 0.0
    sim_time_us: float = 0.0
    arrays: Annotated[tuple[ArraySpec, ...], Meta(max_length=MAX_ARRAYS)] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """A message as it arrived; arrays are read-only."""

    header: Header
    message: Any  # one of messages.FromServer or messages.FromClient
    arrays: dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Coded:
    """A message with its arrays as codes: what `encode` packs, and a keyframe for later ones."""

    message: messages.Message
    arrays: dict[str, Codes]
    sequence: int = 0
    wall_time_s: float = 0.0
    sim_time_us: float = 0.0

    def can_differ_from(self, base: "Coded") -> bool:
        """Whether any array can travel as a difference from `base`; if none can, this is a keyframe."""
        held = base.arrays
        return any(name in held and codes.spec.fits(held[name].spec) for name, codes in self.arrays.items())


@dataclass(slots=True)
class Keyframes:
    """The last whole message of each kind that one connection received."""

    held: dict[type, tuple[int, dict[str, Codes]]] = field(default_factory=dict)


def code(
    message: messages.Message,
    arrays: Arrays = {},  # noqa: B006 - never written to
    *,
    sequence: int = 0,
    wall_time_s: float | None = None,
    sim_time_us: float = 0.0,
    for_display: bool = False,
) -> Coded:
    """Checks the arrays against the message's layout; `for_display` stores 16-bit steps where declared."""
    layouts = {layout.name: layout for layout in LAYOUTS.get(type(message), ())}
    _check_shapes(type(message), {name: array.shape for name, array in arrays.items()})
    coded = {name: _codes(layouts[name], array, message, for_display) for name, array in arrays.items()}
    now = time.time() if wall_time_s is None else wall_time_s
    return Coded(message, coded, sequence, now, sim_time_us)


def encode_coded(coded: Coded, base: Coded | None = None, *, compress: bool = True) -> list[Part]:
    """The parts to send; with `base`, arrays travel as differences from it where they can."""
    held = base.arrays if base is not None else {}
    packed = [pack(codes, held.get(name), compress=compress) for name, codes in coded.arrays.items()]
    header = Header(
        sequence=coded.sequence,
        base_sequence=base.sequence if base is not None and any(spec.delta for spec, _ in packed) else None,
        wall_time_s=coded.wall_time_s,
        sim_time_us=coded.sim_time_us,
        arrays=tuple(spec for spec, _ in packed),
    )
    return [
        msgspec.msgpack.encode(header),
        msgspec.msgpack.encode(coded.message),
        *(payload for _, payload in packed),
    ]


def encode(
    message: messages.Message,
    arrays: Arrays = {},  # noqa: B006 - never written to
    *,
    sequence: int = 0,
    wall_time_s: float | None = None,
    sim_time_us: float = 0.0,
) -> list[Part]:
    """The parts of a message with its arrays exact and unpacked: for processes side by side."""
    coded = code(message, arrays, sequence=sequence, wall_time_s=wall_time_s, sim_time_us=sim_time_us)
    return encode_coded(coded, compress=False)


def decode(parts: Sequence[bytes], expect: Any, keyframes: Keyframes | None = None) -> Received:
    """Reads the parts of one of the message types `expect` (messages.FromServer or FromClient).

    `keyframes` is the connection's memory, needed to read differences; raises WireError.
    """
    if not 2 <= len(parts) <= 2 + MAX_ARRAYS:
        raise WireError(f"{len(parts)} parts: expected a header, a message and at most {MAX_ARRAYS} arrays")
    header = _read(parts[0], Header, MAX_HEADER_BYTES, "header")
    if header.protocol != messages.PROTOCOL:
        raise WireError(
            f"protocol {header.protocol}, this side speaks {messages.PROTOCOL}: "
            "use the same version of mesonaut on both"
        )
    message = _read(parts[1], expect, MAX_MESSAGE_BYTES, "message")
    if len(header.arrays) != len(parts) - 2:
        raise WireError(f"{len(header.arrays)} arrays declared, {len(parts) - 2} came")
    kind = type(message)
    _check_shapes(kind, {spec.name: spec.shape for spec in header.arrays})
    _check_dtypes(kind, header.arrays)
    bases: dict[str, Codes] = {}
    if header.base_sequence is not None:
        sequence, bases = (keyframes or Keyframes()).held.get(kind, (None, {}))
        if sequence != header.base_sequence:
            raise WireError(f"a difference from keyframe {header.base_sequence}, which is not held")
    codes = {
        spec.name: unpack(spec, payload, bases.get(spec.name))
        for spec, payload in zip(header.arrays, parts[2:], strict=True)
    }
    if keyframes is not None and codes and header.base_sequence is None:
        keyframes.held[kind] = (header.sequence, codes)
    arrays = {name: values_of(each) for name, each in codes.items()}
    for array in arrays.values():
        array.flags.writeable = False
    return Received(header, message, arrays)


def _read(part: bytes, expect: Any, limit: int, what: str) -> Any:
    if len(part) > limit:
        raise WireError(f"a {what} of {len(part)} bytes, the limit is {limit}")
    try:
        return msgspec.msgpack.decode(part, type=expect)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise WireError(f"unreadable {what}: {error}") from error


def _codes(layout: Layout, array: NDArray[Any], message: messages.Message, for_display: bool) -> Codes:
    if for_display and layout.packing == "box" and isinstance(message, messages.ParticleFrame):
        return in_box(layout.name, array, message.box_um, layout.unit)
    if for_display and layout.packing == "range":
        return in_range(layout.name, array, layout.unit)
    return exact(layout.name, np.asarray(array, dtype=layout.dtype), layout.unit, hard=layout.hard)


def _check_shapes(kind: type, shapes: Mapping[str, tuple[int, ...]]) -> None:
    """Every declared array and no other, each of its shape, lengths of one letter equal."""
    layouts = LAYOUTS.get(kind, ())
    if set(shapes) != {layout.name for layout in layouts}:
        expected = ", ".join(layout.name for layout in layouts) or "none"
        raise WireError(f"{kind.__name__} with arrays {', '.join(shapes) or 'none'}: expected {expected}")
    lengths: dict[str, int] = {}
    for layout in layouts:
        shape = shapes[layout.name]
        fits = len(shape) == len(layout.dims) and all(
            size == (dim if isinstance(dim, int) else lengths.setdefault(dim, size))
            for dim, size in zip(layout.dims, shape, strict=True)
        )
        if not fits:
            raise WireError(
                f"{kind.__name__}.{layout.name} of shape {shape}: expected {layout.dims}, {lengths}"
            )


def _check_dtypes(kind: type, specs: Sequence[ArraySpec]) -> None:
    """Each array once, of its declared dtype."""
    if sorted((spec.name, spec.dtype) for spec in specs) != sorted(
        (layout.name, layout.dtype) for layout in LAYOUTS.get(kind, ())
    ):
        got = ", ".join(f"{spec.name} {spec.dtype}" for spec in specs)
        raise WireError(f"{kind.__name__} with arrays {got}: expected each once, of its declared dtype")
