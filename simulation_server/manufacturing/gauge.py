"""The thickness gauge: what it reads on a film, beyond the plane's height."""

from .calibrated import calibrated
from .film import Film


def unevenness_um() -> float:
    """What a thickness gauge finds beyond the plane on a box of some 40 um.

    The gauge's anvil rests on the highest of millions of particles, the coarsest of the powder among them,
    which the binned sizes leave out; the plane that stands for capillarity rests on all of the small box's
    surface. Rolls press these peaks flat, so it does not count for a calendered film.
    """
    return float(calibrated("drying")["gauge"]["unevenness_um"])


def gauged_um(film: Film) -> float:
    """Thickness that a gauge reads now, with the plane resting on the film.

    Rolls level what stands out: of the unevenness there remains what the plane's travel between them fell
    short of it.
    """
    plane = film.history.plane_um
    travel = float(plane[0] - plane.min()) if len(plane) else 0.0
    return film.system.plane_um + max(0.0, unevenness_um() - travel)
