"""Whatever comes in, nothing but WireError comes out, and quickly."""

import contextlib

import blosc2
import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation_server.schema import messages
from simulation_server.schema.errors import WireError
from simulation_server.schema.wire import Keyframes, code, decode, encode, encode_coded

from .test_display_packing import frame_of, moved

FRAME = code(*frame_of(300), sequence=1, for_display=True)
MESSAGE, ARRAYS = frame_of(300)
WHOLE = [bytes(part) for part in encode_coded(FRAME)]
DIFFERENCE = [
    bytes(part)
    for part in encode_coded(code(MESSAGE, moved(ARRAYS, 0.01), sequence=2, for_display=True), FRAME)
]


@given(st.lists(st.binary(max_size=200), max_size=8))
@settings(max_examples=300, deadline=None)
def test_random_bytes(parts: list[bytes]) -> None:
    with pytest.raises(WireError):
        decode(parts, messages.FromServer)


@given(st.sampled_from([WHOLE, DIFFERENCE]), st.data())
@settings(max_examples=600, deadline=None)
def test_a_frame_with_some_bytes_changed(parts: list[bytes], data: st.DataObject) -> None:
    changed = [bytearray(part) for part in parts]
    for _ in range(data.draw(st.integers(1, 4))):
        part = changed[data.draw(st.integers(0, len(changed) - 1))]
        place = data.draw(st.integers(0, min(len(part), 64) - 1) | st.integers(0, len(part) - 1))
        part[place] = data.draw(st.integers(0, 255))
    held = Keyframes()
    decode(WHOLE, messages.FromServer, held)
    with contextlib.suppress(WireError):
        received = decode([bytes(part) for part in changed], messages.FromServer, held)
        assert isinstance(received.message, messages.FromServer)


@given(st.sampled_from([WHOLE, DIFFERENCE]), st.data())
@settings(max_examples=100, deadline=None)
def test_a_frame_cut_short(parts: list[bytes], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(parts) - 1))
    length = data.draw(st.integers(0, len(parts[cut]) - 1))
    held = Keyframes()
    decode(WHOLE, messages.FromServer, held)
    with pytest.raises(WireError):
        decode([*parts[:cut], parts[cut][:length], *parts[cut + 1 :]], messages.FromServer, held)


def header_with(**changes: object) -> list[bytes]:
    header = msgspec.msgpack.decode(WHOLE[0])
    header["arrays"][0] = {**header["arrays"][0], **changes}
    return [msgspec.msgpack.encode(header), *WHOLE[1:]]


@pytest.mark.parametrize(
    "changes",
    [
        {"dtype": "|O"},
        {"dtype": "<f8"},
        {"codec": "pickle"},
        {"shape": [2**31, 2**31]},
        {"shape": [-1, 3]},
        {"shape": [300, 3, 1, 1, 1]},
        {"shape": [299, 3]},
        {"name": "velocity"},
        {"name": "radius"},
        {"scale": [1.0, 1.0]},
        {"scale": [1e300, 1.0, 1.0]},
        {"delta": True},
    ],
    ids=str,
)
def test_a_spec_that_does_not_fit(changes: dict[str, object]) -> None:
    with pytest.raises(WireError):
        decode(header_with(**changes), messages.FromServer)


def test_a_decompression_bomb_is_not_unpacked() -> None:
    bomb = blosc2.compress2(np.zeros(2**28, np.uint8), filters=[blosc2.Filter.BITSHUFFLE], filters_meta=[0])
    assert len(bomb) < 10_000
    with pytest.raises(WireError, match="are declared"):
        decode([*WHOLE[:2], bomb, *WHOLE[3:]], messages.FromServer)


def test_a_chunk_of_another_make_is_refused() -> None:
    other = blosc2.compress2(np.zeros(900, np.uint16), filters=[blosc2.Filter.SHUFFLE], filters_meta=[0])
    with pytest.raises(WireError, match="does not use"):
        decode([*WHOLE[:2], other, *WHOLE[3:]], messages.FromServer)


def test_another_protocol_is_named() -> None:
    header = msgspec.msgpack.encode({"protocol": messages.PROTOCOL + 1})
    hello = msgspec.msgpack.encode(messages.Hello())
    with pytest.raises(WireError, match=f"protocol {messages.PROTOCOL + 1}.*same version"):
        decode([header, hello], messages.FromClient)


def test_a_command_is_not_taken_from_a_server() -> None:
    with pytest.raises(WireError, match="unreadable message"):
        decode(encode(messages.Fill(id=1)), messages.FromServer)


def test_a_frame_without_its_arrays_cannot_be_sent() -> None:
    with pytest.raises(WireError, match="expected position, radius"):
        encode(MESSAGE, {})


def test_objects_cannot_be_sent() -> None:
    with pytest.raises(WireError, match=r"shape \(2,\)"):
        encode(messages.VoxelFrame(voxel_um=1.0), {"phase": np.array([None, "x"], dtype=object)})
