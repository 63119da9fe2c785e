"""An anode's SEI as it grows: over charge and discharge, or in storage."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import numpy as np

from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.results import Curve

from .plain_cell import LOOSE, PlainCell, curve, solver
from .quiet_pybamm import pybamm
from .sei import lost_name, thickness_name

_CELLS = {"x_n": 12, "x_s": 8, "x_p": 12, "r_n": 16, "r_p": 16}
"""Mesh of ageing: the SEI's profile is smooth, and there are many cycles."""
_MOST_KEPT = 60
_TAPER = 0.05
"""Current, in 1/h of 1C, at which the charge of a full cell at constant voltage ends."""
_DAY_S = 86400.0


class AgeingPoint(msgspec.Struct, frozen=True):
    """The anode at one time; its thickness: mean through the depth, least and most."""

    days: float
    cycles: int
    sei_nm: float
    sei_nm_least: float
    sei_nm_most: float
    lost_mah_cm2: float  # capacity bound in the SEI since the beginning
    discharge_mah_cm2: float | None  # of the cycle's discharge; None in storage
    voltage_v: float  # at the end of the cycle's charge, or at rest


class Ageing(msgspec.Struct, frozen=True):
    """How the SEI grew; `curves` are discharges by the number of the cycle, `stopped` is empty at the end."""

    points: list[AgeingPoint]
    curves: dict[int, Curve] = {}
    stopped: str = ""


def cycling(cell: PlainCell, c_rate: float, cycles: int, report: Callable[[int], None]) -> Ageing:
    """Discharges and charges so many times; `report` takes the number of each cycle as it ends.

    A full cell is charged at constant current and then constant voltage to C/20, a half cell at constant
    current. A cell that cannot go on ends earlier, and `stopped` says so. Raises PhysicsError where not
    even the first cycle can be finished.
    """
    kept = np.linspace(1, cycles, min(cycles, _MOST_KEPT)).round().astype(int).tolist()
    steps = _steps(cell, c_rate)
    experiment = pybamm().Experiment([steps] * cycles, period="1 minute")
    simulation = pybamm().Simulation(
        cell.model, parameter_values=cell.values, solver=solver(), experiment=experiment, var_pts=_CELLS
    )
    try:
        solution = simulation.solve(calc_esoh=False, save_at_cycles=kept, callbacks=[_progress(report)])
    except pybamm().SolverError as error:
        raise PhysicsError(f"{cell.name}: {str(error).strip().partition(chr(10))[0]}") from None
    whole = [
        (number, cycle)
        for number, cycle in enumerate(solution.cycles, start=1)
        if cycle is not None and len(cycle.steps) == len(steps)
    ]
    if not whole:
        raise PhysicsError(f"not one cycle of {cell.name} could be finished at {c_rate:g}C; try a lower rate")
    curves = {number: _of_step(c_rate, cycle.steps[0], cell.area_cm2) for number, cycle in whole}
    points = [_point(cell, cycle, number, curves[number].capacity_mah_cm2[-1]) for number, cycle in whole]
    done = whole[-1][0]
    return Ageing(
        points,
        {number: curves[number] for number in sorted({whole[0][0], done})},
        "" if done == cycles else f"after {done} of {cycles} cycles: the cell cannot go on",
    )


def storage(cell: PlainCell, days: Sequence[float]) -> Ageing:
    """At rest at open circuit until each of these days, rising from 0. Raises PhysicsError where it fails.

    Nothing moves at rest but the SEI: tighter tolerances than these ask for more than the numbers hold.
    """
    values = cell.values.copy()
    values["Current function [A]"] = 0.0
    values["Lower voltage cut-off [V]"] = -1.0  # nothing is discharged
    simulation = pybamm().Simulation(
        cell.model, parameter_values=values, solver=solver(**LOOSE), var_pts=_CELLS
    )
    times = np.array(days) * _DAY_S
    solution = simulation.solve([0.0, times[-1]], t_interp=times, calc_esoh=False)
    if solution.t[-1] < times[-1] * 0.999:
        raise PhysicsError(f"the storage of {cell.name} ended after {solution.t[-1] / _DAY_S:.3g} days")
    return Ageing([_point(cell, solution, 0, None, index) for index in range(len(solution.t))])


def _steps(cell: PlainCell, c_rate: float) -> tuple[Any, ...]:
    step, current = pybamm().step, c_rate * cell.one_c_a
    steps = [
        step.current(current, termination=f"{cell.lower_v:g}V"),
        step.current(-current, termination=f"{cell.upper_v:g}V"),
    ]
    if cell.anode == "Negative":
        steps.append(step.voltage(cell.upper_v, termination=f"{_TAPER * cell.one_c_a}A"))
    return tuple(steps)


def _progress(report: Callable[[int], None]) -> Any:
    class Progress(pybamm().callbacks.Callback):  # type: ignore[misc]
        """Tells of cycles."""

        def on_cycle_end(self, logs: Any) -> None:
            """PyBaMM's call after each cycle."""
            report(int(logs["cycle number"][0]))

    return Progress()


def _of_step(c_rate: float, step: Any, area_cm2: float) -> Curve:
    """A step's curve, its capacity from 0."""
    whole = curve(c_rate, step, area_cm2)
    start = whole.capacity_mah_cm2[0]
    return Curve(c_rate, [q - start for q in whole.capacity_mah_cm2], whole.voltage_v)


def _point(
    cell: PlainCell, solution: Any, cycle: int, discharge: float | None, index: int = -1
) -> AgeingPoint:
    thickness = solution[thickness_name(cell.anode)].entries[:, index] * 1e9
    weights = np.gradient(np.arange(thickness.size, dtype=float))
    return AgeingPoint(
        days=float(solution["Time [s]"].entries[index]) / _DAY_S,
        cycles=cycle,
        sei_nm=float(np.average(thickness, weights=weights)),
        sei_nm_least=float(thickness.min()),
        sei_nm_most=float(thickness.max()),
        lost_mah_cm2=float(solution[lost_name(cell.anode)].entries[index]) * 1e3 / cell.area_cm2,
        discharge_mah_cm2=discharge,
        voltage_v=float(solution["Voltage [V]"].entries[index]),
    )
