"""Viewpoints by name: from where one looks, what is cut, shown and coloured; kept from session to session."""

from concurrent.futures import Future
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Annotated, Protocol

import msgspec
import numpy as np
from msgspec import Meta

from simulation_server.schema.errors import MachineError, MesonautError

from .aside import thread
from .camera import HIGHEST_DEG, Camera
from .clip import ClipPlane
from .colouring import ColourMode, FillColour
from .layers import Layers
from .notices import Level
from .slice_view import SliceView
from .transforms import Matrix, scale_of
from .viewpoint_file import load, save, viewpoints_path

MOST = 60
MOST_NAME = 24
"""Characters of a name."""
SCALES = (1e-6, 1e3)
"""Least and largest scale of a model, metres a micrometre."""


class Looking(Protocol):
    """What of a stage a viewpoint keeps and sets."""

    camera: Camera
    model: Matrix
    clip: ClipPlane
    colour: ColourMode
    fill_colour: FillColour
    layers: Layers
    slice_view: SliceView | None

    def say(self, text: str, level: Level = "info") -> None:
        """A notice."""


class Viewpoint(msgspec.Struct, frozen=True, kw_only=True):
    """Lengths in metres and degrees as in Camera; `model` is (4, 4) row by row, micrometres to the world."""

    name: Annotated[str, Meta(max_length=MOST_NAME)]
    target_m: tuple[float, float, float]
    azimuth_deg: Annotated[float, Meta(ge=-360.0, le=720.0)]
    elevation_deg: Annotated[float, Meta(ge=-HIGHEST_DEG, le=HIGHEST_DEG)]
    distance_m: Annotated[float, Meta(gt=0.0, le=100.0)]
    model: Annotated[tuple[float, ...], Meta(min_length=16, max_length=16)]
    clip: ClipPlane
    colour: ColourMode
    fill_colour: FillColour
    layers: dict[str, bool]

    def __post_init__(self) -> None:
        """What cannot be looked at is refused, when it is read as when it is made."""
        scale = scale_of(np.array(self.model).reshape(4, 4))
        if not SCALES[0] <= scale <= SCALES[1]:
            raise ValueError(f"a model of scale {scale:g} m/um: expected {SCALES[0]:g} to {SCALES[1]:g}")
        if abs(float(np.linalg.norm(self.clip.normal)) - 1.0) > 1e-3:
            raise ValueError(f"a cut with normal {self.clip.normal}: expected one of length 1")


def viewpoint_of(stage: Looking, name: str) -> Viewpoint:
    """Where one stands now."""
    camera = stage.camera
    x, y, z = (float(part) for part in camera.target_m)
    return Viewpoint(
        name=name[:MOST_NAME],
        target_m=(x, y, z),
        azimuth_deg=camera.azimuth_deg,
        elevation_deg=camera.elevation_deg,
        distance_m=camera.distance_m,
        model=tuple(float(part) for part in stage.model.ravel()),
        clip=stage.clip,
        colour=stage.colour,
        fill_colour=stage.fill_colour,
        layers=asdict(stage.layers),
    )


def go_to(stage: Looking, viewpoint: Viewpoint) -> None:
    """Looks from there, at once: nobody is flown."""
    stage.camera = Camera(
        np.array(viewpoint.target_m), viewpoint.azimuth_deg, viewpoint.elevation_deg, viewpoint.distance_m,
        follows=False,
    )  # fmt: skip
    stage.model = np.array(viewpoint.model).reshape(4, 4)
    stage.clip, stage.colour, stage.fill_colour = viewpoint.clip, viewpoint.colour, viewpoint.fill_colour
    for layer in fields(stage.layers):
        setattr(stage.layers, layer.name, viewpoint.layers.get(layer.name, getattr(stage.layers, layer.name)))
    stage.slice_view = None


@dataclass(slots=True)
class Shelf:
    """The viewpoints there are; `follow` it once a frame. Reading and writing happen beside the frames."""

    kept: list[Viewpoint] = field(default_factory=list)
    path: Path = field(default_factory=viewpoints_path)
    at: int = -1  # the one gone to last
    typed: str = ""  # as far as the next one's name is written
    _reading: "Future[list[Viewpoint]] | None" = None
    _writing: "Future[None] | None" = None
    _read: bool = False

    def follow(self, stage: Looking) -> None:
        """Takes over what was read, and says what failed."""
        self._begin_reading()
        if self._reading is not None and self._reading.done():
            done, self._reading, self._read = self._reading, None, True
            try:
                self.kept = [*done.result(), *self.kept][-MOST:]
            except MesonautError as error:
                stage.say(str(error), "warning")
        if self._writing is not None and self._writing.done():
            done_writing, self._writing = self._writing, None
            try:
                done_writing.result()
            except MachineError as error:
                stage.say(str(error), "error")

    def add(self, stage: Looking, name: str = "") -> Viewpoint:
        """Keeps where one stands now; under a number where no name is given, in place of one of that name."""
        self._wait()
        taken = {viewpoint.name for viewpoint in self.kept}
        name = name.strip() or next(f"View {k}" for k in range(1, MOST + 2) if f"View {k}" not in taken)
        new = viewpoint_of(stage, name)
        self.kept = [*(viewpoint for viewpoint in self.kept if viewpoint.name != new.name), new][-MOST:]
        self.at = len(self.kept) - 1
        self._write()
        return new

    def remove(self, name: str) -> None:
        """Forgets one."""
        self.kept = [viewpoint for viewpoint in self.kept if viewpoint.name != name]
        self._write()

    def next(self, stage: Looking) -> Viewpoint | None:
        """Goes to the one after the last gone to; None where there are none."""
        if not self.kept:
            return None
        self.at = (self.at + 1) % len(self.kept)
        go_to(stage, self.kept[self.at])
        return self.kept[self.at]

    def _begin_reading(self) -> None:
        if not self._read and self._reading is None:
            self._reading = thread().submit(load, self.path, Viewpoint)

    def _wait(self) -> None:
        """What is on disk comes first: it may not be lost to the first one added."""
        self._begin_reading()
        if self._reading is not None:
            try:
                self.kept = [*self._reading.result(), *self.kept][-MOST:]
            except MesonautError:
                return  # said by `follow`
            self._reading, self._read = None, True

    def _write(self) -> None:
        self._writing = thread().submit(save, list(self.kept), self.path)
