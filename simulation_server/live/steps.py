"""The line of steps a live session runs, and what it asks of the chain that runs them.

A session's work is a few legs in order. A change of recipe says from which leg on it must be redone.
"""

from collections.abc import Callable, Iterator, Sequence
from enum import IntEnum
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.recipe import Calendering, Recipe
from simulation_server.schema.results import Curve, Outcome, Value
from simulation_server.schema.states import CellState, FluxField, FrontState, ParticleState, Stage, Voxels

Redo = Literal["none", "cell", "fill", "press", "dry", "mix"]


class Forecast(Protocol):
    """A filling as the geometry alone lets expect it."""

    @property
    def time_ms(self) -> Sequence[float] | NDArray[np.float64]:
        """(m,) rising."""

    @property
    def saturation(self) -> Sequence[float] | NDArray[np.float64]:
        """(m,) share of the pore volume filled at these times."""

    @property
    def filled_ms(self) -> NDArray[np.float32]:
        """(nx, ny, nz) when the front comes, on the lattice of the filling; NaN where it never does."""

    @property
    def wall_s(self) -> float:
        """How long the forecast took."""


class RunnableChain(Protocol):
    """What a live session steers; simulation_server.chain.Chain is the one users have.

    Each method that yields may be left half-way and another begun: the chain keeps what was reached.
    `make` reads how the recipe calenders when calendering begins, so that a change of it before then
    needs no new start; begun again, it goes on from the last kept state that still holds.
    """

    @property
    def recipe(self) -> Recipe:
        """The recipe that is followed."""

    @property
    def outcome(self) -> Outcome:
        """What is known so far of the present recipe's electrode."""

    @property
    def voxels(self) -> Voxels | None:
        """The analysed electrode, once there is one."""

    @property
    def flux(self) -> tuple[FluxField, ...]:
        """Where ions and electrons flow, once the electrode is analysed. Raises where nothing does."""

    def make(self) -> Iterator[ParticleState]:
        """Mixes, coats, dries and calenders as the recipe says."""

    def press(self, settings: Calendering) -> Iterator[ParticleState]:
        """Presses the electrode further, or from its dry state again where less is asked than it carried."""

    def shear(self, rates_per_s: tuple[float, ...]) -> Iterator[ParticleState]:
        """Shears a copy of the slurry; the electrode, and what else is under way, stay as they are."""

    def analyse(self) -> Iterator[tuple[str, Value]]:
        """Measures the made structure, quantity by quantity."""

    def discharge(self) -> Iterator[tuple[str, Curve]]:
        """Discharges the cell, rate by rate."""

    def fill(self) -> Iterator[FrontState]:
        """Lets the electrolyte in."""

    def discharge_resolved(self, c_rate: float) -> Iterator[CellState]:
        """Discharges the electrode resolved in three dimensions; `outcome.resolved` grows with it."""

    def forecast(self) -> Forecast | None:
        """What is expected of filling the analysed electrode, at once; None where it cannot be told."""

    def turn(self, recipe: Recipe) -> Redo:
        """Adopts a new recipe and says from which step on work must be redone."""

    def refill(self, recipe: Recipe) -> bool:
        """Whether the filling under way took the recipe's change over, so that its states go on from here."""


class Leg(IntEnum):
    """The parts of a session's work, in order."""

    MAKE = 0
    PRESS = 1
    ANALYSE = 2
    DISCHARGE = 3
    FILL = 4
    CELL = 5


STAGES = {
    Leg.MAKE: Stage.SLURRY,
    Leg.PRESS: Stage.CALENDERING,
    Leg.ANALYSE: Stage.ANALYSIS,
    Leg.DISCHARGE: Stage.DISCHARGE,
    Leg.FILL: Stage.FILLING,
    Leg.CELL: Stage.CELL,
}
"""What a leg is called that has just begun."""

_FIRST_LEG = {"mix": Leg.MAKE, "dry": Leg.MAKE, "press": Leg.PRESS, "cell": Leg.DISCHARGE, "fill": Leg.FILL}


def first_leg(redo: Redo) -> Leg | None:
    """The earliest leg to redo after a turn; None when the recipe changed nothing."""
    return _FIRST_LEG.get(redo)


def open_leg(chain: RunnableChain, leg: Leg, c_rate: float) -> Iterator[Any]:
    """Begins a leg; `c_rate` is that of the resolved discharge."""
    openers: dict[Leg, Callable[[], Iterator[Any]]] = {
        Leg.MAKE: chain.make,
        Leg.PRESS: lambda: chain.press(chain.recipe.calendering),
        Leg.ANALYSE: chain.analyse,
        Leg.DISCHARGE: chain.discharge,
        Leg.FILL: chain.fill,
        Leg.CELL: lambda: chain.discharge_resolved(c_rate),
    }
    return iter(openers[leg]())


def legs_after(leg: Leg, *, fill: bool, cell: bool) -> list[Leg]:
    """The legs that follow `leg` when all goes well; `fill` and `cell` are those that are asked for."""
    asked = [each for each, wanted in ((Leg.FILL, fill), (Leg.CELL, cell)) if wanted and each is not leg]
    return [*(each for each in (Leg.ANALYSE, Leg.DISCHARGE) if each > leg), *asked]
