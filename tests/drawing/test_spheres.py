"""A sphere on the screen is the sphere of geometry: silhouette, depth and cut, also off the axis."""

import numpy as np
import pytest

from simulation_server.schema.messages import ParticleFrame
from tests.drawing.packing import Sent
from vr_client.stage.clip import ClipPlane
from vr_client.stage.stage import Stage
from vr_client.stage.transforms import look_at, perspective

from .conftest import SIZE_PX, Easel

NEAR, FAR = 0.05, 5.0
PROJECTION = perspective(75.0, SIZE_PX[0] / SIZE_PX[1], NEAR, FAR)
VIEW = look_at((0.1, 0.2, 0.9), (0.0, 0.0, 0.0))


def scene(spheres: list[tuple[float, float, float, float]], phases: list[int] | None = None) -> Stage:
    """A stage in which one um is one world unit and axes are the world's; nothing but spheres."""
    given = np.array(spheres, np.float32)
    n = len(given)
    stage = Stage(_placed=True)
    message = ParticleFrame(stage="drying", box_um=(1.0, 1.0), plane_um=1.0, pressure_mpa=0.0, progress=0.0)
    phase = np.array(phases or [1] * n, np.uint8)
    zero = np.zeros(n, np.float32)
    arrays = {"radius": given[:, 3], "phase": phase, "stress": zero, "displacement": zero, "cracking": zero}
    stage.apply(Sent(message, position=given[:, :3], **arrays), 0.0)
    stage.model = np.eye(4)
    stage.layers.frame = False
    return stage


def rays() -> np.ndarray:
    """(h, w, 3) unit directions of the pixel centres in eye space."""
    width, height = SIZE_PX
    x = (np.arange(width) + 0.5) / width * 2 - 1
    y = 1 - (np.arange(height) + 0.5) / height * 2
    ways = np.stack(
        np.broadcast_arrays(x[None, :] / PROJECTION[0, 0], y[:, None] / PROJECTION[1, 1], -1.0), -1
    )
    return ways / np.linalg.norm(ways, axis=-1, keepdims=True)


def hit(sphere: tuple[float, float, float, float]) -> tuple[np.ndarray, np.ndarray]:
    """(h, w) distances at which each pixel's ray enters and leaves, nan where it misses."""
    centre = (VIEW @ [*sphere[:3], 1.0])[:3]
    ways = rays()
    along = ways @ centre
    square = sphere[3] ** 2 - (centre @ centre - along**2)
    half = np.sqrt(np.where(square > 0, square, np.nan))
    return along - half, along + half


def distance(depth: np.ndarray) -> np.ndarray:
    """(h, w) distance along the ray of a depth buffer's values."""
    z = 2 * FAR * NEAR / (FAR + NEAR - (2 * depth - 1) * (FAR - NEAR))
    return z / -rays()[..., 2]


@pytest.mark.parametrize(
    "sphere",
    [(0.0, 0.0, 0.0, 0.3), (0.55, 0.35, 0.1, 0.25), (-0.6, -0.4, 0.2, 0.2), (0.1, 0.1, 0.55, 0.2)],
)
def test_silhouette_and_depth_are_exact(easel: Easel, sphere: tuple[float, float, float, float]) -> None:
    _, depth = easel.draw(scene([sphere]), VIEW, PROJECTION)
    enter, _ = hit(sphere)
    drawn, expected = depth < 1.0, np.isfinite(enter)
    assert expected.sum() > 200
    assert (drawn != expected).sum() <= 2
    both = drawn & expected
    assert np.abs(distance(depth)[both] - enter[both]).max() < 2e-3


def test_the_nearer_of_two_interlocked_spheres_shows(easel: Easel) -> None:
    first, second = (0.0, 0.0, 0.0, 0.3), (0.25, 0.05, 0.1, 0.25)
    expected = np.fmin(hit(first)[0], hit(second)[0])
    for order in ([first, second], [second, first]):
        _, depth = easel.draw(scene(order), VIEW, PROJECTION)
        seen = np.isfinite(expected) & (depth < 1.0)
        assert np.abs(distance(depth)[seen] - expected[seen]).max() < 2e-3


def test_a_cut_sphere_shows_a_flat_disc(easel: Easel) -> None:
    sphere = (0.0, 0.0, 0.0, 0.3)
    stage = scene([sphere])
    stage.clip = ClipPlane(True, (0.0, 0.0, 1.0), 0.1)
    picture, depth = easel.draw(stage, VIEW, PROJECTION)
    eye = np.linalg.inv(VIEW)[:3, 3]
    ways = rays() @ VIEW[:3, :3]
    to_plane = (0.1 - eye[2]) / ways[..., 2]
    at = eye + to_plane[..., None] * ways
    off = np.hypot(at[..., 0], at[..., 1])
    disc = np.sqrt(0.3**2 - 0.1**2)
    inside = off < disc - 0.02
    assert np.abs(distance(depth)[inside] - to_plane[inside]).max() < 2e-3
    colours = picture[inside].astype(int)
    assert np.ptp(colours, axis=0).max() <= 6, "a flat fill"
    rim = (off > disc - 0.006) & (off < disc - 0.002)
    assert picture[rim].mean() < 0.8 * colours.mean(), "a darker rim"
    above = np.isfinite(hit(sphere)[0]) & (off > disc + 0.02)
    assert (distance(depth)[above] > to_plane[above] - 2e-3).all(), "nothing is left on the cut side"


def test_a_sphere_wholly_on_the_cut_side_is_gone(easel: Easel) -> None:
    stage = scene([(0.0, 0.0, 0.0, 0.3)])
    stage.clip = ClipPlane(True, (0.0, 0.0, 1.0), -0.31)
    _, depth = easel.draw(stage, VIEW, PROJECTION)
    assert (depth == 1.0).all()


def test_hidden_layers_are_not_drawn(easel: Easel) -> None:
    stage = scene([(-0.3, 0.0, 0.0, 0.2), (0.3, 0.0, 0.0, 0.2)], [1, 2])
    _, both = easel.draw(stage, VIEW, PROJECTION)
    stage.layers.cbd = False
    _, am = easel.draw(stage, VIEW, PROJECTION)
    stage.layers.am, stage.layers.cbd = False, True
    _, cbd = easel.draw(stage, VIEW, PROJECTION)
    assert (am < 1).any() and (cbd < 1).any()
    assert ((am < 1) | (cbd < 1) == (both < 1)).all() and not ((am < 1) & (cbd < 1)).any()


def test_a_preview_is_paler_than_the_real(easel: Easel) -> None:
    stage = scene([(0.0, 0.0, 0.0, 0.3)])
    real, depth = easel.draw(stage, VIEW, PROJECTION)
    stage.particles.preview = True
    ghost, _ = easel.draw(stage, VIEW, PROJECTION)
    seen = depth < 1.0
    assert ghost[seen].std() < 0.75 * real[seen].std()
