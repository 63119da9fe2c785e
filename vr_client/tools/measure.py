"""Measuring by pointing: the distance between two points of surfaces, and the diameter of a pore."""

import numpy as np
from numpy.typing import NDArray

from vr_client.stage.marks import Mark
from vr_client.stage.measurements import Anchor, Distance, Measurement, Pore
from vr_client.stage.stage import Stage

from .lengths import length_text
from .pointer_ray import Ray
from .pore_ball import largest_ball, nearest
from .ray_cast import section_point, struck, to_electrode

Vector = NDArray[np.float64]

MOST = 12
"""Measures kept; of more the oldest go."""
BEFORE_UM = 0.05
"""How far before a surface the pore in front of it is looked for."""
GRID_UM = 0.25
"""A ray that moved less than this looks at the same pore still."""


def measure_distance(stage: Stage, ray: Ray, pressed: bool) -> None:
    """The first press begins at a surface, the second ends there; between, the line follows the ray."""
    hand, layer = stage.hand, stage.particles
    met = struck(stage, ray)
    if met is None:
        if pressed:
            hand.first = None
        return
    here = Anchor.at(met.point_um, met.particle, layer)
    begun = [] if hand.first is None else [hand.first.point_um(layer)]
    label = length_text(float(np.linalg.norm(met.point_um - begun[0]))) if begun else ""
    stage.marks["aim"] = Mark(_points(*begun, met.point_um), "aim", label)
    if not pressed:
        return
    if hand.first is None:
        hand.first = here
    else:
        _keep(stage, Distance(hand.first, here))
        hand.first = None


def measure_pore(stage: Stage, ray: Ray, pressed: bool) -> None:
    """The ball that fits into the pore under the ray, previewed; a press keeps it, another lets it go."""
    layer = stage.particles
    seed = _pore_point(stage, ray)
    if seed is None:
        return
    cell = (layer.generation, *np.round(seed / GRID_UM).astype(int))
    ball = stage.hand.preview.get(cell, lambda: largest_ball(layer.settled(), seed))
    if ball is not None and ball[1] > 0.0:
        stage.marks["aim"] = _ball(ball[0], ball[1], "aim")
    else:
        stage.marks["aim"] = Mark(_points(seed), "aim")
    if not pressed:
        return
    kept = [measure for measure in stage.hand.measures if not _holds(measure, seed)]
    if len(kept) < len(stage.hand.measures):
        stage.hand.measures = kept
    else:
        _keep(stage, Pore(Anchor.at(seed, nearest(layer, seed), layer), seed, 0.0, -1))


def follow_measures(stage: Stage) -> None:
    """Brings all measures to where their particles are now, and draws them."""
    hand, layer = stage.hand, stage.particles
    for name in [name for name in stage.marks if name.startswith(("distance.", "pore."))]:
        del stage.marks[name]
    awaited = next((m for m in hand.measures if isinstance(m, Pore) and m.of != layer.generation), None)
    if awaited is not None:
        _compute(stage, awaited)
    for number, measure in enumerate(hand.measures, 1):
        if isinstance(measure, Distance):
            start, end = measure.start.point_um(layer), measure.end.point_um(layer)
            measure.length_um = float(np.linalg.norm(end - start))
            stage.marks[f"distance.{number}"] = Mark(
                _points(start, end), "measure", length_text(measure.length_um)
            )
        elif measure.of >= 0:
            stage.marks[f"pore.{number}"] = _pore_mark(measure)
    if hand.first is not None and "aim" not in stage.marks:
        stage.marks["distance.first"] = Mark(_points(hand.first.point_um(layer)), "measure")


def _keep(stage: Stage, measure: Measurement) -> None:
    stage.hand.measures.append(measure)
    del stage.hand.measures[:-MOST]


def _compute(stage: Stage, pore: Pore) -> None:
    """Asks for a pore's ball beside the frame, and takes it once it is there."""
    layer = stage.particles
    generation, still = layer.generation, layer.settled()
    seed = pore.seed.point_um(still)
    ball = stage.hand.pore.get((id(pore), generation), lambda: largest_ball(still, seed))
    if ball is not None:
        pore.centre_um, pore.radius_um, pore.of = ball[0], ball[1], generation


def _pore_point(stage: Stage, ray: Ray) -> Vector | None:
    """(3,) the pore pointed at: on the cut where that is open, else just before the surface met."""
    on_cut, met = section_point(stage, ray), struck(stage, ray)
    if on_cut is not None and (met is None or met.along_um > on_cut[1] + BEFORE_UM):
        return on_cut[0]
    if met is None or met.on_cut:
        return None
    if met.particle is None and stage.clip.equation() @ np.append(met.point_um, 1.0) > 0.0:
        return None  # the bare foil
    before: Vector = met.point_um - BEFORE_UM * to_electrode(stage, ray)[1]
    return before


def _holds(measure: Measurement, point_um: Vector) -> bool:
    """Whether the place is in a ball that was measured."""
    if not isinstance(measure, Pore):
        return False
    return bool(np.linalg.norm(measure.centre_um - point_um) < measure.radius_um)


def _pore_mark(pore: Pore) -> Mark:
    if pore.radius_um <= 0.0:
        return Mark(_points(pore.centre_um), "warning", "closed")
    return _ball(pore.centre_um, pore.radius_um, "measure")


def _ball(centre_um: Vector, radius_um: float, tone: str) -> Mark:
    label = f"Ø {length_text(2.0 * radius_um)}"
    return Mark(_points(centre_um), tone, label, False, radius_um)  # type: ignore[arg-type]


def _points(*points_um: Vector) -> NDArray[np.float32]:
    return np.array(points_um, np.float32).reshape(-1, 3)
