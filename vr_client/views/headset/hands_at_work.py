"""What the hands do: the trigger presses or uses a tool, the grip holds, both grips stretch, sticks travel.

No OpenXR, no OpenGL.
"""

from dataclasses import dataclass, field

from vr_client.stage.pointer import NO_POINTER, PointerState
from vr_client.stage.transforms import Matrix
from vr_client.tools.grab import Grab
from vr_client.tools.pointer_ray import Board, Hit, Ray, hit, ray_of
from vr_client.tools.travel_sticks import Stick

from .actions import HANDS, Hand
from .menu_button import MenuButton

CLOSES_AT, OPENS_AT = 0.6, 0.4
"""A trigger or grip is pressed above the first and let go below the second: no flicker between."""
SCROLL_NOTCHES_A_S = 12.0
SCROLL_DEADBAND = 0.2


@dataclass(frozen=True, slots=True)
class Beam:
    """A hand's ray as drawn: as long as it is useful, with a dot where it touches the panel."""

    ray: Ray
    length_m: float
    touches: bool
    active: bool


@dataclass(frozen=True, slots=True)
class ToolUse:
    """The pointing hand off the panel: its ray, whether its trigger was pulled in this frame, or is down."""

    ray: Ray
    pressed: bool
    held: bool


@dataclass(frozen=True, slots=True)
class Work:
    """What came of a frame: the panel's pointer, the model's matrix, rays to draw, hands to pulse.

    `tool` is None while the pointing hand is at the panel or holds the model; `sticks` are those of the hands
    that are free to travel, by hand; `recentre`, `leave`, `next_tool` and `panel` were asked for by buttons.
    """

    pointer: PointerState
    model: Matrix
    beams: list[Beam]
    grips: dict[str, Matrix]
    pulses: list[str]
    tool: ToolUse | None = None
    sticks: dict[str, Stick] = field(default_factory=dict)
    recentre: bool = False
    leave: bool = False
    next_tool: bool = False
    panel: bool = False


@dataclass(slots=True)
class _Memory:
    pressed: bool = False
    just_pressed: bool = False
    squeezed: bool = False
    on_panel: bool = False  # the press began on the panel: the panel keeps it until it ends
    grabs_by_trigger: bool = False
    buttons: tuple[bool, bool] = (False, False)  # tool, panel


@dataclass(slots=True)
class HandsAtWork:
    """Keeps from frame to frame who presses and who holds what.

    One hand points: the one that pressed last, at first the one that the person prefers. A controller
    without a grip button holds the model with its trigger, pointed anywhere but at the panel, as long as no
    tool is in hand.
    """

    grab: Grab = field(default_factory=Grab)
    pointing: str = "right"
    _preferred: str = "right"
    _memory: dict[str, _Memory] = field(default_factory=lambda: {hand: _Memory() for hand in HANDS})
    _menu: MenuButton = field(default_factory=MenuButton)

    def prefer(self, hand: str) -> None:
        """Points with `hand` from now on, when that is another than before."""
        if hand != self._preferred:
            self.pointing = self._preferred = hand

    def frame(
        self,
        hands: dict[str, Hand],
        board: Board | None,
        size_px: tuple[int, int],
        model: Matrix,
        dt_s: float,
        *,
        has_tool: bool = False,
    ) -> Work:
        """Moves on by `dt_s`; poses and `board` (None: no panel) in the world's metres."""
        rays = {name: ray_of(hand.aim) for name, hand in hands.items() if hand.aim is not None}
        hits = {name: hit(ray, board, size_px) if board else None for name, ray in rays.items()}
        asked = [self._buttons(hand, self._memory[name]) for name, hand in hands.items()]
        pulses = [
            name for name, hand in hands.items() if self._press(name, hand, hits.get(name), has_tool=has_tool)
        ]
        if not self._memory[self.pointing].on_panel and not _inside(hits.get(self.pointing)):
            others = [name for name in hits if name != self.pointing and _inside(hits[name])]
            self.pointing = others[0] if others else self.pointing
        holding = {
            name: hand.grip for name, hand in hands.items() if hand.grip is not None and self._holds(name)
        }
        pulses += sorted(holding.keys() - self.grab.hands)
        model = self.grab.moved(model, holding)
        beams = [
            Beam(ray, *_reach(hits[name]), active=self._memory[name].pressed or name in holding)
            for name, ray in rays.items()
            if name not in holding
        ]
        sticks = {
            name: Stick(hand.across * hand.pushed, hand.ahead * hand.pushed, rays.get(name))
            for name, hand in hands.items()
            if not _inside(hits.get(name))
        }
        recentre, leave = self._menu.frame(any(hand.menu for hand in hands.values()), dt_s)
        return Work(
            self._pointer(hands, hits, dt_s), model, beams,
            {name: hand.grip for name, hand in hands.items() if hand.grip is not None},
            pulses, self._tool(rays, hits, holding), sticks, recentre, leave,
            next_tool=any(tool for tool, _ in asked), panel=any(panel for _, panel in asked),
        )  # fmt: skip

    def _press(self, name: str, hand: Hand, where: Hit | None, *, has_tool: bool) -> bool:
        """Follows trigger and grip of a hand; True when it has just pressed something on the panel."""
        memory = self._memory[name]
        was_pressed = memory.pressed
        memory.pressed = _held(memory.pressed, hand.press)
        memory.squeezed = _held(memory.squeezed, hand.squeeze)
        memory.just_pressed = memory.pressed and not was_pressed
        if not memory.pressed:
            memory.on_panel = memory.grabs_by_trigger = False
        elif memory.just_pressed:
            other_is_at_it = any(m.on_panel for n, m in self._memory.items() if n != name)
            memory.on_panel = _inside(where) and not other_is_at_it
            memory.grabs_by_trigger = not _inside(where) and not hand.can_squeeze and not has_tool
            if not other_is_at_it:
                self.pointing = name
        return memory.just_pressed and memory.on_panel

    def _buttons(self, hand: Hand, memory: _Memory) -> tuple[bool, bool]:
        """Which of tool and panel have just gone down."""
        before, memory.buttons = memory.buttons, (hand.tool, hand.panel)
        return hand.tool and not before[0], hand.panel and not before[1]

    def _tool(
        self, rays: dict[str, Ray], hits: dict[str, Hit | None], holding: dict[str, Matrix]
    ) -> ToolUse | None:
        name = self.pointing
        memory = self._memory[name]
        if name not in rays or name in holding or memory.on_panel:
            return None
        if _inside(hits[name]) and not memory.pressed:
            return None
        return ToolUse(rays[name], memory.just_pressed, memory.pressed)

    def _holds(self, name: str) -> bool:
        return self._memory[name].squeezed or self._memory[name].grabs_by_trigger

    def _pointer(self, hands: dict[str, Hand], hits: dict[str, Hit | None], dt_s: float) -> PointerState:
        where, memory = hits.get(self.pointing), self._memory[self.pointing]
        if where is None or not (where.inside or memory.on_panel):
            return NO_POINTER
        stick = hands[self.pointing].ahead
        turn = stick * SCROLL_NOTCHES_A_S * dt_s if abs(stick) > SCROLL_DEADBAND else 0.0
        return PointerState(position_px=where.position_px, primary=memory.on_panel, scroll=turn)


def _inside(where: Hit | None) -> bool:
    return where is not None and where.inside


def _held(before: bool, value: float) -> bool:
    return value > (OPENS_AT if before else CLOSES_AT)


def _reach(where: Hit | None) -> tuple[float, bool]:
    """Length of the ray and whether it ends on the panel."""
    return (where.distance_m, True) if where is not None and where.inside else (1.2, False)
