"""Surface of spheres on voxels: one alone, and face-centred ones that touch.

The theory's areas are those of data/sphere_area.txt and data/fcc_touching_spheres_area.txt
(daubners/micro-characterization, MIT), which list what other ways of measuring give at the same voxels.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from simulation_server.physics.voxels import interface_areas

from .check import Check, relative
from .reference_data import reference_file

BAR = 0.03
_RADII, _FCC_EDGES = (10, 20, 50), (50, 100, 200)
"""Twenty voxels a diameter and more, as far as the files list them."""
_CORNERS = np.array([(0, 0, 0), (0, 0.5, 0.5), (0.5, 0, 0.5), (0.5, 0.5, 0)])


def alone() -> Iterator[Check]:
    """One sphere in a cube."""
    table = _table("sphere_area.txt")
    for radius in _RADII:
        row = table[table["Radius"] == radius][0]
        edge = round(float(np.cbrt(4.0 / 3.0 * np.pi * radius**3 / row["vol_theo"])))
        found = interface_areas(_balls(edge, np.full((1, 3), 0.5), radius), 2)[0, 1]
        yield _check(f"a sphere of {2 * radius} voxels a diameter", found, row)


def touching() -> Iterator[Check]:
    """Face-centred cubic spheres in touch."""
    table = _table("fcc_touching_spheres_area.txt")
    for edge in _FCC_EDGES:
        row = table[table["pixels"] == edge][0]
        radius = edge / np.sqrt(8.0)
        found = interface_areas(_balls(edge, _CORNERS, radius), 2)[0, 1]
        yield _check(f"touching spheres of {2 * radius:.3g} voxels a diameter", found, row)


def _check(what: str, found: float, row: np.void) -> Check:
    peer = float(row["a_porespy"]) / float(row["a_theo"]) - 1.0
    source = f"theory; PoreSpy's estimate there is {peer:+.1%} off"
    return relative(f"surface of {what}", float(found), float(row["a_theo"]), BAR, "1/voxel", source)


def _table(name: str) -> NDArray[np.void]:
    return np.genfromtxt(reference_file(name), names=True, delimiter="\t", encoding="utf-8")


def _balls(edge: int, centres: NDArray[np.float64], radius: float) -> NDArray[np.uint8]:
    """Spheres (m, 3) at shares of a periodic cube's edge."""
    solid = np.zeros((edge,) * 3, np.uint8)
    at = (np.arange(edge) + 0.5) / edge
    for centre in centres:
        x, y, z = (edge * (at - place - np.round(at - place)) for place in centre)
        solid |= x[:, None, None] ** 2 + y[:, None] ** 2 + z**2 <= radius**2
    return solid
