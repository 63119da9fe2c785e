"""Commands that could not be read as such still deserve an answer by their id."""

from collections.abc import Sequence
from typing import Any

import msgspec

from simulation_server.schema.errors import RecipeError
from simulation_server.schema.messages import Reply
from simulation_server.schema.recipe_toml import recipe_from_tables


class _Asked(msgspec.Struct):
    """The little that every command has, and the recipe some carry, unchecked."""

    id: int
    kind: str
    recipe: Any = None


def reply_to_unreadable(parts: Sequence[bytes], why: str) -> Reply | None:
    """The Reply to a command with bad content; None when not even an id can be read.

    A recipe out of range is answered in the words of the recipe itself: value, range and remedy.
    """
    if len(parts) < 2:
        return None
    try:
        asked = msgspec.msgpack.decode(parts[1], type=_Asked)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return None
    if isinstance(asked.recipe, dict):
        try:
            recipe_from_tables({str(key): value for key, value in asked.recipe.items()})
        except RecipeError as error:
            why = str(error)
    return Reply(id=asked.id, ok=False, detail=why)
