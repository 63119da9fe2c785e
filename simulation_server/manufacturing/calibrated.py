"""The fitted constants of the line, read from assets/calibration (values and their origin are there)."""

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from simulation_server.schema.errors import FileError

FOLDER = Path(__file__).parents[2] / "assets" / "calibration"

_INSTEAD: ContextVar[Mapping[str, dict[str, Any]] | None] = ContextVar("other calibrations", default=None)


def calibrated(step: str) -> dict[str, Any]:
    """The tables of assets/calibration/STEP.toml, or what `instead` has put in their place."""
    return (_INSTEAD.get() or {}).get(step) or _read(step)


@contextmanager
def instead(step: str, tables: Mapping[str, Mapping[str, Any]]) -> Iterator[None]:
    """Within it the values of `tables` (by table and key) take the place of the step's own; others stay.

    So a fit tries its values, and a formulation is computed with a fit that has not seen it.
    """
    own = calibrated(step)
    changed = {**own, **{name: {**own.get(name, {}), **values} for name, values in tables.items()}}
    token = _INSTEAD.set({**(_INSTEAD.get() or {}), step: changed})
    try:
        yield
    finally:
        _INSTEAD.reset(token)


@cache
def _read(step: str) -> dict[str, Any]:
    path = FOLDER / f"{step}.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise FileError(f"calibration {step!r}: {error}; restore {path.name} in {FOLDER}") from None
