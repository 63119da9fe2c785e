"""What the controls of each kind of controller do, for the help that people read inside the headset."""

Rows = tuple[tuple[str, str], ...]

_ALL: Rows = (
    ("trigger, on the panel", "press and drag"),
    ("trigger, elsewhere", "use the tool in hand (tab Tools)"),
)
_GRIP: Rows = (
    ("grip, one hand", "carry and turn the electrode"),
    ("grip, both hands", "stretch, carry and turn it"),
)
_STICK: Rows = (
    ("stick ahead, let go", "be taken where the hand points"),
    ("stick sideways", "turn"),
    ("stick back", "one step back"),
    ("stick, on the panel", "scroll"),
)
_CLICK: Rows = (("stick click: tap, hold", "all before you again; leave"),)
_MENU: Rows = (("menu: tap, hold", "all before you again; leave"),)
_AX_BY: Rows = (("A or X", "next tool"), ("B or Y", "panel away, panel back"))
_AB: Rows = (("A", "next tool"), ("B", "panel away, panel back"))
_TRACKPAD: Rows = (
    ("pad clicked ahead, let go", "be taken where the hand points"),
    ("pad clicked sideways", "turn"),
    ("pad clicked back", "one step back"),
    ("pad touched, on the panel", "scroll"),
)

HEADSET_HELP: dict[str, Rows] = {
    "Touch": (*_ALL, *_GRIP, *_STICK, *_AX_BY, *_CLICK),
    "Index": (*_ALL, *_GRIP, *_STICK, *_AB, *_CLICK),
    "Vive wands": (*_ALL, *_GRIP, *_TRACKPAD, *_MENU),
    "Vive Cosmos, Focus 3": (*_ALL, *_GRIP, *_STICK, *_AX_BY, *_CLICK),
    "Windows motion controllers": (*_ALL, *_GRIP, *_STICK, *_MENU),
    "Reverb G2": (*_ALL, *_GRIP, *_STICK, *_AX_BY, *_MENU),
    "Pico": (*_ALL, *_GRIP, *_STICK, *_AX_BY, *_CLICK),
    "Hands": (
        ("pinch, aimed at the panel", "press and drag"),
        ("pinch, aimed elsewhere", "use the tool in hand (tab Tools)"),
        ("fist, one hand", "carry and turn the electrode"),
        ("fists, both hands", "stretch, carry and turn it"),
        ("panel, tab Tools", "turn, step, all before you again, leave"),
    ),
    "Simple controllers": (
        ("button, on the panel", "press and drag"),
        ("button, elsewhere", "carry the electrode, or use the tool in hand"),
        ("panel, tab Tools", "turn, step"),
        *_MENU,
    ),
}
"""Rows (control, effect) by the kind of controller: `stage.controllers` says which is in hand."""
