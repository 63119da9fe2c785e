"""Which voxels of a cell take part: the solids with current, the electrolyte, the faces where they react."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.errors import PhysicsError

from .connection import connected
from .lattice import ACTIVE, Faces, Lattice, Part
from .setting import Setting
from .stencils import join_cells, new_faces
from .surfaces import Surface, reaction_surface

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Network:
    """Masks are (n0, n1, n2)."""

    solid: Mask  # connected to a collector
    wet: Mask  # electrolyte connected to the separator's
    active: Mask  # active material, connected or not
    surface: Surface
    surface_correction: float  # true area over that of the faces' own weights


def network(lattice: Lattice, setting: Setting) -> Network:
    """Raises PhysicsError where no active material can react."""
    part = lattice.part
    electrons, wet = setting.electron_s_m[part] > 0.0, setting.ion_factor[part] > 0.0
    separator = part == Part.SEPARATOR
    below = np.arange(part.shape[0])[:, None, None] < np.argmax(separator.any(axis=(1, 2)))
    own, counter = np.zeros_like(electrons), np.zeros_like(electrons)
    own[0] = counter[-1] = True
    solid = connected(electrons & below, own) | connected(electrons & ~below, counter)
    wet = connected(wet, separator)
    active = np.isin(part, ACTIVE)
    surface, correction = reaction_surface(lattice, solid & active, wet)
    if not (surface.material == 0).any():
        raise PhysicsError(
            "no active material is connected both to the collector and to the electrolyte at the "
            "separator: nothing can react; change the formulation or press less"
        )
    return Network(solid, wet, active, surface, correction)


def solid_faces(lattice: Lattice, setting: Setting, solid: Mask) -> Faces:
    """Conductances (S) of the solids; the end faces lead to the collectors, half a voxel away."""
    conducts = np.where(solid, setting.electron_s_m[lattice.part], 0.0)
    faces = new_faces(tuple(n + 2 for n in solid.shape))
    join_cells(np.pad(conducts, 1), lattice.heights_m, lattice.edge_m, faces)
    ends = 2.0 * lattice.edge_m**2 / lattice.heights_m
    faces[0][0, 1:-1, 1:-1] = conducts[0] * ends[0]
    faces[0][-2, 1:-1, 1:-1] = conducts[-1] * ends[-1]
    return faces
