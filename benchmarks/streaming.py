"""The wire, as a frame feels it: how long it waits, how old its data are, how soon others are seen to move.

A view at 72 frames a second runs on real sockets beside a server that streams as usual, fills, is stalled
(SIGSTOP), floods it, is killed. Of each frame counts what it does but draw (receiving, taking in, moving
particles, meshing, sending), and how long other threads keep it from drawing. What the machine gave to other
processes meanwhile, and the pauses of Python's garbage collector, are taken out and named apart. The peer is
the plain way, a ZeroMQ SUB socket read in the frame, in turn with ours.

Usage: python benchmarks/streaming.py [--json] [--quiet] [--quick]. Exit code 1 when a bar is not met.
"""

import argparse
import json
import os
import platform
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from streaming_frames import PacedView, Waits, measured
from streaming_peers import Subscription

from simulation_server.schema.messages import Fill, Presence
from simulation_server.schema.presence import Placed, Placement
from vr_client.connection.connection import Connection
from vr_client.stage.reading import Reader
from vr_client.stage.stage import Stage
from vr_client.views.runner import Loop

HERE = Path(__file__).parent
WAIT_BAR_MS, AGE_BAR, POSE_BAR_MS = 2.0, 5.0, 100.0
"""Longest wait of a frame; least ratio of the ages; median way of a pose, told 20 times a second."""
REPEATS = 5
SLOW_HZ = 10.0
PEER = "pyzmq PUB/SUB, HWM 1, read in the frame"
ALONE = "none"
ENDLESS = 1_000_000
CROWD = 30

Row = dict[str, Any]


@contextmanager
def other_end(*words: object) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Starts a process of streaming_servers.py; gives its first line; ends it."""
    command = [sys.executable, str(HERE / "streaming_servers.py"), *(str(word) for word in words)]
    path = os.pathsep.join([str(HERE), str(HERE.parent), os.environ.get("PYTHONPATH", "")])
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"PYTHONPATH": path},
    )
    assert process.stdin and process.stdout
    try:
        yield process.stdout.readline().strip(), process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGCONT)
        process.stdin.close()
        try:
            process.wait(10.0)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


class Watched:
    """A view that draws nothing, on a source, and a row for each time it is measured."""

    def __init__(self, source: Any, seconds: float) -> None:
        self.source, self.seconds = source, seconds
        self.view, self.stage = PacedView(), Stage()
        self.view.open()
        self.loop = Loop(self.view, source, self.stage)
        self.pauses_s: list[float] = []

    def until(self, condition: Callable[[], bool], seconds: float = 60.0) -> None:
        """Runs frames until something is so. Raises SystemExit where that takes too long."""
        end_s = time.perf_counter() + seconds
        while not condition():
            if time.perf_counter() > end_s:
                raise SystemExit("the other end of the benchmark does not stream: run it again by itself")
            measured(self.loop, self.view, 0.1)

    def waits(self, seconds: float | None = None) -> Waits:
        """Measures for a while."""
        waits = measured(self.loop, self.view, seconds or self.seconds)
        self.pauses_s += waits.collections_s
        return waits

    def close(self) -> None:
        """Ends loop and source."""
        self.loop.close()
        self.source.close()


def row(case: str, waits: Waits) -> Row:
    """The longest wait of a frame, with the bar of the frame."""
    ours = 1e3 * np.array(waits.frames_s)
    return _row(case, float(ours.max()), WAIT_BAR_MS) | {
        "median": float(np.median(ours)),
        "p99": float(np.percentile(ours, 99)),
        "with_other_processes": 1e3 * max(waits.raw_s),
        "frames": len(ours),
    }


def _row(case: str, ours: float, bar: float | None, peer: float | None = None, unit: str = "ms") -> Row:
    return {
        "case": case,
        "ours": ours,
        "peer": peer,
        "peer_name": ALONE if peer is None else PEER,
        "ratio": None if peer is None else peer / ours,
        "unit": unit,
        "bar": bar,
        "passed": None if bar is None else ours < bar,
    }


def disturbed(particles: int, seconds: float, say: Callable[[str], None]) -> tuple[list[Row], list[float]]:
    """Rows of a server that streams, fills, is stalled, killed; the garbage collector's pauses (s)."""
    rows: list[Row] = []
    pauses_s: list[float] = []
    with other_end("real", particles, 400) as (address, server):
        watched = Watched(Connection(address, "benchmark", read=Reader()), seconds)
        try:
            stage = watched.stage
            watched.until(lambda: stage.particles.count == particles)
            rows.append(row(f"wait, {particles} particles, live", watched.waits()))
            watched.until(lambda: stage.voxels is not None)
            stage.ask(Fill)
            stage.layers.pores = True
            watched.until(lambda: stage.front is not None and stage.pore_surface.generation > 0)
            rows.append(row(f"wait, {particles} particles, filling and meshing", watched.waits()))
            server.send_signal(signal.SIGSTOP)
            rows.append(
                row(f"wait, {particles} particles, server stalled", watched.waits(watched.seconds + 6.0))
            )
            server.send_signal(signal.SIGCONT)
            watched.until(lambda: stage.connected)
            server.kill()
            rows.append(row(f"wait, {particles} particles, server killed", watched.waits()))
        finally:
            pauses_s += watched.pauses_s
            watched.close()
    with other_end("flood", particles) as (address, _):
        watched = Watched(Connection(address, "benchmark", read=Reader()), seconds)
        try:
            watched.until(lambda: watched.stage.particles.count == particles)
            rows.append(row(f"wait, {particles} particles, server floods", watched.waits()))
        finally:
            watched.close()
    for entry in rows:
        say(f"{entry['case']}: {entry['ours']:.2f} ms")
    return rows, pauses_s + watched.pauses_s


def beside_peer(particles: int, repeats: int, seconds: float, say: Callable[[str], None]) -> list[Row]:
    """Longest waits, and ages of what a slow view draws: ours and the peer's in turn, medians."""
    found: dict[str, list[tuple[float, float]]] = {"ours": [], "peer": []}
    with other_end("real", particles, ENDLESS) as (ours, _), other_end("publish", particles) as (theirs, _):
        for repeat in range(repeats):
            for name in found:
                source = Connection(ours, "b", read=Reader()) if name == "ours" else Subscription(theirs)
                watched = Watched(source, seconds)
                try:
                    watched.until(lambda stage=watched.stage: stage.particles.count == particles)
                    wait_s = max(watched.waits().frames_s)
                    found[name].append((wait_s, age_of_a_slow_view(source, watched, seconds)))
                finally:
                    watched.close()
                say(f"{name}: {1e3 * wait_s:.2f} ms, {1e3 * found[name][-1][1]:.0f} ms old, {repeat + 1}")
    (wait, peer_wait), (age, peer_age) = (
        [1e3 * statistics.median(each[k] for each in found[name]) for name in found] for k in (0, 1)
    )
    rows = [
        _row(f"wait, {particles} particles, median of {repeats} longest", wait, WAIT_BAR_MS, peer_wait),
        _row(f"age of what is drawn at {SLOW_HZ:g} Hz, {particles} particles", age, None, peer_age),
    ]
    rows[1] |= {"bar": AGE_BAR, "passed": peer_age / age >= AGE_BAR}
    return rows


def age_of_a_slow_view(source: Any, watched: Watched, seconds: float) -> float:
    """Median age (s) of the frames a view takes that draws SLOW_HZ times a second."""
    ages_s, end_s = [], time.perf_counter() + seconds
    while time.perf_counter() < end_s:
        time.sleep(1.0 / SLOW_HZ)
        watched.loop.step()
        ages_s.append(source.frame_age_s)
    return statistics.median(ages_s[len(ages_s) // 2 :])


def poses(crowd: int, count: int) -> Row:
    """The way of a pose from one viewer to another, among so many others who all move."""
    delays_ms: list[float] = []
    with (
        other_end("real", 5000, ENDLESS) as (address, _),
        other_end("crowd", address, crowd) as (_here, _),
        Connection(address, "mover") as mover,
        Connection(address, "watcher", read=Reader()) as watcher,
    ):
        stage = Stage()
        while len(delays_ms) < count:
            there_um = 1000.0 + len(delays_ms)
            head = Placement((there_um, 0.0, 0.0), (0.0, 0.0, 0.0, 1.0))
            sent_s = time.perf_counter()
            mover.show(Presence(pose=Placed(head=head)))
            while not is_seen(stage, there_um) and time.perf_counter() - sent_s < 1.0:
                for received in watcher.poll():
                    stage.apply(received, time.perf_counter())
                watcher.drawn()
                time.sleep(1e-3)
            if is_seen(stage, there_um):  # else one of the two has not joined yet
                delays_ms.append(1e3 * (time.perf_counter() - sent_s))
            time.sleep(0.07)
    return _row(f"a pose to another viewer, {crowd} more move", statistics.median(delays_ms), POSE_BAR_MS)


def is_seen(stage: Stage, x_um: float) -> bool:
    """Whether somebody's head goes to this place."""
    heads = [person.parts["head"] for person in stage.people.values() if "head" in person.parts]
    return any(head.target[0] == x_um for head in heads)


def table(rows: list[Row]) -> str:
    """The rows for people."""
    lines = [f"{'':58}{'ours':>9}{'peer':>9}{'ratio':>8}{'bar':>7}"]
    for entry in rows:
        cells = [
            "-" if entry[name] is None else f"{entry[name]:.2f}" for name in ("ours", "peer", "ratio", "bar")
        ]
        widths = (9, 9, 8, 7)
        text = "".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
        lines.append(f"{entry['case']:58}{text}" + ("  bar missed" if entry["passed"] is False else ""))
    return "\n".join(lines)


def main() -> int:
    """Runs the benchmark; the exit code."""
    parser = argparse.ArgumentParser(description="What a frame waits for the wire.")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
    parser.add_argument("--quiet", action="store_true", help="no progress on standard error")
    parser.add_argument("--quick", action="store_true", help="5,000 particles only, briefly")
    asked = parser.parse_args()

    def say(text: str) -> None:
        if not asked.quiet:
            print(text, file=sys.stderr, flush=True)

    seconds, repeats = (2.0, 3) if asked.quick else (5.0, REPEATS)
    rows: list[Row] = []
    pauses_s: list[float] = []
    for particles in (5000,) if asked.quick else (5000, 50_000):
        found, collected_s = disturbed(particles, seconds, say)
        rows += found
        pauses_s += collected_s
        rows += beside_peer(particles, repeats, seconds, say)
    rows.append(_row("longest pause of the garbage collector", 1e3 * max(pauses_s, default=0.0), None))
    rows.append(poses(CROWD, 10 if asked.quick else 50))
    if asked.json:
        machine = {"processor": platform.processor() or platform.machine(), "system": platform.system()}
        print(json.dumps({"benchmark": "streaming", "machine": machine, "rows": rows}, indent=1))
    else:
        print(table(rows))
    return 0 if all(entry["passed"] is not False for entry in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
