"""Random places for the spheres of a slurry."""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

NEAREST = 0.2
"""Least distance of two centres over the sum of their radii: spheres that nearly coincide would be hurled
apart faster than a time step can follow once they grow."""
_MOST_ROUNDS = 200


def random_places(
    rng: np.random.Generator, radii_um: NDArray[np.float64], box_um: float, height_um: float
) -> NDArray[np.float64]:
    """Centres (n, 3) uniform in a box periodic in x, y and z, none almost on top of another."""
    edges = np.array([box_um, box_um, height_um])
    places = rng.random((len(radii_um), 3)) * edges
    for _ in range(_MOST_ROUNDS):
        near = _too_near(places, radii_um, edges)
        if not len(near):
            break
        places[near] = rng.random((len(near), 3)) * edges
    return places


def _too_near(
    places: NDArray[np.float64], radii_um: NDArray[np.float64], edges_um: NDArray[np.float64]
) -> NDArray[np.intp]:
    """One sphere, the later, of each pair that is too near."""
    tree = cKDTree(places, boxsize=edges_um)
    pairs = tree.query_pairs(2.0 * NEAREST * float(radii_um.max()), output_type="ndarray")
    first, second = pairs[:, 0], pairs[:, 1]
    apart = places[first] - places[second]
    apart -= edges_um * np.rint(apart / edges_um)
    close = np.linalg.norm(apart, axis=1) < NEAREST * (radii_um[first] + radii_um[second])
    return np.unique(second[close])
