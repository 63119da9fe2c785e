"""The counter electrode of a full cell as voxels: equal spheres in rows, binder where they touch.

What is known of it is homogenised (thickness, fractions, particle radius: counter_electrode.py). The
arrangement is the plainest that has these: as many spheres as the volume of active material asks for, on
a grid that fits the box, grown to exactly that volume; what is neither active nor pore is inert and sits
around the contacts.
"""

import numpy as np
from numpy.typing import NDArray

from simulation_server.performance.counter_electrode import CounterElectrode
from simulation_server.physics.electrochemistry.lattice import Part
from simulation_server.physics.voxels import voxelise
from simulation_server.schema.states import Electrode, Particles, Phase

_BINDER_UM = 0.5
_AS_PART = np.array([Part.COUNTER_PORE, Part.COUNTER_AM, Part.COUNTER_INERT], dtype=np.uint8)


def counter_voxels(counter: CounterElectrode, shape: tuple[int, int], voxel_um: float) -> NDArray[np.uint8]:
    """Part (layers, x, y) over a footprint of `shape` voxels; its collector lies on top."""
    structure = counter.structure
    lengths = np.array([shape[0] * voxel_um, shape[1] * voxel_um, structure.thickness_um])
    radius = 3.0 * structure.am_fraction / structure.active_surface_per_um
    spacing = radius * (4.0 * np.pi / (3.0 * structure.am_fraction)) ** (1.0 / 3.0)
    rows = np.maximum(np.round(lengths / spacing), 1.0).astype(np.int64)
    steps = lengths / rows
    grid = np.stack(np.meshgrid(*(np.arange(n) for n in rows), indexing="ij"), axis=-1).reshape(-1, 3)
    spheres = (grid + 0.5) * steps
    contacts = np.concatenate([spheres + 0.5 * steps * axis for axis in np.eye(3)])
    contacts[:, :2] %= lengths[:2]
    places = np.concatenate([spheres, contacts])
    volume = float(np.prod(lengths))
    inert = max(0.0, 1.0 - structure.am_fraction - structure.porosity)
    particles = Particles(
        positions_um=places,
        radii_um=np.repeat([radius, _BINDER_UM], [len(spheres), len(contacts)]),
        phase=np.repeat(np.array([Phase.AM, Phase.CBD], dtype=np.uint8), [len(spheres), len(contacts)]),
        stress_mpa=np.zeros(len(places)),
        box_um=(float(lengths[0]), float(lengths[1])),
    )
    electrode = Electrode(
        particles, structure.thickness_um, 0.0, structure.am_fraction * volume, inert * volume
    )
    voxels = voxelise(electrode, voxel_um)
    return np.ascontiguousarray(_AS_PART[np.moveaxis(voxels.phase, 2, 0)])
