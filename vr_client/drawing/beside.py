"""An electrode that was kept, standing beside the live one at the same scale, and the titles of both."""

from vr_client.stage.comparison import title
from vr_client.stage.particles import ParticleLayer
from vr_client.stage.stage import Stage
from vr_client.stage.transforms import translation

from .bench import Bench
from .labels import Label
from .light import Eye
from .palette import Rgb
from .spheres import Spheres

KEPT_COLOUR: Rgb = (0.78, 0.80, 0.83)
LIVE_COLOUR: Rgb = (0.47, 0.80, 0.82)


class Beside:
    """Draws stage.beside; makes what it needs when there first is one."""

    def __init__(self, *, in_background: bool) -> None:
        self._in_background = in_background
        self._spheres: Spheres | None = None
        self._bench: Bench | None = None

    def prepare(self, stage: Stage) -> None:
        """Uploads what changed."""
        if stage.beside is None:
            return
        if self._spheres is None or self._bench is None:
            self._spheres, self._bench = Spheres(in_background=self._in_background), Bench()
        self._spheres.prepare(stage, stage.beside.particles)
        self._bench.prepare(stage.beside.particles)

    def draw(self, eye: Eye, stage: Stage, *, foil: bool) -> None:
        """Into the bound framebuffer; cut where the live one is."""
        if stage.beside is None or self._spheres is None or self._bench is None:
            return
        placed = eye.moved(translation(stage.beside.offset_um(stage.particles)))
        if stage.layers.frame:
            self._bench.draw(placed, foil=foil)
        self._spheres.draw(placed, stage)
        if stage.layers.frame:
            self._bench.draw_plane(placed, plane=False)

    def labels(self, stage: Stage) -> list[Label]:
        """A title above each of the two, over the higher one's head so that neither is covered."""
        if stage.beside is None:
            return []
        live, kept = stage.particles, stage.beside.particles
        x, y, _ = stage.beside.offset_um(live)
        top_um = 1.06 * max(live.plane_um, kept.plane_um)
        return [
            _title("kept", stage.beside.title, kept, (x, y), top_um, KEPT_COLOUR),
            _title("now", title(stage), live, (0.0, 0.0), top_um, LIVE_COLOUR),
        ]

    def close(self) -> None:
        """Ends the helpers."""
        if self._spheres is not None:
            self._spheres.close()


def _title(
    which: str, text: str, layer: ParticleLayer, at_um: tuple[float, float], top_um: float, colour: Rgb
) -> Label:
    """Over the middle of a layer's box, whose corner stands at `at_um`; a line for each part of the text."""
    length, width = layer.box_um
    above = (at_um[0] + 0.5 * length, at_um[1] + 0.5 * width, top_um)
    return Label("\n".join((which, *text.split(", "))), above, colour, centred=True)
