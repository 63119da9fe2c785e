"""Speed of the renderer beside PyVista and vispy: milliseconds from a turned camera to the picture.

A packing as dense as an electrode fills the picture, 1280 x 720. All draw it on the same driver in one run,
in turn, the camera turned a little between pictures, and hand the picture over as an array; medians count.
Ours draws its ambient occlusion and its backdrop too. Our frame is told besides: its median and its slowest
in a hundred.

Usage: python benchmarks/drawing.py [--json] [--quick]. Exit code 1 when a bar is not met.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

os.environ.setdefault("EGL_PLATFORM", "surfaceless")

from drawing_peers import PEERS, Drawer, Ours, driver
from drawing_scene import SIZE_PX, stage_of

from simulation_server.schema.errors import MachineError

SIZES = (5_000, 50_000, 200_000)
TURN_DEG = 0.5
"""By which the camera is turned from picture to picture."""
ALIKE = 0.75
"""Least share of ours that a peer's spheres must cover, or it does not draw the same."""

Say = Callable[[str], None]


def covered(drawer: Drawer, picture: np.ndarray[Any, Any], empty: np.ndarray[Any, Any]) -> float:
    """Share of a picture that shows spheres."""
    ground = empty if isinstance(drawer, Ours) else np.zeros_like(picture)
    return float((np.abs(picture.astype(int) - ground).max(axis=2) > 8).mean())


def timed(count: int, repeats: int, frames: int, seed: int, say: Say) -> dict[str, list[float]]:
    """Milliseconds of each drawer's pictures by its name, and of more of ours as "frames"."""
    stage = stage_of(count, seed)
    drawers: list[Drawer] = []
    took: dict[str, list[float]] = {"frames": []}
    try:
        for kind in (Ours, *PEERS):
            drawers.append(kind(stage))
        check_alike(drawers, stage)
        for repeat in range(repeats):
            for drawer in drawers:
                took.setdefault(drawer.name, []).append(one_ms(drawer, stage))
            say(f"{count:,} spheres: {repeat + 1} of {repeats}")
        took["frames"] = [one_ms(drawers[0], stage) for _ in range(frames)]
    finally:
        for drawer in drawers:
            drawer.close()
    return took


def one_ms(drawer: Drawer, stage: Any) -> float:
    """One picture after the camera was turned."""
    stage.camera.orbit(TURN_DEG, 0.0)
    began = time.perf_counter()
    drawer.picture(stage)
    return 1e3 * (time.perf_counter() - began)


def check_alike(drawers: list[Drawer], stage: Any) -> None:
    """Draws with all once, which also warms them up; MachineError when one shows something else."""
    layers = stage.layers
    layers.am = layers.cbd = False
    empty = drawers[0].picture(stage)
    layers.am = layers.cbd = True
    shares = [covered(drawer, drawer.picture(stage), empty) for drawer in drawers]
    for drawer, share in zip(drawers, shares, strict=True):
        if not ALIKE <= share / shares[0] <= 1.0 / ALIKE:
            raise MachineError(
                f"{drawer.name} covers {share:.0%} of the picture, ours {shares[0]:.0%}: nothing compared"
            )


def rows(sizes: tuple[int, ...], repeats: int, frames: int, seed: int, say: Say) -> list[dict[str, Any]]:
    """All rows."""
    found = []
    for count in sizes:
        took = timed(count, repeats, frames, seed, say)
        ours = statistics.median(took[Ours.name])
        for peer in PEERS:
            theirs = statistics.median(took[peer.name])
            found.append(row(f"{count:,} spheres", ours, theirs, peer.name, peer.bar))
        for share in (50, 99):
            value = float(np.percentile(took["frames"], share))
            found.append(row(f"{count:,} spheres, p{share} of {frames} frames", value, None, "", None))
    return found


def row(case: str, ours: float, peer: float | None, name: str, bar: float | None) -> dict[str, Any]:
    """A row of the table, in milliseconds."""
    ratio = None if peer is None else peer / ours
    return {
        "case": case,
        "ours": ours,
        "peer": peer,
        "peer_name": name,
        "ratio": ratio,
        "unit": "ms a picture",
        "bar": bar,
        "passed": None if bar is None or ratio is None else ratio >= bar,
    }


def table(found: list[dict[str, Any]]) -> str:
    """The rows for people."""
    lines = [f"{'':36}{'':32}{'ours':>8}{'peer':>9}{'ratio':>7}{'bar':>6}   ms a picture"]
    for entry in found:
        cells = [entry["ours"], entry["peer"], entry["ratio"], entry["bar"]]
        text = ["-" if cell is None else f"{cell:.1f}" for cell in cells]
        missed = "  bar missed" if entry["passed"] is False else ""
        lines.append(
            f"{entry['case']:36}{entry['peer_name']:32}{text[0]:>8}{text[1]:>9}{text[2]:>7}{text[3]:>6}{missed}"
        )
    return "\n".join(lines)


def main() -> int:
    """Runs the benchmark; the exit code."""
    parser = argparse.ArgumentParser(description="Speed of the renderer beside PyVista and vispy.")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
    parser.add_argument("--quiet", action="store_true", help="no progress on standard error")
    parser.add_argument("--quick", action="store_true", help="5,000 spheres only, five repetitions")
    parser.add_argument("--repeats", type=int, default=7, help="repetitions, the median of which counts")
    parser.add_argument("--frames", type=int, default=60, help="further frames of ours, for its percentiles")
    parser.add_argument("--seed", type=int, default=1, help="of the random places")
    asked = parser.parse_args()

    def say(text: str) -> None:
        if not asked.quiet:
            print(text, file=sys.stderr)

    sizes, repeats = (SIZES[:1], min(5, asked.repeats)) if asked.quick else (SIZES, asked.repeats)
    try:
        found = rows(sizes, repeats, asked.frames, asked.seed, say)
    except MachineError as reason:
        print(reason, file=sys.stderr)
        return reason.exit_code
    if asked.json:
        machine = {
            "processor": platform.processor() or platform.machine(),
            "system": platform.system(),
            "driver": driver(),
            "picture": f"{SIZE_PX[0]} x {SIZE_PX[1]}",
        }
        print(json.dumps({"benchmark": "drawing", "machine": machine, "rows": found}, indent=1))
    else:
        print(table(found))
    return 0 if all(entry["passed"] is not False for entry in found) else 1


if __name__ == "__main__":
    sys.exit(main())
