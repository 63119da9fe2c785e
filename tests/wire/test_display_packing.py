"""What packing for display may cost: nanometres, and what it saves."""

import numpy as np
import pytest

from simulation_server.schema import messages
from simulation_server.schema.wire import Keyframes, code, decode, encode_coded

BOX_UM = (60.0, 60.0)


def frame_of(n: int, seed: int = 1) -> tuple[messages.ParticleFrame, dict[str, np.ndarray]]:
    random = np.random.default_rng(seed)
    arrays = {
        "position": (random.random((n, 3)) * (*BOX_UM, 90.0)).astype(np.float32),
        "radius": (2.0 + random.random(n)).astype(np.float32),
        "phase": random.integers(1, 3, n).astype(np.uint8),
        "stress": (50.0 * random.random(n)).astype(np.float32),
        "displacement": random.random(n).astype(np.float32),
        "cracking": random.random(n).astype(np.float32),
    }
    message = messages.ParticleFrame(
        stage="calendering", box_um=BOX_UM, plane_um=95.0, pressure_mpa=30.0, progress=0.5
    )
    return message, arrays


def moved(arrays: dict[str, np.ndarray], by_um: float, seed: int = 2) -> dict[str, np.ndarray]:
    """Particles a little further on, across the periodic edge too."""
    step = np.random.default_rng(seed).normal(0.0, by_um, arrays["position"].shape)
    position = arrays["position"] + step
    position[:, :2] %= BOX_UM
    position[:, 2] = np.abs(position[:, 2])
    return {**arrays, "position": position.astype(np.float32)}


def sent(coded: object, base: object = None) -> list[bytes]:
    return [bytes(part) for part in encode_coded(coded, base)]


def periodic_error_um(got: np.ndarray, true: np.ndarray) -> float:
    difference = got.astype(float) - true
    for axis, period in enumerate(BOX_UM):
        difference[:, axis] -= period * np.rint(difference[:, axis] / period)
    return float(np.abs(difference).max())


def test_positions_are_good_to_nanometres() -> None:
    message, arrays = frame_of(5000)
    received = decode(sent(code(message, arrays, for_display=True)), messages.FromServer)
    assert periodic_error_um(received.arrays["position"], arrays["position"]) < 0.0011
    assert np.abs(received.arrays["stress"] - arrays["stress"]).max() < 50.0 / 65535
    np.testing.assert_array_equal(received.arrays["radius"], arrays["radius"])
    np.testing.assert_array_equal(received.arrays["phase"], arrays["phase"])


def test_positions_below_the_collector_survive() -> None:
    message, arrays = frame_of(100)
    arrays["position"][0, 2] = -0.3
    received = decode(sent(code(message, arrays, for_display=True)), messages.FromServer)
    assert received.arrays["position"][0, 2] == pytest.approx(-0.3, abs=0.004)


def test_a_difference_is_as_good_as_the_whole_and_smaller() -> None:
    message, arrays = frame_of(5000)
    keyframe = code(message, arrays, sequence=1, for_display=True)
    later = moved(arrays, by_um=0.02)
    coded = code(message, later, sequence=2, for_display=True)
    held = Keyframes()
    decode(sent(keyframe), messages.FromServer, held)
    whole, difference = sent(coded), sent(coded, keyframe)
    got = decode(difference, messages.FromServer, held).arrays
    np.testing.assert_array_equal(got["position"], decode(whole, messages.FromServer).arrays["position"])
    assert periodic_error_um(got["position"], later["position"]) < 0.0011
    size, raw = sum(map(len, difference[2:])), sum(array.nbytes for array in later.values())
    assert size < 0.6 * sum(map(len, whole[2:]))
    assert size < 0.42 * raw


def test_a_difference_from_a_keyframe_not_held_is_refused() -> None:
    message, arrays = frame_of(500)
    keyframe = code(message, arrays, sequence=1, for_display=True)
    coded = code(message, moved(arrays, 0.02), sequence=2, for_display=True)
    from simulation_server.schema.errors import WireError

    with pytest.raises(WireError, match="keyframe 1, which is not held"):
        decode(sent(coded, keyframe), messages.FromServer, Keyframes())


def test_another_number_of_particles_makes_a_keyframe() -> None:
    message, arrays = frame_of(500)
    keyframe = code(message, arrays, sequence=1, for_display=True)
    other = code(*frame_of(400), sequence=2, for_display=True)
    assert not other.can_differ_from(keyframe)
    held = Keyframes()
    decode(sent(keyframe), messages.FromServer, held)
    received = decode(sent(other, keyframe), messages.FromServer, held)
    assert received.header.base_sequence is None
    assert received.arrays["position"].shape == (400, 3)
