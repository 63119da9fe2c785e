"""Electrode files (HDF5): an electrode with its recipe, voxels and calendering history, kept exactly.

Layout, version 1: root attributes `format`, `format_version`, `mesonaut_version` and `recipe` (TOML);
groups `electrode`, and `voxels` and `calendering` where they were saved; `line` (JSON) what the steps of
the line reported. Every dataset and every dimensional attribute names its unit in an attribute (`unit`, or
the end of its name).
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import h5py
import msgspec
import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.errors import FileError, RecipeError
from simulation_server.schema.line import Line
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import format_recipe, parse_recipe
from simulation_server.schema.states import Electrode, Particles, Phase, PlaneHistory, Voxels
from simulation_server.version import __version__
from simulation_server.whole_file import replacing

FORMAT = "mesonaut electrode"
FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class SavedElectrode:
    """What an electrode file holds."""

    recipe: Recipe
    electrode: Electrode
    voxels: Voxels | None = None
    history: PlaneHistory | None = None
    line: Line = field(default_factory=Line)


def _put(group: Any, name: str, array: NDArray[Any], unit: str) -> None:
    # the checksum turns silent damage into an error on reading
    stored = group.create_dataset(
        name, data=array, chunks=True, compression="gzip", shuffle=True, fletcher32=True
    )
    stored.attrs["unit"] = unit


def save_electrode(path: Path, saved: SavedElectrode) -> None:
    """Writes the file at once or not at all; what was at `path` stays until the new file is whole."""
    with replacing(path) as part, h5py.File(part, "w") as file:
        file.attrs["format"] = FORMAT
        file.attrs["format_version"] = FORMAT_VERSION
        file.attrs["mesonaut_version"] = __version__
        file.attrs["recipe"] = format_recipe(saved.recipe)
        file.attrs["line"] = msgspec.json.encode(saved.line).decode()
        electrode, particles = saved.electrode, saved.electrode.particles
        group = file.create_group("electrode")
        _put(group, "position", particles.positions_um, "um")
        _put(group, "radius", particles.radii_um, "um")
        _put(group, "phase", particles.phase, "1: 0 pore, 1 active material, 2 carbon-binder")
        _put(group, "stress", particles.stress_mpa, "MPa")
        if particles.cracking is not None:
            _put(group, "cracking", particles.cracking, "1: largest crushing stress over the strength")
        group.attrs["box_um"] = particles.box_um
        group.attrs["thickness_um"] = electrode.thickness_um
        group.attrs["cbd_nanoporosity"] = electrode.cbd_nanoporosity
        group.attrs["am_volume_um3"] = electrode.am_volume_um3
        group.attrs["cbd_volume_um3"] = electrode.cbd_volume_um3
        if saved.voxels is not None:
            group = file.create_group("voxels")
            _put(group, "phase", saved.voxels.phase, "1: 0 pore, 1 active material, 2 carbon-binder")
            group.attrs["voxel_um"] = saved.voxels.voxel_um
            group.attrs["cbd_nanoporosity"] = saved.voxels.cbd_nanoporosity
        if saved.history is not None:
            group = file.create_group("calendering")
            _put(group, "plane", saved.history.plane_um, "um")
            _put(group, "pressure", saved.history.pressure_mpa, "MPa")


def load_electrode(path: Path) -> SavedElectrode:
    """Reads an electrode file; raises FileError in one line when it is missing, broken or foreign."""
    if not path.is_file():
        raise FileError(f"{path}: no such file; give the electrode file that `mesonaut run` left")
    try:
        with h5py.File(path, "r") as file:
            _check_format(path, file)
            return SavedElectrode(
                recipe=parse_recipe(str(file.attrs["recipe"]), f"the recipe in {path}"),
                electrode=_read_electrode(file["electrode"]),
                voxels=_read_voxels(file["voxels"]) if "voxels" in file else None,
                history=_read_history(file["calendering"]) if "calendering" in file else None,
                line=msgspec.json.decode(str(file.attrs.get("line", "{}")), type=Line),
            )
    except RecipeError as error:
        raise FileError(str(error)) from None
    except (OSError, KeyError, TypeError, ValueError, msgspec.MsgspecError) as error:
        why = " ".join(str(error).split())
        raise FileError(
            f"{path}: not a whole electrode file ({why}); expected HDF5 written by Mesonaut, run it again"
        ) from None


def _check_format(path: Path, file: Any) -> None:
    kind, version = file.attrs.get("format"), file.attrs.get("format_version")
    if kind != FORMAT:
        raise FileError(f"{path}: its format is {kind!r}, expected {FORMAT!r}; give an electrode file")
    if not isinstance(version, np.integer) or not 1 <= version <= FORMAT_VERSION:
        raise FileError(
            f"{path}: format version {version}, expected 1 to {FORMAT_VERSION}; update Mesonaut to read it"
        )


def _get(group: Any, name: str, kind: type[np.generic], shape: tuple[int, ...]) -> NDArray[Any]:
    """The dataset with this type and shape (-1: any length), finite."""
    found = group[name]
    fits = found.ndim == len(shape) and all(
        want in (-1, have) for want, have in zip(shape, found.shape, strict=False)
    )
    if found.dtype != np.dtype(kind) or not fits:
        raise ValueError(f"{found.name} is {found.dtype} {found.shape}, expected {np.dtype(kind)} {shape}")
    array = np.asarray(found[()])
    if not np.isfinite(array).all():
        raise ValueError(f"{found.name} holds a value that is not finite")
    return array


def _get_phase(group: Any, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    phase = _get(group, "phase", np.uint8, shape)
    if phase.size == 0 or phase.max() > max(Phase):
        raise ValueError(f"{group.name}/phase is empty or holds a value above {int(max(Phase))}")
    return phase


def _read_electrode(group: Any) -> Electrode:
    radii = _get(group, "radius", np.float64, (-1,))
    lx, ly = (float(edge) for edge in group.attrs["box_um"])
    particles = Particles(
        positions_um=_get(group, "position", np.float64, (radii.size, 3)),
        radii_um=radii,
        phase=_get_phase(group, (radii.size,)),
        stress_mpa=_get(group, "stress", np.float64, (radii.size,)),
        box_um=(lx, ly),
        cracking=_get(group, "cracking", np.float64, (radii.size,)) if "cracking" in group else None,
    )
    electrode = Electrode(
        particles=particles,
        thickness_um=float(group.attrs["thickness_um"]),
        cbd_nanoporosity=float(group.attrs["cbd_nanoporosity"]),
        am_volume_um3=float(group.attrs["am_volume_um3"]),
        cbd_volume_um3=float(group.attrs["cbd_volume_um3"]),
    )
    if not (min(lx, ly, electrode.thickness_um, radii.min()) > 0 and np.isfinite((lx, ly)).all()):
        raise ValueError("a length of the electrode is not above 0")
    return electrode


def _read_voxels(group: Any) -> Voxels:
    return Voxels(
        phase=_get_phase(group, (-1, -1, -1)),
        voxel_um=float(group.attrs["voxel_um"]),
        cbd_nanoporosity=float(group.attrs["cbd_nanoporosity"]),
    )


def _read_history(group: Any) -> PlaneHistory:
    plane = _get(group, "plane", np.float64, (-1,))
    return PlaneHistory(plane, _get(group, "pressure", np.float64, (plane.size,)))
