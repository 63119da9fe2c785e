"""The pore space one can fly through: room, walls, and the shortest way to the collector.

The geometric tortuosity is the length of a way over the distance straight through (Epstein, Chem. Eng.
Sci. 44 (1989) 777; Tjaden, Brett and Shearing, Int. Mater. Rev. 63 (2018) 47). It is counted between the
centres of the outermost layers of voxels.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .pore_walls import Floats, pulled, slide
from .pore_ways import ways_to_collector
from .surfaces import VoxelGrid

CEILING_UM = 12.0
"""Free space over the surface."""


@dataclass(frozen=True, slots=True, eq=False)
class PoreSpace:
    """Made from the voxels of an analysed electrode; carbon-binder counts as wall."""

    phase: NDArray[np.uint8]  # (nx, ny, nz)
    voxel_um: float
    way_um: NDArray[np.float32]  # (nx, ny, nz) to the collector; infinite where none leads
    following: NDArray[np.int32]  # (nx ny nz,) next voxel on that way, flat
    shortest_um: NDArray[np.float64]  # (n, 3) from the surface to the collector; empty where no way leads
    mean_tortuosity: float  # over all entrances at the surface; NaN where no way leads

    @property
    def thickness_um(self) -> float:
        """Between the centres of the top and the lowest voxels: what lengths are compared with."""
        return (self.phase.shape[2] - 1) * self.voxel_um

    @property
    def surface_um(self) -> float:
        """Height of the top voxels' centres, where a way begins."""
        return (self.phase.shape[2] - 0.5) * self.voxel_um

    def moved(self, start_um: Floats, step_um: Floats) -> tuple[Floats, bool]:
        """(where a step (3,) from `start_um` (3,) leads, whether a wall was felt): one slides along walls."""
        goal, touched = slide(self.phase, start_um / self.voxel_um, step_um / self.voxel_um)
        goal[2] = min(goal[2], self.phase.shape[2] + CEILING_UM / self.voxel_um)
        return goal * self.voxel_um, bool(touched)

    def ahead(self, at_um: Floats, voxels: int) -> Floats | None:
        """(3,) the place some voxels further on the shortest way from `at_um` (3,); None where none leads."""
        shape = self.phase.shape
        cell = np.clip((at_um / self.voxel_um).astype(int), 0, np.array(shape) - 1)
        node = int(np.ravel_multi_index((cell[0], cell[1], cell[2]), shape))
        if not np.isfinite(self.way_um.flat[node]):
            return None
        for _ in range(voxels):
            if self.following[node] < 0:
                break
            node = int(self.following[node])
        place = np.array(np.unravel_index(node, shape), np.float64)
        return (place + 0.5) * self.voxel_um


def pore_space(grid: VoxelGrid) -> PoreSpace:
    """The pore space of `grid`; about a second a million voxels, on a thread beside the frames."""
    phase = np.array(grid.phase, np.uint8, order="C")  # of its own: what came by wire may be read-only
    way, following = ways_to_collector(phase)
    entrances = way[:, :, -1]
    led = np.isfinite(entrances)
    shortest, mean = np.empty((0, 3)), float("nan")
    if led.any() and phase.shape[2] > 1:
        mean = float(entrances[led].mean()) / (phase.shape[2] - 1)
        shortest = pulled(phase, _traced(entrances, following, phase.shape)) * grid.voxel_um
    space = PoreSpace(phase, grid.voxel_um, way * np.float32(grid.voxel_um), following, shortest, mean)
    space.moved(np.zeros(3), np.zeros(3))  # compiled here where that is needed, not in a frame
    return space


def _traced(entrances: NDArray[np.float32], following: NDArray[np.int32], shape: tuple[int, ...]) -> Floats:
    """(n, 3) voxel centres of the way from the nearest entrance, two points a voxel."""
    first = np.unravel_index(int(np.argmin(entrances)), entrances.shape)
    node = int(np.ravel_multi_index((first[0], first[1], shape[2] - 1), shape))
    nodes = [node]
    while following[node] >= 0:
        node = int(following[node])
        nodes.append(node)
    centres = np.stack(np.unravel_index(nodes, shape), axis=1) + 0.5
    between = 0.5 * (centres[1:] + centres[:-1])
    return np.insert(centres, np.arange(1, len(centres)), between, axis=0)


def length_um(way_um: NDArray[np.floating]) -> float:
    """Length of a way (n, 3)."""
    return float(np.linalg.norm(np.diff(way_um.astype(np.float64), axis=0), axis=1).sum())
