"""Turning and stepping without walking: the model is moved about the head, never the head about the room."""

import numpy as np
from numpy.typing import NDArray

from vr_client.stage.stage import Stage
from vr_client.stage.transforms import translation

from .standing import level_forward, to_table, turn_person

Vector = NDArray[np.float64]

STEP_M = 0.3
"""Of a step that a button asks for."""
UP: Vector = np.array([0.0, 1.0, 0.0])


def move(stage: Stage, by_m: Vector) -> None:
    """Moves the person by `by_m` (3,), in the world's directions and the person's own metres."""
    stage.camera.follows = False
    stage.model = translation(-by_m) @ stage.model


def carry_out(stage: Stage) -> bool:
    """Does what `stage.wishes` asks of travelling, leaves what only a view can do; whether one was moved."""
    steps = {
        "forward": level_forward(stage), "back": -level_forward(stage), "up": UP, "down": -UP,
    }  # fmt: skip
    turns = {"turn left": -1.0, "turn right": 1.0}
    wishes, stage.wishes = stage.wishes, []
    for wish in wishes:
        if wish in steps:
            move(stage, STEP_M * steps[wish])
        elif wish in turns:
            turn_person(stage, turns[wish] * stage.settings.turn_deg)
        elif wish == "table":
            to_table(stage)
        else:
            stage.wishes.append(wish)
    return len(stage.wishes) < len(wishes)
