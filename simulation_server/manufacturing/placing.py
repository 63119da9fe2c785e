"""Random places for the spheres of a wet film."""

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
    """Centres (n, 3) uniform in the film, periodic in x and y, none almost on top of another."""
    positions = rng.random((len(radii_um), 3))
    for _ in range(_MOST_ROUNDS):
        scaled = _in_film(positions, radii_um, box_um, height_um)
        near = _too_near(scaled, radii_um, box_um, height_um)
        if not len(near):
            break
        positions[near] = rng.random((len(near), 3))
    return _in_film(positions, radii_um, box_um, height_um)


def _in_film(
    unit: NDArray[np.float64], radii_um: NDArray[np.float64], box_um: float, height_um: float
) -> NDArray[np.float64]:
    places = unit * box_um
    places[:, 2] = radii_um + unit[:, 2] * (height_um - 2.0 * radii_um)
    return places


def _too_near(
    places: NDArray[np.float64], radii_um: NDArray[np.float64], box_um: float, height_um: float
) -> NDArray[np.intp]:
    """One sphere, the later, of each pair that is too near."""
    tree = cKDTree(places, boxsize=(box_um, box_um, 10.0 * height_um))  # far apart in z: not periodic there
    pairs = tree.query_pairs(2.0 * NEAREST * float(radii_um.max()), output_type="ndarray")
    first, second = pairs[:, 0], pairs[:, 1]
    apart = places[first] - places[second]
    apart[:, :2] -= box_um * np.rint(apart[:, :2] / box_um)
    close = np.linalg.norm(apart, axis=1) < NEAREST * (radii_um[first] + radii_um[second])
    return np.unique(second[close])
