"""What keeps moved people well: sight narrows while they are moved smoothly, blinks at a jump.

Narrowing the field of view lessens the sickness of being moved without walking (Fernandes and Feiner, IEEE
3DUI 2016); it opens again as soon as that ends. Nothing narrows while the hands move a model before them.
"""

from dataclasses import dataclass

WIDE_DEG = 140.0
"""Wider than any headset's picture: nothing is dark."""
NARROWS_DEG_S = WIDENS_DEG_S = 360.0
BLINK_DEG = 5.0


@dataclass(slots=True)
class Vignette:
    """How much of the field of view is clear, from frame to frame."""

    clear_deg: float = WIDE_DEG

    def frame(self, wanted_deg: float, *, moved: bool, jumped: bool, dt_s: float) -> float:
        """Full angle in degrees that stays clear now.

        `wanted_deg` stays clear while one is moved, 0 for none. `moved`: smoothly, in this frame;
        `jumped`: set elsewhere in it.
        """
        if wanted_deg <= 0.0:
            self.clear_deg = WIDE_DEG
        elif jumped:
            self.clear_deg = BLINK_DEG
        else:
            towards = wanted_deg if moved else WIDE_DEG
            narrower, wider = self.clear_deg - NARROWS_DEG_S * dt_s, self.clear_deg + WIDENS_DEG_S * dt_s
            self.clear_deg = max(narrower, towards) if self.clear_deg > towards else min(wider, towards)
        return self.clear_deg

    @property
    def is_shown(self) -> bool:
        """Whether anything is dark."""
        return self.clear_deg < WIDE_DEG
