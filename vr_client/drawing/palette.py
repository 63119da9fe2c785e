"""Colours of everything on show, and tables for scalars.

Active material and carbon-binder differ in lightness more than in hue, and the electrolyte's teal is
the only vivid colour: told apart with any colour vision, and in grey print.
"""

from functools import cache
from typing import NamedTuple

import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray

from vr_client.stage.settings import Theme

from .tables import OWN_TABLES

Rgb = tuple[float, float, float]


def linear(srgb: NDArray[np.float64] | Rgb) -> NDArray[np.float32]:
    """(..., 3) linear light of sRGB values 0 to 1."""
    value = np.asarray(srgb, np.float64)
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4).astype(np.float32)


AM: Rgb = (0.425, 0.465, 0.525)
CBD: Rgb = (0.225, 0.205, 0.195)
ELECTROLYTE: Rgb = (0.06, 0.74, 0.74)
PORES: Rgb = (0.93, 0.66, 0.22)
TRAPPED: Rgb = (1.0, 0.43, 0.38)
SEPARATOR: Rgb = (0.86, 0.85, 0.80)
FOIL: Rgb = (0.66, 0.675, 0.70)
PLANE: Rgb = (0.72, 0.80, 0.90)
VISOR: Rgb = (0.10, 0.11, 0.13)
PEOPLE: tuple[Rgb, ...] = (
    (0.90, 0.62, 0.0), (0.34, 0.71, 0.91), (0.80, 0.47, 0.65), (0.94, 0.89, 0.26),
    (0.0, 0.62, 0.45), (0.84, 0.37, 0.0), (0.60, 0.60, 0.95), (0.75, 0.75, 0.75),
)  # fmt: skip
"""Of the others in the room; the first six by Okabe and Ito (2008), told apart with any colour vision."""


class Ground(NamedTuple):
    """What is behind and about everything."""

    centre: Rgb
    edge: Rgb
    outline: tuple[float, float, float, float]  # of the box: premultiplied


GROUNDS: dict[Theme, Ground] = {
    "dark": Ground((0.30, 0.345, 0.395), (0.075, 0.09, 0.115), (0.26, 0.29, 0.33, 0.38)),
    "light": Ground((0.965, 0.97, 0.975), (0.80, 0.82, 0.845), (0.10, 0.12, 0.15, 0.42)),
}


PALE: Rgb = (0.80, 0.82, 0.84)
"""What colours of values that are only expected tend to; as in field.glsl."""
PALENESS = 0.5


def paler(srgb: NDArray[np.floating]) -> NDArray[np.float64]:
    """(..., 3) sRGB colours of values that are only expected."""
    return np.asarray(srgb + PALENESS * (np.array(PALE) - srgb))


@cache
def table(name: str) -> NDArray[np.float64]:
    """(256, 3) sRGB colours of a perceptually uniform table: one of ours, or of matplotlib's."""
    own = OWN_TABLES.get(name.removesuffix("_r"))
    if own is not None:
        return own()[::-1] if name.endswith("_r") else own()
    return np.asarray(mpl.colormaps[name](np.linspace(0.0, 1.0, 256))[:, :3])


@cache
def colour_table(name: str) -> NDArray[np.float32]:
    """(256, 3) linear colours of such a table."""
    return linear(table(name))


def placed_colours(shares: NDArray[np.floating], name: str) -> NDArray[np.float32]:
    """(n, 3) linear colours at places (n,) along a table, 0 to 1."""
    return colour_table(name)[np.round(255.0 * shares).astype(np.intp)]


def scalar_colours(values: NDArray[np.float32], low: float, high: float, name: str) -> NDArray[np.float32]:
    """(n, 3) linear colours of `values` (n,)."""
    share = np.clip((values - low) / max(high - low, 1e-12), 0.0, 1.0)
    return colour_table(name)[np.round(255 * np.nan_to_num(share)).astype(np.intp)]


def phase_colours(is_am: NDArray[np.bool_]) -> NDArray[np.float32]:
    """(n, 3) linear colours by phase; active material varies a little from particle to particle."""
    turn = np.arange(len(is_am)) * 0.6180339887498949 % 1.0
    shade = (1.0 + 0.26 * (turn - 0.5))[:, None]
    warm = 1.0 + 0.06 * (turn * 7.0 % 1.0 - 0.5)[:, None] * np.array([1.0, 0.0, -1.0])
    return np.where(is_am[:, None], linear(AM) * shade * warm, linear(CBD) * shade).astype(np.float32)
