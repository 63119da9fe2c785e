"""The recipe under the user's hand: changes, and peace between hand and server."""

import msgspec

from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import SETTINGS, changed

ECHO_WAIT_S = 3.0
"""A change not confirmed by the server for this long is given up: the server's recipe shows again."""


class Draft:
    """`recipe` is what the sliders show.

    While a change of our own is on its way the server's older recipes do not pull the sliders back;
    someone else's change is taken over once our hand is off.
    """

    def __init__(self, recipe: Recipe | None = None) -> None:
        self.recipe = recipe or Recipe()
        self.in_gesture = False  # a slider is held
        self._sent: list[Recipe] = []
        self._sent_s = 0.0
        self._heard: Recipe | None = None

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

    def reset(self, now_s: float) -> Recipe | None:
        """Back to the schema's defaults, the simulation's own settings kept."""
        return self._turn_to(self.defaults(), now_s)

    def defaults(self) -> Recipe:
        """The schema's default recipe with the present settings of the simulation."""
        return msgspec.structs.replace(Recipe(), simulation=self.recipe.simulation)

    def take(self, asked: Recipe, now_s: float) -> None:
        """Takes over what was asked of the server elsewhere: by undo, a lesson, a viewpoint."""
        if not self.in_gesture:
            self._turn_to(asked, now_s)

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

    def _turn_to(self, recipe: Recipe, now_s: float) -> Recipe | None:
        if recipe == self.recipe:
            return None
        self.recipe = recipe
        self._sent.append(recipe)
        self._sent_s = now_s
        return recipe
