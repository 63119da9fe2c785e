"""An electrode kept as it is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.recipe import Recipe
from simulation_server.schema.results import Outcome, Prediction

from .particles import ParticleLayer

GAP = 0.7
"""Between the two, in lengths of the live one's box."""


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """What was on show when it was kept; nothing of it changes any more."""

    title: str
    particles: ParticleLayer
    recipe: Recipe
    outcome: Outcome | None
    prediction: Prediction | None

    def offset_um(self, live: ParticleLayer) -> tuple[float, float, float]:
        """Where its origin stands in the live one's micrometres: to the left, feet level."""
        (length, width), (live_length, live_width) = self.particles.box_um, live.box_um
        return (-length - GAP * live_length, 0.5 * (live_width - width), 0.0)


def both_um(held: Held, live: ParticleLayer) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lowest and highest corner (3,) of the live electrode and the one beside it."""
    shift = np.array(held.offset_um(live))
    kept_top = shift + np.array([*held.particles.box_um, held.particles.plane_um])
    live_top = np.array([*live.box_um, live.plane_um])
    return np.minimum(shift, 0.0), np.maximum(live_top, kept_top)
