"""A small chain that moves particles without physics, so that steering and streaming are tested alone.

What it does is set by the recipe: `seed` 13 fails in calendering, 14 dies there; 15 takes a second for
each quantity and holds the interpreter meanwhile, as a kernel might; 16 takes ten times as many states;
17 fails in shearing; 18 gives no forecast of a filling; 19 cannot be discharged in three dimensions, and
nothing flows through it.

A filling takes STATES states at 50 degrees and gains less a state at a larger angle, which may change on the
way. An inlet pressure below the gas's is refused. A resolved discharge takes STATES states, and ends at the
lower cut-off.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from simulation_server.schema.errors import PhysicsError, RecipeError
from simulation_server.schema.line import Line, SlurryReport
from simulation_server.schema.quantities import C_RATES, STRUCTURE_QUANTITIES
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

FAILS, DIES, BUSY, LONG, FAILS_IN_SHEARING, UNFORESEEN, BLOCKED = 13, 14, 15, 16, 17, 18, 19
EDGE = 6
STATE_S = 0.004
STATES = 25


def warm_up() -> Iterator[tuple[float, str]]:
    yield 0.5, "nothing to compile"
    yield 1.0, "done"


@dataclass(frozen=True)
class FillForecast:
    time_ms: np.ndarray
    saturation: np.ndarray
    filled_ms: np.ndarray
    wall_s: float = 0.01


class Chain:
    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.voxels: Voxels | None = None
        self.plane_um = 120.0
        self.dried = False
        self.calls: list[str] = []
        self._slurry: SlurryReport | None = None
        self._values: dict[str, Value] = {}
        self._curves: dict[str, Curve] = {}
        self._resolved: Curve | None = None

    @property
    def outcome(self) -> Outcome:
        return Outcome(
            dict(self._values), dict(self._curves), line=Line(slurry=self._slurry), resolved=self._resolved
        )

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
                    spot * (40.0, 40.0, self.plane_um),
                    radii,
                    np.ones(n, np.uint8),
                    np.zeros(n),
                    (40.0, 40.0),
                    np.linspace(0.0, pressure_mpa / 50.0, n),
                ),
                plane_um=self.plane_um,
                pressure_mpa=pressure_mpa * k / states,
            )

    def make(self) -> Iterator[ParticleState]:
        self.calls.append("make")
        if not self.dried:
            self.plane_um = 120.0
            yield from self._states(Stage.SLURRY, 110.0)
            self._slurry = SlurryReport(2.2, 2.25, 0.35)
            yield from self._states(Stage.DRYING, 90.0)
            self.dried = True
        yield from self.press(self.recipe.calendering)

    def shear(self, rates_per_s: tuple[float, ...]) -> Iterator[ParticleState]:
        self.calls.append(f"shear {rates_per_s}")
        sheared: list[float] = []
        for k, rate in enumerate(rates_per_s, start=1):
            electrode_um = self.plane_um
            self.plane_um = 110.0
            for state in self._states(Stage.SHEARING, 110.0):
                if state.progress > 0.5 and self.recipe.simulation.seed == FAILS_IN_SHEARING:
                    self.plane_um = electrode_um
                    raise PhysicsError("no steady flow in this test; shear slower")
                yield replace(
                    state, shear_rate_per_s=rate, progress=(k - 1 + state.progress) / len(rates_per_s)
                )
            self.plane_um = electrode_um
            sheared.append(rate)
            viscosities = [20.0 / each**0.5 for each in sheared]
            self._slurry = SlurryReport(2.2, 2.25, 0.35, list(sheared), viscosities, [0.1] * k)

    def press(self, settings: Calendering) -> Iterator[ParticleState]:
        pressure_mpa = settings.pressure_mpa
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
        shape = (EDGE, EDGE, EDGE)
        solid, trapped = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
        solid[0], trapped[1, 1, 1] = True, True
        filled_ms = np.full(shape, np.nan, np.float32)
        saturation, k = 0.0, 0
        while saturation < 1.0:
            time.sleep(STATE_S)
            k += 1
            gain = (50.0 / self.recipe.infiltration.contact_angle_deg) / STATES
            saturation = min(1.0, round(saturation + gain, 9))
            level = np.where(solid | trapped, 0, round(255 * saturation)).astype(np.uint8)
            filled_ms = np.where((level > 127) & np.isnan(filled_ms), np.float32(k), filled_ms)
            yield FrontState(saturation, float(k), saturation, level, solid, 1.2, filled_ms, trapped)

    @property
    def flux(self) -> tuple[FluxField, ...]:
        if self.recipe.simulation.seed == BLOCKED:
            raise PhysicsError("nothing flows in this test")
        speed = np.full((EDGE, EDGE, EDGE), np.nan, np.float32)
        speed[1:] = np.linspace(0.0, 2.0, EDGE, dtype=np.float32)
        points = np.random.default_rng(2).random((9, 3), np.float32)
        return tuple(
            FluxField(what, speed, 1.2, points, np.array([0, 4, 9], np.int32), points[:, 0])
            for what in ("ions", "electrons")
        )

    def discharge_resolved(self, c_rate: float) -> Iterator[CellState]:
        self.calls.append(f"cell {c_rate:g}")
        phase = np.zeros((EDGE, EDGE, EDGE), np.uint8)
        phase[:3] = 1
        rising = np.linspace(0.0, 0.1, EDGE, dtype=np.float32)
        lithiation = np.where(phase == 1, rising, np.float32(np.nan))
        capacity, voltage = [], []
        for k in range(1, STATES + 1):
            time.sleep(STATE_S)
            if k > 3 and self.recipe.simulation.seed == BLOCKED:
                raise PhysicsError("no pore leads through in this test; press less")
            share = k / STATES
            capacity.append(2.0 * share)
            voltage.append(4.2 + share * (self.recipe.cell.lower_cutoff_v - 4.2))
            self._resolved = Curve(c_rate, list(capacity), list(voltage))
            yield CellState(
                progress=share, time_s=3600.0 * share / c_rate, capacity_mah_cm2=capacity[-1],
                voltage_v=voltage[-1], c_rate=c_rate, phase=phase, voxel_um=1.2,
                lithiation=lithiation + np.float32(0.3 + 0.5 * share),
                salt_mol_m3=np.where(phase == 0, 1000.0 + 300.0 * share * rising, np.nan).astype(np.float32),
                overpotential_v=np.where(phase == 1, -0.03, np.nan).astype(np.float32),
            )  # fmt: skip

    def forecast(self) -> FillForecast | None:
        self.calls.append("forecast")
        if self.recipe.simulation.seed == UNFORESEEN:
            raise PhysicsError("no forecast in this test")
        end_ms = STATES * self.recipe.infiltration.contact_angle_deg / 50.0
        times_ms = np.linspace(0.0, end_ms, 5)
        return FillForecast(times_ms, times_ms / end_ms, np.full((EDGE, EDGE, EDGE), end_ms / 2, np.float32))

    def refill(self, recipe: Recipe) -> bool:
        settings = recipe.infiltration
        self.calls.append(f"refill {settings.contact_angle_deg:g}")
        if settings.inlet_pressure_kpa < settings.gas_pressure_kpa:
            raise RecipeError("the inlet's pressure is below the gas's in this test; raise it")
        return settings.entry == "top"

    def turn(self, recipe: Recipe) -> str:
        old, self.recipe = self.recipe, recipe
        if (old.formulation, old.simulation) != (recipe.formulation, recipe.simulation):
            self.dried, redo = False, "mix"
            self._slurry = None
        elif old.calendering != recipe.calendering:
            redo = "press" if self.dried else "none"
        elif old.cell != recipe.cell:
            redo = "cell"
        else:
            redo = "none" if old == recipe else "fill"
        if redo in ("mix", "press"):
            self.voxels, self._values, self._curves = None, {}, {}
        if redo in ("mix", "press", "cell"):
            self._resolved = None
        return redo
