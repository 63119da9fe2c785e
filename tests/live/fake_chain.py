"""A small chain that moves particles without physics, so that steering and streaming are tested alone.

What it does is set by the recipe: `seed` 13 fails in calendering, 14 dies there; 15 takes a second for
each quantity and holds the interpreter meanwhile, as a kernel might; 16 takes ten times as many states.
"""

import os
import time
from collections.abc import Iterator

import numpy as np

from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.quantities import C_RATES, STRUCTURE_QUANTITIES
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.results import Curve, Outcome, Value
from simulation_server.schema.states import FrontState, Particles, ParticleState, Stage, Voxels

FAILS, DIES, BUSY, LONG = 13, 14, 15, 16
STATE_S = 0.004
STATES = 25


def warm_up() -> Iterator[tuple[float, str]]:
    yield 0.5, "nothing to compile"
    yield 1.0, "done"


class Chain:
    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.voxels: Voxels | None = None
        self.plane_um = 120.0
        self.dried = False
        self.calls: list[str] = []
        self._values: dict[str, Value] = {}
        self._curves: dict[str, Curve] = {}

    @property
    def outcome(self) -> Outcome:
        return Outcome(dict(self._values), dict(self._curves))

    def _states(self, stage: Stage, plane_um: float, pressure_mpa: float = 0.0) -> Iterator[ParticleState]:
        start_um = self.plane_um
        n = self.recipe.simulation.particles
        random = np.random.default_rng(1)
        spot, radii = random.random((n, 3)), 1.0 + random.random(n)
        states = 10 * STATES if self.recipe.simulation.seed == LONG else STATES
        for k in range(1, states + 1):
            time.sleep(STATE_S)
            self.plane_um = start_um + (plane_um - start_um) * k / states
            yield ParticleState(
                stage=stage,
                progress=k / states,
                time_us=float(k),
                particles=Particles(
                    spot * (40.0, 40.0, self.plane_um), radii, np.ones(n, np.uint8), np.zeros(n), (40.0, 40.0)
                ),
                plane_um=self.plane_um,
                pressure_mpa=pressure_mpa * k / states,
            )

    def make(self) -> Iterator[ParticleState]:
        self.calls.append("make")
        if not self.dried:
            self.plane_um = 120.0
            yield from self._states(Stage.PACKING, 110.0)
            yield from self._states(Stage.DRYING, 90.0)
            self.dried = True
        yield from self.press(self.recipe.calendering.pressure_mpa)

    def press(self, pressure_mpa: float) -> Iterator[ParticleState]:
        self.calls.append(f"press {pressure_mpa:g}")
        target_um = 90.0 - pressure_mpa / 10.0
        if self.plane_um < target_um:
            self.plane_um = 90.0
        for state in self._states(Stage.CALENDERING, target_um, pressure_mpa):
            if state.progress > 0.5 and self.recipe.simulation.seed == FAILS:
                raise PhysicsError("pressure out of reach in this test; lower it")
            if state.progress > 0.5 and self.recipe.simulation.seed == DIES:
                os._exit(3)
            yield state

    def analyse(self) -> Iterator[tuple[str, Value]]:
        self.calls.append("analyse")
        self.voxels = Voxels(np.ones((8, 8, 8), np.uint8), 1.0)
        for name in STRUCTURE_QUANTITIES:
            if self.recipe.simulation.seed == BUSY:
                until = time.perf_counter() + 1.0
                while time.perf_counter() < until:
                    pass
            self._values[name] = Value(self.plane_um, "um")
            yield name, self._values[name]

    def discharge(self) -> Iterator[tuple[str, Curve]]:
        self.calls.append("discharge")
        for label, rate in C_RATES.items():
            time.sleep(STATE_S)
            self._curves[label] = Curve(rate, [0.0, 1.0], [4.2, self.recipe.cell.lower_cutoff_v])
            yield label, self._curves[label]

    def fill(self) -> Iterator[FrontState]:
        self.calls.append("fill")
        solid = np.zeros((6, 6, 6), np.bool_)
        for k in range(1, STATES + 1):
            time.sleep(STATE_S)
            yield FrontState(
                k / STATES, float(k), k / STATES, np.full((6, 6, 6), 10 * k, np.uint8), solid, 1.2
            )

    def turn(self, recipe: Recipe) -> str:
        old, self.recipe = self.recipe, recipe
        if (old.formulation, old.simulation) != (recipe.formulation, recipe.simulation):
            self.dried, redo = False, "pack"
        elif old.calendering != recipe.calendering:
            redo = "press" if self.dried else "none"
        elif old.cell != recipe.cell:
            redo = "cell"
        else:
            redo = "none" if old == recipe else "fill"
        if redo in ("pack", "press"):
            self.voxels, self._values, self._curves = None, {}, {}
        return redo
