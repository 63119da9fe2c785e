"""An electrode kept to stand beside the live one, and how the two differ."""

from simulation_server.schema.quantities import QUANTITIES
from simulation_server.schema.states import Stage as Step

from .differences import Difference
from .held import Held
from .stage import Stage


def hold(stage: Stage) -> Held | None:
    """The electrode as it stands now; None while there is none."""
    layer = stage.particles
    if not layer.count:
        return None
    return Held(title(stage), layer.settled(), stage.recipe, stage.outcome, stage.prediction)


def title(stage: Stage) -> str:
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


def both_results(held: Held, stage: Stage) -> list[Difference]:
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
