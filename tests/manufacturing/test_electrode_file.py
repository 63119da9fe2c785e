"""Electrode files come back exactly, replace an older one whole or not at all; broken ones are refused."""

from pathlib import Path

import h5py
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from simulation_server.manufacturing.electrode_file import SavedElectrode, load_electrode, save_electrode
from simulation_server.schema.errors import FileError, MachineError
from simulation_server.schema.line import CoatingReport, Line
from simulation_server.schema.recipe import Calendering, Recipe
from simulation_server.schema.states import Electrode, Particles, PlaneHistory, Voxels

positive = st.floats(1e-6, 1e6)


@st.composite
def saved_electrodes(draw: st.DrawFn) -> SavedElectrode:
    n, k = draw(st.integers(1, 40)), draw(st.integers(0, 9))
    numbers = st.floats(-1e9, 1e9)
    phases = st.integers(0, 2)
    electrode = Electrode(
        Particles(
            draw(hnp.arrays(np.float64, (n, 3), elements=numbers)),
            draw(hnp.arrays(np.float64, n, elements=positive)),
            draw(hnp.arrays(np.uint8, n, elements=phases)),
            draw(hnp.arrays(np.float64, n, elements=numbers)),
            (draw(positive), draw(positive)),
            draw(st.none() | hnp.arrays(np.float64, n, elements=positive)),
        ),
        draw(positive), draw(st.floats(0, 1)), draw(positive), draw(positive),
    )  # fmt: skip
    shape = draw(st.tuples(*[st.integers(1, 6)] * 3))
    voxels = Voxels(draw(hnp.arrays(np.uint8, shape, elements=phases)), draw(positive), draw(st.floats(0, 1)))
    history = PlaneHistory(*(draw(hnp.arrays(np.float64, k, elements=numbers)) for _ in range(2)))
    return SavedElectrode(
        Recipe(calendering=Calendering(pressure_mpa=draw(st.floats(0, 150)))),
        electrode,
        draw(st.sampled_from((None, voxels))),
        draw(st.sampled_from((None, history))),
        Line(coating=CoatingReport(draw(positive), draw(positive), draw(positive))),
    )


def same(one: object, other: object) -> bool:
    """Equal in type and in every bit of every array."""
    if isinstance(one, np.ndarray):
        assert isinstance(other, np.ndarray)
        return one.dtype == other.dtype and np.array_equal(one, other)
    if hasattr(one, "__slots__") and not isinstance(one, Recipe | Line):
        names = type(one).__slots__
        return type(one) is type(other) and all(same(getattr(one, n), getattr(other, n)) for n in names)
    return bool(one == other)


@given(saved_electrodes())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_round_trip_is_exact(tmp_path: Path, saved: SavedElectrode) -> None:
    path = tmp_path / "electrode.h5"
    save_electrode(path, saved)
    assert same(load_electrode(path), saved)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A good file of a small electrode."""
    n = 400
    rng = np.random.default_rng(1)
    particles = Particles(
        rng.random((n, 3)), rng.random(n) + 0.1, np.ones(n, np.uint8), rng.random(n), (30.0, 30.0)
    )
    saved = SavedElectrode(Recipe(), Electrode(particles, 70.0, 0.47, 1e4, 3e3))
    save_electrode(tmp_path / "good.h5", saved)
    return tmp_path / "good.h5"


def refused(path: Path) -> str:
    with pytest.raises(FileError) as caught:
        load_electrode(path)
    message = str(caught.value)
    assert "\n" not in message
    assert str(path) in message
    return message


def test_units_are_in_the_file(path: Path) -> None:
    with h5py.File(path) as file:
        assert file["electrode/position"].attrs["unit"] == "um"
        assert file["electrode/stress"].attrs["unit"] == "MPa"
        assert "[calendering]" in file.attrs["recipe"]


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99])
def test_a_cut_file_is_refused(path: Path, share: float) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    assert "not a whole electrode file" in refused(path)


def test_a_flipped_bit_in_the_data_is_noticed(path: Path) -> None:
    with h5py.File(path) as file:
        chunk = file["electrode/position"].id.get_chunk_info(0)
    damaged = bytearray(path.read_bytes())
    damaged[chunk.byte_offset + chunk.size // 2] ^= 4
    path.write_bytes(damaged)
    assert "not a whole electrode file" in refused(path)


def test_missing_and_foreign_files_are_refused(tmp_path: Path) -> None:
    assert "no such file" in refused(tmp_path / "none.h5")
    (tmp_path / "words.h5").write_text("[calendering]\npressure_mpa = 60\n")
    assert "not a whole electrode file" in refused(tmp_path / "words.h5")
    with h5py.File(tmp_path / "other.h5", "w") as file:
        file["data"] = [1, 2, 3]
    assert "its format is None" in refused(tmp_path / "other.h5")


def test_what_was_changed_by_hand_is_checked(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        file.attrs["format_version"] = 99
    assert "format version 99" in refused(path)
    with h5py.File(path, "r+") as file:
        file.attrs["format_version"] = 1
        file["electrode/radius"][3] = np.nan
    assert "not finite" in refused(path)
    with h5py.File(path, "r+") as file:
        file["electrode/radius"][3] = -1.0
    assert "not above 0" in refused(path)
    with h5py.File(path, "r+") as file:
        file["electrode/radius"][3] = 1.0
        file.attrs["recipe"] = "[calendering]\npressure_mpa = 1e6\n"
    assert "calendering.pressure_mpa" in refused(path)
    with h5py.File(path, "r+") as file:
        file.attrs["recipe"] = ""
        del file["electrode/phase"]
    assert "phase" in refused(path)


def test_a_failed_write_leaves_the_old_file(path: Path) -> None:
    before = path.read_bytes()
    broken = load_electrode(path)
    object.__setattr__(broken.electrode, "thickness_um", object())  # cannot be stored
    with pytest.raises(TypeError):
        save_electrode(path, broken)
    assert path.read_bytes() == before
    assert [child.name for child in path.parent.iterdir()] == ["good.h5"]


def test_a_folder_that_is_not_there_is_said(path: Path) -> None:
    with pytest.raises(MachineError, match=r"cannot write .*missing.*choose another folder"):
        save_electrode(path.parent / "missing" / "e.h5", load_electrode(path))
