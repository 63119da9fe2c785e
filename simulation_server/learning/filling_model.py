"""The learned part of the filling forecast, and its file: arrays and JSON, nothing that could run."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import msgspec
import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.errors import FileError
from simulation_server.whole_file import replacing

from .filling_features import NAMES
from .filling_table import TARGETS
from .filling_times import Array
from .filling_trees import Trees

FORMAT = "mesonaut filling forecast 1"
LARGEST_BYTES = 20_000_000
_ARRAYS = ("feature", "threshold", "left", "right", "value")


class FillingScore(msgspec.Struct, frozen=True):
    """How times were predicted of pores of electrodes left out of training."""

    log_start_r2: float
    log_end_r2: float
    end_r2: float  # of the times themselves
    log_velocity_r2: float
    velocity_r2: float
    keeps_gas_accuracy: float  # share of pores rightly said to fill or to keep their gas
    pores: int
    electrodes: int


class AboutFilling(msgspec.Struct, frozen=True):
    """What the model was trained on and how well it does."""

    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    trained_on: tuple[int, ...]  # electrodes
    left_out: FillingScore  # each electrode predicted by a model trained on the others
    held_out: FillingScore | None  # electrodes that this very model never saw
    table_sha256: str
    mesonaut: str
    scikit_learn: str


@dataclass(frozen=True, slots=True)
class FillingModel:
    """One sum of trees for each target; the times' are corrections to the base network's logarithm."""

    about: AboutFilling
    trees: tuple[Trees, ...]

    def predict(self, columns: Array, base: Array) -> Array:
        """TARGETS (n, 4) of n pores."""
        found = np.stack([trees.predict(columns) for trees in self.trees], axis=1)
        found[:, :3] += base[:, None]
        found[:, 3] = np.clip(found[:, 3], 0.0, 1.0)
        return found


def save_filling_model(model: FillingModel, path: Path) -> None:
    """Writes a model; the file is whole or not there."""
    content = _content(model)
    with replacing(path) as part, part.open("wb") as file:
        np.savez_compressed(
            file, allow_pickle=False, sha256=np.array(_digest(content)), format=np.array(FORMAT), **content
        )


def load_filling_model(path: Path) -> FillingModel:
    """Reads a model. Raises FileError in one line for a missing, damaged or foreign file."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise ValueError("too large")
        with np.load(path, allow_pickle=False) as file:
            content = {name: file[name] for name in file.files}
        kind, digest = str(content.pop("format")), str(content.pop("sha256"))
        if kind != FORMAT or digest != _digest(content):
            raise ValueError("another format, or changed since it was written")
        model = _model(content)
    except (OSError, EOFError, KeyError, TypeError, ValueError, BadZipFile, msgspec.DecodeError) as error:
        why = " ".join(str(error).split())[:120]
        raise FileError(
            f"{path}: not a filling forecast of Mesonaut ({why}); make one with "
            "`python -m simulation_server.learning.filling_training`"
        ) from None
    if model.about.inputs != NAMES or model.about.targets != TARGETS:
        raise FileError(f"{path}: trained on other inputs than this version's {len(NAMES)}; train it again")
    return model


def _content(model: FillingModel) -> dict[str, NDArray[Any]]:
    content: dict[str, NDArray[Any]] = {"about": np.array(msgspec.json.encode(model.about).decode())}
    for number, trees in enumerate(model.trees):
        content |= {f"{name}_{number}": getattr(trees, name) for name in _ARRAYS}
        content[f"start_{number}"] = np.array([trees.start, trees.depth])
    return content


def _model(content: dict[str, NDArray[Any]]) -> FillingModel:
    about = msgspec.json.decode(str(content["about"]), type=AboutFilling)
    trees = []
    for number in range(len(TARGETS)):
        arrays = {name: content[f"{name}_{number}"] for name in _ARRAYS}
        shape, inputs = arrays["value"].shape, len(about.inputs)
        indices = arrays["feature"], arrays["left"], arrays["right"]
        fits = len(shape) == 2 and min(shape) > 0 and all(each.shape == shape for each in arrays.values())
        if not fits or any(each.dtype != np.int32 or each.min() < 0 for each in indices):
            raise ValueError("trees of other shapes")
        if arrays["feature"].max() >= inputs or max(each.max() for each in indices[1:]) >= shape[1]:
            raise ValueError("trees that lead nowhere")
        start, depth = content[f"start_{number}"]
        if not (np.isfinite(start) and 0 <= depth <= 100):
            raise ValueError("trees without an end")
        trees.append(Trees(**arrays, depth=int(depth), start=float(start)))
    return FillingModel(about, tuple(trees))


def _digest(content: dict[str, NDArray[Any]]) -> str:
    digest = hashlib.sha256()
    for name in sorted(content):
        array = np.ascontiguousarray(content[name])
        digest.update(f"{name}{array.dtype.str}{array.shape}".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()
