"""Model files: small, exact, and never a way to run somebody's code."""

import hashlib
import zipfile
from pathlib import Path

import numpy as np
import pytest
import skops.io
from sklearn.gaussian_process import GaussianProcessRegressor

from simulation_server.learning.model import Model
from simulation_server.learning.model_file import load_model, save_model
from simulation_server.learning.surrogate import Surrogate
from simulation_server.schema.errors import FileError
from simulation_server.schema.recipe import Recipe


@pytest.fixture
def saved(tmp_path: Path, model: Model) -> Path:
    path = tmp_path / "model.skops"
    save_model(model, path)
    return path


def test_a_saved_model_predicts_the_same(saved: Path, model: Model) -> None:
    assert Surrogate.load(saved).predict(Recipe()) == Surrogate(model).predict(Recipe())
    assert saved.stat().st_size < 2_000_000


def test_a_model_knows_where_it_comes_from(saved: Path, table: Path) -> None:
    about = Surrogate.load(saved).about
    assert about.table_sha256 == hashlib.sha256(table.read_bytes()).hexdigest()
    assert about.chain_version == "test"
    assert about.scikit_learn
    assert about.runs == 96
    assert about.failed_runs == 0


class Payload:
    """A type nobody trusts."""

    def __init__(self) -> None:
        self.harm = 1


@pytest.mark.parametrize("content", [Payload(), {"format": "mesonaut surrogate 1", "x": Payload()}])
def test_a_file_with_a_foreign_type_is_refused(tmp_path: Path, content: object) -> None:
    path = tmp_path / "hostile.skops"
    skops.io.dump(content, path)
    with pytest.raises(FileError, match="Payload"):
        load_model(path)


@pytest.mark.parametrize(
    "content", [{"format": "another"}, {"no": "format"}, [1, 2], GaussianProcessRegressor(), np.zeros(3)]
)
def test_a_skops_file_of_something_else_is_refused(tmp_path: Path, content: object) -> None:
    path = tmp_path / "other.skops"
    skops.io.dump(content, path)
    with pytest.raises(FileError):
        load_model(path)


@pytest.mark.parametrize("content", [b"", b"not a zip at all", b"PK\x03\x04" + bytes(200), b"\x80\x04N."])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.skops"
    path.write_bytes(content)
    with pytest.raises(FileError, match="not a surrogate"):
        load_model(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="mesonaut train"):
        load_model(tmp_path / "none.skops")


def test_a_damaged_file_is_refused(saved: Path) -> None:
    data = bytearray(saved.read_bytes())
    for at in range(200, len(data), 997):
        data[at] ^= 0xFF
    saved.write_bytes(bytes(data))
    with pytest.raises(FileError):
        load_model(saved)


def test_a_number_changed_afterwards_is_noticed(saved: Path) -> None:
    with zipfile.ZipFile(saved) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    array = next(name for name in parts if name.endswith(".npy"))
    parts[array] = parts[array][:-1] + bytes([parts[array][-1] ^ 1])
    with zipfile.ZipFile(saved, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    with pytest.raises(FileError, match="checksum"):
        load_model(saved)
