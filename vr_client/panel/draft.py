"""The recipe under the user's hand: changes, undo, and peace between hand and server."""

import msgspec

from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import SETTINGS, changed

ECHO_WAIT_S = 3.0
"""A change not confirmed by the server for this long is given up: the server's recipe shows again."""
MOST_UNDO = 100


class Draft:
    """`recipe` is what the sliders show. A gesture (one drag, one typed number) is one undo step.

    While a change of our own is on its way the server's older recipes do not pull the sliders back;
    someone else's change is taken over once our hand is off.
    """

    def __init__(self, recipe: Recipe | None = None) -> None:
        self.recipe = recipe or Recipe()
        self._undo: list[Recipe] = []
        self._before: Recipe | None = None  # the recipe when the gesture began
        self._sent: list[Recipe] = []
        self._sent_s = 0.0
        self._heard: Recipe | None = None

    @property
    def in_gesture(self) -> bool:
        """Whether a slider is held."""
        return self._before is not None

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._undo)

    def begin(self) -> None:
        """A slider was grasped."""
        self._before = self.recipe

    def end(self) -> None:
        """The slider was let go: what changed since `begin` becomes one undo step."""
        if self._before is not None and self._before != self.recipe:
            self._remember(self._before)
        self._before = None

    def set(self, path: str, value: float, now_s: float) -> Recipe | None:
        """Changes one setting; returns the recipe to send, or None when nothing changed.

        The value is held within the schema's range.
        """
        setting = SETTINGS[path]
        assert setting.low is not None and setting.high is not None
        held = min(max(value, setting.low), setting.high)
        return self._turn_to(changed(self.recipe, {path: held}), now_s)

    def choose(self, path: str, value: str, now_s: float) -> Recipe | None:
        """Takes one of a setting's choices; returns the recipe to send, None for the present one."""
        return self._turn_to(changed(self.recipe, {path: value}), now_s)

    def undo(self, now_s: float) -> Recipe | None:
        """Takes the last step back; returns the recipe to send, or None when there is none."""
        if not self._undo:
            return None
        return self._turn_to(self._undo.pop(), now_s, remember=False)

    def reset(self, now_s: float) -> Recipe | None:
        """Back to the schema's defaults, the simulation's own settings kept."""
        return self._turn_to(self.defaults(), now_s)

    def defaults(self) -> Recipe:
        """The schema's default recipe with the present settings of the simulation."""
        return msgspec.structs.replace(Recipe(), simulation=self.recipe.simulation)

    def follow(self, server: Recipe, now_s: float) -> None:
        """Hears the server's present recipe, every frame."""
        if server != self._heard:
            self._heard = server
            if server in self._sent:
                del self._sent[: self._sent.index(server) + 1]
        if now_s - self._sent_s > ECHO_WAIT_S:
            self._sent.clear()
        if not self._sent and not self.in_gesture:
            self.recipe = server

    def _turn_to(self, recipe: Recipe, now_s: float, *, remember: bool = True) -> Recipe | None:
        if recipe == self.recipe:
            return None
        if remember and not self.in_gesture:
            self._remember(self.recipe)
        self.recipe = recipe
        self._sent.append(recipe)
        self._sent_s = now_s
        return recipe

    def _remember(self, recipe: Recipe) -> None:
        self._undo.append(recipe)
        del self._undo[:-MOST_UNDO]
