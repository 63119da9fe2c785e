"""What each process of a LAMMPS run does: `python -m simulation_server.physics.lammps.rank SOCKET [mpi]`.

Rank 0 takes calls from the socket and passes them on; all ranks make them; rank 0 answers.
"""

import os
import socket
import sys
import time
from typing import Any

import numpy as np

from simulation_server.schema.errors import MachineError

from .instance import Instance
from .wire import receive, send, unpack

_NAP_S = 2e-4  # of a rank that waits for the next call, instead of MPI's busy loop


def main(path: str, parallel: bool) -> None:
    """Serves calls until the engine hangs up."""
    world = _world() if parallel else None
    leads = world is None or world.rank == 0
    connection = socket.socket(socket.AF_UNIX)
    if leads:
        connection.connect(path)
    try:
        instance = Instance(world)
    except MachineError as reason:
        if leads:
            send(connection, ["error", str(reason)])
        return
    if leads:
        send(connection, ["ready"])
    while True:
        message = receive(connection) if leads else None
        if world is not None:
            message = _to_all(world, message)
        if not message:
            return
        name, *arguments = unpack(message)
        try:
            answer = ["done", getattr(instance, name)(*arguments)]
        except Exception as reason:  # LAMMPS raises bare Exceptions; the engine says what they mean
            if type(reason).__name__ == "MPIAbortException" and world is not None:
                world.Abort(1)
            answer = ["error", " ".join(str(reason).split())]
        if leads:
            send(connection, answer)


def _world() -> Any:
    from .library import load_lammps

    load_lammps()  # its MPI library first: mpi4py takes the one that is loaded
    from mpi4py import MPI

    return MPI.COMM_WORLD


def _to_all(world: Any, message: bytes | None) -> bytes:
    """Rank 0's message on every rank; empty when the engine has hung up."""
    size = np.array([len(message or b"")], dtype=np.int64)
    _wait(world.Ibcast(size, root=0))
    data = (
        np.frombuffer(message or b"", dtype=np.uint8).copy()
        if world.rank == 0
        else np.empty(size[0], np.uint8)
    )
    _wait(world.Ibcast(data, root=0))
    return data.tobytes()


def _wait(request: Any) -> None:
    while not request.Test():
        time.sleep(_NAP_S)


if __name__ == "__main__":
    main(sys.argv[1], len(sys.argv) > 2)
    sys.stdout.flush()
    os._exit(0)  # without LAMMPS' destructors, which abort in some states (2025.7.22)
