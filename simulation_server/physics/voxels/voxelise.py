"""From spheres to voxels with every phase's volume conserved.

Each phase is a level set of the distance to its spheres, at the level where the voxels hold the phase's
true volume: overlaps (spheres flattened at their contacts by the press) come back as a thin growth of
the surfaces nearby, and the carbon-binder, much softer than the active material, fills what is left
around its spheres. Active material is placed first.
"""

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.states import Electrode, Phase, Voxels

from .grid import Grid, fit_grid
from .sphere_distance import distance_to_spheres_um

_FIRST_BAND_VOXELS = 3.0


def voxelise(electrode: Electrode, voxel_um: float) -> Voxels:
    """The electrode on cubic voxels of about `voxel_um`; see `fit_grid` for how the edge is adjusted.

    Raises PhysicsError when a phase's volume does not fit into the room left for it.
    """
    particles = electrode.particles
    grid = fit_grid(particles.box_um, electrode.thickness_um, voxel_um)
    volumes = {Phase.AM: electrode.am_volume_um3, Phase.CBD: electrode.cbd_volume_um3}
    phase = np.zeros(grid.shape, dtype=np.uint8)
    for kind, volume in volumes.items():
        chosen = particles.phase == kind
        _place(phase, kind, volume, particles.positions_um[chosen], particles.radii_um[chosen], grid)
    return Voxels(phase, grid.voxel_um, electrode.cbd_nanoporosity)


def _place(
    phase: NDArray[np.uint8],
    kind: Phase,
    volume_um3: float,
    centres_um: NDArray[np.float64],
    radii_um: NDArray[np.float64],
    grid: Grid,
) -> None:
    """Writes `kind` into the free voxels nearest to its spheres, as many as hold `volume_um3`."""
    one_um3 = float(np.prod(grid.edges_um))
    free = np.flatnonzero(phase.ravel() == Phase.PORE)
    if not np.isfinite(volume_um3) or volume_um3 < 0:
        raise PhysicsError(f"{kind.name} volume {volume_um3:g} um3: expected a finite volume, 0 or more")
    wanted = round(volume_um3 / one_um3)
    if wanted > free.size:
        raise PhysicsError(
            f"{kind.name} volume {volume_um3:.4g} um3 in {free.size * one_um3:.4g} um3 of room left: "
            "the electrode is pressed beyond its solids; lower the pressure or check its thickness"
        )
    if wanted == 0:
        return
    if radii_um.size == 0:
        raise PhysicsError(
            f"{kind.name} volume {volume_um3:.4g} um3 but no {kind.name} sphere to place it around: "
            "expected at least one"
        )
    band = _FIRST_BAND_VOXELS * grid.voxel_um
    while True:
        distance = distance_to_spheres_um(centres_um, radii_um, grid.shape, grid.edges_um, band)
        near = distance.ravel()[free]
        if np.count_nonzero(np.isfinite(near)) >= wanted:
            break
        band *= 2.0
    chosen = np.argpartition(near, wanted - 1)[:wanted]
    phase.ravel()[free[chosen]] = kind
