"""One LAMMPS, as one rank sees it: commands, per-particle arrays in the order of our numbering, numbers."""

import ctypes
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .library import load_lammps

Floats = NDArray[np.float64]

_OPTIONS = ["-screen", "none", "-log", "none", "-nocite"]


class Instance:
    """LAMMPS behind the few calls the engine makes; every rank makes the same ones."""

    def __init__(self, communicator: Any = None) -> None:
        """communicator: of mpi4py, or None for a single process."""
        self._lammps = load_lammps()(cmdargs=_OPTIONS, comm=communicator)

    def commands(self, text: str) -> None:
        """Runs lines of LAMMPS input."""
        self._lammps.commands_string(text)

    def create(self, types: NDArray[np.int64], positions_um: Floats) -> None:
        """Creates particles 1..n of types (n,) at positions (n, 3)."""
        count = len(types)
        numbers = (ctypes.c_int * count)(*range(1, count + 1))
        made = self._lammps.create_atoms(
            count,
            numbers,
            (ctypes.c_int * count)(*types.tolist()),
            (ctypes.c_double * (3 * count))(*positions_um.flat),
        )
        if made != count:
            raise RuntimeError(f"{count - made} of {count} particles lie outside the box")

    def gather(self, name: str, columns: int) -> Floats:
        """A per-particle quantity: (n, columns), or (n,) for one column."""
        values = np.array(self._lammps.gather_atoms(name, 1, columns), dtype=np.float64)
        return values.reshape(-1, columns) if columns > 1 else values

    def scatter(self, name: str, values: NDArray[Any]) -> None:
        """Sets a per-particle quantity, of whole numbers where `values` are."""
        if values.dtype.kind == "i":
            data: Any = (ctypes.c_int * values.size)(*values.ravel().tolist())
            self._lammps.scatter_atoms(name, 0, 1, data)
            return
        columns = values.shape[1] if values.ndim > 1 else 1
        self._lammps.scatter_atoms(name, 1, columns, (ctypes.c_double * values.size)(*values.flat))

    def kick(self, time_us: float) -> None:
        """Changes velocities and spins as the present forces would in this time."""
        count = self._lammps.extract_setting("nlocal")
        local = {
            name: self._lammps.numpy.extract_atom(name)[:count]
            for name in ("v", "omega", "f", "torque", "rmass", "radius")
        }
        per_mass = (time_us / local["rmass"])[:, None]
        local["v"] += local["f"] * per_mass
        local["omega"] += local["torque"] * per_mass / (0.4 * local["radius"][:, None] ** 2)

    def variables(self, names: list[str]) -> Floats:
        """Values of equal-style variables."""
        return np.array([self._lammps.extract_variable(name) for name in names])

    def averages(self, fix: str, count: int) -> Floats:
        """The first `count` entries of a fix's global vector."""
        return np.array([self._lammps.extract_fix(fix, 0, 1, nrow=i) for i in range(count)])
