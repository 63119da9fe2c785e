"""Where things stand about a person: electrode on an invisible table, panel on the pointing hand's side.

The world's origin is between the eyes as they were when the view was opened or last recentred, y up, -z
ahead.
"""

import numpy as np

from vr_client.stage.settings import Settings
from vr_client.tools.pointer_ray import Board

from .geometry import facing

Position = tuple[float, float, float]

TABLE_M: Position = (-0.05, -0.43, -0.78)
"""Middle of the electrode's foot before someone seated who points with the right hand."""
STANDING_TABLE_M, STANDING_AHEAD_M = 1.0, 0.68
"""Height of the table above the floor before someone who stands, and how far ahead it is."""
ELECTRODE_M = 0.4
"""Its largest edge."""
SEATED_EYES_M, STANDING_EYES_M = 1.2, 1.6
"""Height of the eyes above a floor that the runtime knows nothing of."""
TEXT_DMM = 20.0
"""Height of text: millimetres at a metre, the least that is read without effort in a headset."""
PANEL_DISTANCE_M, PANEL_DIRECTION_DEG, PANEL_BELOW_EYES_M = 0.75, 36.0, 0.16
LEGEND_DISTANCE_M, LEGEND_DIRECTION_DEG, LEGEND_BELOW_EYES_M = 0.8, -36.0, 0.3
NOTICE_DISTANCE_M, NOTICE_BELOW_EYES_M = 0.9, -0.22


def side_of(settings: Settings) -> float:
    """1 with the panel to the right, -1 with all mirrored for someone who points with the left hand."""
    return 1.0 if settings.hand == "right" else -1.0


def floor_below(settings: Settings) -> float:
    """Height of the floor in the world (metres, negative) where the runtime knows of none."""
    return -SEATED_EYES_M if settings.seated else -STANDING_EYES_M


def table(settings: Settings, floor_m: float) -> Position:
    """Middle of the electrode's foot: before one's chest when seated, on a table when standing."""
    x, y, z = TABLE_M
    if settings.seated:
        return side_of(settings) * x, y, z
    return side_of(settings) * x, floor_m + STANDING_TABLE_M, -STANDING_AHEAD_M


def panel_board(size_px: tuple[int, int], text_px: float, side: float) -> Board:
    """The panel, turned to the eyes, as large as its smallest text of `text_px` needs to be read."""
    position = _about(side * PANEL_DIRECTION_DEG, PANEL_DISTANCE_M, PANEL_BELOW_EYES_M)
    return _board(size_px, text_px, PANEL_DISTANCE_M, position)


def legend_board(size_px: tuple[int, int], text_px: float, side: float) -> Board:
    """The legend, turned to the eyes."""
    position = _about(side * LEGEND_DIRECTION_DEG, LEGEND_DISTANCE_M, LEGEND_BELOW_EYES_M)
    return _board(size_px, text_px, LEGEND_DISTANCE_M, position)


def notice_board(size_px: tuple[int, int], text_px: float) -> Board:
    """A notice, straight ahead and above all else."""
    position = _about(0.0, NOTICE_DISTANCE_M, NOTICE_BELOW_EYES_M)
    return _board(size_px, text_px, NOTICE_DISTANCE_M, position)


def _about(direction_deg: float, distance_m: float, below_m: float) -> Position:
    a = np.radians(direction_deg)
    across = float(np.sqrt(distance_m**2 - below_m**2))
    return float(across * np.sin(a)), -below_m, float(-across * np.cos(a))


def _board(size_px: tuple[int, int], text_px: float, distance_m: float, position: Position) -> Board:
    metres_a_px = TEXT_DMM * 1e-3 * distance_m / text_px
    width, height = size_px
    return Board(facing(position, (0.0, 0.0, 0.0)), width * metres_a_px, height * metres_a_px)
