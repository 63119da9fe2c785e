"""Electrodes on voxels: volumes conserved, interfacial areas, pore sizes."""

from .grid import Grid, fit_grid
from .pore_size import PoreSizes, pore_sizes
from .sphere_distance import distance_to_spheres_um
from .surface_area import active_surface_per_um, interface_areas
from .voxelise import voxelise

__all__ = [
    "Grid",
    "PoreSizes",
    "active_surface_per_um",
    "distance_to_spheres_um",
    "fit_grid",
    "interface_areas",
    "pore_sizes",
    "voxelise",
]
