"""The helper process that contours lattices, and the talk with it.

A process and not a thread, because VTK's Python calls keep the GIL while they contour, which would stop
the frame for tens of milliseconds. Lattices and meshes cross as raw bytes.
"""

import multiprocessing
from multiprocessing.connection import Connection
from typing import Any, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from .surfaces import Surface

Kind = Literal["front", "trapped", "separator", "pores"]
"""The electrolyte's surface, gas left behind, the separator, the pores: what a lattice is contoured for."""


class _Job(msgspec.Struct):
    """Sent before the lattices' bytes."""

    kind: Kind
    shape: tuple[int, int, int]
    spacing_um: float


class _Mesh(msgspec.Struct):
    """Sent before the mesh's bytes."""

    vertices: int
    triangles: int


class MeshHelper:
    """One process; its methods wait for it, so a thread beside the frame calls them."""

    def __init__(self) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._pipe, theirs = spawn.Pipe()
        self._process = spawn.Process(target=_serve, args=(theirs,), name="mesonaut mesher", daemon=True)
        self._process.start()
        theirs.close()

    def mesh(self, kind: Kind, arrays: tuple[NDArray[Any], ...], spacing_um: float) -> Surface:
        """The surface in lattices (nx, ny, nz) of one byte; "front" takes liquid and solid, the others one.

        Raises OSError or EOFError when the process has ended.
        """
        nx, ny, nz = arrays[0].shape
        self._pipe.send_bytes(msgspec.msgpack.encode(_Job(kind, (nx, ny, nz), spacing_um)))
        for array in arrays:
            self._pipe.send_bytes(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)
        mesh = msgspec.msgpack.decode(self._pipe.recv_bytes(), type=_Mesh)
        vertices, normals = (
            np.frombuffer(self._pipe.recv_bytes(), np.float32).reshape(mesh.vertices, 3) for _ in range(2)
        )
        triangles = np.frombuffer(self._pipe.recv_bytes(), np.uint32).reshape(mesh.triangles, 3)
        return Surface(vertices, normals, triangles)

    def end(self) -> None:
        """Ends the process, whatever it does: a call that waits for it raises EOFError."""
        self._process.terminate()
        self._process.join()

    def close(self) -> None:
        """Frees what was left of an ended process; nothing may wait for it any more."""
        self._pipe.close()
        self._process.close()


def _serve(pipe: Connection) -> None:
    """The helper process: a mesh for every lattice until the pipe ends."""
    from .meshing import body_surface, front_surface, pore_surface

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
            pipe.send_bytes(msgspec.msgpack.encode(_Mesh(len(surface.vertices_um), len(surface.triangles))))
            for array in (surface.vertices_um, surface.normals, surface.triangles):
                pipe.send_bytes(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)
    except (EOFError, OSError, KeyboardInterrupt):
        return
