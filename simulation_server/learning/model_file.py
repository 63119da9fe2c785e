"""Surrogates on disk: skops files that hold arrays and text, and nothing that could run.

skops (never pickle) is the container; inside is one plain dictionary of numpy arrays and a JSON text,
not scikit-learn estimators. So no type needs to be trusted on loading and any that would is a reason
to refuse the file; a newer scikit-learn cannot misread an older model; and a model of hundreds of
runs is some 100 kB, because what is slow to compute again, the hyperparameters, is all that is kept.
"""

import hashlib
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from simulation_server.schema.errors import FileError

from .gaussian_process import Hyperparameters
from .model import About, Model

FORMAT = "mesonaut surrogate 1"
LARGEST_BYTES = 20_000_000
_ARRAYS = ("x", "targets", "centre", "spread", "half_width", "curve_mean", "curve_components")
_HYPER = ("amplitude", "lengths", "noise")


def save_model(model: Model, path: Path) -> None:
    """Writes a model; the file is whole or not there. Raises FileError where it cannot be written."""
    import skops.io  # slow to import

    content: dict[str, Any] = {name: getattr(model, name) for name in _ARRAYS}
    content |= {name: getattr(model.hyper, name) for name in _HYPER}
    content["about"] = msgspec.json.encode(model.about).decode()
    content["format"] = FORMAT
    content["sha256"] = _digest(content)
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(skops.io.dumps(content, compression=zipfile.ZIP_DEFLATED))
        part.replace(path)
    except OSError as error:
        raise FileError(f"{path}: cannot be written ({error.strerror}); choose another file") from None


def load_model(path: Path) -> Model:
    """Reads a model. Raises FileError for a missing, damaged or foreign file, whatever is in it."""
    content = _content(path)
    try:
        if content["format"] != FORMAT:
            raise FileError(
                f"{path}: its format is {content['format']!r}, expected {FORMAT!r}; train it again"
            )
        if content["sha256"] != _digest(content):
            raise FileError(f"{path}: changed since it was written (checksum); train it again")
        about = msgspec.json.decode(content["about"], type=About)
        arrays = {name: np.asarray(content[name], dtype=np.float64) for name in (*_ARRAYS, *_HYPER)}
    except (KeyError, TypeError, ValueError, msgspec.DecodeError):
        raise _foreign(path) from None
    hyper = Hyperparameters(*(arrays.pop(name) for name in _HYPER))
    model = Model(about=about, hyper=hyper, **arrays)
    if not _consistent(model):
        raise _foreign(path)
    return model


def _content(path: Path) -> dict[str, Any]:
    import skops.io

    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise _foreign(path)
        data = path.read_bytes()
    except OSError as error:
        raise FileError(f"{path}: cannot be read ({error.strerror}); `mesonaut train` makes one") from None
    try:
        untrusted = skops.io.get_untrusted_types(data=data)
        content = None if untrusted else skops.io.loads(data, trusted=[])
    except Exception:  # skops meets a hostile file with whatever error its parsers raise
        raise _foreign(path) from None
    if untrusted:
        raise FileError(
            f"{path}: refused, it holds types that could run code ({', '.join(untrusted[:3])}); "
            "a surrogate holds arrays and text only: train one with `mesonaut train`"
        )
    if not isinstance(content, dict):
        raise _foreign(path)
    return content


def _foreign(path: Path) -> FileError:
    return FileError(f"{path}: not a surrogate of Mesonaut, or damaged; train one with `mesonaut train`")


def _digest(content: dict[str, Any]) -> str:
    digest = hashlib.sha256(content["about"].encode())
    for name in (*_ARRAYS, *_HYPER):
        array = np.ascontiguousarray(content[name], dtype="<f8")
        digest.update(f"{name}{array.shape}".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def _consistent(model: Model) -> bool:
    from .table import CURVE_POINTS

    about = model.about
    d, q = len(about.inputs), len(about.quantities)
    k, points = len(model.curve_components), len(about.curves) * CURVE_POINTS
    n, m = len(model.x), q + k
    expected = {
        "x": (n, d), "targets": (n, m), "centre": (m,), "spread": (m,), "half_width": (q,),
        "curve_mean": (points,), "curve_components": (k, points),
    }  # fmt: skip
    shapes_fit = all(getattr(model, name).shape == shape for name, shape in expected.items())
    hyper = model.hyper
    return (
        shapes_fit
        and (len(about.low), len(about.high)) == (d, d)
        and (hyper.amplitude.shape, hyper.lengths.shape, hyper.noise.shape) == ((m,), (m, d), (m,))
        and bool((hyper.lengths > 0.0).all() and (hyper.noise > 0.0).all())
    )
