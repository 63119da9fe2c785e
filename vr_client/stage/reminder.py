"""Time for a pause: said every so many minutes to those who wish it."""

PAUSE = "time for a short pause: the electrode waits"


def pause_due(every_min: float, before_s: float, now_s: float) -> bool:
    """Whether a multiple of `every_min` (0: never) has passed between two times of the view."""
    every_s = 60.0 * every_min
    return every_s > 0.0 and before_s // every_s < now_s // every_s
