"""Every format gives the same electrode in our axes, with its voxel size where the file says it."""

from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest
import pyvista
import tifffile
from PIL import Image

from simulation_server.export import export
from simulation_server.manufacturing.electrode_file import SavedElectrode, save_electrode
from simulation_server.schema.errors import FileError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.states import Electrode, Particles, Voxels
from simulation_server.volumes import Labels, read_volume
from tests.physics.reference_files import reference_file

from .blocks import VOXEL_UM, block


def _tiff(folder: Path) -> Path:
    path = folder / "stack.tif"
    tifffile.imwrite(path, block().transpose(2, 1, 0))
    return path


def _lzw(folder: Path) -> Path:
    pages = [Image.fromarray(page) for page in block().transpose(2, 1, 0)]
    path = folder / "lzw.tif"
    pages[0].save(path, save_all=True, append_images=pages[1:], compression="tiff_lzw")
    return path


def _slices(folder: Path) -> Path:
    for number, page in enumerate(block().transpose(2, 1, 0), start=1):
        tifffile.imwrite(folder / f"slice{number}.tif", page)  # 10 comes after 9
    return folder


def _palette(folder: Path) -> Path:
    path = folder / "palette.tif"
    colours = np.arange(3 * 256, dtype=np.uint16).reshape(3, 256)
    tifffile.imwrite(path, block().transpose(2, 1, 0), photometric="palette", colormap=colours)
    return path


def _imagej(folder: Path) -> Path:
    path = folder / "imagej.tif"
    metadata = {"axes": "ZYX", "unit": "nm", "spacing": 1e3 * VOXEL_UM}
    tifffile.imwrite(
        path,
        block().transpose(2, 1, 0),
        imagej=True,
        resolution=(1e-3 / VOXEL_UM, 1e-3 / VOXEL_UM),
        metadata=metadata,
    )
    return path


def _ome(folder: Path) -> Path:
    path = folder / "stack.ome.tif"
    sizes = {f"PhysicalSize{axis}": VOXEL_UM for axis in "XYZ"}
    tifffile.imwrite(path, block().transpose(2, 1, 0), metadata={"axes": "ZYX", **sizes})
    return path


def _npy(folder: Path) -> Path:
    np.save(folder / "volume.npy", block())
    return folder / "volume.npy"


def _hdf5(folder: Path) -> Path:
    with h5py.File(folder / "volume.h5", "w") as file:
        stored = file.create_dataset("scan/labels", data=block())
        stored.attrs["voxel_um"] = VOXEL_UM
        file["scan/spectrum"] = np.arange(5)
    return folder / "volume.h5"


def _fiji(folder: Path) -> Path:
    with h5py.File(folder / "fiji.h5", "w") as file:
        file["t0"] = block().transpose(2, 1, 0)
        file["t0"].attrs["element_size_um"] = [VOXEL_UM] * 3
    return folder / "fiji.h5"


def _vti(folder: Path, *, cells: bool = True) -> Path:
    phases = block()
    extra = 1 if cells else 0
    image = pyvista.ImageData(dimensions=[n + extra for n in phases.shape], spacing=(VOXEL_UM,) * 3)
    (image.cell_data if cells else image.point_data)["phase"] = phases.ravel(order="F")
    image.save(folder / "volume.vti")
    return folder / "volume.vti"


def _vti_points(folder: Path) -> Path:
    return _vti(folder, cells=False)


@pytest.mark.parametrize(
    ("write", "says_voxel"),
    [
        (_tiff, False),
        (_lzw, False),
        (_palette, False),
        (_slices, False),
        (_imagej, True),
        (_ome, True),
        (_npy, False),
        (_hdf5, True),
        (_fiji, True),
        (_vti, True),
        (_vti_points, True),
    ],
)
def test_a_format_keeps_axes_labels_and_voxel(
    write: Callable[[Path], Path], says_voxel: bool, tmp_path: Path
) -> None:
    read = read_volume(write(tmp_path), None if says_voxel else VOXEL_UM)
    np.testing.assert_array_equal(read.labels, block())
    assert read.labels.dtype == np.uint8 and read.labels.flags.c_contiguous
    assert read.voxel_um == pytest.approx(VOXEL_UM, rel=1e-5)
    assert ("as the file says" in read.notes[1]) == says_voxel


def test_the_given_voxel_goes_over_the_files(tmp_path: Path) -> None:
    assert read_volume(_imagej(tmp_path), 0.7).voxel_um == 0.7


def test_axes_and_flip_turn_the_volume(tmp_path: Path) -> None:
    np.save(tmp_path / "zyx.npy", block().transpose(2, 1, 0))
    turned = read_volume(tmp_path / "zyx.npy", VOXEL_UM, axes="zyx")
    np.testing.assert_array_equal(turned.labels, block())
    upside_down = read_volume(_tiff(tmp_path), VOXEL_UM, flip=True)
    np.testing.assert_array_equal(upside_down.labels, block()[:, :, ::-1])


def test_a_dataset_is_found_by_name(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "two.h5", "w") as file:
        file["raw"] = block() * 3
        file["labels"] = block()
    read = read_volume(tmp_path / "two.h5", VOXEL_UM, dataset="labels")
    np.testing.assert_array_equal(read.labels, block())


def _electrode() -> SavedElectrode:
    nx, ny, nz = block().shape
    particles = Particles(
        positions_um=np.array([[1.0, 1.0, 1.0]]),
        radii_um=np.array([0.9]),
        phase=np.array([1], np.uint8),
        stress_mpa=np.zeros(1),
        box_um=(nx * VOXEL_UM, ny * VOXEL_UM),
    )
    electrode = Electrode(particles, nz * VOXEL_UM, 0.47, 3.05, 0.01)
    return SavedElectrode(Recipe(), electrode, Voxels(block(), VOXEL_UM, 0.47))


@pytest.mark.parametrize("place", [lambda folder: folder, lambda folder: folder / "electrode.h5"])
def test_our_own_electrode_is_recognised(place: Callable[[Path], Path], tmp_path: Path) -> None:
    save_electrode(tmp_path / "electrode.h5", _electrode())
    read = read_volume(place(tmp_path))
    np.testing.assert_array_equal(read.labels, block())
    assert read.voxel_um == VOXEL_UM and read.recipe == Recipe()
    assert read.voxels(0.1).cbd_nanoporosity == 0.47
    for options in ({"flip": True}, {"axes": "zyx"}, {"labels": Labels(pore=(1,))}, {"voxel_um": 0.3}):
        with pytest.raises(FileError, match=r"knows its voxels, axes and labels"):
            read_volume(place(tmp_path), **options)


@pytest.mark.parametrize("format_", ["tiff", "vtk"])
def test_our_own_exports_come_back(format_: str, tmp_path: Path) -> None:
    written = export(_electrode(), tmp_path, [format_])
    voxels = next(path for path in written if path.stem == "voxels")
    read = read_volume(voxels)
    np.testing.assert_array_equal(read.labels, block())
    assert read.voxel_um == pytest.approx(VOXEL_UM, rel=1e-5)


def test_a_published_volume() -> None:
    read = read_volume(reference_file("nmc_electrode_256.tiff"), 100.0 / 256)
    assert read.labels.shape == (256, 256, 256)
    shares = np.bincount(read.labels.ravel()) / read.labels.size
    np.testing.assert_allclose(shares, [0.44992, 0.40047, 0.14962], atol=1e-5)
