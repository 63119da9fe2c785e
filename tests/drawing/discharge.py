"""A discharge and a flux made by formulas, for pictures: what the physics gives has the same shape."""

from dataclasses import replace

import numpy as np

from simulation_server.live.cell_stream import cell_base, cell_frame, flux_lines
from simulation_server.schema.states import CellState, FluxField, Phase

from .packing import Sent, voxels


def cell_state(particles: Sent, share: float, edge_um: float = 1.0, sei: bool = False) -> CellState:
    """Lithium goes into the particles from their surface and sooner near the top, salt falls to the foil.

    `share` (0 to 1) is how far the discharge is. At a particle's surface the lithiation is 0.3 + 0.5 share +
    0.1 z / height, at its centre 0.15 less; salt is 1000 + 600 share (z / height - 0.5).
    """
    message, arrays = particles.message, particles.arrays
    positions, radii = arrays["position"], arrays["radius"]
    phase = voxels(positions, radii, arrays["phase"], message.box_um, message.plane_um, edge_um)
    centres = np.stack(np.meshgrid(*[(np.arange(n) + 0.5) * edge_um for n in phase.shape], indexing="ij"), -1)
    height = centres[..., 2] / message.plane_um
    depth = np.zeros(phase.shape)  # 0 at a particle's surface, 1 at its centre
    for centre, radius, kind in zip(positions, radii, arrays["phase"], strict=True):
        if kind == Phase.AM:
            away = np.linalg.norm(centres - centre, axis=-1) / radius
            depth = np.maximum(depth, np.clip(1.0 - away, 0.0, 1.0))
    is_am = phase == Phase.AM
    open_to = ~is_am
    surface = is_am & _beside(open_to)
    nan = np.full(phase.shape, np.nan)
    lithiation = np.where(is_am, 0.3 + 0.5 * share + 0.1 * height - 0.15 * depth, nan)
    salt = np.where(open_to, 1000.0 + 600.0 * share * (height - 0.5), nan)
    eta = np.where(surface, -0.02 - 0.05 * share * height, nan)
    thick = np.where(surface, 4.0 + 10.0 * share * height, nan)
    return CellState(
        progress=share, time_s=3600.0 * share, capacity_mah_cm2=2.4 * share, voltage_v=4.2 - 0.9 * share**2,
        c_rate=1.0, phase=phase, voxel_um=edge_um, lithiation=lithiation.astype(np.float32),
        salt_mol_m3=salt.astype(np.float32), overpotential_v=eta.astype(np.float32),
        sei_nm=thick.astype(np.float32) if sei else None,
    )  # fmt: skip


def _beside(inside: np.ndarray) -> np.ndarray:
    found = np.zeros_like(inside)
    for axis in range(3):
        for way in (-1, 1):
            found |= np.roll(inside, way, axis)
    return found


def cell_frames(particles: Sent, shares: tuple[float, ...] = (0.5,), step_id: int = 0, **how) -> list[Sent]:
    """The base of that discharge and its frames."""
    first = cell_state(particles, shares[0], **how)
    states = [first, *(cell_state(particles, share, **how) for share in shares[1:])]
    sent = [cell_base(first, step_id), *(cell_frame(state, step_id) for state in states)]
    return [Sent(message, **arrays) for message, arrays in sent]


def flux_field(particles: Sent, what: str = "ions", edge_um: float = 1.0, count: int = 60) -> FluxField:
    """Waving lines from top to bottom, and twice the mean flux on the right of the box as on the left."""
    message, arrays = particles.message, particles.arrays
    box, height = message.box_um, message.plane_um
    phase = voxels(arrays["position"], arrays["radius"], arrays["phase"], box, height, edge_um)
    flows = phase == Phase.PORE if what == "ions" else phase != Phase.PORE
    x = (np.arange(phase.shape[0]) + 0.5) / phase.shape[0]
    speed = np.where(flows, (2.0 * x)[:, None, None], np.nan).astype(np.float32)
    random = np.random.default_rng(1)
    z = np.linspace(height, 0.0, 80)
    starts = random.uniform((0.0, 0.0), box, (count, 2))
    lines = [
        np.stack([at[0] + 1.5 * np.sin(0.35 * z + 9 * k), at[1] + 1.5 * np.cos(0.31 * z + 5 * k), z], axis=1)
        for k, at in enumerate(starts)
    ]
    points = np.concatenate(lines).astype(np.float32)
    along = (2.0 * np.clip(points[:, 0] / box[0], 0.0, 1.0)).astype(np.float32)
    return FluxField(what, speed, edge_um, points, 80 * np.arange(count + 1, dtype=np.int32), along)


def flux_frame(particles: Sent, what: str = "ions", step_id: int = 0, **changes) -> Sent:
    """The FluxLines of that flux."""
    message, arrays = flux_lines(replace(flux_field(particles, what), **changes), step_id)
    return Sent(message, **arrays)
