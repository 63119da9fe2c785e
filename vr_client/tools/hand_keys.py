"""Taking a tool in hand by key, and putting it down."""

from vr_client.stage.pointer import KeyStroke
from vr_client.stage.stage import Stage
from vr_client.stage.tool import ToolName

HELP = (
    ("I", "pick a particle for its data"),
    ("M", "measure: a distance, again: a pore's diameter, again: off"),
    ("Shift+M", "forget all that was measured"),
    ("Shift+C", "cut by hand: drag the plane"),
    ("J", "stand in the electrode: click where"),
)

_SAID: dict[ToolName, str] = {
    "look": "tool put down",
    "pick": "pick: click a particle",
    "distance": "distance: click two points",
    "pore": "pore: click between particles, best on a cut",
    "cut": "cut by hand: drag the plane",
    "stand": "stand: click where",
}
_KEYS: dict[tuple[str, bool], ToolName] = {
    ("i", False): "pick", ("c", True): "cut", ("j", False): "stand",
}  # fmt: skip
_NEXT: dict[ToolName, ToolName] = {"distance": "pore", "pore": "look"}


def hand_keys(stage: Stage, stroke: KeyStroke) -> bool:
    """Handles i, m, j, shift+m, shift+c, and escape while a tool is in hand; True for its own."""
    name = stroke.name
    if name == "m" and stroke.shift:
        stage.hand.measures.clear()
        stage.hand.first = None
        stage.say("measurements forgotten")
    elif name == "m":
        take(stage, _NEXT.get(stage.tool, "distance"))
    elif (name, stroke.shift) in _KEYS:
        wanted = _KEYS[name, stroke.shift]
        take(stage, "look" if stage.tool == wanted else wanted)
    elif name == "escape" and stage.tool != "look":
        take(stage, "look")
    else:
        return False
    return True


def take(stage: Stage, tool: ToolName) -> None:
    """Takes a tool in hand; "look" puts it down."""
    stage.tool = tool
    stage.say(_SAID[tool])
