"""How open each particle's surface is."""

import numpy as np
import pytest

from vr_client.drawing.occlusion import GUTTER, TILE, bake, directions

PITCH = TILE + 2 * GUTTER


def openness(spheres: list[tuple[float, float, float, float]], cut: list[float] | None = None) -> np.ndarray:
    given = np.array(spheres, np.float32)
    tiles = bake(given[:, :3], given[:, 3], None if cut is None else np.array(cut))
    return tiles.reshape(len(given), -1) / 255.0


def test_the_map_covers_the_sphere_evenly() -> None:
    ways = directions().reshape(PITCH, PITCH, 3)[1:-1, 1:-1].reshape(-1, 3)
    assert len(ways) == TILE * TILE
    assert np.linalg.norm(ways, axis=1) == pytest.approx(1.0, abs=1e-6)
    assert np.abs(ways.mean(axis=0)).max() < 1e-6


def test_the_gutter_continues_the_map() -> None:
    """Across a seam of the map the next texel on the sphere is no further than within it."""
    ways = directions().reshape(PITCH, PITCH, 3)
    within = np.linalg.norm(np.diff(ways[1:-1, 1:-1], axis=1), axis=-1).max()
    across = np.linalg.norm(ways[1:-1, 0] - ways[1:-1, 1], axis=-1).max()
    assert across <= within * 1.05


def test_a_lone_sphere_is_open_all_round() -> None:
    assert openness([(0, 0, 0, 1), (50, 0, 0, 1)]).min() == 1.0


def test_a_contact_is_dark_and_the_far_side_open() -> None:
    found = openness([(0, 0, 0, 2), (3, 0, 0, 1)])
    facing = directions() @ np.array([1.0, 0, 0])
    assert found[0][np.argmax(facing)] < 0.15
    assert found[0][facing < -0.5].min() == 1.0
    rising = found[0][np.argsort(-facing)]
    assert rising[:4].mean() < rising[20:40].mean() < rising[-40:].mean()


def test_what_is_cut_away_shades_nothing() -> None:
    found = openness([(0, 0, 0, 2), (3, 0, 0, 1)], cut=[1.0, 0.0, 0.0, -2.5])
    assert found[0].min() == 1.0


def test_far_share_agrees_with_the_solid_angle() -> None:
    """Straight above, a distant sphere hides the cosine-weighted share (r / d)^2 of the sky."""
    found = openness([(0, 0, 0, 1), (0, 0, 4, 1)])
    top = np.argmax(directions() @ np.array([0, 0, 1.0]))
    assert 1.0 - found[0][top] == pytest.approx(1.0 / 9.0, rel=0.1)
