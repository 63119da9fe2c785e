"""The topic `performance`: transport, surfaces, impedance, and cells in one and three dimensions."""

from . import (
    bpx_cell,
    impedance_spectrum,
    measured_discharge,
    published_electrode,
    resolved_cell,
    sphere_arrays,
    sphere_surfaces,
)
from .task import Task

TASKS: tuple[Task, ...] = (
    Task("tortuosity, published electrode", published_electrode.tortuosity, 6.0),
    Task("shares and faces, published electrode", published_electrode.shares, 2.0),
    Task("conductivity, sphere arrays", sphere_arrays.arrays, 4.0),
    Task("surface, one sphere", sphere_surfaces.alone),
    Task("surface, touching spheres", sphere_surfaces.touching),
    Task("blocking impedance, straight pores", impedance_spectrum.straight_pores, 8.0),
    Task("blocking impedance, packing", impedance_spectrum.grains, 8.0),
    Task("bpx cell", bpx_cell.c20, 3.0),
    Task("ecker 1C", measured_discharge.discharge_1c, 3.0),
    Task("resolved cell", resolved_cell.homogeneous_limit, 60.0),
)
"""Names are what `--only` looks in."""
