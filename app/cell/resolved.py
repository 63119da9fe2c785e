"""Discharges a made electrode's cell resolved in three dimensions."""

import time

from simulation_server.performance.resolved import ResolvedCell
from simulation_server.performance.resolved.discharge import DEPLETED_MOL_M3, discharge
from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.states import Voxels

from .document import Conservation, Resolved, ResolvedCurve, rate_label
from .source import Show
from .watch import Watch

_SAID_ABOVE = 1e-3
"""Share of inactive material from which on it is said."""
_CLOSED_SAID_ABOVE = 0.02
_BELOW_V = 0.01
_C_PER_MAH, _CM2_PER_M2 = 3.6, 1e4


def resolve(voxels: Voxels, recipe: Recipe, c_rate: float, show: Show) -> tuple[Watch, Resolved]:
    """Discharges to the end, to where a step cannot be solved, or to Ctrl-C: then `complete` is False.

    Raises PhysicsError where it cannot even begin.
    """
    began = time.perf_counter()
    label = rate_label(c_rate)
    show(0.0, f"resolved {label}: setting up {voxels.phase.size:,} voxels")
    cell = ResolvedCell(voxels, recipe)
    capacity = cell.capacity_c / _C_PER_MAH / (cell.model.lattice.area_m2 * _CM2_PER_M2)
    watch = Watch(capacity)
    failure = None
    try:
        for number, state in enumerate(discharge(cell, c_rate)):
            watch.see(state)
            passed = f"{state.voltage_v:.3f} V, {state.capacity_mah_cm2:.2f} mAh/cm2"
            show(state.progress, f"resolved {label}: state {number}, {passed}")
    except PhysicsError as error:
        if watch.last is None:
            raise
        failure = str(error)
    except KeyboardInterrupt:  # what was reached in an hour is worth keeping
        if watch.last is None:
            raise
        failure = "the resolved discharge was stopped by hand; what it reached is kept"
    assert watch.last is not None
    balance = cell.balance()
    return watch, Resolved(
        c_rate=c_rate,
        capacity_mah_cm2=float(capacity),
        curve=ResolvedCurve(
            *([float(x) for x in each] for each in (watch.time_s, watch.passed_mah_cm2, watch.voltage_v))
        ),
        ended=failure or _ended(cell),
        complete=failure is None,
        conservation=Conservation(float(balance.lithium), float(balance.salt), float(balance.charge)),
        inactive_share=cell.inactive_share,
        voxels=voxels.phase.shape,
        voxel_um=float(voxels.voxel_um),
        shown_layers=watch.last.phase.shape[2],
        moments_s=[float(state.time_s) for state in watch.moments()],
        notes=tuple(_notes(cell, watch.voltage_v)),
        wall_s=round(time.perf_counter() - began, 2),
    )


def _ended(cell: ResolvedCell) -> str:
    if cell.least_salt_mol_m3 < DEPLETED_MOL_M3:
        return "the electrolyte lost its salt"
    return f"at the cut-off of {cell.cutoff_v:g} V"


def _notes(cell: ResolvedCell, voltage_v: list[float]) -> list[str]:
    """The voxels, and what is wrong with them."""
    voxels = cell.voxels
    shape = " x ".join(map(str, voxels.phase.shape))
    notes = [f"resolved: {shape} voxels of {voxels.voxel_um:.3g} um"]
    if cell.inactive_share > _SAID_ABOVE:
        notes.append(
            f"{100.0 * cell.inactive_share:.2g} % of the active material connects to nothing "
            "and keeps its lithium"
        )
    top = voxels.phase.shape[2]
    for where, layers in (("electrode", slice(0, top)), ("anode", slice(top, None))):
        closed = _closed_share(cell, layers)
        if closed > _CLOSED_SAID_ABOVE:
            notes.append(
                f"{100.0 * closed:.2g} % of the pores of the {where} are closed with these voxels: "
                "smaller ones keep more open"
            )
    if voltage_v[-1] < cell.cutoff_v - _BELOW_V:
        notes.append("the cell is below its cut-off as soon as the current flows")
    return notes


def _closed_share(cell: ResolvedCell, layers: slice) -> float:
    """Share of the electrolyte of these layers that no path joins to the separator."""
    model = cell.model
    room = model.setting.electrolyte_share[model.lattice.part[layers]]
    dry = room[~model.network.wet[layers]].sum()
    return float(dry / room.sum()) if room.any() else 0.0
