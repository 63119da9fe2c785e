"""Colour tables of our own, even in lightness and free of hues that others carry in the same picture.

Made in Oklab (Ottosson 2020, "A perceptual color space for image processing"), in which equal distances
look about equal: a path through given points is walked at a steady pace.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_TO_CONES = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]]
)  # fmt: skip
_TO_LAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]]
)  # fmt: skip

_TIDE = (
    (0.24, 0.075, 265.0),
    (0.44, 0.115, 245.0),
    (0.64, 0.110, 205.0),
    (0.82, 0.095, 180.0),
    (0.96, 0.055, 165.0),
)
"""Lightness, chroma, hue (degrees): deep sea to the pale green of shallows, for salt."""
_EMBER = (
    (0.36, 0.130, 350.0),
    (0.52, 0.185, 20.0),
    (0.68, 0.175, 48.0),
    (0.82, 0.155, 78.0),
    (0.96, 0.080, 100.0),
)
"""Crimson to pale yellow, for electrons: seen before a dark ground too."""


def oklab_path(points: tuple[tuple[float, float, float], ...]) -> Floats:
    """(256, 3) sRGB colours at even distances along a path of (lightness, chroma, hue in degrees)."""
    lightness, chroma, hue_deg = (np.array(column) for column in zip(*points, strict=True))
    way = np.linspace(0.0, 1.0, len(points))
    fine = np.linspace(0.0, 1.0, 2001)
    lightness, chroma = np.interp(fine, way, lightness), np.interp(fine, way, chroma)
    hue = np.interp(fine, way, np.unwrap(np.radians(hue_deg)))
    lab = np.stack([lightness, chroma * np.cos(hue), chroma * np.sin(hue)], axis=1)
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(lab, axis=0), axis=1))])
    even = np.linspace(0.0, along[-1], 256)
    return _srgb(np.stack([np.interp(even, along, lab[:, k]) for k in range(3)], axis=1))


def oklab(light: Floats) -> Floats:
    """(n, 3) Oklab of linear light."""
    return np.asarray(np.cbrt(light @ _TO_CONES.T) @ _TO_LAB.T)


def _srgb(lab: Floats) -> Floats:
    cones = (lab @ np.linalg.inv(_TO_LAB).T) ** 3
    light = np.clip(cones @ np.linalg.inv(_TO_CONES).T, 0.0, 1.0)
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1.0 / 2.4) - 0.055)


OWN_TABLES: dict[str, Callable[[], Floats]] = {
    "tide": lambda: oklab_path(_TIDE),
    "ember": lambda: oklab_path(_EMBER),
}
"""By name."""
