"""The person who wears the headset: where they are, what their hands do. No OpenXR, no OpenGL."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from vr_client.stage.body import Body
from vr_client.stage.people import Pose
from vr_client.stage.stage import Stage
from vr_client.stage.tool import TOOLS
from vr_client.stage.transforms import Matrix, scale_of
from vr_client.tools.hand_tools import follow_tools, use_hand_tool
from vr_client.tools.pointer_ray import Board
from vr_client.tools.pore_flight import carry_in_pores
from vr_client.tools.ray_cast import struck
from vr_client.tools.standing import head_of, is_inside, to_table
from vr_client.tools.travel import carry_out
from vr_client.tools.travel_sticks import Stick, TravelBySticks, Travelled, along

from . import room
from .actions import HANDS, Hand
from .comfort import Vignette
from .geometry import inverse, levelled
from .hands_at_work import HandsAtWork, Work
from .lost_hands import LostHands

LEAST_FAR_M = 60.0


@dataclass(slots=True)
class Wearer:
    """Knows the world, which begins before the person, and the space that the runtime tracks them in."""

    hands: HandsAtWork = field(default_factory=HandsAtWork)
    travel: TravelBySticks = field(default_factory=TravelBySticks)
    vignette: Vignette = field(default_factory=Vignette)
    lost: LostHands = field(default_factory=LostHands)
    to_world: Matrix | None = None  # (4, 4) from the runtime's space
    _placed: bool = False
    _as_placed: Matrix | None = None  # the model when it was last put on the table
    _seated: bool | None = None

    def settle(self, stage: Stage, head: Matrix, floor_m: float | None) -> None:
        """Takes in where the head is (4, 4) and how high the floor, both in the runtime's space.

        Puts the world before the person when that was asked for, the electrode into it once there is one.
        """
        if self.to_world is None:
            self.to_world = inverse(levelled(head))
        settings = stage.settings
        floor = room.floor_below(settings) if floor_m is None else floor_m + self.to_world[1, 3]
        stage.body = Body(self.to_world @ head, floor, room.table(settings, floor), room.ELECTRODE_M)
        stood = self._seated is not None and self._seated != settings.seated
        self._seated = settings.seated
        if stage.particles.count and (
            not self._placed or self._is_as_placed(stage) or (stood and not is_inside(stage))
        ):
            to_table(stage)
            self._placed, self._as_placed = True, stage.model

    def _is_as_placed(self, stage: Stage) -> bool:
        """Nobody has taken hold of it: on the table it keeps its size as it dries and is pressed."""
        still = self._as_placed is not None and np.array_equal(stage.model, self._as_placed)
        return still and not stage.settings.reduced_motion

    def recentre(self) -> None:
        """Puts the world before the person with the next frame; the electrode stays where it is in it."""
        self.to_world = None

    def frame(
        self,
        stage: Stage,
        hands: dict[str, Hand] | None,
        board: Board | None,
        panel_px: tuple[int, int],
        dt_s: float,
    ) -> Work:
        """What the hands (poses in the runtime's space) do to the stage in `dt_s`; the rest is the view's.

        `hands` is None while the runtime has them for something of its own.
        """
        follow_tools(stage)
        for line in self.lost.frame(hands, dt_s) if hands is not None else []:
            stage.say(line, "warning")
        hands = dict.fromkeys(HANDS, Hand()) if hands is None else hands
        placed = {name: self._in_world(hand) for name, hand in hands.items()}
        self.hands.prefer(stage.settings.hand)
        has_tool = stage.tool != "look" and stage.particles.count > 0
        work = self.hands.frame(placed, board, panel_px, stage.model, dt_s, has_tool=has_tool)
        went = self._move(stage, work, dt_s)
        self._buttons(stage, work)
        leave = work.leave or self._wished(stage, "leave")
        if work.recentre or self._wished(stage, "recentre"):
            self.recentre()
            self._placed, stage.panel_shown = False, True
        clear_deg = stage.settings.vignette_deg
        self.vignette.frame(clear_deg, moved=went.smoothly, jumped=went.jumped, dt_s=dt_s)
        return replace(work, model=stage.model, pulses=[*work.pulses, *went.pulses], leave=leave)

    def _move(self, stage: Stage, work: Work, dt_s: float) -> Travelled:
        """All that moves the model, one at a time: a flight, the hands, buttons, sticks, the tool."""
        before, inside = stage.model, is_inside(stage)
        push = along(work.sticks.get(self.hands.pointing, Stick()))
        if carry_in_pores(stage, head_of(stage)[:3, 3], push, dt_s):
            pulses = (self.hands.pointing,) if stage.flight.touching else ()
            rescaled = not np.allclose(before[:3, :3], stage.model[:3, :3])
            return Travelled(stage.flight.moving, rescaled, pulses)
        jumped = stage.model is not before  # where the flight had begun
        if not jumped:
            stage.model = work.model
        carried = inside and not np.array_equal(before, stage.model)  # in one's hands, yet all about one
        jumped |= carry_out(stage)
        went = self.travel.frame(stage, work.sticks, dt_s)
        placed = stage.model
        if work.tool is not None:
            use_hand_tool(stage, work.tool.ray, work.tool.pressed, work.tool.held)
        jumped |= went.jumped or stage.model is not placed
        return Travelled(went.smoothly or carried, jumped, went.pulses)

    def furthest_m(self, stage: Stage) -> float:
        """How far the eyes need to see: the whole electrode, wherever in or before it they are."""
        if stage.body is None:
            return LEAST_FAR_M
        layer = stage.particles
        centre = stage.model @ [layer.box_um[0] / 2, layer.box_um[1] / 2, layer.plane_um / 2, 1.0]
        size_m = scale_of(stage.model) * float(np.hypot(np.hypot(*layer.box_um), layer.plane_um))
        away_m = float(np.linalg.norm(centre[:3] - stage.body.head[:3, 3]))
        return max(LEAST_FAR_M, away_m + 2.0 * size_m)

    def pose(self, stage: Stage, work: Work | None) -> Pose | None:
        """Head, hands and what they point at, in electrode micrometres, for the others to see."""
        if stage.body is None or work is None:
            return None
        to_um = np.linalg.inv(stage.model)
        pointing: NDArray[np.float64] | None = None
        if work.tool is not None and (met := struck(stage, work.tool.ray)) is not None:
            pointing = met.point_um
        hands = {name: to_um @ grip for name, grip in work.grips.items()}
        return Pose(to_um @ stage.body.head, hands, pointing, stage.tool)

    def _buttons(self, stage: Stage, work: Work) -> None:
        if work.next_tool:
            stage.tool = TOOLS[(TOOLS.index(stage.tool) + 1) % len(TOOLS)]
            stage.say(f"tool: {stage.tool}")
        if work.panel:
            stage.panel_shown = not stage.panel_shown

    def _wished(self, stage: Stage, wish: str) -> bool:
        asked = wish in stage.wishes
        stage.wishes = [other for other in stage.wishes if other != wish]
        return asked

    def _in_world(self, hand: Hand) -> Hand:
        to_world = self.to_world
        if to_world is None:
            return Hand()
        return replace(
            hand,
            aim=None if hand.aim is None else to_world @ hand.aim,
            grip=None if hand.grip is None else to_world @ hand.grip,
        )
