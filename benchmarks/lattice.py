"""Speed of the infiltration lattice: million updates of a fluid cell a second, on one thread and on two.

A packing of overlapping spheres at 45 % porosity, half full of electrolyte, the settings of a filling. Beside
it, in the same run: the memory bandwidth (triad, a = b + s c in float32), and with it how many updates it
would allow; and lbmpy's two-component Shan-Chen kernel, counted on the share of its cells that would be
fluid. All are run in turn; medians count.

The bytes a step must move are counted from the arrays: every one that changes is read and written once, every
one that is only looked up is read once; what is used again within a step is taken to be in a cache.

Usage: python benchmarks/lattice.py [--json] [--quick]. Exit code 1 when a bar is not met.
"""

import argparse
import json
import platform
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import lattice_lbmpy
import numba
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from simulation_server.physics.lattice.two_phase import TwoPhase
from simulation_server.schema.errors import MachineError
from simulation_server.validation.lattice_settings import FILLING

POROSITY = 0.45
RATIO_BAR, BANDWIDTH_BAR, MEMORY_BAR = 2.0, 0.60, 200.0
"""Least ratio to lbmpy, least share of what the bandwidth allows, most bytes a fluid voxel."""
THREADS = (1, 2)
_TRIAD_FLOATS, _TRIAD_RUNS = 40_000_000, 5
_STEPS = {96: 100, 128: 50}
"""Of a timed run, by edge; lbmpy runs a fifth of them."""


def packing(edge: int, seed: int) -> NDArray[np.bool_]:
    """Solid (edge, edge, edge) of equal overlapping spheres, grown until the porosity is as asked for."""
    centres = np.ones((edge,) * 3, bool)
    places = np.random.default_rng(seed).integers(0, edge, (edge**3 // 3000, 3))
    centres[tuple(places.T)] = False
    distance = distance_transform_edt(centres)
    return distance <= np.quantile(distance, 1.0 - POROSITY)


class Ours:
    """The lattice in the packing."""

    def __init__(self, solid: NDArray[np.bool_]) -> None:
        share = np.zeros(solid.shape, np.float32)
        share[:, :, solid.shape[2] // 2 :] = 1.0
        self.lattice = TwoPhase(solid, share, FILLING, open_ends=False)
        self.cells = int((~solid).sum())
        self.lattice.run(20)  # compiles; and the front takes its shape

    def advance(self, steps: int, threads: int) -> float:
        """Seconds that `steps` took."""
        numba.set_num_threads(threads)
        before = time.perf_counter()
        self.lattice.run(steps)
        return time.perf_counter() - before

    @property
    def bytes_a_voxel(self) -> float:
        """Of everything the lattice holds."""
        return self.lattice.memory_bytes / self.cells

    @property
    def bytes_a_step(self) -> float:
        """That a step must move for a fluid cell: what changes twice, what only is looked up once."""
        lattice, cells = self.lattice, self.lattice.cells
        changing = (lattice._f, lattice._mass, lattice._excess, lattice._flux, lattice._liquid)
        looked_up = (*cells.pieces, cells.grid_sites)
        moved = 2 * sum(array.nbytes for array in changing) + sum(array.nbytes for array in looked_up)
        return float(moved / self.cells)


@numba.njit(parallel=True, fastmath=True)
def _triad(a, b, c, scale):  # type: ignore[no-untyped-def]
    for i in numba.prange(len(a)):
        a[i] = b[i] + scale * c[i]


def bandwidth(threads: int) -> float:
    """Bytes a second of the triad, the best of a few: two reads and a write of each float."""
    numba.set_num_threads(threads)
    a, b, c = (np.ones(_TRIAD_FLOATS, np.float32) for _ in range(3))
    _triad(a[:1000], b[:1000], c[:1000], np.float32(0.5))
    best = 0.0
    for _ in range(_TRIAD_RUNS):
        before = time.perf_counter()
        _triad(a, b, c, np.float32(0.5))
        best = max(best, 3.0 * a.nbytes / (time.perf_counter() - before))
    return best


def compare(
    ours: Ours, edge: int, threads: int, repeats: int, peer: bool, say: Callable[[str], None]
) -> dict[str, Any]:
    """A row: medians of both, run in turn, and the bandwidth of the same minute."""
    steps, mine, theirs, triads = _STEPS[edge], [], [], []
    shan_chen = lattice_lbmpy.ShanChen(edge, threads) if peer else None
    for repeat in range(repeats):
        triads.append(bandwidth(threads))
        mine.append(ours.cells * steps / ours.advance(steps, threads) / 1e6)
        if shan_chen is not None:
            theirs.append(ours.cells * (steps // 5) / shan_chen.advance(steps // 5) / 1e6)
        say(f"{edge}^3, {threads} threads: {repeat + 1} of {repeats}")
    speed, triad = statistics.median(mine), statistics.median(triads)
    limit = triad / ours.bytes_a_step / 1e6
    other = statistics.median(theirs) if theirs else None
    ratio = None if other is None else speed / other
    return {
        "case": f"{edge}^3, {threads} thread{'s' if threads > 1 else ''}",
        "fluid_cells": ours.cells,
        "ours": speed,
        "unit": "million fluid cells/s",
        "triad_gb_s": triad / 1e9,
        "bytes_a_step": ours.bytes_a_step,
        "limit": limit,
        "share_of_limit": speed / limit,
        "share_bar": BANDWIDTH_BAR,
        "lbmpy": other,
        "ratio": ratio,
        "ratio_bar": RATIO_BAR,
        "bytes_a_voxel": ours.bytes_a_voxel,
        "bytes_bar": MEMORY_BAR,
        "passed": speed >= BANDWIDTH_BAR * limit
        and ours.bytes_a_voxel < MEMORY_BAR
        and (ratio is None or ratio >= RATIO_BAR),
    }


def table(rows: list[dict[str, Any]], peer: str | None) -> str:
    """The rows for people."""
    lines = [
        f"{'':18}{'ours':>8}{'limit':>8}{'share':>8}{'lbmpy':>8}{'ratio':>8}{'GB/s':>8}{'B/step':>8}{'B/voxel':>8}"
        "   million fluid cells/s"
    ]
    for row in rows:
        names = (
            "ours",
            "limit",
            "share_of_limit",
            "lbmpy",
            "ratio",
            "triad_gb_s",
            "bytes_a_step",
            "bytes_a_voxel",
        )
        cells = ["-" if row[name] is None else f"{row[name]:.2f}" for name in names]
        lines.append(f"{row['case']:18}" + "".join(f"{cell:>8}" for cell in cells))
    lines.append(f"bars: share {BANDWIDTH_BAR}, ratio {RATIO_BAR}, bytes a voxel below {MEMORY_BAR:g}")
    if peer is not None:
        lines.append(f"lbmpy not run: {peer}")
    return "\n".join(lines)


def main() -> int:
    """Runs the benchmark; the exit code."""
    parser = argparse.ArgumentParser(description="Speed of the infiltration lattice.")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
    parser.add_argument("--quiet", action="store_true", help="no progress on standard error")
    parser.add_argument("--quick", action="store_true", help="96^3 only, three repetitions")
    parser.add_argument("--repeats", type=int, default=5, help="repetitions, the median of which counts")
    parser.add_argument("--seed", type=int, default=1, help="of the packing")
    asked = parser.parse_args()

    def say(text: str) -> None:
        if not asked.quiet:
            print(text, file=sys.stderr)

    edges, repeats = ((96,), min(3, asked.repeats)) if asked.quick else ((96, 128), asked.repeats)
    missing = lattice_lbmpy.missing()
    if missing is not None:
        say(f"lbmpy not run: {missing}")
    rows = []
    try:
        for edge in edges:
            ours = Ours(packing(edge, asked.seed))
            rows += [compare(ours, edge, threads, repeats, missing is None, say) for threads in THREADS]
    except MachineError as reason:
        print(reason, file=sys.stderr)
        return reason.exit_code
    if asked.json:
        machine = {"processor": platform.processor() or platform.machine(), "system": platform.system()}
        print(
            json.dumps(
                {"benchmark": "lattice", "machine": machine, "lbmpy": missing or "run", "rows": rows},
                indent=1,
            )
        )
    else:
        print(table(rows, missing))
    return 0 if all(row["passed"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
