"""The whole chain for one recipe: make the electrode, analyse it, discharge it, fill it.

The same steps serve the live session (steered between states), a batch run and a campaign, so that what
the surrogate learns is what the user watches.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any, Literal, TypeVar

import msgspec

from simulation_server.manufacturing.calendering import calendering, press_to
from simulation_server.manufacturing.coating import coat
from simulation_server.manufacturing.drying import drying
from simulation_server.manufacturing.film import Film
from simulation_server.manufacturing.infiltration import MOST_STEPS, Infiltration
from simulation_server.manufacturing.shearing import shearing
from simulation_server.manufacturing.slurry import mix, slurry
from simulation_server.performance.analysis.flux import electron_flux, ion_flux
from simulation_server.performance.cell import discharges
from simulation_server.performance.resolved.discharge import resolved_discharge
from simulation_server.performance.structure import cell_structure, conductivities, structure_quantities
from simulation_server.performance.voxel_limit import finer_voxels
from simulation_server.physics.voxels import voxelise
from simulation_server.schema.errors import PhysicsError, RecipeError
from simulation_server.schema.line import Line, SlurryReport
from simulation_server.schema.quantities import (
    CELL_QUANTITIES,
    FILLING_QUANTITIES,
    QUANTITIES,
    ROLL_QUANTITIES,
)
from simulation_server.schema.recipe import Calendering, Recipe
from simulation_server.schema.results import Curve, Outcome, Saturation, Value
from simulation_server.schema.states import (
    CellState,
    Electrode,
    FluxField,
    FrontState,
    ParticleState,
    PlaneHistory,
    Voxels,
)

CHAIN_VERSION = 5
"""Raised when a change of the chain changes its results: a surrogate is of one version."""

Redo = Literal["none", "cell", "fill", "press", "dry", "mix"]

_REDO: tuple[tuple[Redo, tuple[str, ...]], ...] = (
    ("mix", ("formulation", "slurry", "coating", "particles", "seed", "engine")),
    ("dry", ("drying",)),
    ("press", ("calendering", "voxel_um")),
    ("cell", ("cell", "cell_um")),
    ("fill", ("infiltration", "lattice_um")),
)
"""The step from which on a change of these tables, or keys of [simulation], is felt, earliest first."""


class Chain:
    """One electrode and its cell on their way through the steps.

    A generator may be left half-way and another begun: what was reached is kept, and checkpoints of the
    slurry and of the dry film save the way back.
    """

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.voxels: Voxels | None = None
        self._film: Film | None = None
        self._sheared: SlurryReport | None = None
        self._slurry: dict[str, Any] | None = None
        self._dried: dict[str, Any] | None = None
        self._quantities: dict[str, Value] = {}
        self._curves: dict[str, Curve] = {}
        self._flux: tuple[FluxField, ...] = ()
        self._resolved: Curve | None = None
        self._saturation: Saturation | None = None
        self._infiltration: Infiltration | None = None
        self._foreseen: Saturation | None = None

    @property
    def outcome(self) -> Outcome:
        """What is known so far of the present recipe's electrode."""
        ordered = {name: self._quantities[name] for name in QUANTITIES if name in self._quantities}
        return Outcome(
            ordered, dict(self._curves), self._saturation, self._line, self._foreseen, self._resolved
        )

    @property
    def _line(self) -> Line:
        line = self._film.line if self._film is not None else Line()
        return line if self._sheared is None else msgspec.structs.replace(line, slurry=self._sheared)

    @property
    def electrode(self) -> Electrode:
        """The electrode as it is. Raises PhysicsError before the film is dry."""
        if self._film is None or self._dried is None:
            raise PhysicsError("there is no electrode yet: the film is still wet; let `make` end first")
        return self._film.electrode()

    @property
    def history(self) -> PlaneHistory | None:
        """The pressure-thickness curve, once calendering has begun."""
        return self._film.history if self._film is not None and self._dried is not None else None

    def make(self) -> Iterator[ParticleState]:
        """Mixes, coats, dries and calenders, from the last checkpoint that still holds."""
        if self._dried is None:
            yield from self._mix()
            self._film = Film.restore(self.recipe, self._slurry_kept())
            coat(self._film)
            yield from drying(self._film)
            self._dried = self._film.checkpoint()
        yield from self.press(self.recipe.calendering)

    def _mix(self) -> Iterator[ParticleState]:
        if self._slurry is None:
            self._film = mix(self.recipe)
            yield from slurry(self._film)
            self._slurry = self._film.checkpoint()

    def _slurry_kept(self) -> dict[str, Any]:
        assert self._slurry is not None
        return self._slurry

    def shear(self, rates_per_s: Sequence[float]) -> Iterator[ParticleState]:
        """Shears a copy of the slurry at each rate and notes its viscosity; the electrode stays."""
        yield from self._mix()
        sample = Film.restore(self.recipe, self._slurry_kept())
        for state in shearing(sample, rates_per_s):
            self._sheared = sample.line.slurry
            yield state
        self._sheared = sample.line.slurry

    def press(self, settings: Calendering) -> Iterator[ParticleState]:
        """Calenders further, or from the dry film again where it was pressed harder before."""
        if self._dried is None:
            yield from self.make()
            return
        if self._film is None or not self._can_be_pressed_on(settings):
            self._film = Film.restore(self.recipe, self._dried)
        yield from calendering(self._film, settings)
        report = self._film.line.calendering
        assert report is not None
        for name, value in zip(ROLL_QUANTITIES, (report.line_load_n_mm, report.gap_um), strict=True):
            self._quantities[name] = Value(value, QUANTITIES[name].unit)

    def _can_be_pressed_on(self, settings: Calendering) -> bool:
        assert self._film is not None
        try:
            press_to(self._film, settings)
        except RecipeError:
            return False
        return True

    def analyse(self) -> Iterator[tuple[str, Value]]:
        """Measures the electrode's structure, quantity by quantity."""
        electrode = self.electrode
        self.voxels = voxelise(electrode, self.recipe.simulation.voxel_um)
        finer = finer_voxels(electrode, self.voxels)
        for name, value in structure_quantities(electrode, self.voxels, self.recipe.formulation, finer=finer):
            self._quantities[name] = value
            yield name, value

    def discharge(self) -> Iterator[tuple[str, Curve]]:
        """Discharges a half cell with this electrode at C/5, 1C and 3C."""
        structure = cell_structure(self._analysed("discharge it"), self._quantities)
        names = iter(CELL_QUANTITIES)
        for label, curve in discharges(structure, self.recipe):
            self._curves[label] = curve
            self._quantities[next(names)] = Value(curve.capacity_mah_cm2[-1], "mAh/cm2")
            yield label, curve

    @property
    def flux(self) -> tuple[FluxField, ...]:
        """Where ions and electrons flow through the analysed electrode; found when it is first asked for.

        Raises PhysicsError where the electrode is not analysed yet, or does not conduct.
        """
        if not self._flux:
            voxels = self._analysed("ask for the flux")
            active, domain = conductivities(self.recipe.formulation)
            self._flux = (ion_flux(voxels), electron_flux(voxels, active, domain))
        return self._flux

    def discharge_resolved(self, c_rate: float) -> Iterator[CellState]:
        """Discharges the analysed electrode's cell resolved in three dimensions, at a rate in 1/h."""
        self._analysed("discharge it")
        voxels = voxelise(self.electrode, self.recipe.simulation.cell_um)
        capacity, voltage = [], []
        for state in resolved_discharge(voxels, self.recipe, c_rate):
            capacity.append(state.capacity_mah_cm2)
            voltage.append(state.voltage_v)
            self._resolved = Curve(c_rate, list(capacity), list(voltage))
            yield state

    def _analysed(self, then: str) -> Voxels:
        if self.voxels is None:
            raise PhysicsError(f"the electrode is not analysed yet: let `analyse` end, then {then}")
        return self.voxels

    def fill(self, most_steps: int = MOST_STEPS) -> Iterator[FrontState]:
        """Lets the electrolyte in, for so many lattice steps at the most."""
        filling = self._filling_to_come(most_steps)
        for state in filling.states():
            known = filling.outcome()
            self._saturation = known.saturation
            self._quantities.update(known.quantities)
            yield state

    def _filling_to_come(self, most_steps: int) -> Infiltration:
        """One that has not begun: one set up already, or a new one."""
        voxels = self._analysed("fill it")
        if self._infiltration is None or self._infiltration.lattice.steps:
            self._infiltration = Infiltration(voxels, self.recipe, most_steps)
        return self._infiltration

    def refill(self, recipe: Recipe) -> bool:
        """Lets the filling under way go on with this recipe's electrolyte, angles and pressures.

        False where there is none, or where it would have to begin again: another way in or separator.
        """
        if self._infiltration is not None and self._infiltration.change(recipe.infiltration):
            return True
        self._infiltration = None
        return False

    def turn(self, recipe: Recipe) -> Redo:
        """Adopts a new recipe, forgets what no longer holds, and says from which step on to work again."""
        steps = _steps_felt(self.recipe, recipe)
        redo = steps[0] if steps else "none"
        spacings = {each.simulation.lattice_um for each in (self.recipe, recipe)}
        if redo in ("mix", "dry", "press") or len(spacings) > 1:
            self._infiltration = self._foreseen = None
        self.recipe = recipe
        if redo in ("mix", "dry"):
            self._film = None
            self._dried = None
            if redo == "mix":
                self._slurry = self._sheared = None
        if redo in ("mix", "dry", "press"):
            self.voxels = self._saturation = self._resolved = None
            self._flux = ()
            self._quantities.clear()
            self._curves.clear()
        else:
            for step in steps:
                self._forget(CELL_QUANTITIES if step == "cell" else FILLING_QUANTITIES)
        return "none" if redo == "press" and self._dried is None else redo

    def _forget(self, names: tuple[str, ...]) -> None:
        for name in names:
            self._quantities.pop(name, None)
        if names is CELL_QUANTITIES:
            self._curves.clear()
            self._resolved = None
        else:
            self._saturation = self._foreseen = None
            if self._infiltration is not None and not self._infiltration.lattice.steps:
                self._infiltration = None  # set up for the recipe before


def _steps_felt(old: Recipe, new: Recipe) -> list[Redo]:
    """The steps whose own settings differ, earliest first."""

    def differs(name: str) -> bool:
        before, after = (each if hasattr(each, name) else each.simulation for each in (old, new))
        return bool(getattr(before, name) != getattr(after, name))

    return [redo for redo, names in _REDO if any(differs(name) for name in names)]


State = ParticleState | FrontState | tuple[str, Value] | tuple[str, Curve]

CAMPAIGN_FILL_STEPS = 6_000
"""A campaign's fillings end here, and their fill times are carried on as the square root of time."""


def run(recipe: Recipe) -> Outcome:
    """All steps of one recipe for a campaign: the filling cut short, or left out where no pore leads in.

    Raises PhysicsError where another step fails.
    """
    chain = Chain(recipe)
    for step in (chain.make, chain.analyse, chain.discharge):
        for _ in step():
            pass
    with suppress(PhysicsError):  # so dense that no resolved pore leads in: the other quantities stand
        for _ in chain.fill(CAMPAIGN_FILL_STEPS):
            pass
    return chain.outcome


Made = TypeVar("Made", bound=Chain)

SHEAR_RATES_PER_S = (12.5, 25.0, 50.0, 100.0)
"""At which a batch run measures the slurry's viscosity: the decade of the measured flow curves."""


def run_chain(chain: Made, on_state: Callable[[Made, State], None]) -> None:
    """All steps of a chain, in order; `on_state` sees each state. Raises PhysicsError where a step fails."""
    steps: tuple[Callable[[], Iterator[State]], ...] = (
        lambda: chain.shear(SHEAR_RATES_PER_S), chain.make, chain.analyse, chain.discharge, chain.fill
    )  # fmt: skip
    for step in steps:
        for state in step():
            on_state(chain, state)


def warm_up() -> Iterator[tuple[float, str]]:
    """Compiles (or loads from the cache) every kernel by a tiny run; yields progress and what comes next."""
    tables = {
        "simulation": {"particles": 300, "voxel_um": 1.5, "lattice_um": 2.0},
        "coating": {"comma_gap_um": 60.0},
    }
    chain = Chain(msgspec.convert(tables, Recipe))
    steps: tuple[tuple[str, Callable[[], Iterator[Any]], int | None], ...] = (
        ("slurry kernels", lambda: chain.shear((100.0,)), 5),
        ("particle kernels", chain.make, None),
        ("voxel and transport kernels", chain.analyse, None),
        ("cell model", chain.discharge, None),
        ("lattice kernels", chain.fill, 2),  # every kernel has run by the second state
    )
    for number, (what, step, most) in enumerate(steps):
        yield number / len(steps), what
        with suppress(
            PhysicsError
        ):  # so small an electrode may not conduct; the kernels are compiled all the same
            for _ in islice(step(), most):
                pass
    yield 1.0, "done"
