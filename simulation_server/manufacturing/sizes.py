"""Sizes of the active particles: the recipe's named distributions, and a user's own from a CSV file."""

import csv
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.errors import FileError, RecipeError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import MOST_ENTRIES

from .materials import material

FINE, COARSE = 2.0 / 3.0, 3.0 / 2.0
SMALLEST_UM, LARGEST_UM, LARGEST_COUNT = 0.5, 60.0, 1e12
"""What the recipe's custom sizes may be."""
LARGEST_RATIO = 20.0
"""Largest over smallest diameter: beyond it the box that holds the largest holds too many of the smallest."""
_HEADER = ["diameter_um", "count"]


@dataclass(frozen=True, slots=True)
class Sizes:
    """A distribution of diameters by number."""

    diameters_um: NDArray[np.float64]  # (k,) rising
    counts: NDArray[np.float64]  # (k,) in proportion to the number of particles

    @property
    def mean_volume_um3(self) -> float:
        """Volume of the mean particle, by number."""
        return float(np.average(np.pi / 6.0 * self.diameters_um**3, weights=self.counts))

    @property
    def median_um(self) -> float:
        """Median diameter by volume (D50): half the volume is in smaller particles; linear within a class."""
        volumes = self.counts * self.diameters_um**3
        below = np.cumsum(volumes) - 0.5 * volumes
        return float(np.interp(0.5 * volumes.sum(), below, self.diameters_um))

    @property
    def volume_shares(self) -> NDArray[np.float64]:
        """Share (k,) of the volume in each class."""
        volumes = self.counts * self.diameters_um**3
        return np.asarray(volumes / volumes.sum())


def sizes(recipe: Recipe) -> Sizes:
    """The recipe's distribution. Raises RecipeError when its sizes are too unequal for one box."""
    formulation = recipe.formulation
    if formulation.size_distribution == "custom":
        found = _sizes(formulation.custom_diameters_um, formulation.custom_counts)
    else:
        table = material(formulation.active_material)["sizes"]
        found = _sizes(table["diameter_um"], table["count"])
    scale = {"fine": FINE, "coarse": COARSE}.get(formulation.size_distribution, 1.0)
    if formulation.size_distribution == "narrow":
        return Sizes(np.array([found.median_um]), np.ones(1))
    ratio = float(found.diameters_um[-1] / found.diameters_um[0])
    if ratio > LARGEST_RATIO:
        smallest, largest = found.diameters_um[0], found.diameters_um[-1]
        raise RecipeError(
            f"formulation.custom_diameters_um from {smallest:g} to {largest:g} um: expected at most "
            f"{LARGEST_RATIO:g} times the smallest, for one box to hold both; leave out one end"
        )
    return Sizes(scale * found.diameters_um, found.counts)


def _sizes(diameters_um: list[float] | tuple[float, ...], counts: list[float] | tuple[float, ...]) -> Sizes:
    order = np.argsort(diameters_um, kind="stable")
    return Sizes(np.array(diameters_um, dtype=np.float64)[order], np.array(counts, dtype=np.float64)[order])


def read_sizes(path: Path) -> Sizes:
    """Reads a CSV file with the columns `diameter_um,count`, one class a line.

    Raises FileError that names the line and the value for anything that is not a size distribution.
    """
    try:
        lines = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FileError(f"{path}: {error}; expected a CSV file with the columns diameter_um,count") from None
    rows = [(number, [cell.strip() for cell in cells]) for number, cells in enumerate(lines, 1) if any(cells)]
    if not rows or [name.lower() for name in rows[0][1]] != _HEADER:
        first = ",".join(rows[0][1]) if rows else "nothing"
        raise FileError(
            f"{path}: begins with {first!r}; expected the columns diameter_um,count in the first line"
        )
    classes = [(_diameter(path, number, cells), _count(path, number, cells)) for number, cells in rows[1:]]
    if not 1 <= len(classes) <= MOST_ENTRIES:
        raise FileError(
            f"{path}: {len(classes)} classes; expected 1 to {MOST_ENTRIES}; merge neighbouring ones"
        )
    return _sizes([diameter for diameter, _ in classes], [count for _, count in classes])


def _diameter(path: Path, line: int, cells: list[str]) -> float:
    return _number(path, line, cells, 0, SMALLEST_UM, LARGEST_UM)


def _count(path: Path, line: int, cells: list[str]) -> float:
    return _number(path, line, cells, 1, 0.0, LARGEST_COUNT)


def _number(path: Path, line: int, cells: list[str], column: int, low: float, high: float) -> float:
    """A cell as a number above zero within the bounds."""
    where, name = f"{path}, line {line}", _HEADER[column]
    if len(cells) != len(_HEADER):
        raise FileError(f"{where}: {len(cells)} values; expected two, diameter_um,count; correct the line")
    try:
        value = float(cells[column])
    except ValueError:
        value = float("nan")
    if not isfinite(value) or value <= 0.0 or not low <= value <= high:
        bounds = f"from {low:g} to {high:g}" if low > 0.0 else f"above 0, up to {high:g}"
        raise FileError(
            f"{where}: {name} = {cells[column]!r}; expected a number {bounds}; correct or drop the line"
        )
    return value
