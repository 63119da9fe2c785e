"""One solve of one volume by one solver in a process of its own: its time, tortuosity factor and peak memory.

Every solver is warmed up on a corner of the volume first. The peers are stopped at the first look at which
their factor is within the accuracy asked for of the converged one (`--reference`), which a user could not
know: no stopping rule of theirs can be quicker. Ours stops by its own estimate of its error.

Usage: python transport_runs.py SOLVER VOLUME.npy ACCURACY REFERENCE THREADS. Prints one JSON document.
"""

import contextlib
import json
import math
import resource
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Volume = NDArray[np.uint8]
Solver = Callable[[Volume, float, float], float]
WARM_EDGE = 110
"""Of the corner: large enough for every compiled piece to be loaded."""


def ours(threads: int) -> Solver:
    """The transport solver of Mesonaut."""
    import numba

    from simulation_server.physics.transport import solve_conduction

    numba.set_num_threads(threads)

    def solve(pore: Volume, accuracy: float, _reference: float) -> float:
        solved = solve_conduction(
            pore, np.array([0.0, 1.0]), axis=0, periodic=False, tolerance=min(accuracy, 1e-3)
        )
        return float(pore.mean() / solved.conductivity)

    return solve


def taufactor(threads: int) -> Solver:
    """TauFactor 2 (Kench et al. 2023) on the processor; it looks at its factor every 100 iterations."""
    import torch
    from taufactor import Solver as TauFactor

    torch.set_num_threads(threads)

    class Stopped(TauFactor):  # type: ignore[misc]
        def check_convergence(self, *_: object) -> bool:
            self.tau, _spread = self.compute_metrics()
            return bool(abs(self.tau[0] / self.reference - 1.0) <= self.accuracy)

    def solve(pore: Volume, accuracy: float, reference: float) -> float:
        solver = Stopped(pore, device="cpu")
        solver.reference, solver.accuracy = reference, accuracy
        return float(np.ravel(solver.solve(verbose=False, iter_limit=100_000))[0])

    return solve


def porespy(_threads: int) -> Solver:
    """PoreSpy's tortuosity_fd: OpenPNM's network, PyAMG's Ruge-Stuben cycles, at 1e-6 of the residual.

    Its electrodes stand in the middles of the first and last layers, so that its factor differs by a layer's
    share; a tenth of this accuracy puts it 1 % off at 100^3.
    """
    import logging

    logging.disable(logging.WARNING)
    import porespy as ps

    def solve(pore: Volume, _accuracy: float, _reference: float) -> float:
        return float(ps.simulations.tortuosity_fd(pore > 0, axis=0, tol=1e-6).tortuosity)

    return solve


def pyamg(_threads: int) -> Solver:
    """Conjugate gradients preconditioned by PyAMG's Ruge-Stuben hierarchy, on the cells that lead through."""
    from scipy.ndimage import label

    def solve(pore: Volume, accuracy: float, reference: float) -> float:
        pieces, _ = label(pore)
        through = np.isin(pieces, np.intersect1d(pieces[0], pieces[-1])[1:]) & (pore > 0)
        matrix, right, to_electrodes = _system(through)
        hierarchy = _hierarchy(matrix)
        scale = len(pore) / pore[0].size
        found = [0.0]

        class Close(Exception):
            pass

        def look(x: NDArray[np.float64]) -> None:
            # the power at one unit: x.A.x - 2 x.b + the electrodes' share
            power = float(x @ (matrix @ x) - 2.0 * (x @ right) + to_electrodes)
            found[0] = pore.mean() / (power * scale)
            if abs(found[0] / reference - 1.0) <= accuracy:
                raise Close

        with contextlib.suppress(Close):
            hierarchy.solve(right, accel="cg", tol=1e-12, maxiter=500, callback=look)
        return found[0]

    return solve


def _hierarchy(matrix):  # type: ignore[no-untyped-def]
    import pyamg as library

    return library.ruge_stuben_solver(matrix)


def _system(through):  # type: ignore[no-untyped-def]
    """Matrix, right-hand side for one unit at the low end, and the conductance of its electrode."""
    from scipy.sparse import coo_array, diags_array

    number = np.full(through.shape, -1, dtype=np.int32)
    cells = int(through.sum())
    number[through] = np.arange(cells, dtype=np.int32)
    rows, columns = [], []
    for axis in range(3):
        here = number[tuple(slice(None, -1) if a == axis else slice(None) for a in range(3))]
        there = number[tuple(slice(1, None) if a == axis else slice(None) for a in range(3))]
        both = (here >= 0) & (there >= 0)
        rows.append(here[both])
        columns.append(there[both])
    a, b = np.concatenate(rows), np.concatenate(columns)
    ones = np.ones(len(a))
    across = coo_array((ones, (a, b)), shape=(cells, cells)).tocsr()
    across = across + across.T
    right = np.zeros(cells)
    ends = np.zeros(cells)
    for end in (0, -1):
        np.add.at(ends, number[end][through[end]], 2.0)
    right[number[0][through[0]]] = 2.0
    degree = np.asarray(across.sum(axis=1)).ravel() + ends
    return (diags_array(degree) - across).tocsr(), right, float(2.0 * through[0].sum())


def _peak_mb() -> float:
    """Peak memory of this process; on Linux getrusage counts what its parent held when it started it, too."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


SOLVERS: dict[str, Callable[[int], Solver]] = {
    "Mesonaut": ours,
    "TauFactor": taufactor,
    "PoreSpy": porespy,
    "PyAMG and CG": pyamg,
}


def main() -> None:
    """Runs one solver on one volume."""
    name, path, accuracy, reference, threads = sys.argv[1:6]
    warnings.simplefilter("ignore")
    solve = SOLVERS[name](int(threads))
    volume = np.load(path)
    corner = volume[:WARM_EDGE, :WARM_EDGE, :WARM_EDGE].copy()
    corner[:, :2] = 1  # a way through
    solve(corner, math.inf, 1.0)
    before_mb = _peak_mb()
    began = time.perf_counter()
    factor = solve(volume, float(accuracy), float(reference))
    seconds = time.perf_counter() - began
    peak_mb = _peak_mb()
    print(json.dumps({"seconds": seconds, "factor": factor, "peak_mb": peak_mb, "before_mb": before_mb}))


if __name__ == "__main__":
    main()
