"""What is shown and how: colours, layers, panel, help, the camera's place."""

from vr_client.stage.colouring import COLOUR_MODES, FILL_COLOURS
from vr_client.stage.pointer import KeyStroke
from vr_client.stage.stage import Stage

LAYER_KEYS = {"1": "am", "2": "cbd", "3": "front", "4": "pores", "5": "frame", "6": "trapped"}
LAYER_NAMES = {
    "am": "active material", "cbd": "carbon-binder", "front": "electrolyte", "pores": "pore surface",
    "frame": "box and plane", "trapped": "trapped gas",
}  # fmt: skip


def look(stage: Stage, stroke: KeyStroke) -> bool:
    """Handles v, t, 1 to 6, tab, h, f1 and r; True when the key was one of them."""
    name = stroke.name
    if name == "v":
        following = COLOUR_MODES.index(stage.colour) + 1
        stage.colour = COLOUR_MODES[following % len(COLOUR_MODES)]
        stage.say(f"colour: {stage.colour}")
    elif name == "t":
        following = FILL_COLOURS.index(stage.fill_colour) + 1
        stage.fill_colour = FILL_COLOURS[following % len(FILL_COLOURS)]
        stage.say(f"electrolyte: {stage.fill_colour}")
    elif name in LAYER_KEYS:
        layer = LAYER_KEYS[name]
        on = not getattr(stage.layers, layer)
        setattr(stage.layers, layer, on)
        stage.say(f"{LAYER_NAMES[layer]} {'shown' if on else 'hidden'}")
    elif name == "tab":
        stage.panel_shown = not stage.panel_shown
    elif name in ("h", "f1"):
        stage.help_shown = not stage.help_shown
    elif name == "r":
        stage.place()
        stage.look_at_electrode()
    else:
        return False
    return True
