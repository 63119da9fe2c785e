import typing

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation_server.schema import messages
from simulation_server.schema.wire import Keyframes, code, decode, encode, encode_coded

from .strategies import arrays_of, messages_of

FROM_CLIENT = typing.get_args(messages.FromClient)
FROM_SERVER = typing.get_args(messages.FromServer)


@pytest.mark.parametrize("kind", FROM_CLIENT + FROM_SERVER, ids=lambda kind: kind.__name__)
@given(data=st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_message_arrives_as_it_was_sent(kind: type, data: st.DataObject) -> None:
    message = data.draw(messages_of(kind))
    arrays = data.draw(arrays_of(kind))
    expect = messages.FromClient if kind in FROM_CLIENT else messages.FromServer
    parts = [bytes(part) for part in encode(message, arrays, sequence=7, sim_time_us=3.5, wall_time_s=12.5)]
    received = decode(parts, expect)
    assert received.message == message
    assert (received.header.sequence, received.header.sim_time_us) == (7, 3.5)
    assert received.header.wall_time_s == 12.5
    assert set(received.arrays) == set(arrays)
    for name, array in arrays.items():
        np.testing.assert_array_equal(received.arrays[name], array)
        assert received.arrays[name].dtype == array.dtype


@pytest.mark.parametrize(
    "kind",
    [messages.FrontBase, messages.FrontFrame, messages.FillForecast, messages.VoxelFrame],
    ids=lambda kind: kind.__name__,
)
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_packed_voxels_keep_every_bit(kind: type, data: st.DataObject) -> None:
    arrays = data.draw(arrays_of(kind))
    coded = code(data.draw(messages_of(kind)), arrays, for_display=True)
    received = decode([bytes(part) for part in encode_coded(coded)], messages.FromServer)
    for name, array in arrays.items():
        np.testing.assert_array_equal(received.arrays[name], array)


@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_differences_give_the_same_as_whole_frames(data: st.DataObject) -> None:
    kind = messages.VoxelFrame
    message = data.draw(messages_of(kind))
    first, later = data.draw(arrays_of(kind)), None
    changed = {name: array.copy() for name, array in first.items()}
    if changed["phase"].size:
        changed["phase"].flat[0] ^= 255
    keyframe = code(message, first, sequence=1, for_display=True)
    later = code(message, changed, sequence=2, for_display=True)
    held = Keyframes()
    decode([bytes(part) for part in encode_coded(keyframe)], messages.FromServer, held)
    parts = [bytes(part) for part in encode_coded(later, keyframe)]
    received = decode(parts, messages.FromServer, held)
    assert received.header.base_sequence == 1
    for name, array in changed.items():
        np.testing.assert_array_equal(received.arrays[name], array)


def test_received_arrays_are_read_only() -> None:
    frame = messages.VoxelFrame(voxel_um=1.0)
    received = decode(encode(frame, {"phase": np.ones((2, 2, 2), np.uint8)}), messages.FromServer)
    with pytest.raises(ValueError, match="read-only"):
        received.arrays["phase"][0] = 2
