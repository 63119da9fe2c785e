"""A chain without physics for the benchmark of the wire: states as large and as frequent as an electrode's.

The recipe's number of particles sets their number, its seed how many states they tremble. Asked to fill, a
front goes through a lattice of EDGE^3 without end; asked to discharge, as many voxels change.
"""

import time
from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy.ndimage import gaussian_filter

from simulation_server.schema.recipe import Calendering, Recipe
from simulation_server.schema.results import Curve, Outcome, Value
from simulation_server.schema.states import (
    CellState,
    FluxField,
    FrontState,
    Particles,
    ParticleState,
    Stage,
    Voxels,
)

EDGE = 96
LATTICE_UM = 0.7
BOX_UM = (EDGE * LATTICE_UM,) * 2
PERIOD_S = 1.0 / 60.0
"""Between states: twice as often as the server passes frames on."""


def warm_up() -> Iterator[tuple[float, str]]:
    """Nothing to compile."""
    yield 1.0, "done"


class Chain:
    """What a live session asks of a chain, see simulation_server/live/steps.py."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.outcome = Outcome({}, {})
        self.voxels: Voxels | None = None
        self.flux: tuple[FluxField, ...] = ()
        self._random = np.random.default_rng(1)
        grain = gaussian_filter(self._random.random((EDGE,) * 3, np.float32), 3.0, mode="wrap")
        self._solid = grain < np.quantile(grain, 0.6)

    def make(self) -> Iterator[ParticleState]:
        """As many states as the recipe's seed says."""
        n = self.recipe.simulation.particles
        height = BOX_UM[0]
        home = self._random.random((n, 3)) * height
        radii, phase = self._random.uniform(0.5, 2.0, n), self._random.integers(1, 3, n).astype(np.uint8)
        states = self.recipe.simulation.seed
        for k in range(states):
            time.sleep(PERIOD_S)
            places = (home + self._random.normal(0.0, 0.05, (n, 3))) % height
            particles = Particles(
                places, radii, phase, self._random.random(n), BOX_UM, self._random.random(n)
            )
            yield ParticleState(Stage.CALENDERING, k / states, float(k), particles, height, 60.0)

    def press(self, settings: Calendering) -> Iterator[ParticleState]:
        """As made."""
        return self.make()

    def analyse(self) -> Iterator[tuple[str, Value]]:
        """The voxels."""
        self.voxels = Voxels(self._solid.astype(np.uint8), LATTICE_UM)
        yield "porosity", Value(0.4, "")

    def discharge(self) -> Iterator[tuple[str, Curve]]:
        """One curve."""
        yield "1C", Curve(1.0, [0.0, 1.0], [4.2, 3.0])

    def fill(self) -> Iterator[FrontState]:
        """An uneven front that goes down through the lattice, and gas behind it."""
        depth = np.broadcast_to(np.linspace(1.0, 0.0, EDGE, dtype=np.float32), (EDGE,) * 3)
        uneven = gaussian_filter(
            self._random.random((EDGE, EDGE, 1), np.float32), (8.0, 8.0, 0.0), mode="wrap"
        )
        depth = depth + 5.0 * (uneven - 0.5)
        trapped = np.zeros((EDGE,) * 3, bool)
        trapped[20:30, 20:30, 60:70] = ~self._solid[20:30, 20:30, 60:70]
        for k in range(1_000_000):
            time.sleep(PERIOD_S)
            share = (k % 240) / 240.0
            reached = (depth < share) & ~self._solid & ~trapped
            filled_ms = np.where(reached, 10.0 * depth, np.nan).astype(np.float32)
            liquid = np.where(reached, 255, 0).astype(np.uint8)
            yield FrontState(share, 10.0 * share, share, liquid, self._solid, LATTICE_UM, filled_ms, trapped)

    def discharge_resolved(self, c_rate: float) -> Iterator[CellState]:
        """Fields that drift."""
        phase = np.where(self._solid, 1, 0).astype(np.uint8)
        field = self._random.random((EDGE,) * 3, np.float32)
        for k in range(1_000_000):
            time.sleep(PERIOD_S)
            yield CellState(
                progress=0.0, time_s=float(k), capacity_mah_cm2=0.001 * k, voltage_v=4.0, c_rate=c_rate,
                phase=phase, voxel_um=LATTICE_UM, lithiation=np.where(self._solid, np.roll(field, k), np.nan),
                salt_mol_m3=np.where(self._solid, np.nan, 1000.0 + 100.0 * np.roll(field, -k)),
                overpotential_v=np.where(self._solid, -0.03 * field, np.nan),
            )  # fmt: skip

    def shear(self, rates_per_s: tuple[float, ...]) -> Iterator[ParticleState]:
        """Nothing."""
        return iter(())

    def forecast(self) -> None:
        """None."""

    def turn(self, recipe: Recipe) -> Any:
        """Nothing changes."""
        self.recipe = recipe
        return "none"

    def refill(self, recipe: Recipe) -> bool:
        """The filling goes on."""
        return True
