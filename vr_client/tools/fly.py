"""Keys held: w a s d to fly, q and e down and up, the arrows to orbit; shift is faster."""

from vr_client.stage.stage import Stage

from .desk_input import DeskInput

SPEED_PER_S = 0.7
"""Camera distances flown in a second."""
TURN_DEG_S = 70.0


def fly(stage: Stage, given: DeskInput, dt_s: float) -> None:
    """Moves the camera for the keys held over `dt_s`."""
    if "control" in given.held:
        return
    held = given.held
    fast = 3.0 if "shift" in held else 1.0
    step = fast * SPEED_PER_S * stage.camera.distance_m * dt_s
    forward, right, up = (
        ("w" in held) - ("s" in held), ("d" in held) - ("a" in held), ("e" in held) - ("q" in held),
    )  # fmt: skip
    if forward or right or up:
        stage.camera.fly(forward * step, right * step, up * step)
    turn = fast * TURN_DEG_S * dt_s
    around, over = ("right" in held) - ("left" in held), ("up" in held) - ("down" in held)
    if around or over:
        stage.camera.orbit(around * turn, over * turn)
