"""An electrode kept as it is, to stand beside the live one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulation_server.schema.quantities import QUANTITIES
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import SETTINGS, in_use
from simulation_server.schema.results import Outcome, Prediction
from simulation_server.schema.states import Stage as Step

from .particles import ParticleLayer
from .setting_words import setting_name

if TYPE_CHECKING:
    from .stage import Stage


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """What was on show when it was kept; nothing of it changes any more."""

    title: str
    particles: ParticleLayer
    recipe: Recipe
    outcome: Outcome | None
    prediction: Prediction | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A setting or a result of both; `kept` and `live` are None where there is no such number."""

    name: str
    label: str
    unit: str
    kept: Any
    live: Any


def hold(stage: "Stage") -> Held | None:
    """The electrode as it stands now; None while there is none."""
    layer = stage.particles
    if not layer.count:
        return None
    return Held(title(stage), layer.settled(), stage.recipe, stage.outcome, stage.prediction)


def title(stage: "Stage") -> str:
    """A few words for the electrode on show: once it is pressed, the most it was pressed with."""
    layer, outcome = stage.particles, stage.outcome
    pressed = outcome.line.calendering if outcome is not None else None
    if pressed is not None:
        words = f"pressed at {pressed.pressure_mpa:.0f} MPa"
    elif layer.stage == Step.CALENDERING:
        words = f"under {layer.pressure_mpa:.0f} MPa"
    else:
        words = layer.stage or "electrode"
    return f"{stage.recipe.formulation.active_material}, {words}"


def differing_settings(kept: Recipe, live: Recipe) -> list[Difference]:
    """Settings that differ and count in at least one of both, in the recipe's order."""
    found = []
    for path, setting in SETTINGS.items():
        values = tuple(recipe.get(path) if in_use(recipe, path) else None for recipe in (kept, live))
        if values[0] != values[1]:
            found.append(Difference(path, setting_name(path, setting.unit), setting.unit, *values))
    return found


def both_results(held: Held, stage: "Stage") -> list[Difference]:
    """Simulated values that at least one of both has, in the schema's order."""
    kept = held.outcome.quantities if held.outcome else {}
    live = stage.outcome.quantities if stage.outcome else {}
    return [
        Difference(
            name, quantity.label, quantity.unit,
            kept[name].value if name in kept else None, live[name].value if name in live else None,
        )
        for name, quantity in QUANTITIES.items() if name in kept or name in live
    ]  # fmt: skip
