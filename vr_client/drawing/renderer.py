"""Draws a stage for one eye. Knows matrices and the bound framebuffer, never a device.

renderer = Renderer()                       # with the context current
renderer.prepare(stage)                     # once a frame, before binding a framebuffer
glBindFramebuffer(...)                      # the caller's
renderer.draw(stage, view, projection, (w, h))   # once an eye
"""

import numpy as np
from vispy import gloo

from simulation_server.schema.states import Stage as Step
from vr_client.stage.fields import pore_field, solid_field
from vr_client.stage.stage import Stage
from vr_client.stage.transforms import Matrix

from .backdrop import Backdrop
from .bench import Bench
from .beside import Beside
from .cut_face import CutFace
from .field_colours import Coloured, FieldColours
from .field_section import FieldSection
from .fill_times import FillTimes
from .graphics_errors import told_apart
from .labels import Labels
from .light import Eye
from .marks import Marks
from .palette import ELECTROLYTE, PORES, SEPARATOR, TRAPPED
from .people import People
from .spheres import Spheres
from .stream_lines import StreamLines
from .surface import Film

PRESSED = (Step.DRYING, Step.CALENDERING)
"""Stages in which the plane is part of the picture."""
SUSPENDED = (Step.SLURRY, Step.SHEARING)
"""Stages in which a piece of slurry, periodic on all sides, touches nothing."""

CLEAR = 0.45
"""Share of its usual opacity that electrolyte has where the solids are hidden: to look through it."""


class Renderer:
    """The OpenGL objects of one context; made and used on the thread where that context is current."""

    def __init__(self, *, in_background: bool = True) -> None:
        """`in_background` finishes costly shading beside the frames; without, each picture is complete."""
        self._backdrop = Backdrop()
        self._bench = Bench()
        self._spheres = Spheres(in_background=in_background)
        self._beside = Beside(in_background=in_background)
        self._marks, self._people, self._labels = Marks(), People(), Labels()
        self._front = Film(ELECTROLYTE, 0.42, 0.92)
        self._trapped = Film(TRAPPED, 0.85, 0.97)
        self._pores = Film(PORES, 0.55, 0.95)
        self._separator = Film(SEPARATOR, 0.88, 0.97)
        self._times = FillTimes()
        self._cut_face = CutFace()
        self._in_background = in_background
        self._solid_field = FieldColours(in_background=in_background)
        self._pore_field = FieldColours(in_background=in_background)
        self._field_section = FieldSection()
        self._lines = {what: StreamLines(what) for what in ("ions", "electrons")}
        gloo.flush()

    def prepare(self, stage: Stage) -> None:
        """Uploads what changed; once a frame, before the first `draw`.

        MachineError, in one line, when the graphics card has no room for it or was reset.
        """
        with told_apart(f"showing {stage.particles.count:,} particles"):
            self._prepare(stage)

    def _prepare(self, stage: Stage) -> None:
        if stage.cell is not None and not self._in_background:
            stage.cell.settle()
        self._solid_field.prepare(solid_field(stage))
        self._pore_field.prepare(pore_field(stage))
        for what, lines in self._lines.items():
            lines.prepare(stage.flux.get(what))
        self._spheres.prepare(stage)
        self._beside.prepare(stage)
        self._marks.prepare(stage)
        self._people.prepare(stage)
        self._labels.begin()
        self._bench.prepare(stage.particles)
        self._front.prepare(stage.front_surface)
        self._trapped.prepare(stage.trapped_surface)
        self._pores.prepare(stage.pore_surface)
        self._separator.prepare(stage.separator_surface)
        self._times.prepare(stage)
        self._cut_face.prepare(stage.front)
        gloo.flush()

    def draw(self, stage: Stage, view: Matrix, projection: Matrix, viewport_px: tuple[int, int]) -> None:
        """Clears and draws into the framebuffer bound by the caller.

        `view` (4, 4) takes world metres to eye space, `projection` (4, 4) eye space to clip space
        (perspective, OpenGL depth -1 to 1), both for column vectors. MachineError as of `prepare`.
        """
        with told_apart(f"drawing {stage.particles.count:,} particles"):
            self._draw(stage, view, projection, viewport_px)

    def _draw(self, stage: Stage, view: Matrix, projection: Matrix, viewport_px: tuple[int, int]) -> None:
        layer = stage.particles
        length, width = layer.box_um
        height = layer.plane_um
        radius = 0.5 * float(np.linalg.norm([length, width, height]))
        centre = (length / 2, width / 2, height / 2)
        theme = stage.settings.theme
        eye = Eye(view, projection, stage.model, viewport_px, centre, radius, layer.preview, theme)
        cut = stage.clip.equation()
        gloo.set_viewport(0, 0, *viewport_px)
        gloo.set_depth_mask(True)
        gloo.clear((0.0, 0.0, 0.0, 1.0), 1.0)
        self._backdrop.draw(viewport_px, theme, middle=-float(projection[0, 2]))
        if stage.layers.frame:
            self._bench.draw(eye, foil=layer.stage not in SUSPENDED)
        self._spheres.draw(eye, stage, self._solid_field)
        self._beside.draw(eye, stage, foil=layer.stage not in SUSPENDED)
        self._people.draw(eye, stage)
        self._marks.draw(eye)
        if stage.layers.frame:
            self._separator.draw(eye, cut)
        pore_field = self._pore_field
        pore_colours: Coloured = pore_field if pore_field.is_shown else self._times
        if pore_field.is_shown:
            layers = stage.layers
            self._field_section.draw(eye, cut, pore_field, under_caps=layers.am and layers.cbd)
        for what, lines in self._lines.items():
            if getattr(stage.layers, what):
                lines.draw(eye)
        if stage.layers.pores:
            self._pores.draw(eye, cut, pore_colours)
        if stage.layers.trapped:
            self._trapped.draw(eye, cut)
        if stage.layers.front and not pore_field.is_shown:
            solids = stage.layers.am or stage.layers.cbd
            self._front.draw(eye, cut, self._times, clear=1.0 if solids else CLEAR)
            self._cut_face.draw(eye, cut, self._times, coating_um=height, trapped=stage.layers.trapped)
        if stage.layers.frame and layer.count:
            pressed = layer.stage in PRESSED and stage.front is None and stage.cell is None
            self._bench.draw_plane(eye, plane=pressed)
        gloo.flush()
        titles, names = self._beside.labels(stage), self._people.labels(stage, stage.model)
        labels = [*titles, *names, *self._marks.labels()]
        in_headset = stage.body is not None
        self._labels.draw(eye, labels, stage.settings.text_scale, headset=in_headset)

    def close(self) -> None:
        """Ends the helpers; the OpenGL objects go with the context."""
        for helper in (self._spheres, self._beside, self._labels, self._solid_field, self._pore_field):
            helper.close()
