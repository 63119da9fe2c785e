"""What is no segmented volume gets one line: what is wrong with it, what was expected, what to do."""

from pathlib import Path

import h5py
import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray

from simulation_server.schema.errors import FileError
from simulation_server.volumes import read_volume, stored

from .blocks import block


def _with_nan() -> NDArray[np.float64]:
    volume = block().astype(np.float64)
    volume[2, 1, 3] = np.nan
    return volume


_RNG = np.random.default_rng(1)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (_RNG.random((5, 5, 5)), "floating-point greyscale scan, .* segment it first"),
        (_RNG.integers(0, 200, (9, 9, 9), np.uint8), "a greyscale scan, .* segment it first"),
        (_with_nan(), r"1 of 480 voxels are NaN or infinite, the first at index \(2, 1, 3\)"),
        (np.zeros((5, 5), np.uint8), "2 dimensions .5 x 5., expected a volume with 3"),
        (np.zeros((3, 5, 5, 5), np.uint8), "4 dimensions"),
        (np.zeros((1, 50, 50), np.uint8), "a single slice is no volume"),
        (np.full((5, 5, 5), 3, np.uint8), "every voxel is 3: one phase, expected pores and a solid"),
        (np.zeros((5, 5, 5), np.complex64), "values of type complex64, expected whole numbers"),
        (np.full((5, 5, 5), "a"), "values of type <U1, expected whole numbers"),
    ],
)
def test_a_bad_array_is_refused(values: NDArray[np.generic], said: str, tmp_path: Path) -> None:
    np.save(tmp_path / "bad.npy", values)
    with pytest.raises(FileError, match=said) as refused:
        read_volume(tmp_path / "bad.npy", 0.4)
    assert "\n" not in str(refused.value) and "bad.npy" in str(refused.value)


@pytest.mark.parametrize("name", ["cut.tif", "cut.npy", "cut.h5", "cut.vti"])
@pytest.mark.parametrize("content", [b"", b"hello", b'<?xml version="1.0"?><VTKFile'])
def test_a_foreign_or_cut_file_is_refused(
    name: str, content: bytes, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FileError, match=r"cannot be read") as refused:
        read_volume(tmp_path / name, 0.4)
    assert "\n" not in str(refused.value)
    assert capfd.readouterr().err == ""  # libraries say nothing of their own


@pytest.mark.parametrize("compression", [None, "zlib"])
@pytest.mark.parametrize("left", [0.2, 0.5, 0.9])
def test_a_stack_cut_short_is_refused(left: float, compression: str | None, tmp_path: Path) -> None:
    stack = np.tile(block(), (9, 9, 9)).transpose(2, 1, 0)
    tifffile.imwrite(tmp_path / "whole.tif", stack, compression=compression)
    whole = (tmp_path / "whole.tif").read_bytes()
    (tmp_path / "cut.tif").write_bytes(whole[: int(left * len(whole))])
    with pytest.raises(FileError, match=r"cut.tif: cannot be read"):
        read_volume(tmp_path / "cut.tif", 0.4)


def test_pickles_are_refused(tmp_path: Path) -> None:
    np.save(tmp_path / "objects.npy", np.array([{}, []], object), allow_pickle=True)
    with pytest.raises(FileError, match=r"cannot be read"):
        read_volume(tmp_path / "objects.npy", 0.4)


def test_a_colour_picture_is_refused(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "colour.tif", np.zeros((6, 6, 6, 3), np.uint8), photometric="rgb")
    with pytest.raises(FileError, match=r"a colour picture"):
        read_volume(tmp_path / "colour.tif", 0.4)


def test_a_folder_must_hold_layers_of_one_size(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"no pictures in this folder"):
        read_volume(tmp_path, 0.4)
    for number in range(5):
        tifffile.imwrite(tmp_path / f"{number}.tif", np.zeros((6, 7 if number == 3 else 6), np.uint8))
    with pytest.raises(FileError, match=r"3.tif: \(6, 7\) of uint8, expected \(6, 6\)"):
        read_volume(tmp_path, 0.4)
    tifffile.imwrite(tmp_path / "0.tif", np.zeros((6, 6, 6), np.uint8))
    with pytest.raises(FileError, match=r"expected a single picture as each layer"):
        read_volume(tmp_path, 0.4)


def test_several_volumes_need_a_name(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "two.h5", "w") as file:
        file["raw"] = block()
        file["labels"] = block()
    with pytest.raises(FileError, match=r"2 volumes in it \(labels, raw\).*--dataset"):
        read_volume(tmp_path / "two.h5", 0.4)
    with pytest.raises(FileError, match=r"no dataset 'mask'; volumes in it: labels, raw"):
        read_volume(tmp_path / "two.h5", 0.4, dataset="mask")


def test_voxels_must_be_known_cubes_of_um(tmp_path: Path) -> None:
    np.save(tmp_path / "volume.npy", block())
    with pytest.raises(FileError, match=r"does not say how large its voxels are; .* --voxel-um"):
        read_volume(tmp_path / "volume.npy")
    with pytest.raises(FileError, match=r"--voxel-um 400: expected .* from 0.005 to 50 um"):
        read_volume(tmp_path / "volume.npy", 400.0)
    metadata = {"axes": "ZYX", "unit": "um", "spacing": 1.0}
    stack = block().transpose(2, 1, 0)
    tifffile.imwrite(tmp_path / "flat.tif", stack, imagej=True, resolution=(2.5, 2.5), metadata=metadata)
    with pytest.raises(FileError, match=r"voxels of 0.4 x 0.4 x 1 um, expected cubes"):
        read_volume(tmp_path / "flat.tif")


def test_what_does_not_fit_in_memory_is_refused_before_it_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sparse = np.lib.format.open_memmap(tmp_path / "huge.npy", "w+", np.uint8, (800, 1000, 1000))
    del sparse
    monkeypatch.setattr(stored, "memory_bytes", lambda: 16_000_000_000)
    with pytest.raises(FileError, match=r"need about 20.0 GB to work with, this machine has 16.0 GB"):
        read_volume(tmp_path / "huge.npy", 0.4)


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("none.tif", {}, "no such file"),
        ("volume.raw", {}, "the ending '.raw' is not known; expected one of .tif, "),
        ("volume.npy", {"axes": "xyx"}, "expected the three letters x, y and z"),
    ],
)
def test_other_mistakes(name: str, options: dict[str, str], said: str, tmp_path: Path) -> None:
    np.save(tmp_path / "volume.npy", block())
    (tmp_path / "volume.raw").write_bytes(bytes(480))
    with pytest.raises(FileError, match=said):
        read_volume(tmp_path / name, 0.4, axes=options.get("axes"))
