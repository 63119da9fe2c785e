"""What is shown and how: colours, layers, panel, help, the camera's place."""

from vr_client.stage.fields import colours_offered, pore_colours_offered, told_colour
from vr_client.stage.pointer import KeyStroke
from vr_client.stage.stage import Stage

LAYER_KEYS = {
    "1": "am", "2": "cbd", "3": "front", "4": "pores", "5": "frame", "6": "trapped", "7": "ions",
    "8": "electrons",
}  # fmt: skip
LAYER_NAMES = {
    "am": "active material", "cbd": "carbon-binder", "front": "electrolyte", "pores": "pore surface",
    "frame": "box and plane", "trapped": "trapped gas", "ions": "ion lines", "electrons": "electron lines",
}  # fmt: skip


def look(stage: Stage, stroke: KeyStroke) -> bool:
    """Handles v, t, 1 to 8, tab, h, f1 and r; True when the key was one of them."""
    name = stroke.name
    if name == "v":
        colours = colours_offered(stage)
        stage.colour = colours[(colours.index(told_colour(stage)) + 1) % len(colours)]
        stage.say(f"colour: {stage.colour}")
    elif name == "t":
        fills = pore_colours_offered(stage)
        at = fills.index(stage.fill_colour) if stage.fill_colour in fills else 0
        stage.fill_colour = fills[(at + 1) % len(fills)]
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
