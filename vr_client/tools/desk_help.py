"""Keys and mouse of the desk, in groups, as the help overlay shows them."""

from . import hand_keys, keep, lesson, panel_keys, pore_flight, slicing

Rows = tuple[tuple[str, str], ...]

HELP: tuple[tuple[str, Rows], ...] = (
    (
        "Look around",
        (
            ("drag", "orbit"),
            ("right drag", "pan"),
            ("wheel", "zoom"),
            ("W A S D, Q E", "fly, down and up (Shift: faster)"),
            ("arrows", "orbit by keys"),
            ("R or Home", "the whole electrode in sight"),
        ),
    ),
    (
        "Show",
        (
            ("V", "colour: phase, stress, displacement, cracking, and what a discharge adds"),
            ("T", "electrolyte and pores: plain, filling time, salt, flux of ions"),
            ("1 2 3 4 5 6", "active material, carbon-binder, electrolyte, pores, box, trapped gas"),
            ("7 8", "lines of ions, of electrons"),
        ),
    ),
    (
        "Cut",
        (
            ("C", "cut open, close"),
            ("X Y Z, F", "cut across an axis, keep the other half"),
            ("[ ]  Shift+wheel", "move the cut"),
            *slicing.HELP,
        ),
    ),
    ("Point", hand_keys.HELP),
    ("Keep", keep.HELP),
    ("Learn", (*lesson.HELP, *pore_flight.HELP)),
    (
        "Window",
        (
            ("Tab", "panel"),
            ("H or F1", "this help"),
            ("Esc", "put the tool down; leave"),
        ),
    ),
    ("Panel without a mouse", panel_keys.HELP),
)
