"""Speed of the transport solver: seconds to a tortuosity factor known to 1e-3, beside its peers.

Overlapping spheres at 40 % porosity, 100^3 and 200^3, and the pores of the published 256^3 electrode
(MESONAUT_REFERENCE_DATA says where it lies). Peers: TauFactor (PyTorch on the processor), PoreSpy's
tortuosity_fd, and conjugate gradients preconditioned by PyAMG. Every solve runs in a process of its own, in
turn with the others, on the same number of threads; medians count, five of 100^3, three of 200^3 and one of
256^3. Memory is the process's peak, interpreter and libraries included.

Usage: python benchmarks/transport.py [--json] [--quick]. Exit code 1 when a bar is not met.
"""

import argparse
import importlib.util
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageSequence
from scipy.ndimage import distance_transform_edt

from simulation_server.physics.transport import solve_conduction
from simulation_server.schema.errors import MachineError
from simulation_server.validation.reference_data import reference_file
from simulation_server.validation.task import SkippedTask

ACCURACY, POROSITY = 1e-3, 0.40
RATIO_BAR, MEMORY_BAR, GROWTH_BAR = 5.0, 1.0, 1.2
"""Least ratio to the quickest peer; most memory over that of the leanest; exponent of time in voxels."""
REPEATS = {"100^3": 5, "200^3": 3, "256^3": 1}
ELECTRODE = "nmc_electrode_256.tiff"
PEERS = {"TauFactor": ("taufactor", "torch"), "PoreSpy": ("porespy", "openpnm"), "PyAMG and CG": ("pyamg",)}
"""The peers, and what each needs installed."""


def packing(edge: int, seed: int) -> NDArray[np.uint8]:
    """Pores (edge, edge, edge) between equal overlapping spheres, grown to the porosity asked for."""
    centres = np.ones((edge,) * 3, bool)
    places = np.random.default_rng(seed).integers(0, edge, (edge**3 // 3000, 3))
    centres[tuple(places.T)] = False
    distance = distance_transform_edt(centres)
    return (distance > np.quantile(distance, 1.0 - POROSITY)).astype(np.uint8)


def electrode() -> NDArray[np.uint8]:
    """Pores of the published electrode. Raises SkippedTask where it is not there."""
    with Image.open(reference_file(ELECTRODE)) as file:
        volume = np.stack([np.array(page) for page in ImageSequence.Iterator(file)])
    return (volume == 0).astype(np.uint8)


def missing(peer: str) -> str | None:
    """Why a peer cannot be run here, or None."""
    absent = [name for name in PEERS[peer] if importlib.util.find_spec(name) is None]
    return f"not installed: {', '.join(absent)}" if absent else None


def run(solver: str, volume: Path, reference: float, threads: int) -> dict[str, float]:
    """One solve in a process of its own."""
    script = Path(__file__).with_name("transport_runs.py")
    words = [solver, str(volume), str(ACCURACY), repr(reference), str(threads)]
    few = {name: str(threads) for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
    done = subprocess.run(
        [sys.executable, str(script), *words],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | few,
    )
    if done.returncode:
        raise MachineError(f"{solver} failed: {(done.stderr.strip().splitlines() or ['no word'])[-1]}")
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def compare(
    case: str, pore: NDArray[np.uint8], folder: Path, threads: int, repeats: int, say: Callable[[str], None]
) -> list[dict[str, Any]]:
    """A row for each peer."""
    path = folder / "volume.npy"
    np.save(path, pore)
    exact = solve_conduction(pore, np.array([0.0, 1.0]), axis=0, periodic=False, tolerance=1e-9)
    reference = float(pore.mean() / exact.conductivity)
    del exact
    here = [name for name in PEERS if missing(name) is None]
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in ("Mesonaut", *here)}
    for repeat in range(repeats):
        for name in runs:
            runs[name].append(run(name, path, reference, threads))
            say(f"{case}: {name} {runs[name][-1]['seconds']:.2f} s, {repeat + 1} of {repeats}")
    return [row(case, name, runs, reference) for name in PEERS]


def row(case: str, peer: str, runs: dict[str, list[dict[str, float]]], reference: float) -> dict[str, Any]:
    """Medians of one peer beside ours; the bar is of the quickest and of the leanest peer."""

    def median(name: str, what: str) -> float | None:
        return statistics.median(found[what] for found in runs[name]) if name in runs else None

    ours, theirs = median("Mesonaut", "seconds"), median(peer, "seconds")
    mine_mb, their_mb = median("Mesonaut", "peak_mb"), median(peer, "peak_mb")
    assert ours is not None and mine_mb is not None
    peers = [name for name in PEERS if name in runs]
    quickest = min(peers, key=lambda name: median(name, "seconds") or math.inf, default=None)
    leanest = min(peers, key=lambda name: median(name, "peak_mb") or math.inf, default=None)
    met = [ours * RATIO_BAR <= theirs] if theirs is not None and peer == quickest else []
    met += [mine_mb <= MEMORY_BAR * their_mb] if their_mb is not None and peer == leanest else []
    return {
        "case": f"{case}, {peer}",
        "ours": ours,
        "peer": theirs,
        "peer_name": peer if theirs is not None else f"{peer}: {missing(peer)}",
        "ratio": None if theirs is None else theirs / ours,
        "unit": "s",
        "bar": RATIO_BAR if peer == quickest else None,
        "ours_mb": mine_mb,
        "peer_mb": their_mb,
        "memory_bar": MEMORY_BAR if peer == leanest else None,
        "ours_factor": median("Mesonaut", "factor"),
        "peer_factor": median(peer, "factor"),
        "converged_factor": reference,
        "passed": all(met) if met else None,
    }


def growth(small: dict[str, Any], large: dict[str, Any]) -> dict[str, Any]:
    """How our time grows from 100^3 to 200^3 of the same medium."""
    exponent = math.log(large["ours"] / small["ours"]) / math.log(8.0)
    return {
        "case": "growth of time with voxels, 100^3 to 200^3",
        "ours": exponent,
        "peer": None,
        "peer_name": "none",
        "ratio": None,
        "unit": "exponent",
        "bar": GROWTH_BAR,
        "passed": exponent <= GROWTH_BAR,
    }


def table(rows: list[dict[str, Any]]) -> str:
    """The rows for people."""
    lines = [f"{'':44}{'ours':>9}{'peer':>9}{'ratio':>8}{'ours MB':>9}{'peer MB':>9}"]
    for entry in rows:
        cells = [entry.get(name) for name in ("ours", "peer", "ratio", "ours_mb", "peer_mb")]
        text = ["-" if cell is None else f"{cell:.0f}" if cell > 100 else f"{cell:.2f}" for cell in cells]
        missed = "  bar missed" if entry["passed"] is False else ""
        lines.append(f"{entry['case']:44}" + "".join(f"{t:>9}" for t in text) + missed)
    return "\n".join(lines)


def main() -> int:
    """Runs the benchmark; the exit code."""
    parser = argparse.ArgumentParser(description="Speed of the transport solver beside its peers.")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
    parser.add_argument("--quiet", action="store_true", help="no progress on standard error")
    parser.add_argument("--quick", action="store_true", help="100^3 only, three repetitions")
    parser.add_argument("--repeats", type=int, default=None, help="repetitions of every volume")
    parser.add_argument("--seed", type=int, default=1, help="of the packings")
    parser.add_argument("--threads", type=int, default=min(2, os.cpu_count() or 1), help="of every solver")
    asked = parser.parse_args()

    def say(text: str) -> None:
        if not asked.quiet:
            print(text, file=sys.stderr, flush=True)

    rows: list[dict[str, Any]] = []
    try:
        with tempfile.TemporaryDirectory() as folder:
            for case in ("100^3",) if asked.quick else REPEATS:
                repeats = asked.repeats or (3 if asked.quick else REPEATS[case])
                try:
                    pore = electrode() if case == "256^3" else packing(int(case[:3]), asked.seed)
                except SkippedTask as reason:
                    say(f"{case} left out: {reason}")
                    continue
                rows += compare(case, pore, Path(folder), asked.threads, repeats, say)
    except MachineError as reason:
        print(reason, file=sys.stderr)
        return reason.exit_code
    if not asked.quick:
        rows.append(growth(rows[0], rows[len(PEERS)]))
    if asked.json:
        machine = {"processor": platform.processor() or platform.machine(), "system": platform.system()}
        print(json.dumps({"benchmark": "transport", "machine": machine, "rows": rows}, indent=1))
    else:
        print(table(rows))
    return 0 if all(entry["passed"] is not False for entry in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
