"""Contacts of particles: of the spheres of an electrode of ours, or of regions of a volume."""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from simulation_server.schema.states import Particles, Phase, Voxels

from .geometry import sizes_of_spheres
from .particle_regions import region_faces, regions
from .report import Contacts

_TOUCH = 1.01
"""Distance over the sum of the radii up to which two spheres touch: a gap may open after the press."""
_FEWEST_FACES = 3
"""Voxel faces that two regions share at least where they touch."""


def sphere_contacts(particles: Particles) -> Contacts:
    """Those of the spheres, in their box periodic in x and y."""
    pairs = _touching(particles)
    kind = particles.phase[pairs]
    active = particles.phase == Phase.AM
    both = (kind == Phase.AM).all(axis=1)
    mixed = (kind == Phase.AM).sum(axis=1) == 1
    mixed &= (kind == Phase.CBD).sum(axis=1) == 1
    count = int(active.sum())
    in_mixed = pairs[mixed]
    bound = np.unique(in_mixed[active[in_mixed]])
    return Contacts(
        source="spheres",
        particles=count,
        diameter=sizes_of_spheres(2.0 * particles.radii_um[active]) if count else None,
        am_am_contacts=int(both.sum()),
        am_am_coordination=2.0 * float(both.sum()) / max(count, 1),
        am_cbd_share=len(bound) / max(count, 1),
        am_cbd_coordination=float(mixed.sum()) / max(count, 1),
    )


def _touching(particles: Particles) -> NDArray[np.int64]:
    """Pairs (m, 2) of spheres that touch."""
    at, radii = particles.positions_um.copy(), particles.radii_um
    box = np.array([*particles.box_um, 0.0])
    at[:, :2] %= box[:2]
    at[:, 2] -= at[:, 2].min()
    height = at[:, 2].max() + 4.0 * radii.max() + 1.0  # so high that z is not periodic
    tree = cKDTree(at, boxsize=[*particles.box_um, height])
    pairs = tree.query_pairs(2.0 * _TOUCH * float(radii.max()), output_type="ndarray")
    apart = at[pairs[:, 0]] - at[pairs[:, 1]]
    apart[:, :2] -= box[:2] * np.round(apart[:, :2] / box[:2])
    near = np.linalg.norm(apart, axis=1) <= _TOUCH * radii[pairs].sum(axis=1)
    return np.asarray(pairs[near], dtype=np.int64)


def region_contacts(voxels: Voxels) -> Contacts:
    """Those of the active material's regions, cut apart at its necks."""
    label, count = regions(voxels.phase == Phase.AM)
    volume = np.bincount(label.ravel(), minlength=count + 1)[1:].astype(np.float64)
    diameter = np.cbrt(6.0 * volume / np.pi) * voxels.voxel_um
    faces = region_faces(label)
    touching = faces[faces[:, 2] >= _FEWEST_FACES]
    at_binder = np.zeros(count + 1, dtype=np.int64)
    binder = voxels.phase == Phase.CBD
    for axis in range(3):
        for solid, other in ((slice(None, -1), slice(1, None)), (slice(1, None), slice(None, -1))):
            here = tuple(solid if a == axis else slice(None) for a in range(3))
            there = tuple(other if a == axis else slice(None) for a in range(3))
            at_binder += np.bincount(label[here][binder[there]], minlength=count + 1)
    return Contacts(
        source="watershed",
        particles=count,
        diameter=sizes_of_spheres(diameter) if count else None,
        am_am_contacts=len(touching),
        am_am_coordination=2.0 * len(touching) / max(count, 1),
        am_cbd_share=float(np.mean(at_binder[1:] >= _FEWEST_FACES)) if count else 0.0,
        am_cbd_coordination=None,
    )
