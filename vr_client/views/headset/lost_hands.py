"""Says once when a controller is lost, and goes on with the other."""

from dataclasses import dataclass, field

from .actions import Hand

PATIENCE_S = 1.0
"""A controller behind one's back comes into sight again sooner."""
LOST = "the {} controller is lost: switch it on or bring it into sight; all else goes on"


@dataclass(slots=True)
class LostHands:
    """Keeps which controllers have been in sight and for how long they have not."""

    _away_s: dict[str, float] = field(default_factory=dict)  # of those that were seen before

    def frame(self, hands: dict[str, Hand], dt_s: float) -> list[str]:
        """Lines to say in this frame, one for each controller that is lost for good."""
        said = []
        for name, hand in hands.items():
            if hand.aim is not None or hand.grip is not None:
                self._away_s[name] = 0.0
            elif name in self._away_s:
                before = self._away_s[name]
                self._away_s[name] = before + dt_s
                if before < PATIENCE_S <= self._away_s[name]:
                    said.append(LOST.format(name))
        return said
