"""Speed of the particle engine beside LAMMPS: million particle-steps a second, on one core and on two.

A bed of spheres (radii 0.6 to 1.6 um, gran/hertz/history) pressed from a packing fraction of 0.30 to 0.60 by
a moving wall; a suspension of coarse grains; and, with no peer, a film under the roll with the whole law of
solids.
Both engines run the same steps from the same start, one after the other, in every repetition; medians count.
They must end with the same mean height and kinetic energy, or the comparison is refused.

Usage: python benchmarks/particles.py [--json] [--quick]. Exit code 1 when a bar is not met.
"""

import argparse
import functools
import itertools
import json
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from particles_systems import Run, Start, bed, film, run_bed, run_film, run_slurry, slurry

from simulation_server.physics.lammps.library import load_lammps
from simulation_server.schema.errors import MachineError

BARS = {(5000, 1): 1.5, (5000, 2): 1.3, (20000, 1): 1.3, (20000, 2): 1.3}
"""Least ratio of the bed, by particles and cores."""
CORES = (1, 2)
BED_STEPS, SLURRY_STEPS, FILM_STEPS = 4000, 2000, 4000
SLURRY_PARTICLES, FILM_PARTICLES = 5000, 2000
_AGREEMENT = 0.02
"""Relative, of mean height and kinetic energy: the walls differ by half a step."""


def peer_missing() -> str | None:
    """Why LAMMPS cannot be run here, or None."""
    try:
        load_lammps()
    except MachineError as reason:
        return str(reason)
    return None


def run_lammps(start: Start, cores: int, periodic: bool, folder: Path) -> Run:
    """One run of LAMMPS in processes of its own, timed inside of them, without what they take to start."""
    where = folder / "start.npz"
    np.savez(where, **start._asdict(), periodic=periodic)
    mpiexec = Path(sys.executable).with_name("mpiexec")
    starter = str(mpiexec) if mpiexec.exists() else shutil.which("mpiexec")
    command = [sys.executable, str(Path(__file__).with_name("particles_lammps.py")), str(where)]
    if cores > 1:
        if starter is None:
            raise MachineError("mpiexec is not installed: LAMMPS on two cores needs it; install lammps[mpi]")
        command = [starter, "-n", str(cores), *command]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise MachineError(f"LAMMPS failed: {done.stderr.strip().splitlines()[-1]}")
    return Run(**json.loads(done.stdout))


def compare(
    label: str,
    ours: Callable[[], Run],
    theirs: Callable[[], Run] | None,
    repeats: int,
    say: Callable[[str], None],
) -> tuple[float, float | None]:
    """Medians of the seconds of both, run in turn."""
    mine, peer = [], []
    for repeat in range(repeats):
        a = ours()
        mine.append(a.seconds)
        if theirs is not None:
            b = theirs()
            peer.append(b.seconds)
            for name in ("mean_height_um", "kinetic"):
                x, y = getattr(a, name), getattr(b, name)
                if abs(x - y) > _AGREEMENT * abs(y):
                    raise MachineError(
                        f"not the same system: {name} {x:.6g}, LAMMPS {y:.6g}; nothing compared"
                    )
        say(f"{label}: {repeat + 1} of {repeats}")
    return statistics.median(mine), statistics.median(peer) if peer else None


def row(
    case: str, work: float, seconds: tuple[float, float | None], bar: float | None, why: str
) -> dict[str, Any]:
    """A row of the table; work in millions of particle-steps."""
    ours, peer = work / seconds[0], None if seconds[1] is None else work / seconds[1]
    ratio = None if peer is None else ours / peer
    return {
        "case": case,
        "ours": ours,
        "peer": peer,
        "peer_name": why,
        "ratio": ratio,
        "unit": "million particle-steps/s",
        "bar": bar,
        "passed": None if bar is None or ratio is None else ratio >= bar,
    }


def named(what: str, particles: int, cores: int) -> str:
    """Name of a case."""
    return f"{what}, {particles:,} particles, {cores} core{'s' if cores > 1 else ''}"


def rows(sizes: list[int], repeats: int, seed: int, say: Callable[[str], None]) -> list[dict[str, Any]]:
    """All rows."""
    missing = peer_missing()
    peer_name = "LAMMPS" if missing is None else f"LAMMPS: {missing}"
    beds = [bed(count, BED_STEPS, seed) for count in sizes]
    run_bed(beds[0]._replace(steps=1), 1)  # compiles
    cases = [("bed, gran/hertz/history", start, run_bed) for start in beds]
    cases.append(
        ("suspension, attraction and contact", slurry(SLURRY_PARTICLES, SLURRY_STEPS, seed), run_slurry)
    )
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for (what, start, run), cores in itertools.product(cases, CORES):
            particles, periodic = len(start.radii_um), run is run_slurry
            label = named(what, particles, cores)
            theirs = functools.partial(run_lammps, start, cores, periodic, Path(folder))
            took = compare(
                label, functools.partial(run, start, cores), None if missing else theirs, repeats, say
            )
            bar = None if periodic else BARS[particles, cores]
            found.append(row(label, particles * start.steps / 1e6, took, bar, peer_name))
    made = film(FILM_PARTICLES, seed)
    for cores in CORES:
        label = named("calendered film, law of solids", FILM_PARTICLES, cores)
        took = compare(label, functools.partial(run_film, made, FILM_STEPS, cores), None, repeats, say)
        found.append(row(label, FILM_PARTICLES * FILM_STEPS / 1e6, took, None, "none has this law"))
    return found


def table(found: list[dict[str, Any]]) -> str:
    """The rows for people."""
    lines = [f"{'':62}{'ours':>8}{'LAMMPS':>8}{'ratio':>7}{'bar':>6}   million particle-steps/s"]
    for entry in found:
        cells = [entry["ours"], entry["peer"], entry["ratio"], entry["bar"]]
        text = ["-" if cell is None else f"{cell:.2f}" for cell in cells]
        missed = "  bar missed" if entry["passed"] is False else ""
        lines.append(f"{entry['case']:62}{text[0]:>8}{text[1]:>8}{text[2]:>7}{text[3]:>6}{missed}")
    return "\n".join(lines)


def main() -> int:
    """Runs the benchmark; the exit code."""
    parser = argparse.ArgumentParser(description="Speed of the particle engine beside LAMMPS.")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
    parser.add_argument("--quiet", action="store_true", help="no progress on standard error")
    parser.add_argument("--quick", action="store_true", help="5,000 particles only, three repetitions")
    parser.add_argument("--repeats", type=int, default=5, help="repetitions, the median of which counts")
    parser.add_argument("--seed", type=int, default=1, help="of the random places")
    asked = parser.parse_args()

    def say(text: str) -> None:
        if not asked.quiet:
            print(text, file=sys.stderr)

    sizes, repeats = ([5000], min(3, asked.repeats)) if asked.quick else ([5000, 20000], asked.repeats)
    try:
        found = rows(sizes, repeats, asked.seed, say)
    except MachineError as reason:
        print(reason, file=sys.stderr)
        return reason.exit_code
    if asked.json:
        machine = {"processor": platform.processor() or platform.machine(), "system": platform.system()}
        print(json.dumps({"benchmark": "particles", "machine": machine, "rows": found}, indent=1))
    else:
        print(table(found))
    return 0 if all(entry["passed"] is not False for entry in found) else 1


if __name__ == "__main__":
    sys.exit(main())
