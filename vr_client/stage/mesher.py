"""Meshing beside the frame: one lattice at a time, the newest one next, on a thread with a helper process."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from types import TracebackType
from typing import Self

import numpy as np

from .mesh_helper import Kind, MeshHelper
from .stage import Stage
from .surfaces import FrontLattice, Surface, SurfaceLayer, VoxelGrid, separator

Lattice = FrontLattice | VoxelGrid
_log = logging.getLogger(__name__)


class Mesher:
    """Keeps the surfaces of a stage up to date; the first lattice that needs it starts the helper."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="mesher")
        self._helper: MeshHelper | None = None
        self._has_failed = False
        self._running: tuple[Kind, Lattice, Future[Surface | None]] | None = None
        self._done: dict[Kind, Lattice] = {}  # that asked for longest ago first
        self._gas: FrontLattice | None = None  # of which the gas left behind was meshed last

    def update(self, stage: Stage) -> None:
        """Takes a finished mesh, asks for the next: once a frame, waits for neither thread nor helper."""
        if self._running is not None and self._running[2].done():
            self._take(stage, *self._running)
            self._running = None
        if self._running is None and not self._has_failed:
            wanted = self._wanted(stage)
            if wanted:
                self._ask(*wanted[0], stage.particles.plane_um)

    def finish(self, stage: Stage, timeout_s: float = 60.0) -> None:
        """Waits until every surface is made: for pictures, not for frames."""
        self.update(stage)
        while self._running is not None:
            self._running[2].exception(timeout_s)
            self.update(stage)

    def close(self) -> None:
        """Ends the helper."""
        self._has_failed = True
        if self._helper is not None:
            self._helper.end()  # so that the thread does not wait for it any more
        self._thread.shutdown(wait=True, cancel_futures=True)
        self._running = None
        if self._helper is not None:  # it may have been started only meanwhile
            self._helper.end()
            self._helper.close()
            self._helper = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _wanted(self, stage: Stage) -> list[tuple[Kind, Lattice]]:
        """What is to be meshed, that first whose turn was longest ago."""
        shown: list[tuple[Kind, Lattice | None]] = [
            ("trapped", stage.front if stage.layers.trapped else None),
            ("separator", stage.front if self._is_of_other_solid(stage.front) else None),
            ("pores", stage.voxels if stage.layers.pores else None),
            ("front", stage.front),
        ]
        new = [(kind, lattice) for kind, lattice in shown if lattice and lattice is not self._done.get(kind)]
        turns = list(self._done)
        return sorted(new, key=lambda each: turns.index(each[0]) if each[0] in turns else -1)

    def _is_of_other_solid(self, front: FrontLattice | None) -> bool:
        meshed = self._done.get("separator")
        return not (front is None or (isinstance(meshed, FrontLattice) and meshed.solid is front.solid))

    def _ask(self, kind: Kind, lattice: Lattice, coating_um: float) -> None:
        self._done.pop(kind, None)
        self._done[kind] = lattice
        job: Callable[[], Surface | None] = partial(self._mesh, kind, lattice, coating_um)
        self._running = kind, lattice, self._thread.submit(job)

    def _mesh(self, kind: Kind, lattice: Lattice, coating_um: float) -> Surface | None:
        """On the thread: the surface, None where it is as it was."""
        if self._helper is None:
            self._helper = MeshHelper()
        if isinstance(lattice, VoxelGrid):
            return self._helper.mesh(kind, (lattice.phase,), lattice.voxel_um)
        if kind == "trapped":
            if _has_same_gas(lattice, self._gas):
                return None
            self._gas = lattice
            return self._helper.mesh(kind, (lattice.trapped,), lattice.lattice_um)
        if kind == "separator":
            return self._helper.mesh(kind, (separator(lattice, coating_um),), lattice.lattice_um)
        return self._helper.mesh(kind, (lattice.liquid, lattice.solid), lattice.lattice_um)

    def _take(self, stage: Stage, kind: Kind, lattice: Lattice, made: "Future[Surface | None]") -> None:
        error = made.exception()
        if error is not None:
            _log.error("meshing stopped", exc_info=error)
            stage.say("the meshing helper ended: surfaces are not shown; reopen the view", "error")
            self._has_failed = True
            return
        surface = made.result()
        layers: dict[Kind, SurfaceLayer] = {
            "front": stage.front_surface,
            "trapped": stage.trapped_surface,
            "separator": stage.separator_surface,
            "pores": stage.pore_surface,
        }
        shown = stage.voxels if kind == "pores" else stage.front
        if surface is not None and shown is not None and shown.step_id == lattice.step_id:
            layers[kind].show(surface)


def _has_same_gas(front: FrontLattice, meshed: FrontLattice | None) -> bool:
    same = meshed is not None and meshed.step_id == front.step_id
    return same and meshed is not None and np.array_equal(front.trapped, meshed.trapped)
