"""The film a person starts and stops: made of what a view shows, from `stage.filming`."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from simulation_server.schema.errors import MachineError
from vr_client.stage.stage import Stage

from .film import Film, Picture
from .provenance import provenance


@dataclass(slots=True)
class Recorder:
    """Once a frame `follow`; before the view ends `close`."""

    folder: Callable[[], Path] = Path.cwd
    _film: Film | None = None
    _asked_s: float | None = None  # when the picture on its way was asked for
    _ending: list[Film] = field(default_factory=list)

    def follow(self, stage: Stage, ask: Callable[[], bool], poll: Callable[[], Picture | None]) -> None:
        """Begins, goes on or ends as the stage says.

        Where a picture is due, `ask` begins to read it and says whether it could; `poll` gives it (h, w, 3),
        in this frame or in a later one.
        """
        if self._film is not None and self._film.over:  # it has failed
            self._let_go(stage)
        if stage.filming and self._film is None:
            self._film = self._begun(stage)
        if self._film is not None and not stage.filming:
            self._let_go(stage)
        due = self._film is not None and self._asked_s is None and self._film.wants(stage.now_s)
        if due and ask():
            self._asked_s = stage.now_s
        picture = poll()
        if picture is not None:
            if self._film is not None and self._asked_s is not None:
                self._film.take(picture, self._asked_s)
            self._asked_s = None
        for film in [film for film in self._ending if film.over]:
            self._ending.remove(film)
            self._tell(film, stage)

    def close(self) -> None:
        """Ends the film and waits until the file is whole."""
        films = [*self._ending, *([self._film] if self._film is not None else [])]
        self._film, self._ending = None, []
        for film in films:
            film.end()
        for film in films:
            film.wait()

    def _begun(self, stage: Stage) -> Film:
        path = self.folder() / time.strftime("mesonaut-%Y%m%d-%H%M%S.mp4")
        told = provenance(stage)
        stage.say(f"filming {path.name}")
        return Film(
            path,
            told={
                "title": f"Mesonaut, recipe with seed {told['Mesonaut seed']}",
                "comment": told["Mesonaut recipe"],
                "description": told["Mesonaut scene"],
                "encoder_software": told["Software"],
            },
        )

    def _let_go(self, stage: Stage) -> None:
        film, self._film, stage.filming = self._film, None, False
        if film is not None:
            film.end()
            self._ending.append(film)

    def _tell(self, film: Film, stage: Stage) -> None:
        try:
            film.check()
        except MachineError as error:
            stage.say(str(error), "error")
            return
        left_out = f", {film.left_out} pictures left out" if film.left_out else ""
        stage.say(f"saved {film.path.name}{left_out}")
