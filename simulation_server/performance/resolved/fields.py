"""The model's fields as a CellState: z last, NaN where a field means nothing.

Of a half cell it shows the electrode, of a full cell the whole stack with the counter electrode.
"""

from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from simulation_server.physics.electrochemistry.lattice import INNER, Part
from simulation_server.schema.states import CellState, Phase

if TYPE_CHECKING:
    from .cell import ResolvedCell

F32 = NDArray[np.float32]
T = TypeVar("T", bound=np.generic)
_AS_PHASE = np.array(
    [Phase.PORE, Phase.AM, Phase.CBD, Phase.PORE, Phase.AM, Phase.PORE, Phase.CBD], dtype=np.uint8
)
"""Phase of every Part."""


def cell_state(cell: "ResolvedCell", progress: float, c_rate: float) -> CellState:
    """What is shown of a cell at its present moment."""
    model, state = cell.model, cell.model.state
    layers = _layers_shown(cell)
    part = model.lattice.part[:layers]
    lithiation = np.full(part.shape, np.nan, dtype=np.float32)
    most = model.setting.reactions.max_concentration_mol_m3
    lithium = state.lithium_mol_m3[INNER][:layers]
    for number, kind in enumerate((Part.AM, Part.COUNTER_AM)):
        lithiation[part == kind] = lithium[part == kind] / most[number]
    salt = np.where(model.network.wet[:layers], state.salt_mol_m3[INNER][:layers], np.nan).astype(np.float32)
    film = None
    if model.setting.interphase is not None:
        film = _on_surface(cell, np.where(model.carries_film, 1e9 * state.thickness_m, np.nan))
    return CellState(
        progress=progress,
        time_s=cell.time_s,
        capacity_mah_cm2=cell.capacity_mah_cm2,
        voltage_v=cell.voltage_v,
        c_rate=c_rate,
        phase=_z_last(_AS_PHASE[part]),
        voxel_um=cell.voxels.voxel_um,
        lithiation=_z_last(lithiation),
        salt_mol_m3=_z_last(salt),
        overpotential_v=_on_surface(cell, model.overpotential_v),
        sei_nm=film,
    )


def _on_surface(cell: "ResolvedCell", values: NDArray[np.float64]) -> F32:
    """Mean over the faces of every surface voxel, NaN elsewhere."""
    surface, shape = cell.model.surface, tuple(n + 2 for n in cell.model.lattice.part.shape)
    size = int(np.prod(shape))
    area = np.bincount(surface.solid, weights=surface.area_m2, minlength=size)
    total = np.bincount(surface.solid, weights=surface.area_m2 * values, minlength=size)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (total / area).astype(np.float32).reshape(shape)[INNER]
    return _z_last(mean[: _layers_shown(cell)])


def _layers_shown(cell: "ResolvedCell") -> int:
    if cell.model.setting.lithium_metal:
        return int(cell.voxels.phase.shape[2])
    return int(cell.model.lattice.part.shape[0])


def _z_last(values: NDArray[T]) -> NDArray[T]:
    return np.ascontiguousarray(np.moveaxis(values, 0, 2))
