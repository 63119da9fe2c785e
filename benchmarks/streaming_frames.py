"""A view that draws nothing at a headset's pace, and how long each of its frames waits for anything else."""

import gc
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from vr_client.stage.people import Pose
from vr_client.stage.stage import Stage
from vr_client.stage.transforms import translation
from vr_client.views.runner import Loop
from vr_client.views.stub import StubView
from vr_client.views.undisturbed import undisturbed

FRAME_S = 1.0 / 72.0
CALLS = 300
"""Of OpenGL in a frame: in each the interpreter is let go of and asked for again."""
_TRACE = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")


class Clock:
    """Time of this thread: by the clock, and what of it the machine gave to other processes."""

    def __init__(self) -> None:
        self._trace = os.open(_TRACE, os.O_RDONLY) if _TRACE.exists() else None

    def queued_s(self) -> float:
        """How long this thread has been ready to run while others ran (Linux; elsewhere 0)."""
        return 0.0 if self._trace is None else int(os.pread(self._trace, 100, 0).split()[1]) / 1e9

    def close(self) -> None:
        """Frees the file it reads."""
        if self._trace is not None:
            os.close(self._trace)


class PacedView(StubView):
    """Calls as drawing does, and sleeps out each frame's time as a compositor does; its person moves."""

    def __init__(self) -> None:
        super().__init__()
        self._clock = Clock()
        self._due_s = time.perf_counter()
        self.spent_s = self.queued_s = self.blocked_s = 0.0

    def frame(self, stage: Stage, dt_s: float) -> bool:
        """Notes how long it took in all, was queued, and was blocked while it called; then waits its turn."""
        began_s, queued_s, worked_s = time.perf_counter(), self._clock.queued_s(), time.thread_time()
        for _ in range(CALLS):
            self._clock.queued_s()
        drawn_s = time.perf_counter() - began_s
        drawing_s = time.thread_time() - worked_s
        self.blocked_s = max(drawn_s - drawing_s - (self._clock.queued_s() - queued_s), 0.0)
        self._due_s = max(self._due_s + FRAME_S, time.perf_counter())
        time.sleep(max(self._due_s - time.perf_counter(), 0.0))
        self.spent_s = time.perf_counter() - began_s
        self.queued_s = self._clock.queued_s() - queued_s
        return super().frame(stage, dt_s)

    def own_pose(self, stage: Stage) -> Pose | None:
        """A head that goes round."""
        return Pose(translation((100.0 * self._due_s % 60.0, 0.0, 80.0)))

    def close(self) -> None:
        """Frees its clock, too."""
        super().close()
        self._clock.close()


@dataclass(slots=True)
class Waits:
    """Of each frame, in seconds: all that it did but draw, and what it was kept from drawing.

    Without what the machine or the garbage collector took; `raw_s` is with that, by the clock.
    """

    frames_s: list[float] = field(default_factory=list)
    raw_s: list[float] = field(default_factory=list)
    collections_s: list[float] = field(default_factory=list)  # the pauses of the garbage collector themselves


@contextmanager
def collections(pauses_s: list[float]) -> Iterator[None]:
    """Notes how long the garbage collector ran."""
    began_s = 0.0

    def note(phase: str, _info: dict[str, int]) -> None:
        nonlocal began_s
        if phase == "start":
            began_s = time.perf_counter()
        else:
            pauses_s.append(time.perf_counter() - began_s)

    gc.callbacks.append(note)
    try:
        yield
    finally:
        gc.callbacks.remove(note)


def measured(loop: Loop, view: PacedView, seconds: float) -> Waits:
    """Runs frames for so long."""
    waits, pauses_s, clock = Waits(), list[float](), Clock()
    start_s = time.perf_counter()
    with undisturbed(), collections(pauses_s):
        while time.perf_counter() - start_s < seconds:
            pauses_s.clear()
            began_s, queued_s = time.perf_counter(), clock.queued_s()
            loop.step()
            raw_s = time.perf_counter() - began_s - view.spent_s + view.blocked_s
            machine_s = clock.queued_s() - queued_s - view.queued_s
            waits.raw_s.append(raw_s)
            waits.collections_s += pauses_s
            waits.frames_s.append(max(raw_s - machine_s - sum(pauses_s), 0.0))
    clock.close()
    return waits
