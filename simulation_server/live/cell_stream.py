"""A discharge resolved in three dimensions, and the flux through an electrode, as messages."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.cell_codes import NONE, Range, code_range, codes
from simulation_server.schema.messages import CellBase, CellFrame, FluxLines, Message
from simulation_server.schema.states import CellState, FluxField

MOST_OF = 99.8
"""Percentile of the local flux at which its codes end: a few throats of one voxel lie far above."""

Sent = tuple[Message, dict[str, NDArray[Any]]]


class CellStream:
    """Turns states of a discharge into messages; the first, and the first after `begin`, with its base."""

    def __init__(self) -> None:
        self._began = False

    def begin(self) -> None:
        """Another discharge, or viewers who have forgotten this one."""
        self._began = False

    def messages(self, state: CellState, step_id: int) -> list[Sent]:
        """The state's frame, behind its base where that is due."""
        frame = cell_frame(state, step_id)
        if self._began:
            return [frame]
        self._began = True
        return [cell_base(state, step_id), frame]


def cell_base(state: CellState, step_id: int) -> Sent:
    """What the fields of a discharge belong to."""
    base = CellBase(voxel_um=state.voxel_um, c_rate=state.c_rate, step_id=step_id)
    return base, {"phase": state.phase.astype(np.uint8)}


def cell_frame(state: CellState, step_id: int) -> Sent:
    """A moment of a discharge, each field in steps of its own range."""
    fields = {
        "lithiation": state.lithiation,
        "salt": state.salt_mol_m3,
        "overpotential": state.overpotential_v,
        "sei": state.sei_nm,
    }
    arrays: dict[str, NDArray[Any]] = {}
    ranges: dict[str, Range] = {}
    for name, field in fields.items():
        within = None if field is None else code_range(field)
        if field is None or within is None:
            arrays[name] = np.full(state.phase.shape, NONE, np.uint8)
        else:
            arrays[name], ranges[name] = codes(field, within), within
    frame = CellFrame(
        time_s=state.time_s,
        capacity_mah_cm2=state.capacity_mah_cm2,
        voltage_v=state.voltage_v,
        progress=state.progress,
        ranges=ranges,
        step_id=step_id,
    )
    return frame, arrays


def flux_lines(field: FluxField, step_id: int) -> Sent:
    """Where ions or electrons flow."""
    finite = field.speed[np.isfinite(field.speed)]
    most = max(float(np.percentile(finite, MOST_OF)) if finite.size else 0.0, 1.0)
    message = FluxLines(what=field.what, voxel_um=field.voxel_um, most=most, step_id=step_id)
    return message, {
        "speed": codes(field.speed, (0.0, most)),
        "point": field.points_um.astype(np.float32),
        "start": field.starts.astype(np.int32),
        "along": field.along.astype(np.float32),
    }
