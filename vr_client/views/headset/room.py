"""Where things stand about a seated person: electrode on an invisible table, panel right, legend left.

The world's origin is between the eyes as they were when the view was opened or last recentred, y up, -z
ahead.
"""

import numpy as np

from vr_client.tools.pointer_ray import Board

from .geometry import facing

TABLE_M = (-0.05, -0.43, -0.78)
"""Middle of the electrode's foot."""
ELECTRODE_M = 0.4
"""Its largest edge."""
PANEL_DISTANCE_M = 0.75
PANEL_DIRECTION_DEG = 37.0
"""To the right of straight ahead."""
PANEL_BELOW_EYES_M = 0.16
TEXT_DMM = 20.0
"""Height of the panel's text: millimetres at a metre, the least that is read without effort in a headset."""
MOST_PANEL_M = 0.8
LEGEND_DISTANCE_M = 0.72
LEGEND_DIRECTION_DEG = -34.0
LEGEND_BELOW_EYES_M = 0.22
LEGEND_WIDTH_M = 0.3


def _about(direction_deg: float, distance_m: float, below_m: float) -> tuple[float, float, float]:
    a = np.radians(direction_deg)
    across = float(np.sqrt(distance_m**2 - below_m**2))
    return float(across * np.sin(a)), -below_m, float(-across * np.cos(a))


def panel_board(size_px: tuple[int, int], text_px: float) -> Board:
    """The panel, turned to the eyes, as large as its text of `text_px` needs to be read."""
    width, height = size_px
    metres_a_px = TEXT_DMM * 1e-3 * PANEL_DISTANCE_M / text_px
    metres_a_px = min(metres_a_px, MOST_PANEL_M / max(width, height))
    position = _about(PANEL_DIRECTION_DEG, PANEL_DISTANCE_M, PANEL_BELOW_EYES_M)
    return Board(facing(position, (0.0, 0.0, 0.0)), width * metres_a_px, height * metres_a_px)


def legend_board(size_px: tuple[int, int]) -> Board:
    """The legend, turned to the eyes."""
    width, height = size_px
    position = _about(LEGEND_DIRECTION_DEG, LEGEND_DISTANCE_M, LEGEND_BELOW_EYES_M)
    return Board(facing(position, (0.0, 0.0, 0.0)), LEGEND_WIDTH_M, LEGEND_WIDTH_M * height / width)
