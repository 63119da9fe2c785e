"""A random polydisperse packing for pictures: spheres pushed apart until they hardly overlap."""

import numpy as np
from scipy.spatial import cKDTree

from simulation_server.live.front_stream import front_base
from simulation_server.schema.front_codes import time_codes
from simulation_server.schema.messages import FillForecast, ParticleFrame, VoxelFrame
from simulation_server.schema.states import FrontState


class Sent:
    """A message with its arrays, as a connection gives it."""

    def __init__(self, message, **arrays):
        self.message = message
        self.arrays = arrays


def packing(count: int = 1600, box_um=(35.0, 35.0), height_um: float = 70.0, seed: int = 1):
    """Positions (n, 3), radii (n,), phase (n,) of a relaxed packing on the plane z = 0."""
    rng = np.random.default_rng(seed)
    phase = np.where(rng.random(count) < 0.22, 1, 2).astype(np.uint8)
    am = np.clip(rng.lognormal(np.log(2.6), 0.42, count), 1.25, 5.2)
    radii = np.where(phase == 1, am, 1.4 * rng.uniform(0.9, 1.1, count)).astype(np.float32)
    volume = 4 / 3 * np.pi * (radii.astype(float) ** 3).sum()
    radii *= np.float32((0.60 * box_um[0] * box_um[1] * height_um / volume) ** (1 / 3))
    edges = np.array([*box_um])
    positions = rng.uniform((0, 0, 0), (*box_um, height_um), (count, 3))
    for _ in range(60):
        positions[:, :2] %= edges
        shifts = [np.array([i * edges[0], j * edges[1], 0.0]) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        images = np.concatenate([positions + shift for shift in shifts])
        near = np.all((images[:, :2] > -10) & (images[:, :2] < edges + 10), axis=1)
        owner = np.tile(np.arange(count), 9)[near]
        tree = cKDTree(images[near])
        pairs = cKDTree(positions).query_ball_tree(tree, 2 * radii.max())
        i = np.repeat(np.arange(count), [len(p) for p in pairs])
        j = np.concatenate([np.asarray(p, int) for p in pairs])
        apart = positions[i] - images[near][j]
        d = np.linalg.norm(apart, axis=1)
        reach = radii[i] + radii[owner[j]]
        hit = (d < reach) & (d > 1e-9)
        push = apart[hit] / d[hit, None] * (0.35 * (reach - d)[hit])[:, None]
        np.add.at(positions, i[hit], push * (radii[owner[j[hit]]] / reach[hit])[:, None])
        positions[:, 2] = np.clip(positions[:, 2], radii, height_um - radii)
    positions[:, :2] %= edges
    return positions.astype(np.float32), radii, phase


def particle_frame(count: int = 1600, height_um: float = 70.0, seed: int = 1, **changes):
    """A ParticleFrame of that packing with plausible scalars."""
    positions, radii, phase = packing(count, height_um=height_um, seed=seed)
    rng = np.random.default_rng(seed)
    stress = rng.gamma(2.0, 30.0, count).astype(np.float32)
    displacement = (positions[:, 2] / height_um * 6.0).astype(np.float32)
    fields = {
        "stage": "calendering", "box_um": (35.0, 35.0), "plane_um": height_um, "pressure_mpa": 60.0,
        "progress": 0.5,
    }  # fmt: skip
    return Sent(
        ParticleFrame(**{**fields, **changes}),
        position=positions, radius=radii, phase=phase, stress=stress, displacement=displacement,
        cracking=stress / np.float32(60.0),
    )  # fmt: skip


def voxels(positions, radii, phase, box_um=(35.0, 35.0), height_um: float = 70.0, edge_um: float = 1.2):
    """Phase (nx, ny, nz) of cells of `edge_um`; 0 in the pores."""
    shape = [max(round(length / edge_um), 1) for length in (*box_um, height_um)]
    centres = np.stack(np.meshgrid(*[(np.arange(n) + 0.5) * edge_um for n in shape], indexing="ij"), -1)
    found = np.zeros(shape, np.uint8)
    for centre, radius, kind in zip(positions, radii, phase, strict=True):
        low = np.maximum(((centre - radius) / edge_um).astype(int) - 1, 0)
        high = ((centre + radius) / edge_um).astype(int) + 2
        window = tuple(slice(a, b) for a, b in zip(low, high, strict=True))
        inside = np.linalg.norm(centres[window] - centre, axis=-1) < radius
        found[window][inside] = kind
    return found


def front_state(particles: Sent, depth: float = 0.5, edge_um: float = 1.2) -> FrontState:
    """Electrolyte from the top down to an uneven front at `depth` of the height, and gas cut off behind it.

    The front goes as the square root of time and is through after 10 ms; the gas is a ball of 5 um.
    """
    message, arrays = particles.message, particles.arrays
    phase = voxels(
        arrays["position"], arrays["radius"], arrays["phase"], message.box_um, message.plane_um, edge_um
    )
    nx, ny, nz = phase.shape
    x, y, z = np.meshgrid(np.arange(nx) / nx, np.arange(ny) / ny, np.arange(nz) / nz, indexing="ij")
    wave = 0.06 * np.sin(2 * np.pi * x) + 0.05 * np.cos(2 * np.pi * (2 * y + x))
    way = 1.0 - z + wave
    ball = np.array([0.5 * message.box_um[0], 0.3 * message.box_um[1], 0.8 * message.plane_um])
    at = np.stack([x * message.box_um[0], y * message.box_um[1], z * message.plane_um], axis=-1)
    gas = (np.linalg.norm(at - ball, axis=-1) < 5.0) & (phase == 0)
    liquid = np.clip((depth - way) * nz * 0.8 + 0.5, 0, 1) * 255 * ((phase == 0) & ~gas)
    filled_ms = np.where(liquid > 127, 10.0 * np.clip(way, 0.0, None) ** 2, np.nan)
    return FrontState(
        progress=depth,
        time_ms=10.0 * depth**2,
        saturation=depth,
        liquid=liquid.astype(np.uint8),
        solid=phase > 0,
        lattice_um=edge_um,
        filled_ms=filled_ms.astype(np.float32),
        trapped=gas & (way < depth),
    )


def front_frame(particles: Sent, depth: float = 0.5, edge_um: float = 1.2, step_id: int = 0) -> Sent:
    """The FrontBase of `front_state`."""
    message, arrays = front_base(front_state(particles, depth, edge_um), step_id)
    return Sent(message, **arrays)


def forecast_frame(particles: Sent, edge_um: float = 1.2, step_id: int = 0) -> Sent:
    """A FillForecast that has the front come a fifth sooner than it does."""
    state = front_state(particles, 1.2, edge_um)
    times_ms = np.linspace(0.0, 8.0, 40)
    message = FillForecast(
        time_ms=times_ms.tolist(), saturation=np.sqrt(times_ms / 8.0).tolist(), until_ms=8.0, step_id=step_id
    )
    return Sent(message, filled=time_codes(0.8 * state.filled_ms, 8.0))


def voxel_frame(particles: Sent, edge_um: float = 0.7, **changes):
    """A VoxelFrame of the particles."""
    message, arrays = particles.message, particles.arrays
    phase = voxels(
        arrays["position"], arrays["radius"], arrays["phase"], message.box_um, message.plane_um, edge_um
    )
    return Sent(VoxelFrame(**{"voxel_um": edge_um, **changes}), phase=phase)
