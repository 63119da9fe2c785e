"""The fields of a resolved discharge on disk (`cell.h5`), whole or not at all."""

from pathlib import Path
from typing import Any

import h5py
import numpy as np

from simulation_server.schema.states import CellState
from simulation_server.version import __version__
from simulation_server.whole_file import replacing

from .document import Resolved
from .watch import Watch

FORMAT, FORMAT_VERSION = "mesonaut cell", 1
_FIELDS = {
    "lithiation": ("lithiation", "1: of the most the active material holds"),
    "salt": ("salt_mol_m3", "mol/m3"),
    "overpotential": ("overpotential_v", "V"),
    "sei": ("sei_nm", "nm"),
}
"""Dataset: attribute of CellState and unit."""
_CHUNK = 64
_PACKED: dict[str, Any] = {"compression": "gzip", "shuffle": True, "fletcher32": True}


def write_fields(path: Path, watch: Watch, resolved: Resolved) -> None:
    """Writes curve and moments: fields are (moments, x, y, z), float32, NaN where they mean nothing."""
    moments = watch.moments()
    with replacing(path) as part, h5py.File(part, "w") as file:
        file.attrs["format"] = FORMAT
        file.attrs["format_version"] = FORMAT_VERSION
        file.attrs["mesonaut_version"] = __version__
        file.attrs["c_rate"] = resolved.c_rate
        file.attrs["voxel_um"] = resolved.voxel_um
        file.attrs["electrode_layers"] = resolved.voxels[2]
        _put(file, "phase", moments[-1].phase, "1: 0 pore, 1 active material, 2 carbon-binder")
        _put(file, "time", [state.time_s for state in moments], "s")
        _put(file, "capacity", [state.capacity_mah_cm2 for state in moments], "mAh/cm2")
        _put(file, "voltage", [state.voltage_v for state in moments], "V")
        for name, (attribute, unit) in _FIELDS.items():
            _put_field(file, name, moments, attribute, unit)
        curve = file.create_group("curve")
        _put(curve, "time", resolved.curve.time_s, "s")
        _put(curve, "capacity", resolved.curve.capacity_mah_cm2, "mAh/cm2")
        _put(curve, "voltage", resolved.curve.voltage_v, "V")


def _put(group: Any, name: str, values: Any, unit: str) -> None:
    stored = group.create_dataset(name, data=np.asarray(values), chunks=True, **_PACKED)
    stored.attrs["unit"] = unit


def _put_field(file: Any, name: str, moments: list[CellState], attribute: str, unit: str) -> None:
    """One moment after the other: a stack of them all would need their memory once more."""
    if getattr(moments[-1], attribute) is None:
        return
    shape = moments[-1].phase.shape
    chunks = (1, *(min(n, _CHUNK) for n in shape))
    stored = file.create_dataset(name, (len(moments), *shape), np.float32, chunks=chunks, **_PACKED)
    stored.attrs["unit"] = unit
    for number, state in enumerate(moments):
        stored[number] = getattr(state, attribute)
