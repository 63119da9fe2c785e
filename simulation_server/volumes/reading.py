"""Reads a segmented volume of any of the formats and brings it to our axes, phases and units."""

from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np

from simulation_server.manufacturing.electrode_file import FORMAT, load_electrode
from simulation_server.physics.voxels import voxelise
from simulation_server.schema.errors import FileError

from .hdf5 import read_hdf5
from .labelling import Labels, to_phases
from .numpy_file import read_numpy
from .slices import read_slices
from .stored import Edges, Stored
from .tiff import read_tiff
from .volume import Volume


def _read_vti(path: Path, dataset: str | None) -> Stored:
    from .vti import read_vti  # loads VTK

    return read_vti(path, dataset)


_READERS: dict[str, Callable[[Path, str | None], Stored]] = {
    ".tif": read_tiff,
    ".tiff": read_tiff,
    ".npy": read_numpy,
    ".h5": read_hdf5,
    ".hdf5": read_hdf5,
    ".hdf": read_hdf5,
    ".vti": _read_vti,
}
SUFFIXES = tuple(_READERS)
"""Of the files that can be read."""
_HDF5 = tuple(suffix for suffix, reader in _READERS.items() if reader is read_hdf5)

_OURS = "electrode.h5"
"""What a run leaves in its folder."""

SMALLEST_UM, LARGEST_UM = 0.005, 50.0
"""Voxel edges that make sense for an electrode: others are in another unit."""
_CUBE_TOLERANCE = 0.05
"""Spread of the edges about their geometric mean up to which voxels count as cubes: ours fill their box."""


def read_volume(
    path: Path,
    voxel_um: float | None = None,
    *,
    labels: Labels | None = None,
    dataset: str | None = None,
    axes: str | None = None,
    flip: bool = False,
) -> Volume:
    """Reads TIFF, NumPy, HDF5, VTI, a folder of TIFF pictures, and the electrode.h5 of a run (or its folder).

    voxel_um: edge of a voxel, over what the file says. dataset: which array of an HDF5 or VTI file, or which
    series of a TIFF. axes: order of the file's axes, where it is not zyx (TIFF) or xyz (the others); z is the
    thickness, 0 at the collector. flip: the file has the collector at the far end of z.
    Raises FileError in one line for what is not a segmented volume.
    """
    _check_voxel("--voxel-um", voxel_um)
    if (path / _OURS).is_file():
        path = path / _OURS
    if path.suffix.lower() in _HDF5 and dataset is None and _is_ours(path):
        if voxel_um is not None or axes is not None or flip or labels not in (None, Labels()):
            raise FileError(
                f"{path}: an electrode of Mesonaut's knows its voxels, axes and labels; expected none of "
                "--voxel-um, --axes, --flip, --pore, --active and --cbd: leave them out"
            )
        return _ours(path)
    stored = _stored(path, dataset)
    order = _order(axes or stored.axes)
    phases, said = to_phases(path, stored.values, labels or Labels())
    turned = phases.transpose([order.index(axis) for axis in "xyz"])
    if flip:
        turned = turned[:, :, ::-1]
    edge, note = _voxel_edge(path, voxel_um, stored.edges_um)
    return Volume(np.ascontiguousarray(turned), edge, notes=(said, note))


def _stored(path: Path, dataset: str | None) -> Stored:
    if path.is_dir():
        return read_slices(path)
    if not path.is_file():
        raise FileError(f"{path}: no such file; expected a segmented volume ({', '.join(SUFFIXES)})")
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise FileError(
            f"{path}: the ending {path.suffix!r} is not known; expected one of {', '.join(SUFFIXES)}"
        )
    return reader(path, dataset)


def _order(axes: str) -> str:
    if sorted(axes) != ["x", "y", "z"]:
        raise FileError(
            f"--axes {axes!r}: expected the three letters x, y and z in the file's order, as in zyx"
        )
    return axes


def _check_voxel(name: str, voxel_um: float | None) -> None:
    if voxel_um is not None and not SMALLEST_UM <= voxel_um <= LARGEST_UM:
        raise FileError(
            f"{name} {voxel_um:g}: expected the edge of a voxel from {SMALLEST_UM:g} to {LARGEST_UM:g} um; "
            "change it"
        )


def _voxel_edge(path: Path, given: float | None, edges_um: Edges | None) -> tuple[float, str]:
    """The edge in um and where it is from."""
    if given is not None:
        return given, f"voxel: {given:g} um, as given"
    if edges_um is None:
        raise FileError(f"{path}: does not say how large its voxels are; give the edge with --voxel-um")
    mean = round(float(np.prod(edges_um)) ** (1.0 / 3.0), 9) if min(edges_um) > 0.0 else 0.0
    if not SMALLEST_UM <= mean <= LARGEST_UM:
        raise FileError(
            f"{path}: voxels of {mean:g} um by its own word, expected {SMALLEST_UM:g} to {LARGEST_UM:g} um; "
            "it may be in another unit: give the edge with --voxel-um"
        )
    if max(abs(edge / mean - 1.0) for edge in edges_um) > _CUBE_TOLERANCE:
        words = " x ".join(f"{edge:g}" for edge in edges_um)
        raise FileError(
            f"{path}: voxels of {words} um, expected cubes; resample it, or give one edge with --voxel-um"
        )
    return mean, f"voxel: {mean:g} um, as the file says"


def _is_ours(path: Path) -> bool:
    try:
        with h5py.File(path, "r") as file:
            return bool(file.attrs.get("format") == FORMAT)
    except (OSError, RuntimeError, KeyError):
        return False  # the reader of foreign files says what is wrong with it


def _ours(path: Path) -> Volume:
    saved = load_electrode(path)
    voxels = saved.voxels
    if voxels is None:
        voxels = voxelise(saved.electrode, saved.recipe.simulation.voxel_um)
    note = f"an electrode of Mesonaut's, voxel: {voxels.voxel_um:g} um"
    return Volume(
        voxels.phase,
        voxels.voxel_um,
        (note,),
        recipe=saved.recipe,
        particles=saved.electrode.particles,
        cbd_nanoporosity=voxels.cbd_nanoporosity,
    )
