"""Files that are whole or not there: written beside, then put in place."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from simulation_server.schema.errors import MachineError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path beside `path`, of the same suffix, to write to; it takes the place of `path` once it is whole.

    Raises MachineError where the disk refuses; what was at `path` then stays.
    """
    part = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        yield part
        part.replace(path)
    except OSError as error:
        why = " ".join(str(error).split())
        raise MachineError(f"cannot write {path}: {why}; free some space or choose another folder") from None
    finally:
        part.unlink(missing_ok=True)
