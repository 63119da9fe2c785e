"""The parts of the electrode that can be shown or hidden."""

from dataclasses import dataclass


@dataclass(slots=True)
class Layers:
    """What of the electrode is drawn."""

    am: bool = True
    cbd: bool = True
    front: bool = True
    trapped: bool = True
    pores: bool = False
    ions: bool = False  # stream lines
    electrons: bool = False
    frame: bool = True  # box outline, collector foil, plane, separator
