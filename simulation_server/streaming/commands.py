"""Answers in words: when shearing begins, and to commands that could not be read as such."""

from collections.abc import Sequence
from typing import Any

import msgspec

from simulation_server.schema.errors import RecipeError
from simulation_server.schema.messages import Reply, Status
from simulation_server.schema.recipe_toml import recipe_from_tables
from simulation_server.schema.states import Stage


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


def when_sheared(status: Status | None) -> str:
    """What becomes of a Shear in this state of the server."""
    if status is None or status.stage in ("compiling", Stage.SLURRY):
        return "sheared as soon as the slurry is mixed"
    if status.stage == "paused":
        return "sheared once the physics goes on"
    if status.stage in tuple(Stage) and status.stage != Stage.SHEARING:
        return f"sheared now; {status.stage} goes on afterwards"
    return "sheared now"


def when_discharged(status: Status | None) -> str:
    """What becomes of a Discharge in this state of the server."""
    if status is not None and status.stage in ("ready", Stage.CELL):
        return "discharged now"
    if status is not None and status.stage == Stage.FILLING:
        return "discharged once it is filled"
    return "discharged once it is made and analysed"
