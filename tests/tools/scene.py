"""Small electrodes for tools: particles where the test puts them, in a box of 20 x 20 x 20 um."""

import time
from collections.abc import Callable, Sequence

import numpy as np

from simulation_server.schema.messages import ParticleFrame
from tests.drawing.packing import Sent
from vr_client.stage.stage import Stage
from vr_client.tools.pointer_ray import Ray

AM, CBD = 1, 2
BOX_UM = 20.0


def frame(
    positions: Sequence[Sequence[float]],
    radii: Sequence[float] | float = 2.0,
    phase: int | Sequence[int] = AM,
) -> Sent:
    count = len(positions)
    flat = np.zeros(count, np.float32)
    return Sent(
        ParticleFrame(
            stage="calendering", box_um=(BOX_UM, BOX_UM), plane_um=BOX_UM, pressure_mpa=60.0, progress=0.5
        ),
        position=np.array(positions, np.float32),
        radius=np.broadcast_to(np.array(radii, np.float32), count).copy(),
        phase=np.broadcast_to(np.array(phase, np.uint8), count).copy(),
        stress=flat + 5.0,
        displacement=flat + 0.5,
        cracking=flat + 1.2,
    )


def electrode(positions: Sequence[Sequence[float]], **rest: object) -> Stage:
    """A stage with spheres at `positions` (n, 3) um."""
    stage = Stage()
    stage.apply(frame(positions, **rest), 0.0)  # type: ignore[arg-type]
    stage.advance(0.0)
    stage.hand.radii_um = stage.particles.radii_um
    return stage


def cubic(edge_um: float = 4.0) -> list[tuple[float, float, float]]:
    """Places of a simple cubic lattice that fills the box and touches foil and plane."""
    at = np.arange(0.5 * edge_um, BOX_UM, edge_um)
    return [(x, y, z) for x in at for y in at for z in at]


def ray_um(stage: Stage, origin_um: Sequence[float], towards: Sequence[float]) -> Ray:
    """A ray of the world that starts at a place of the electrode and goes in one of its directions."""
    start = stage.model @ [*origin_um, 1.0]
    way = stage.model[:3, :3] @ np.array(towards, float)
    return Ray(start[:3], way / np.linalg.norm(way))


def soon(holds: Callable[[], object], within_s: float = 20.0) -> None:
    """Waits until something done beside the frames has happened."""
    until = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.002)
