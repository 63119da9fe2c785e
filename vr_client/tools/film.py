"""A film of what a view shows, as MP4, encoded on a thread of its own: taking a picture never waits."""

import queue
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import imageio.v2 as imageio
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from simulation_server.schema.errors import MachineError

PICTURES_A_SECOND = 24
WAITING = 6
"""Pictures that may wait for the encoder; more are left out, and the last is shown longer."""

Picture = NDArray[np.uint8]


class Film:
    """Takes pictures at times of the session; `speed` seconds of it are shown in one.

    with Film(path) as film:
        if film.wants(now_s): film.take(picture, now_s)

    Written beside the target and moved there at the end, so that the target is always a whole film. `told` is
    kept in the file as its metadata. A picture of another size is fitted into the first one's.
    """

    def __init__(self, path: Path, *, speed: float = 1.0, told: dict[str, str] | None = None) -> None:
        self.path = path
        self.left_out = 0
        self._every_s = speed / PICTURES_A_SECOND
        self._part = path.with_suffix(".part.mp4")
        self._told = told or {}
        self._waiting: queue.Queue[tuple[int, Picture]] = queue.Queue(WAITING)
        self._ending, self._kept = threading.Event(), True
        self._began_s: float | None = None
        self._next = 0
        self._error = ""
        self._thread = threading.Thread(target=self._encode, name="film", daemon=True)
        self._thread.start()

    def wants(self, now_s: float) -> bool:
        """Whether a picture at this time of the session is due."""
        return self._began_s is None or now_s - self._began_s >= self._next * self._every_s

    def take(self, picture: Picture, now_s: float) -> None:
        """Adds a picture (h, w, 3), or leaves it out where the encoder is behind."""
        if self._began_s is None:
            self._began_s = now_s
        number = int((now_s - self._began_s) / self._every_s + 1e-6)
        self._next = number + 1
        try:
            self._waiting.put_nowait((number, picture))
        except queue.Full:
            self.left_out += 1

    def end(self, *, keep: bool = True) -> None:
        """Lets the encoder finish beside the frames; `over` says when it has."""
        self._kept = keep
        self._ending.set()

    @property
    def over(self) -> bool:
        """Whether the file is whole and in its place, or the film has failed."""
        return not self._thread.is_alive()

    def wait(self) -> None:
        """Waits until it is over; after `end`."""
        self._thread.join()

    def check(self) -> None:
        """Raises MachineError where the film has failed."""
        if self._error:
            raise MachineError(self._error)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end(keep=kind is None)
        self.wait()
        if kind is None:
            self.check()

    def _encode(self) -> None:
        try:
            written = self._write()
            if self._kept and written:
                self._part.replace(self.path)
        except (OSError, RuntimeError, ValueError) as error:
            why = " ".join(str(error).split())[:200]
            self._error = f"no film {self.path.name}: {why}; is the folder writable, and ffmpeg there?"
        finally:
            with suppress(OSError):
                self._part.unlink(missing_ok=True)

    def _write(self) -> int:
        """Encodes what comes until the end; returns how many pictures the film has."""
        writer, size, last, count = None, (0, 0), None, 0
        try:
            while not (self._ending.is_set() and self._waiting.empty()):
                try:
                    number, picture = self._waiting.get(timeout=0.1)
                except queue.Empty:
                    continue
                if writer is None:
                    size = (picture.shape[1] // 2 * 2, picture.shape[0] // 2 * 2)
                    writer = self._writer()
                picture = _fitted(picture, size)
                for _ in range(number - count):  # the last one stays on show until this one
                    writer.append_data(picture if last is None else last)
                writer.append_data(picture)
                last, count = picture, number + 1
        finally:
            if writer is not None:
                writer.close()
        return count

    def _writer(self) -> "imageio.core.format.Writer":  # type: ignore[name-defined]
        self._part.parent.mkdir(parents=True, exist_ok=True)
        told = [part for key, text in self._told.items() for part in ("-metadata", f"{key}={text}")]
        return imageio.get_writer(
            self._part, fps=PICTURES_A_SECOND, codec="libx264", quality=None, macro_block_size=2,
            ffmpeg_params=[
                "-preset", "veryfast", "-crf", "23", "-threads", "1", "-movflags",
                "+faststart+use_metadata_tags", *told,
            ],
        )  # fmt: skip


def _fitted(picture: Picture, size: tuple[int, int]) -> Picture:
    """(h, w, 3) of the film's size: edges of one pixel cut off, all else scaled to fit."""
    width, height = size
    if picture.shape[0] - height in (0, 1) and picture.shape[1] - width in (0, 1):
        return np.ascontiguousarray(picture[:height, :width])
    return np.asarray(ImageOps.pad(Image.fromarray(picture), size))
