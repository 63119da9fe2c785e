"""Meshing beside the frame: a helper process, one lattice at a time, the newest one next.

A process and not a thread, because VTK's Python calls keep the GIL while they contour, which would stop
the frame for tens of milliseconds. Lattices and meshes cross as raw bytes.
"""

import multiprocessing
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Literal, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from .stage import Stage
from .surfaces import FrontLattice, Surface, SurfaceLayer, VoxelGrid, separator

Kind = Literal["front", "trapped", "separator", "pores"]


class _Job(msgspec.Struct):
    """Sent before the lattice's bytes."""

    kind: Kind
    shape: tuple[int, int, int]
    spacing_um: float


class _Mesh(msgspec.Struct):
    """Sent before the mesh's bytes."""

    kind: Kind
    vertices: int
    triangles: int


def _serve(pipe: Connection) -> None:
    """The helper process: a mesh for every lattice until the pipe ends."""
    from .meshing import body_surface, front_surface, pore_surface

    pipe.send_bytes(b"ready")
    try:
        while True:
            job = msgspec.msgpack.decode(pipe.recv_bytes(), type=_Job)
            first = np.frombuffer(pipe.recv_bytes(), np.uint8).reshape(job.shape)
            if job.kind == "front":
                solid = np.frombuffer(pipe.recv_bytes(), np.bool_).reshape(job.shape)
                surface = front_surface(first, solid, job.spacing_um)
            elif job.kind in ("trapped", "separator"):
                surface = body_surface(first.astype(bool), job.spacing_um)
            else:
                surface = pore_surface(first, job.spacing_um)
            mesh = _Mesh(job.kind, len(surface.vertices_um), len(surface.triangles))
            pipe.send_bytes(msgspec.msgpack.encode(mesh))
            for array in (surface.vertices_um, surface.normals, surface.triangles):
                pipe.send_bytes(np.ascontiguousarray(array).tobytes())
    except (EOFError, BrokenPipeError, KeyboardInterrupt):
        return


class Mesher:
    """Keeps the surfaces of a stage up to date; started with the first lattice that needs one."""

    def __init__(self) -> None:
        self._process: Any = None
        self._pipe: Connection | None = None
        self._busy = True  # until the helper says it is ready
        self._asked: FrontLattice | VoxelGrid | None = None
        self._done: dict[Kind, FrontLattice | VoxelGrid] = {}  # that asked for longest ago first

    def update(self, stage: Stage) -> None:
        """Takes a finished mesh, asks for the next: once a frame, never waits for the helper's work."""
        wanted = self._wanted(stage)
        if wanted and self._pipe is None:
            self._start()
        if self._pipe is None:
            return
        if self._busy and self._pipe.poll():
            self._take(stage, self._pipe)
        if wanted and not self._busy:
            self._ask(*wanted[0], stage.particles.plane_um)

    def finish(self, stage: Stage, timeout_s: float = 60.0) -> None:
        """Waits until every surface is made: for pictures, not for frames."""
        self.update(stage)
        while self._pipe is not None and self._busy and self._pipe.poll(timeout_s):
            self.update(stage)

    def close(self) -> None:
        """Ends the helper."""
        if self._pipe is None:
            return
        self._pipe.close()
        self._process.terminate()
        self._process.join()
        self._process.close()
        self._pipe = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _start(self) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._pipe, theirs = spawn.Pipe()
        self._process = spawn.Process(target=_serve, args=(theirs,), name="mesonaut mesher", daemon=True)
        self._process.start()
        theirs.close()

    def _wanted(self, stage: Stage) -> list[tuple[Kind, FrontLattice | VoxelGrid]]:
        """What is to be meshed, that first whose turn was longest ago."""
        shown: list[tuple[Kind, FrontLattice | VoxelGrid | None]] = [
            ("trapped", stage.front if stage.layers.trapped and self._gas_moved(stage.front) else None),
            ("separator", stage.front if self._is_of_other_solid(stage.front) else None),
            ("pores", stage.voxels if stage.layers.pores else None),
            ("front", stage.front),
        ]
        new = [(kind, lattice) for kind, lattice in shown if lattice and lattice is not self._done.get(kind)]
        turns = list(self._done)
        return sorted(new, key=lambda each: turns.index(each[0]) if each[0] in turns else -1)

    def _gas_moved(self, front: FrontLattice | None) -> bool:
        meshed = self._done.get("trapped")
        if front is None or not isinstance(meshed, FrontLattice) or meshed.step_id != front.step_id:
            return front is not None
        return not np.array_equal(front.trapped, meshed.trapped)

    def _is_of_other_solid(self, front: FrontLattice | None) -> bool:
        meshed = self._done.get("separator")
        return not (front is None or (isinstance(meshed, FrontLattice) and meshed.solid is front.solid))

    def _ask(self, kind: Kind, lattice: FrontLattice | VoxelGrid, coating_um: float) -> None:
        assert self._pipe is not None
        arrays: tuple[NDArray[Any], ...]
        if kind == "trapped" and isinstance(lattice, FrontLattice):
            spacing, arrays = lattice.lattice_um, (lattice.trapped,)
        elif kind == "separator" and isinstance(lattice, FrontLattice):
            spacing, arrays = lattice.lattice_um, (separator(lattice, coating_um),)
        elif isinstance(lattice, FrontLattice):
            spacing, arrays = lattice.lattice_um, (lattice.liquid, lattice.solid)
        else:
            spacing, arrays = lattice.voxel_um, (lattice.phase,)
        shape = arrays[0].shape
        self._pipe.send_bytes(msgspec.msgpack.encode(_Job(kind, (shape[0], shape[1], shape[2]), spacing)))
        for array in arrays:
            self._pipe.send_bytes(np.ascontiguousarray(array).tobytes())
        self._done.pop(kind, None)
        self._asked, self._done[kind], self._busy = lattice, lattice, True

    def _take(self, stage: Stage, pipe: Connection) -> None:
        self._busy = False
        try:
            head = pipe.recv_bytes()
        except (EOFError, ConnectionResetError):
            stage.say("the meshing helper ended: surfaces are not shown; reopen the view", "error")
            self.close()
            self._pipe = None
            return
        if head == b"ready":
            return
        mesh = msgspec.msgpack.decode(head, type=_Mesh)
        vertices, normals = (
            np.frombuffer(pipe.recv_bytes(), np.float32).reshape(mesh.vertices, 3) for _ in range(2)
        )
        triangles = np.frombuffer(pipe.recv_bytes(), np.uint32).reshape(mesh.triangles, 3)
        layers: dict[Kind, SurfaceLayer] = {
            "front": stage.front_surface,
            "trapped": stage.trapped_surface,
            "separator": stage.separator_surface,
            "pores": stage.pore_surface,
        }
        layer, shown = layers[mesh.kind], stage.voxels if mesh.kind == "pores" else stage.front
        if shown is not None and self._asked is not None and shown.step_id == self._asked.step_id:
            layer.show(Surface(vertices, normals, triangles))
