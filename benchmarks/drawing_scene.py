"""The packing that benchmarks/drawing.py draws, and the camera that all renderers share."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.messages import ParticleFrame
from simulation_server.schema.states import Phase
from vr_client.stage.stage import Stage
from vr_client.stage.transforms import scale_of

SIZE_PX = (1280, 720)
NEARER = 0.66
"""Times the distance of the first look: the packing then fills the picture's height."""
FILLED = 0.60
"""Share of the box that is spheres, if none overlapped."""
ACTIVE = 0.22
"""Share of the spheres that are active material; the others are carbon and binder."""


class Received(NamedTuple):
    """A message with its arrays, as a connection gives it."""

    message: ParticleFrame
    arrays: dict[str, NDArray[np.float32]]


def packing(count: int, seed: int) -> Received:
    """So many spheres, as dense as in an electrode and of its sizes, at random places of a cube."""
    rng = np.random.default_rng(seed)
    phase = np.where(rng.random(count) < ACTIVE, Phase.AM, Phase.CBD).astype(np.uint8)
    large = np.clip(rng.lognormal(np.log(2.6), 0.42, count), 1.25, 5.2)
    radii = np.where(phase == Phase.AM, large, 1.4 * rng.uniform(0.9, 1.1, count)).astype(np.float32)
    edge_um = float((4.0 / 3.0 * np.pi * (radii.astype(float) ** 3).sum() / FILLED) ** (1.0 / 3.0))
    none = np.zeros(count, np.float32)
    frame = ParticleFrame(
        stage="drying", box_um=(edge_um, edge_um), plane_um=edge_um, pressure_mpa=0.0, progress=0.5
    )
    arrays = {
        "position": rng.uniform(0.0, edge_um, (count, 3)).astype(np.float32),
        "radius": radii,
        "phase": phase,
        "stress": none,
        "displacement": none,
        "cracking": none,
    }
    return Received(frame, arrays)


def stage_of(count: int, seed: int) -> Stage:
    """That packing on a stage that shows nothing but spheres, the camera where all of it is in sight."""
    stage = Stage()
    stage.apply(packing(count, seed), 0.0)
    stage.layers.frame = False
    stage.camera.zoom(NEARER)
    return stage


class World(NamedTuple):
    """The spheres in metres of the world and their colours, for renderers that know no electrode."""

    centres_m: NDArray[np.float32]  # (n, 3)
    radii_m: NDArray[np.float32]  # (n,)
    colours: NDArray[np.float32]  # (n, 3) sRGB


def world_of(stage: Stage) -> World:
    """What a stage shows."""
    layer, model = stage.particles, stage.model
    centres = layer.positions_um @ model[:3, :3].T + model[:3, 3]
    is_active = (layer.phase == Phase.AM)[:, None]
    colours = np.where(is_active, (0.70, 0.74, 0.80), (0.28, 0.25, 0.23)).astype(np.float32)
    return World(centres.astype(np.float32), (layer.radii_um * scale_of(model)).astype(np.float32), colours)
