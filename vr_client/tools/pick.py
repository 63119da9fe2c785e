"""Pointing at a particle for its data."""

from dataclasses import replace

import numpy as np

from simulation_server.schema.cell_codes import NONE, code_values
from simulation_server.schema.states import Phase
from vr_client.stage.marks import Mark
from vr_client.stage.picked import Picked
from vr_client.stage.stage import Stage

from .contacts import contacts
from .lengths import length_text
from .pointer_ray import Ray
from .ray_cast import struck

HALO = 1.04
"""Radius of the ball about a particle pointed at, in its own radii."""


def pick(stage: Stage, ray: Ray, pressed: bool) -> None:
    """A ball about the particle under the ray; a press asks for its data, one beside all lets it go."""
    met = struck(stage, ray)
    index = met.particle if met is not None else None
    if index is not None:
        stage.marks["aim"] = _ball(stage, index, "aim", "")
    if pressed:
        stage.hand.picked = None if index is None else data_of(stage, index)
        stage.hand.pick_seen = stage.particles.generation


def data_of(stage: Stage, index: int) -> Picked:
    """What the newest frame says of a particle; its lithiation comes later, see `follow_picked`."""
    layer = stage.particles
    x, y, z = (float(part) for part in layer.target_um[index])
    return Picked(
        index=index,
        phase=int(layer.phase[index]),
        diameter_um=2.0 * float(layer.radii_um[index]),
        position_um=(x, y, z),
        contacts=contacts(layer, index),
        stress_mpa=float(layer.stress_mpa[index]),
        displacement_um=float(layer.displacement_um[index]),
        cracking=float(layer.cracking[index]),
    )


def follow_picked(stage: Stage) -> None:
    """Keeps the picked particle's data and mark up to date."""
    hand, layer = stage.hand, stage.particles
    stage.marks.pop("pick", None)
    if hand.picked is None:
        return
    index = hand.picked.index
    if hand.pick_seen != layer.generation:
        hand.picked = replace(data_of(stage, index), lithiation=hand.picked.lithiation)
        hand.pick_seen = layer.generation
    hand.picked = replace(hand.picked, lithiation=_lithiation(stage, index))
    kind = "active" if layer.phase[index] == Phase.AM else "binder"
    stage.marks["pick"] = _ball(stage, index, "pick", f"{kind} Ø {length_text(hand.picked.diameter_um)}")


def _ball(stage: Stage, index: int, tone: str, label: str) -> Mark:
    layer = stage.particles
    radius = HALO * float(layer.radii_um[index])
    return Mark(layer.positions_um[index : index + 1].copy(), tone, label, False, radius)  # type: ignore[arg-type]


def _lithiation(stage: Stage, index: int) -> float | None:
    """Mean over the voxels of an active particle's volume; None without a discharge or until it is known."""
    cell, layer = stage.cell, stage.particles
    moment = cell.shown if cell is not None else None
    if cell is None or moment is None or "lithiation" not in moment.ranges or layer.phase[index] != Phase.AM:
        return None
    centre, radius = layer.target_um[index] / cell.voxel_um, float(layer.radii_um[index]) / cell.voxel_um

    def job() -> float | None:
        return _mean_within(moment.field("lithiation"), centre, radius, moment.ranges["lithiation"])

    found: float | None = stage.hand.lithiation.get((index, moment.time_s), job)
    return found


def _mean_within(
    codes: np.ndarray, centre: np.ndarray, radius: float, within: tuple[float, float]
) -> float | None:
    """Mean of a field in codes over the cells of a ball (in cells) that know it; periodic in x and y."""
    low = np.floor(centre - radius).astype(int)
    high = np.ceil(centre + radius).astype(int)
    axes = [np.arange(a, b + 1) for a, b in zip(low, high, strict=True)]
    axes[2] = axes[2][(axes[2] >= 0) & (axes[2] < codes.shape[2])]
    x, y, z = np.meshgrid(*axes, indexing="ij")
    inside = (x + 0.5 - centre[0]) ** 2 + (y + 0.5 - centre[1]) ** 2 + (z + 0.5 - centre[2]) ** 2 < radius**2
    found = codes[x[inside] % codes.shape[0], y[inside] % codes.shape[1], z[inside]]
    known = found[found != NONE]
    return float(code_values(within)[known].mean()) if len(known) else None
