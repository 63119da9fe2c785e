"""A discharge resolved in three dimensions, state by state, with time steps that follow the voltage."""

from collections.abc import Iterator

from simulation_server.physics.electrochemistry.model import StepFailed
from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.states import CellState, Voxels

from .cell import ResolvedCell

_FIRST_STEP, _LONGEST_STEP = 1.0 / 3600.0, 1.0 / 60.0
"""Shares of the theoretical capacity passed in a step."""
_GROWTH = 1.4
_VOLTAGE_CHANGE_V = 0.02
"""Aimed at in a step where the voltage falls steeply."""
_CUTOFF_WITHIN_V = 5e-4
_SHORTEST_S = 1e-3
DEPLETED_MOL_M3 = 1.0
"""Salt left where a discharge ends because nothing carries the current."""


def resolved_discharge(voxels: Voxels, recipe: Recipe, c_rate: float) -> Iterator[CellState]:
    """Discharges from rest at the high voltage to the cut-off; the first state is the cell at rest.

    `c_rate` is in 1/h of the theoretical capacity. It ends earlier where the electrolyte has lost its salt.
    Raises PhysicsError where nothing connects, the current cannot be carried, or a step cannot be solved.
    """
    if not 0.0 < c_rate < 100.0:
        raise PhysicsError(f"a discharge at {c_rate:g}C: expected a rate above 0 and below 100")
    yield from discharge(ResolvedCell(voxels, recipe), c_rate)


def discharge(cell: ResolvedCell, c_rate: float) -> Iterator[CellState]:
    """The same of a cell that is set up already, from the state it is in."""
    cutoff_v = cell.cutoff_v
    yield cell.state(0.0, c_rate)
    hour = 3600.0 / c_rate
    dt_s = _FIRST_STEP * hour
    while True:
        before, kept = cell.voltage_v, cell.model.state
        try:
            cell.step(dt_s, c_rate)
        except StepFailed as error:
            dt_s *= 0.5
            if dt_s < _SHORTEST_S:
                if cell.least_salt_mol_m3 < DEPLETED_MOL_M3:
                    return
                raise PhysicsError(f"the resolved discharge at {c_rate:g}C stopped: {error}") from None
            continue
        now = cell.voltage_v
        if now < 0.0:  # a cell that is driven the wrong way round is none
            raise PhysicsError(
                f"the resolved cell cannot carry {c_rate:g}C: {now:.3g} V as soon as it flows; expected a "
                f"lower rate, or smaller voxels than {cell.voxels.voxel_um:.3g} um, which may close pores"
            )
        if now < cutoff_v - _CUTOFF_WITHIN_V and kept.time_s > 0.0:
            cell.model.state = kept
            dt_s *= min(max((before - cutoff_v) / (before - now), 0.05), 0.95)
            continue
        ended = now <= cutoff_v + _CUTOFF_WITHIN_V or cell.least_salt_mol_m3 < DEPLETED_MOL_M3
        yield cell.state(1.0 if ended else _progress(cell), c_rate)
        if ended:
            return
        fall = max(before - now, 1e-6)
        dt_s = min(_GROWTH * dt_s, _LONGEST_STEP * hour, dt_s * max(_VOLTAGE_CHANGE_V / fall, 0.3))


def _progress(cell: ResolvedCell) -> float:
    """Share of the theoretical capacity passed, below 1 until the end."""
    return min(cell.model.state.charge_c / cell.capacity_c, 0.99)
