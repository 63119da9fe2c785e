"""A BPX file as a cell that can be discharged, with the measurements the file brings."""

import copy
import json
import re
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation_server.performance.plain_cell import PlainCell
from simulation_server.performance.quiet_pybamm import pybamm
from simulation_server.schema.errors import FileError, MachineError

LARGEST_BYTES = 50_000_000
_STEADY = 0.01
"""Relative spread of a current that counts as constant."""
_LEGACY = "legacy BPX"
_NOT_THERE = "not found in BPX file"
"""Of voltages that no BPX file has."""
_FUNCTIONS = {"x", "exp", "tanh", "cosh"}
_NUMBER = re.compile(r"\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?")


@dataclass(frozen=True, slots=True)
class MeasuredDischarge:
    """One constant-current discharge of the file's section Validation."""

    name: str
    c_rate: float
    time_s: NDArray[np.float64]  # (n,)
    voltage_v: NDArray[np.float64]  # (n,)


@dataclass(frozen=True, slots=True)
class BpxCell:
    """What a file holds."""

    title: str
    cell: PlainCell
    measured: tuple[MeasuredDischarge, ...]
    notes: tuple[str, ...]


def read_bpx(path: Path) -> BpxCell:
    """Reads a file for the DFN. Raises FileError where it is missing, no BPX, or of another model."""
    document = _json(path)
    header, parameters = document.get("Header"), document.get("Parameterisation")
    if not isinstance(header, dict) or not isinstance(parameters, dict):
        raise FileError(f"{path}: expected the sections Header and Parameterisation of a BPX file")
    if header.get("Model") != "DFN":
        raise FileError(
            f'{path}: its model is {header.get("Model")!r}, expected "DFN": '
            "only a full set of parameters can be discharged here"
        )
    _check_functions(path, parameters)
    values, notes = _values(path, _with_defaults(document))
    area_cm2, capacity_ah = _area_cm2(values), float(values["Nominal cell capacity [A.h]"])
    phases = (_phases(parameters, "Negative electrode"), _phases(parameters, "Positive electrode"))
    options = {} if phases == ("1", "1") else {"particle phases": phases}
    title = str(header.get("Title") or path.name)
    cell = PlainCell(
        title,
        pybamm().lithium_ion.DFN(options),
        values,
        area_cm2,
        capacity_ah * 1e3 / area_cm2,
        float(values["Lower voltage cut-off [V]"]),
        float(values["Upper voltage cut-off [V]"]),
    )
    return BpxCell(title, cell, _measured(document.get("Validation"), capacity_ah), notes)


def _with_defaults(document: dict[str, Any]) -> dict[str, Any]:
    """A copy with what the standard leaves open and PyBaMM asks for: no entropy, sizes only heat needs."""
    found = copy.deepcopy(document)
    parameters = found["Parameterisation"]
    for electrode in ("Negative electrode", "Positive electrode"):
        whole = parameters.get(electrode)
        if isinstance(whole, dict):
            blend = whole.get("Particle")
            for particles in blend.values() if isinstance(blend, dict) else (whole,):
                if isinstance(particles, dict):
                    particles.setdefault("Entropic change coefficient [V.K-1]", 0.0)
    if isinstance(parameters.get("Cell"), dict):
        for name in ("External surface area [m2]", "Volume [m3]"):
            parameters["Cell"].setdefault(name, 1.0)
    return found


def _check_functions(path: Path, section: Any) -> None:
    """The reader runs the file's expressions as Python: only BPX's own functions are let through."""
    if isinstance(section, dict):
        for key, value in section.items():
            if key.lower() != "description":
                _check_functions(path, value)
    elif isinstance(section, str):
        strange = sorted(set(re.findall(r"[A-Za-z_]\w*", _NUMBER.sub(" ", section))) - _FUNCTIONS)
        if strange:
            raise FileError(
                f"{path}: the expression {section[:60]!r} holds {', '.join(strange[:3])}: "
                "expected numbers, x, + - * / ** and exp, tanh, cosh"
            )


def _json(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise FileError(f"{path}: expected a BPX file (JSON under {LARGEST_BYTES // 1_000_000} MB)")
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FileError(f"{path}: cannot be read ({error.strerror}); give a BPX file (JSON)") from None
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise FileError(f"{path}: not JSON ({error}); give a BPX file") from None
    if not isinstance(found, dict):
        raise FileError(f"{path}: expected a BPX file, a JSON object with Header and Parameterisation")
    return found


def _values(path: Path, document: dict[str, Any]) -> tuple[Any, tuple[str, ...]]:
    """PyBaMM's parameters of the file, and what the reader had to say."""
    with warnings.catch_warnings(record=True) as said, _own_temporary_folder():
        warnings.simplefilter("always")
        try:
            from pydantic import ValidationError

            values = pybamm().ParameterValues.create_from_bpx_obj(document)
        except ImportError:
            raise MachineError("BPX files need the package bpx: pip install bpx") from None
        except ValidationError as error:
            raise FileError(f"{path}: no valid BPX: {_briefly(error)}") from None
        except (KeyError, ValueError, TypeError, AttributeError, NotImplementedError) as error:
            raise FileError(f"{path}: cannot be used as a cell: {' '.join(str(error).split())}") from None
    notes = {_short(str(each.message)) for each in said if each.category is UserWarning}
    notes = {note for note in notes if _NOT_THERE not in note}
    return values, tuple(sorted(notes))


def _briefly(error: Any) -> str:
    """The first mistakes of a validation, where and what."""
    found = error.errors()
    words = [f"{' / '.join(str(part) for part in each['loc'])}: {each['msg']}" for each in found[:3]]
    more = f"; and {len(found) - 3} more" if len(found) > 3 else ""
    return " ".join("; ".join(words).split()) + more


def _short(message: str) -> str:
    if _LEGACY in message:
        return "a file of BPX before 1.0, converted: its cell starts fully charged"
    return " ".join(message.split())


@contextmanager
def _own_temporary_folder() -> Iterator[None]:
    """The reader writes each of the file's functions to a temporary file it never removes; these go."""
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory() as folder:
        tempfile.tempdir = folder
        try:
            yield
        finally:
            tempfile.tempdir = before


def _area_cm2(values: Any) -> float:
    pairs = values["Number of electrodes connected in parallel to make a cell"]
    return float(values["Electrode height [m]"] * values["Electrode width [m]"] * pairs) * 1e4


def _phases(parameters: dict[str, Any], electrode: str) -> str:
    particles = parameters.get(electrode, {}).get("Particle")
    return str(len(particles)) if isinstance(particles, dict) else "1"


def _measured(section: Any, capacity_ah: float) -> tuple[MeasuredDischarge, ...]:
    """The discharges at constant current in the section Validation; others are left out."""
    found = []
    for name, columns in (section or {}).items():
        time, current, voltage = (
            np.asarray(columns[key], dtype=np.float64) for key in ("Time [s]", "Current [A]", "Voltage [V]")
        )
        mean = abs(float(current.mean()))
        steady = mean > 0.0 and np.abs(np.abs(current) - mean).max() < _STEADY * mean
        if steady and voltage.size > 2 and voltage[-1] < voltage[0]:
            found.append(MeasuredDischarge(str(name), mean / capacity_ah, time, voltage))
    return tuple(found)
