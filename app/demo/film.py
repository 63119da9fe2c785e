"""The session as an MP4, sped up."""

from pathlib import Path
from types import TracebackType
from typing import Self

import imageio.v2 as imageio
import numpy as np
from numpy.typing import NDArray

FRAMES_A_SECOND = 24


class Film:
    """Takes a picture every `every_s` seconds of the session, shown at 24 a second.

    Written beside the target and moved there at the end, so that the target is always a whole film.
    """

    def __init__(self, path: Path, every_s: float = 0.25) -> None:
        self.path = path
        self.every_s = every_s
        self._part = path.with_suffix(".part.mp4")
        self._writer = imageio.get_writer(
            self._part, fps=FRAMES_A_SECOND, codec="libx264", quality=None, macro_block_size=2,
            ffmpeg_params=["-preset", "veryfast", "-crf", "23", "-threads", "1"],
        )  # fmt: skip
        self._next_s = 0.0

    def wants(self, now_s: float) -> bool:
        """Whether a picture at this time of the session is due."""
        return now_s >= self._next_s

    def take(self, picture: NDArray[np.uint8], now_s: float) -> None:
        """Adds a picture (h, w, 3)."""
        self._writer.append_data(picture)
        self._next_s = now_s + self.every_s

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()
        if kind is None:
            self._part.replace(self.path)
        else:
            self._part.unlink(missing_ok=True)
