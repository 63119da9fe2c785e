"""What the hands do: the trigger presses, the grip holds, both grips stretch. No OpenXR, no OpenGL."""

from dataclasses import dataclass, field

from vr_client.stage.pointer import NO_POINTER, PointerState
from vr_client.stage.transforms import Matrix
from vr_client.tools.grab import Grab
from vr_client.tools.pointer_ray import Board, Hit, Ray, hit, ray_of

from .actions import HANDS, Hand

CLOSES_AT, OPENS_AT = 0.6, 0.4
"""A trigger or grip is pressed above the first and let go below the second: no flicker between."""
LEAVE_AFTER_S = 1.5
"""The menu button held this long ends the view; let go sooner, it recentres."""
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
class Work:
    """What came of a frame: the panel's pointer, the model's matrix, rays to draw, hands to pulse."""

    pointer: PointerState
    model: Matrix
    beams: list[Beam]
    grips: list[Matrix]
    pulses: list[str]
    recentre: bool = False
    leave: bool = False


@dataclass(slots=True)
class _Memory:
    pressed: bool = False
    squeezed: bool = False
    on_panel: bool = False  # the press began on the panel: the panel keeps it until it ends
    grabs_by_trigger: bool = False


@dataclass(slots=True)
class HandsAtWork:
    """Keeps from frame to frame who presses and who holds what.

    One hand points at the panel: the one that pressed there last, at first the right. A controller
    without a grip button holds the model with its trigger, pointed anywhere but at the panel.
    """

    grab: Grab = field(default_factory=Grab)
    pointing: str = "right"
    _memory: dict[str, _Memory] = field(default_factory=lambda: {hand: _Memory() for hand in HANDS})
    _menu_s: float | None = None

    def frame(
        self,
        hands: dict[str, Hand],
        board: Board | None,
        size_px: tuple[int, int],
        model: Matrix,
        dt_s: float,
    ) -> Work:
        """Moves on by `dt_s`; poses and `board` (None: no panel) in the world's metres."""
        hits: dict[str, Hit | None] = {}
        rays: dict[str, Ray] = {}
        pulses: list[str] = []
        for name, hand in hands.items():
            if hand.aim is not None:
                rays[name] = ray_of(hand.aim)
                hits[name] = hit(rays[name], board, size_px) if board else None
            pulses += self._buttons(name, hand, hits.get(name))
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
        grips = [hand.grip for hand in hands.values() if hand.grip is not None]
        recentre, leave = self._menu(any(hand.menu for hand in hands.values()), dt_s)
        return Work(self._pointer(hands, hits, dt_s), model, beams, grips, pulses, recentre, leave)

    def _buttons(self, name: str, hand: Hand, where: Hit | None) -> list[str]:
        memory = self._memory[name]
        was_pressed = memory.pressed
        memory.pressed = _held(memory.pressed, hand.press)
        memory.squeezed = _held(memory.squeezed, hand.squeeze)
        if not memory.pressed:
            memory.on_panel = memory.grabs_by_trigger = False
        elif not was_pressed:
            other_is_at_it = any(m.on_panel for n, m in self._memory.items() if n != name)
            memory.on_panel = _inside(where) and not other_is_at_it
            memory.grabs_by_trigger = not _inside(where) and not hand.can_squeeze
            if memory.on_panel:
                self.pointing = name
                return [name]
        return []

    def _holds(self, name: str) -> bool:
        return self._memory[name].squeezed or self._memory[name].grabs_by_trigger

    def _pointer(self, hands: dict[str, Hand], hits: dict[str, Hit | None], dt_s: float) -> PointerState:
        where, memory = hits.get(self.pointing), self._memory[self.pointing]
        if where is None or not (where.inside or memory.on_panel):
            return NO_POINTER
        stick = hands[self.pointing].scroll
        turn = stick * SCROLL_NOTCHES_A_S * dt_s if abs(stick) > SCROLL_DEADBAND else 0.0
        return PointerState(position_px=where.position_px, primary=memory.on_panel, scroll=turn)

    def _menu(self, down: bool, dt_s: float) -> tuple[bool, bool]:
        if down:
            self._menu_s = (self._menu_s or 0.0) + dt_s
            return False, self._menu_s >= LEAVE_AFTER_S
        tapped = self._menu_s is not None
        self._menu_s = None
        return tapped, False


def _inside(where: Hit | None) -> bool:
    return where is not None and where.inside


def _held(before: bool, value: float) -> bool:
    return value > (OPENS_AT if before else CLOSES_AT)


def _reach(where: Hit | None) -> tuple[float, bool]:
    """Length of the ray and whether it ends on the panel."""
    return (where.distance_m, True) if where is not None and where.inside else (1.2, False)
