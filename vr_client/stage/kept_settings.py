"""Settings from one session to the next: read when a view begins, written beside it whenever they change.

with kept_settings(stage):
    run_view(view, connection, stage)
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from simulation_server.schema.errors import MachineError

from .settings import Settings
from .settings_file import load_settings, save_settings, settings_path
from .stage import Stage

LOOK_S = 0.5
"""How often it is looked whether they have changed: the frame thread never waits for a disk."""


@contextmanager
def kept_settings(stage: Stage, path: Path | None = None) -> Iterator[None]:
    """Gives the stage the settings kept in `path` (None: the person's own file), keeps what becomes of them.

    What cannot be read or written is a notice on the stage, not an error.
    """
    path = path or settings_path()
    stage.settings, told = load_settings(path)
    if told:
        stage.say(told, "warning")
    keeper = _Keeper(stage, path)
    keeper.start()
    try:
        yield
    finally:
        keeper.end()


class _Keeper(threading.Thread):
    """Writes the stage's settings when they have changed; they are frozen, so that any moment reads whole."""

    def __init__(self, stage: Stage, path: Path) -> None:
        super().__init__(name="settings", daemon=True)
        self._stage, self._path = stage, path
        self._kept: Settings = stage.settings
        self._over = threading.Event()

    def run(self) -> None:
        """Looks now and then until told to end."""
        while not self._over.wait(LOOK_S):
            self._keep()

    def end(self) -> None:
        """Ends the thread and writes what changed last."""
        self._over.set()
        self.join()
        self._keep()

    def _keep(self) -> None:
        settings = self._stage.settings
        if settings == self._kept:
            return
        self._kept = settings
        try:
            save_settings(settings, self._path)
        except MachineError as error:
            self._stage.say(str(error), "warning")
