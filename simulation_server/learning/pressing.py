"""The pressure that stands for another way of saying how hard to calender.

The surrogate is a function of the pressure; of what it predicts, line load, roll gap, porosity and
thickness change in one direction with it, so that each can be turned round.
"""

from collections.abc import Callable

import numpy as np
from scipy.optimize import brentq

from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import SETTINGS, changed

from .design import INPUTS

PRESSURE = "calendering.pressure_mpa"
_ASKED = {
    "line_load": ("calendering.line_load_n_mm", "line_load_n_mm"),
    "gap": ("calendering.gap_um", "roll_gap_um"),
    "porosity": ("calendering.target_porosity", "porosity"),
    "degree": ("calendering.degree_pct", "thickness_um"),
}
"""The recipe's key for each control, and the predicted quantity that tells when it is met."""

Mean = Callable[[Recipe, str], float]
"""Predicted mean of a quantity for a recipe."""


def at_pressure(recipe: Recipe, mean: Mean) -> tuple[Recipe, str]:
    """The recipe controlled by pressure that should give the same electrode, and why not, where none does.

    Where none does, the pressure is the nearest the surrogate knows.
    """
    control = recipe.calendering.control
    if control == "pressure":
        return recipe, ""
    path, quantity = _ASKED[control]
    asked = float(recipe.get(path))
    low, high = next((each.low, each.high) for each in INPUTS if each.path == PRESSURE)
    whole = mean(_pressed(recipe, 0.0), quantity) if control == "degree" else 0.0
    target = whole * (1.0 - asked / 100.0) if control == "degree" else asked

    def excess(root_pressure: float) -> float:
        return mean(_pressed(recipe, root_pressure**2), quantity) - target

    ends = np.sqrt(low), np.sqrt(high)
    first, last = excess(ends[0]), excess(ends[1])
    if first * last > 0.0:
        nearest = low if abs(first) < abs(last) else high
        setting = SETTINGS[path]
        why = f"{path} = {asked:g} {setting.unit}, beyond what {low:g} to {high:g} MPa give here"
        # an uncalendered electrode meets any wider gap, and a porosity it has already
        met = nearest == low and (first < 0.0 if control != "line_load" else first > 0.0)
        return _pressed(recipe, nearest), "" if met else why
    return _pressed(recipe, float(brentq(excess, *ends, xtol=1e-3)) ** 2), ""


def _pressed(recipe: Recipe, pressure_mpa: float) -> Recipe:
    return changed(recipe, {"calendering.control": "pressure", PRESSURE: round(float(pressure_mpa), 4)})
