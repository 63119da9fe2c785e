"""What the tool in hand does where a hand's ray points: the same for a mouse and for a controller."""

import numpy as np

from vr_client.stage.hand_work import HandWork
from vr_client.stage.marks import Mark
from vr_client.stage.stage import Stage

from .both_in_sight import follow_beside
from .hand_cut import cut_by_hand
from .measure import follow_measures, measure_distance, measure_pore
from .pick import follow_picked, pick
from .pointer_ray import Ray
from .ray_cast import struck
from .standing import stand


def use_hand_tool(stage: Stage, ray: Ray, pressed: bool, held: bool, *, at_desk: bool = False) -> None:
    """Does what `stage.tool` says along `ray` (world); without a press it shows what a press would do.

    `pressed` is True in the one frame in which the button goes down, `held` as long as it is. A mouse
    (`at_desk`) has no depth: it pushes a cutting plane along its normal instead of carrying it.
    """
    if not stage.particles.count:
        return
    match stage.tool:
        case "pick":
            pick(stage, ray, pressed)
        case "distance":
            measure_distance(stage, ray, pressed)
        case "pore":
            measure_pore(stage, ray, pressed)
        case "cut":
            cut_by_hand(stage, ray, pressed, held, at_desk=at_desk)
        case "stand":
            _stand(stage, ray, pressed)
        case "look":
            pass


def follow_tools(stage: Stage) -> None:
    """Once a frame, before any hand points: what was picked and measured goes with its particles.

    Of another structure, with other particles, it means nothing and is let go. Settings are watched for undo,
    viewpoints for what is read and written of them.
    """
    stage.past.watch(stage)
    stage.viewpoints.follow(stage)
    stage.marks.pop("aim", None)
    _follow_structure(stage)
    if stage.tool != "distance":
        stage.hand.first = None
    follow_beside(stage)
    follow_picked(stage)
    follow_measures(stage)


def _follow_structure(stage: Stage) -> None:
    """Lets everything go where the particles are no longer the same ones: their sizes tell."""
    hand, radii = stage.hand, stage.particles.radii_um
    if hand.radii_um is radii:
        return
    if hand.radii_um is None or not np.array_equal(hand.radii_um, radii):
        hand = stage.hand = HandWork(beside_seen=hand.beside_seen)
    hand.radii_um = radii


def _stand(stage: Stage, ray: Ray, pressed: bool) -> None:
    met = struck(stage, ray)
    if met is None:
        return
    stage.marks["aim"] = Mark(met.point_um[None, :].astype("float32"), "aim", "stand here")
    if pressed:
        stand(stage, met.point_um)
