"""Undo and redo of settings: the recipe and how the electrode is shown, in the steps a person made them."""

from dataclasses import astuple, dataclass, field
from typing import Any, Protocol

from simulation_server.schema.messages import Command, SetRecipe
from simulation_server.schema.recipe import Recipe

from .clip import ClipPlane
from .colouring import ColourMode, FillColour, Spread
from .differences import differing_settings
from .layers import Layers

SETTLED_S = 0.5
"""A change that has stood this long is a step; what changes sooner belongs to the same one."""
ECHO_WAIT_S = 3.0
"""The server takes a recipe that was asked for, or refuses it, within this time."""
MOST = 100


class Changeable(Protocol):
    """What of a stage a step looks at and turns back."""

    recipe: Recipe
    draft: Recipe
    clip: ClipPlane
    colour: ColourMode
    fill_colour: FillColour
    spread: Spread
    layers: Layers
    connected: bool
    adjusting: bool
    now_s: float

    def ask(self, kind: type[Command], **fields: Any) -> int:
        """Puts a command into the outbox."""


@dataclass(frozen=True, slots=True)
class Setup:
    """All that a step can change."""

    recipe: Recipe
    clip: ClipPlane
    colour: ColourMode
    fill_colour: FillColour
    spread: Spread
    layers: tuple[bool, ...]


@dataclass(slots=True)
class Past:
    """`watch` it once a frame; then `undo` and `redo` go through the steps."""

    done: list[Setup] = field(default_factory=list)
    undone: list[Setup] = field(default_factory=list)
    _now: Setup | None = None
    _changing: Setup | None = None
    _since_s: float = 0.0
    _asked: Recipe | None = None  # on its way to the server
    _asked_s: float = 0.0
    _connected: bool = False

    def watch(self, stage: Changeable) -> None:
        """Makes a step of what has changed and settled."""
        present = self._present(stage)
        joined, self._connected = stage.connected and not self._connected, stage.connected
        if self._now is None or joined:  # the server's recipe is nobody's change
            self._now, self._changing = present, None
        elif present == self._now:
            self._changing = None
        elif present != self._changing or stage.adjusting:
            self._changing, self._since_s = present, stage.now_s
        elif stage.now_s - self._since_s >= SETTLED_S:
            self._step(present)

    def undo(self, stage: Changeable) -> str:
        """Takes the last step back and returns what it was, "" where there is none."""
        present = self._present(stage)
        if self._now is not None and present != self._now:
            self._step(present)
        if not self.done or self._now is None:
            return ""
        self.undone.append(self._now)
        return self._turn_to(stage, self.done.pop())

    def redo(self, stage: Changeable) -> str:
        """Makes the step again that was last taken back and returns what it was, "" where there is none."""
        if not self.undone or self._now is None or self._present(stage) != self._now:
            return ""
        self.done.append(self._now)
        return self._turn_to(stage, self.undone.pop())

    def _present(self, stage: Changeable) -> Setup:
        recipe = stage.draft
        if self._asked is not None and self._now is not None:
            if stage.recipe == self._asked or stage.now_s - self._asked_s > ECHO_WAIT_S:
                self._asked = None
            else:
                recipe = self._now.recipe
        return Setup(recipe, stage.clip, stage.colour, stage.fill_colour, stage.spread, astuple(stage.layers))

    def _step(self, present: Setup) -> None:
        if self._now is not None:
            self.done.append(self._now)
            del self.done[:-MOST]
        self._now, self._changing = present, None
        self.undone.clear()

    def _turn_to(self, stage: Changeable, setup: Setup) -> str:
        what = difference(self._now or setup, setup)
        if setup.recipe != stage.draft:
            stage.draft = self._asked = setup.recipe
            self._asked_s = stage.now_s
            stage.ask(SetRecipe, recipe=setup.recipe)
        stage.clip, stage.colour, stage.fill_colour = setup.clip, setup.colour, setup.fill_colour
        stage.spread = setup.spread
        stage.layers = Layers(*setup.layers)
        self._now, self._changing = setup, None
        return what


def difference(a: Setup, b: Setup) -> str:
    """What differs, in a few words."""
    settings = differing_settings(a.recipe, b.recipe)
    if len(settings) == 1:
        return settings[0].label
    if settings:
        return f"{len(settings)} settings of the recipe"
    for word, before, after in (
        ("cut", a.clip, b.clip), ("colour", a.colour, b.colour), ("layers", a.layers, b.layers),
    ):  # fmt: skip
        if before != after:
            return word
    return "colour of electrolyte and pores"
