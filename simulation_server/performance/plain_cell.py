"""A one-dimensional cell with all its numbers set: built once, discharged at any rate."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.results import Curve

from .mesh import mesh
from .quiet_pybamm import pybamm

_CURRENT, _CUTOFF = "Current function [A]", "Lower voltage cut-off [V]"
_TIGHT, LOOSE = {"rtol": 1e-6, "atol": 1e-8}, {"rtol": 1e-5, "atol": 1e-6}
DEPLETED_MOL_M3 = 1.0
"""Salt left, of 1,000 mol/m3 at rest, where the solver stops because nothing carries the current."""


@dataclass(frozen=True)
class PlainCell:
    """PyBaMM's model and parameters of one cell, at rest where a discharge begins."""

    name: str
    model: Any  # pybamm model
    values: Any  # pybamm.ParameterValues
    area_cm2: float
    capacity_mah_cm2: float  # 1C is this in one hour
    lower_v: float
    upper_v: float
    anode: str = ""  # side with an SEI, "Positive" or "Negative", or none
    notes: tuple[str, ...] = field(default=())

    @property
    def one_c_a(self) -> float:
        """Current of 1C in A."""
        return self.capacity_mah_cm2 * self.area_cm2 * 1e-3

    @cached_property
    def _tight(self) -> Any:
        return self._built(solver())

    @cached_property
    def _loose(self) -> Any:
        return self._built(solver(**LOOSE))

    def _built(self, solver: Any) -> Any:
        """A simulation that takes current and cut-off as inputs."""
        values = self.values.copy()
        values.update(dict.fromkeys((_CURRENT, _CUTOFF), "[input]"))
        return pybamm().Simulation(self.model, parameter_values=values, solver=solver, **mesh(self.model))

    def discharge(self, c_rate: float, lower_v: float | None = None) -> Curve:
        """Discharges to the cut-off; see `discharged`.

        Where the solver sticks, as on the first steep step of an anode with an SEI, it tries larger steps.
        """
        cutoff_v = self.lower_v if lower_v is None else lower_v

        def solve_with(built: Any) -> Any:
            def solve(hours: float, volts: float) -> Any:
                inputs = {_CURRENT: c_rate * self.one_c_a, _CUTOFF: volts}
                return built.solve([0.0, 3600.0 * hours], inputs=inputs, calc_esoh=False)

            return solve

        try:
            return discharged(solve_with(self._tight), c_rate, cutoff_v, self.area_cm2, self.name)
        except PhysicsError:
            return discharged(solve_with(self._loose), c_rate, cutoff_v, self.area_cm2, self.name)


def solver(rtol: float = _TIGHT["rtol"], atol: float = _TIGHT["atol"]) -> Any:
    """The solver of all cells; the caller reads why a solution ended.

    PyBaMM's own tolerances do for smooth potentials, but steps that end on the steep flank of a plateau
    fill particles beyond their last site and fail.
    """
    return pybamm().IDAKLUSolver(on_failure="ignore", rtol=rtol, atol=atol)


def discharged(solve: Any, c_rate: float, cutoff_v: float, area_cm2: float, what: str) -> Curve:
    """The curve of `solve(hours, cutoff_v)`, a constant current.

    It ends before the cut-off where the electrolyte in the pores has lost its salt, for no current passes
    then. A cell below the cut-off as soon as the current flows gives one point of capacity 0. Raises
    PhysicsError where the solver cannot finish.
    """
    try:
        solution = solve(2.0 / c_rate, cutoff_v)
    except pybamm().SolverError as error:
        first = _first_voltage(solve)
        if first is not None and first <= cutoff_v:
            return Curve(c_rate, [0.0], [first])
        raise _unsolved(what, c_rate, str(error).strip().partition("\n")[0]) from None
    if solution.termination == "failure" and not _salt_is_gone(solution):
        raise _unsolved(what, c_rate, f"it failed after {solution.t[-1]:.4g} s")
    return curve(c_rate, solution, area_cm2)


def curve(c_rate: float, solution: Any, area_cm2: float) -> Curve:
    """Capacity by area and voltage of a solution. Raises PhysicsError for values that are not finite."""
    capacity = solution["Discharge capacity [A.h]"].entries * 1e3 / area_cm2
    voltage = solution["Voltage [V]"].entries
    if not (np.isfinite(capacity).all() and np.isfinite(voltage).all()):
        raise PhysicsError(f"the discharge at {c_rate:g}C gave values that are not finite")
    return Curve(c_rate, capacity.tolist(), voltage.tolist())


def _first_voltage(solve: Any) -> float | None:
    """Voltage as the current starts, asked without a cut-off in the way; None if that fails too."""
    try:
        return float(solve(1e-9, -1e3)["Voltage [V]"].entries[0])
    except pybamm().SolverError:
        return None


def _salt_is_gone(solution: Any) -> bool:
    salt = solution["Electrolyte concentration [mol.m-3]"].entries[:, -1]
    return float(salt.min()) < DEPLETED_MOL_M3


def _unsolved(what: str, c_rate: float, why: str) -> PhysicsError:
    return PhysicsError(
        f"the discharge at {c_rate:g}C of {what} could not be solved ({why}); "
        "try a thinner or less compressed electrode"
    )
