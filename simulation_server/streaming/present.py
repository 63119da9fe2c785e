"""What is so now: kept by the server so that a late joiner sees it and previews have a base."""

import time
from dataclasses import dataclass, field
from typing import Any

from simulation_server.schema.messages import (
    CellBase,
    CellFrame,
    Failed,
    FillForecast,
    FluxLines,
    FrontBase,
    FrontFrame,
    Message,
    ParticleFrame,
    Predicted,
    Simulated,
    Status,
    VoxelFrame,
)
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.states import Stage
from simulation_server.schema.wire import Received

from .publication import Publication

PREVIEW_HOLD_S = 0.8
"""How long a preview stays in sight before the physics, which starts further back, takes over."""

_KEPT = (
    Predicted, VoxelFrame, Simulated, ParticleFrame, FluxLines, FillForecast, FrontBase, FrontFrame, CellBase,
    CellFrame, Failed, Status,
)  # fmt: skip
"""Kinds of which the newest is kept, of FluxLines that of each sort, in the order a joiner gets them."""
_OF_THE_STRUCTURE = (FluxLines, FillForecast, FrontBase, FrontFrame, CellBase, CellFrame)
_FRAMES_OF: dict[type, type] = {FrontBase: FrontFrame, CellBase: CellFrame}
"""Frames that tell what has changed since their base: of the base before, they end with it."""


@dataclass(slots=True)
class Present:
    """The present recipe, the change it came with, and the newest message of each kind."""

    recipe: Recipe
    step_id: int = 1
    paused: bool = False
    made: Received | None = None  # the last frame of the electrode the physics gave, as it gave it
    pressed_mpa: float = 0.0  # the highest pressure seen since calendering began
    _newest: dict[type, dict[str, Publication]] = field(default_factory=dict)  # by kind, then by sort
    _preview_step: int = 0
    _preview_until_s: float = 0.0
    _behind_preview: Received | None = None

    def keep(self, publication: Publication) -> None:
        """Keeps what a joiner will need; a new structure ends what was done with the old one."""
        message = publication.message
        kind = type(message)
        if kind in _KEPT:
            sort = message.what if isinstance(message, FluxLines) else ""
            self._newest.setdefault(kind, {})[sort] = publication
        if kind is ParticleFrame:
            for ended in _OF_THE_STRUCTURE:
                self._newest.pop(ended, None)
        elif kind in _FRAMES_OF:
            self._newest.pop(_FRAMES_OF[kind], None)

    def turn(self, recipe: Recipe | None = None) -> None:
        """A new change begins: what failed before no longer matters."""
        self.step_id += 1
        self.recipe = recipe or self.recipe
        self._newest.pop(Failed, None)

    def snapshot(self) -> list[Publication]:
        """What a joiner gets, after Welcome."""
        return [each for kind in _KEPT for each in self._newest.get(kind, {}).values()]

    def newest(self, kind: type[Message]) -> Any:
        """The newest message of a kind, None when there was none."""
        kept = self._newest.get(kind)
        return None if not kept else next(reversed(kept.values())).message

    def begin_preview(self) -> None:
        """A preview is shown from now on; older structures of the physics are not."""
        self._preview_step = self.step_id
        self._preview_until_s = time.monotonic() + PREVIEW_HOLD_S
        self._behind_preview = None
        self.pressed_mpa = 0.0

    @property
    def previewing(self) -> bool:
        """Whether a preview is in sight that the physics may not replace yet."""
        return time.monotonic() < self._preview_until_s

    def end_preview(self) -> Received | None:
        """Takes a preview back: gives the last frame of the physics if a preview is what is shown."""
        self._preview_until_s = 0.0
        self._behind_preview = None
        shown = self.newest(ParticleFrame)
        return self.made if shown is not None and shown.preview else None

    def admit(self, frame: Received) -> Received | None:
        """The frame if it may be shown now; held while a preview is in sight, dropped if overtaken."""
        if frame.message.step_id < self._preview_step:
            return None
        if frame.message.stage != Stage.SHEARING:  # of a slurry beside the electrode
            self.made = frame
            calendering = frame.message.stage == Stage.CALENDERING
            self.pressed_mpa = max(self.pressed_mpa, frame.message.pressure_mpa) if calendering else 0.0
        if self.previewing:
            self._behind_preview = frame
            return None
        return frame

    def release(self) -> Received | None:
        """The frame that waited behind a preview, once its time is over."""
        if self._behind_preview is None or self.previewing:
            return None
        frame, self._behind_preview = self._behind_preview, None
        return frame
