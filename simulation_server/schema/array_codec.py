"""Arrays as bytes: raw, blosc2 with bitshuffle, 16-bit steps, and the difference from a keyframe.

An array first becomes codes (itself, or 16-bit steps of a range), then perhaps the difference from the
codes of a keyframe, then perhaps a blosc2 chunk. Nothing here trusts what it reads: a spec outside the
allow-lists, a size that does not match or a chunk of another make is a WireError.
"""

import math
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import blosc2
import msgspec
import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from .errors import WireError

MAX_ARRAY_BYTES = 256 * 2**20
"""Largest array accepted, unpacked: a 640 x 640 x 640 voxel block of one byte."""

STEPS = 65536
_BITSHUFFLE_ALONE = bytes([int(blosc2.Filter.BITSHUFFLE.value), 0, 0, 0, 0, 0])
_FORMATS = (0, 1, 4)  # a chunk's compressor: blosclz (empty chunks), lz4, zstd; none that loads a plug-in
_SPECIAL_VALUES = 0x70  # the only bits that may be set in a chunk's last header byte (all zero, all equal)
_CHUNK_HEADER = 32
_WORTH_PACKING = 256  # bytes below which a chunk's own header costs more than it saves

blosc2.set_releasegil(True)


class ArraySpec(msgspec.Struct, frozen=True):
    """How one array travels: value = offset + scale * code for codec `steps`, itself otherwise."""

    name: Annotated[str, Meta(max_length=40)]
    dtype: Literal["|u1", "<u2", "<i2", "<i4", "<f4", "<f8"]
    shape: Annotated[tuple[Annotated[int, Meta(ge=0, le=2**31)], ...], Meta(max_length=4)]
    unit: Annotated[str, Meta(max_length=20)] = ""
    codec: Literal["raw", "blosc2", "steps", "blosc2-steps"] = "raw"
    delta: bool = False  # from the same array of the header's base_sequence
    scale: Annotated[tuple[float, ...], Meta(max_length=4)] = ()
    offset: Annotated[tuple[float, ...], Meta(max_length=4)] = ()

    @property
    def in_steps(self) -> bool:
        """Whether the codes are 16-bit steps."""
        return self.codec.endswith("steps")

    def fits(self, base: "ArraySpec") -> bool:
        """Whether the codes of `base` mean the same, so that a difference from them makes sense."""
        return (self.dtype, self.shape, self.in_steps, self.scale, self.offset) == (
            base.dtype, base.shape, base.in_steps, base.scale, base.offset,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Codes:
    """An array ready to be packed: its spec (codec raw or steps, no delta) and its codes.

    `hard` takes more time to pack it smaller.
    """

    spec: ArraySpec
    values: NDArray[Any]
    hard: bool = False


def exact(name: str, array: NDArray[Any], unit: str = "", *, hard: bool = False) -> Codes:
    """Codes that keep every bit; `hard` packs them smaller in more time."""
    little = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    spec = _checked(ArraySpec(name, little.dtype.str, little.shape, unit))  # type: ignore[arg-type]
    return Codes(spec, little, hard)


def in_range(name: str, array: NDArray[Any], unit: str = "") -> Codes:
    """16-bit steps between the least and the greatest value."""
    low, high = (float(array.min()), float(array.max())) if array.size else (0.0, 0.0)
    scale = (high - low) / (STEPS - 1) or 1.0
    steps = np.rint((array - low) * (1.0 / scale)).astype(np.uint16)
    return Codes(ArraySpec(name, "<f4", array.shape, unit, "steps", scale=(scale,), offset=(low,)), steps)


def in_box(name: str, positions_um: NDArray[Any], box_um: tuple[float, float], unit: str = "um") -> Codes:
    """16-bit steps of positions `(n, 3)` in a box periodic in x and y.

    The range in z is the power of two of micrometres that holds them all, so that it seldom changes
    from frame to frame and a difference from a keyframe stays possible: 1 to 2 nm a step for 64 to 128 um.
    """
    z = positions_um[:, 2]
    reach = float(np.abs(z).max()) if len(z) else 1.0
    z_high = 2.0 ** math.ceil(math.log2(max(reach * (1.0 + 1.0 / STEPS), 1.0)))
    z_low = -z_high if len(z) and float(z.min()) < 0.0 else 0.0
    offset = (0.0, 0.0, z_low)
    scale = (box_um[0] / STEPS, box_um[1] / STEPS, (z_high - z_low) / (STEPS - 1))
    per_step = (1.0 / np.array(scale)).astype(np.float32)  # single precision errs by 1/256 of a step
    steps = positions_um * per_step
    steps -= np.array(offset, np.float32) * per_step
    np.rint(steps, out=steps)
    codes = steps.astype(np.int32).astype(np.uint16)  # modulo the period in x and y
    return Codes(ArraySpec(name, "<f4", codes.shape, unit, "steps", scale=scale, offset=offset), codes)


def values_of(codes: Codes) -> NDArray[Any]:
    """The array that codes stand for; it may share their memory and is then read-only."""
    spec = codes.spec
    if not spec.in_steps:
        return codes.values
    scale, offset = np.array(spec.scale, np.float32), np.array(spec.offset, np.float32)
    values = codes.values * scale
    values += offset
    return np.asarray(values, dtype=np.float32)


def pack(codes: Codes, base: Codes | None = None, *, compress: bool = True) -> tuple[ArraySpec, Any]:
    """The spec and payload of an array, as a difference from `base` where that is of the same make."""
    values, delta = codes.values, False
    if base is not None and codes.spec.fits(base.spec):
        values, delta = _difference(values, base.values, codes.spec.in_steps), True
    spec = msgspec.structs.replace(codes.spec, delta=delta)
    if not compress or values.nbytes < _WORTH_PACKING:
        return spec, values.reshape(-1).view(np.uint8).data
    chunk = blosc2.compress2(
        values.reshape(-1),
        codec=blosc2.Codec.ZSTD if codes.hard else blosc2.Codec.LZ4,
        clevel=1,
        filters=[blosc2.Filter.BITSHUFFLE],
        filters_meta=[0],
        typesize=values.itemsize,
        nthreads=1,
    )
    codec: Any = "blosc2-steps" if spec.in_steps else "blosc2"
    return msgspec.structs.replace(spec, codec=codec), chunk


def unpack(spec: ArraySpec, payload: bytes, base: Codes | None = None) -> Codes:
    """The codes of a received array; `base` is the same array of the keyframe the header names."""
    _checked(spec)
    dtype = np.dtype(np.uint16 if spec.in_steps else spec.dtype)
    size = math.prod(spec.shape) * dtype.itemsize
    if spec.codec.startswith("blosc2"):
        payload = _unpacked_chunk(spec, payload, size)
    if len(payload) != size:
        raise WireError(f"array {spec.name}: {len(payload)} bytes where its shape {spec.shape} needs {size}")
    values = np.frombuffer(payload, dtype).reshape(spec.shape)
    if spec.delta:
        if base is None or not spec.fits(base.spec):
            raise WireError(f"array {spec.name}: a difference from a keyframe that is not held")
        values = _sum(values, base.values, spec.in_steps)
    codec: Any = "steps" if spec.in_steps else "raw"
    return Codes(msgspec.structs.replace(spec, codec=codec, delta=False), values)


def _checked(spec: ArraySpec) -> ArraySpec:
    if spec.dtype not in ("|u1", "<u2", "<i2", "<i4", "<f4", "<f8"):
        raise WireError(
            f"array {spec.name}: dtype {spec.dtype} does not travel; use u1, u2, i2, i4, f4 or f8"
        )
    if math.prod(spec.shape) * np.dtype(spec.dtype).itemsize > MAX_ARRAY_BYTES:
        raise WireError(f"array {spec.name}: shape {spec.shape} is over the limit of {MAX_ARRAY_BYTES} bytes")
    if spec.in_steps:
        columns = len(spec.scale)
        last = spec.shape[-1] if spec.shape else 0
        if spec.dtype != "<f4" or columns != len(spec.offset) or columns not in (1, last):
            raise WireError(
                f"array {spec.name}: scale {spec.scale} and offset {spec.offset} fit no {spec.shape}"
            )
        if not all(math.isfinite(x) and abs(x) < 1e30 for x in (*spec.scale, *spec.offset)):
            raise WireError(
                f"array {spec.name}: scale {spec.scale}, offset {spec.offset} are not plain numbers"
            )
    return spec


def _unpacked_chunk(spec: ArraySpec, chunk: bytes, size: int) -> bytes:
    """Unpacks a chunk once its header says our own make and exactly the expected size."""
    if len(chunk) < _CHUNK_HEADER:
        raise WireError(f"array {spec.name}: a packed chunk of {len(chunk)} bytes is too short")
    unpacked, packed, _ = blosc2.get_cbuffer_sizes(chunk)
    if unpacked != size or packed != len(chunk):
        raise WireError(
            f"array {spec.name}: a chunk of {packed} bytes for {unpacked}, where {size} are declared"
        )
    own = chunk[16:22] == _BITSHUFFLE_ALONE and chunk[2] >> 5 in _FORMATS and not chunk[31] & ~_SPECIAL_VALUES
    if not own:
        raise WireError(f"array {spec.name}: packed in a way this protocol does not use")
    if size == 0:
        return b""
    try:
        return bytes(blosc2.decompress2(chunk, nthreads=1))
    except (ValueError, RuntimeError) as error:
        raise WireError(f"array {spec.name}: a broken chunk ({error})") from error


def _difference(values: NDArray[Any], base: NDArray[Any], in_steps: bool) -> NDArray[Any]:
    """Small numbers where little changed: zigzag of the step difference, or the bits that differ."""
    if in_steps:
        change = (values - base).view(np.int16)
        return ((change << 1) ^ (change >> 15)).view(np.uint16)
    bits = np.dtype(f"u{values.itemsize}")
    return values.view(bits) ^ base.view(bits)


def _sum(change: NDArray[Any], base: NDArray[Any], in_steps: bool) -> NDArray[Any]:
    if in_steps:
        sign = change & 1
        np.negative(sign, out=sign)
        change = change >> 1
        change ^= sign
        change += base
        return change
    bits = np.dtype(f"u{change.itemsize}")
    return np.asarray(change.view(bits) ^ base.view(bits)).view(change.dtype)
