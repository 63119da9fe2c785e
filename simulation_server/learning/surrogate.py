"""The surrogate: what to expect of a recipe, with 95 % intervals, in about a millisecond."""

from pathlib import Path

import numpy as np

from simulation_server.schema.errors import FileError
from simulation_server.schema.quantities import C_RATES, QUANTITIES
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import SETTINGS, in_use
from simulation_server.schema.results import Curve, PredictedValue, Prediction

from .design import INPUTS, SEED, features
from .gaussian_process import Array, GaussianProcesses
from .model import About, Model
from .model_file import load_model
from .pressing import at_pressure
from .table import CURVE_POINTS, CURVE_SHARES
from .wetting import LIQUID, as_trained

SHIPPED = Path(__file__).parents[2] / "assets" / "surrogates" / "nmc111.skops"
HARMLESS = {SEED, "simulation.particles", "simulation.engine", "simulation.cell_um"} | LIQUID
"""Settings that may differ from the runs': the first three change the sample, not the electrode, the fourth
nothing that is predicted; the others are seen to by wetting.as_trained."""
BOUNDS = {"porosity": (0.0, 1.0), "trapped_gas": (0.0, 1.0), "pore_tortuosity": (1.0, np.inf)}
"""What a quantity can be; any other is not negative."""
EDGE = 1e-6
"""Share of an input's range by which it may lie outside and still count as within."""


class Surrogate:
    """A trained model, ready to answer; safe to use from several threads."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._processes = GaussianProcesses(model.x, model.targets, model.hyper)
        self._logarithmic = frozenset(model.about.logarithmic)

    @classmethod
    def load(cls, path: Path | None = None) -> "Surrogate":
        """From a file, or the shipped one. Raises FileError: missing, foreign, or of other inputs."""
        path = path or SHIPPED
        model = load_model(path)
        inputs = tuple(each.path for each in INPUTS)
        if model.about.inputs != inputs or not set(model.about.fixed) <= set(SETTINGS):
            raise FileError(
                f"{path}: trained on {', '.join(model.about.inputs)}; this version's inputs are "
                f"{', '.join(inputs)}: train it again with `mesonaut train`"
            )
        return cls(model)

    @property
    def about(self) -> About:
        """What it was trained on, and its scores on left-out runs."""
        return self._model.about

    def predict(self, recipe: Recipe) -> Prediction:
        """All quantities with their intervals, and the discharge curves; says where runs do not cover it."""
        model = self._model
        recipe, clock = as_trained(recipe, model.about.fixed)
        recipe, out_of_reach = at_pressure(recipe, self._mean)
        mean, std = self._processes.predict(features(recipe))
        mean, std = model.centre + model.spread * mean, model.spread * std
        q = len(model.about.quantities)
        wide = model.half_width * std[:q]
        quantities = {}
        for name, value, low, high in zip(
            model.about.quantities, mean[:q], mean[:q] - wide, mean[:q] + wide, strict=True
        ):
            bounds = np.array([value, low, high])
            if name in self._logarithmic:
                bounds = np.exp(bounds)
            if name == "fill_time_ms":
                bounds *= clock
            middle, bottom, top = np.clip(bounds, *BOUNDS.get(name, (0.0, np.inf))).tolist()
            quantities[name] = PredictedValue(middle, bottom, top, QUANTITIES[name].unit)
        why = "; ".join(filter(None, (out_of_reach, self._why_not_covered(recipe))))
        return Prediction(
            quantities, self._curves(mean[q:], quantities), covered=not why, why_not_covered=why
        )

    def _mean(self, recipe: Recipe, name: str) -> float:
        model = self._model
        j = model.about.quantities.index(name)
        value = model.centre[j] + model.spread[j] * self._processes.mean(features(recipe), j)
        return float(np.exp(value) if name in self._logarithmic else value)

    def _curves(self, components: Array, quantities: dict[str, PredictedValue]) -> dict[str, Curve]:
        voltages = self._model.curve_mean + components @ self._model.curve_components
        curves = {}
        for k, label in enumerate(self._model.about.curves):
            capacity = quantities.get(_capacity_name(label))
            if capacity is None:
                continue
            falling = np.minimum.accumulate(voltages[k * CURVE_POINTS : (k + 1) * CURVE_POINTS])
            curves[label] = Curve(
                C_RATES[label], (CURVE_SHARES * capacity.value).tolist(), np.maximum(falling, 0.0).tolist()
            )
        return curves

    def _why_not_covered(self, recipe: Recipe) -> str:
        about = self._model.about
        reasons = []
        for each, low, high in zip(INPUTS, about.low, about.high, strict=True):
            value, slack = recipe.get(each.path), EDGE * (each.high - each.low)
            if not low - slack <= value <= high + slack:
                unit = SETTINGS[each.path].unit
                reasons.append(f"{each.path} = {value:g} {unit}, trained from {low:g} to {high:g}")
        for path, value in about.fixed.items():
            if path not in HARMLESS and in_use(recipe, path) and recipe.get(path) != value:
                reasons.append(f"{path} = {recipe.get(path)}, trained at {value}")
        return "; ".join(reasons)


def _capacity_name(label: str) -> str:
    return f"capacity_{label.lower().replace('/', '')}_mah_cm2"
