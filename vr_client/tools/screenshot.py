"""Pictures on disk that say where they come from."""

import time
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin

from simulation_server.schema.errors import FileError
from vr_client.stage.aside import thread
from vr_client.stage.stage import Stage

from .picture_card import ScaleBar, card_facts, with_card
from .provenance import provenance


class Pictured(Protocol):
    """A view, as far as pictures go."""

    def screenshot(self, *, fine: bool = False) -> NDArray[np.uint8]:
        """(h, w, 3) of the last frame; `fine` for the best it can do."""


def save_screenshot(view: Pictured, stage: Stage, path: Path) -> Path:
    """Writes what the view shows as PNG, its provenance as metadata; raises FileError where it cannot."""
    _write(view.screenshot(fine=True), provenance(stage), path)
    return path


@dataclass(slots=True)
class PictureSaver:
    """Saves pictures with a provenance card below them, drawn and written beside the frames."""

    _writing: "list[tuple[Path, Future[None]]]" = field(default_factory=list)

    def save(self, view: Pictured, stage: Stage, bar: ScaleBar | None, folder: Path) -> None:
        """Takes what the view shows now; `bar` is the picture's scale where it has one."""
        taken = [path for path, _ in self._writing]
        path = _free(folder / time.strftime("mesonaut-%Y%m%d-%H%M%S.png"), taken)
        picture, told = view.screenshot(fine=True), provenance(stage)
        facts = card_facts(stage, time.strftime("%Y-%m-%d %H:%M"))
        job = thread().submit(lambda: _write(with_card(picture, facts, bar), told, path))
        self._writing.append((path, job))

    def follow(self, stage: Stage) -> None:
        """Once a frame: says what was saved, or why not."""
        for path, job in self._writing:
            if job.done():
                error = job.exception()
                if error is None:
                    stage.say(f"saved {path.name}")
                else:
                    stage.say(str(error), "error")
        self._writing = [(path, job) for path, job in self._writing if not job.done()]

    def settle(self) -> None:
        """Waits for what is being written: before a view ends, not in a frame."""
        for _, job in self._writing:
            job.exception()


def _free(path: Path, taken: list[Path]) -> Path:
    """The path, or one with a number where there is such a file already."""
    number, free = 1, path
    while free in taken or free.exists():
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return free


def _write(picture: NDArray[np.uint8], told: dict[str, str], path: Path) -> None:
    info = PngImagePlugin.PngInfo()
    for key, text in told.items():
        info.add_text(key, text)
    try:
        Image.fromarray(picture).save(path, format="PNG", pnginfo=info)
    except OSError as error:
        raise FileError(
            f"cannot write the picture {path}: {error.strerror}; choose a folder you may write to"
        ) from error
