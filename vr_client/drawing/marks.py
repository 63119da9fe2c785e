"""What tools leave in the electrode, drawn: lines, points, balls; their texts as labels."""

from vr_client.stage.marks import Mark, Tone
from vr_client.stage.stage import Stage

from .balls import Balls
from .labels import Label
from .light import Eye
from .lines import Lines, joined_strokes, line
from .palette import Rgb

TONES: dict[Tone, Rgb] = {
    "measure": (1.0, 0.93, 0.62),
    "pick": (1.0, 0.78, 0.26),
    "flown": (1.0, 0.60, 0.20),
    "shortest": (0.56, 0.84, 1.0),
    "aim": (0.90, 0.94, 1.0),
    "warning": (1.0, 0.47, 0.40),
}
"""Colours (sRGB), all light: each mark brings its own dark casing."""


class Marks:
    """Draws stage.marks; uploads them where they changed."""

    def __init__(self) -> None:
        self._lines, self._balls = Lines(), Balls()
        self._shown: list[Mark] = []

    def prepare(self, stage: Stage) -> None:
        """Takes up marks that came, changed or went."""
        shown = list(stage.marks.values())
        if len(shown) == len(self._shown) and all(a is b for a, b in zip(shown, self._shown, strict=True)):
            return
        self._shown = shown
        strokes = [line(m.points_um, TONES[m.tone], joined=m.joined) for m in shown if m.radius_um <= 0.0]
        self._lines.set(joined_strokes(strokes))

    def draw(self, eye: Eye) -> None:
        """Lines and balls, over what is opaque."""
        self._lines.draw(eye)
        balls = [mark for mark in self._shown if mark.radius_um > 0.0]
        self._balls.draw(eye, [(at, m.radius_um, TONES[m.tone]) for m in balls for at in m.points_um])

    def labels(self) -> list[Label]:
        """The texts, each at the last point of its mark."""
        return [
            Label(mark.label, _point(mark), TONES[mark.tone])
            for mark in self._shown if mark.label and len(mark.points_um)
        ]  # fmt: skip


def _point(mark: Mark) -> tuple[float, float, float]:
    x, y, z = (float(part) for part in mark.points_um[-1])
    return x, y, z
