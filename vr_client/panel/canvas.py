"""A Dear ImGui context of its own that draws into an OpenGL texture of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from imgui_bundle import ImVec4, imgui, implot
from OpenGL import GL

from vr_client.stage.pointer import NO_POINTER, PointerState

from .blending import PremultipliedRenderer
from .fonts import Fonts, load_fonts
from .gl_state import kept_gl_state
from .pointer import feed
from .shapes import apply_colours, apply_shapes
from .theme import Theme

LONGEST_STEP_S = 0.1
"""imgui is told no longer a frame than this, so that a pause does not end a held click or blink."""


class Canvas:
    """Made, drawn and closed on the thread where the OpenGL context is current.

    `texture` is RGBA8, row 0 at the bottom, premultiplied alpha, as display-encoded (sRGB) numbers.
    """

    def __init__(self, size_px: tuple[int, int], scale: float, theme: Theme, *, plots: bool = False) -> None:
        self.size = size_px
        self._context: Any = imgui.create_context()
        self._plots: Any = None
        with self._current():
            self._plots = implot.create_context() if plots else None
        with self._current(), kept_gl_state():
            imgui.get_io().set_ini_filename("")
            imgui.get_io().config_flags |= imgui.ConfigFlags_.nav_enable_keyboard
            self.fonts: Fonts = load_fonts()
            apply_shapes(scale)
            apply_colours(theme)
            self._renderer = PremultipliedRenderer()
            self.texture = int(GL.glGenTextures(1))
            self._framebuffer = int(GL.glGenFramebuffers(1))
            self._allocate()

    def resize(self, size_px: tuple[int, int]) -> None:
        """Takes another size from the next frame on."""
        if size_px != self.size:
            self.size = size_px
            with kept_gl_state():
                self._allocate()

    def restyle(self, scale: float, theme: Theme) -> None:
        """Takes another scale and theme."""
        with self._current():
            apply_shapes(scale)
            apply_colours(theme)

    def draw(
        self, build: Callable[[], None], background: ImVec4, dt_s: float, pointer: PointerState = NO_POINTER
    ) -> None:
        """Runs `build`, which calls imgui for one frame, and draws the result into the texture."""
        with self._current():
            io = imgui.get_io()
            io.display_size = imgui.ImVec2(*self.size)
            io.delta_time = min(max(dt_s, 1e-4), LONGEST_STEP_S)
            feed(io, pointer)
            imgui.new_frame()
            build()
            imgui.render()
            with kept_gl_state():
                GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, self._framebuffer)
                GL.glViewport(0, 0, *self.size)
                for off in (GL.GL_SCISSOR_TEST, GL.GL_DEPTH_TEST, GL.GL_CULL_FACE, GL.GL_STENCIL_TEST):
                    GL.glDisable(off)
                GL.glDisable(GL.GL_FRAMEBUFFER_SRGB)
                GL.glColorMask(True, True, True, True)
                alpha = background.w
                GL.glClearColor(background.x * alpha, background.y * alpha, background.z * alpha, alpha)
                GL.glClear(GL.GL_COLOR_BUFFER_BIT)
                self._renderer.render(imgui.get_draw_data())

    def lay_out(self, build: Callable[[], None]) -> None:
        """Runs `build` as `draw` does, but draws nothing: to learn how large things are."""
        with self._current():
            io = imgui.get_io()
            io.display_size = imgui.ImVec2(*self.size)
            io.delta_time = 1e-4
            imgui.new_frame()
            build()
            imgui.end_frame()

    @property
    def wants_pointer(self) -> bool:
        """A control is held."""
        with self._current():
            return bool(imgui.is_any_item_active())

    @property
    def is_busy(self) -> bool:
        """A control is held, or a list has dropped down."""
        with self._current():
            return bool(
                imgui.is_any_item_active()
                or imgui.is_popup_open("", imgui.PopupFlags_.any_popup_id | imgui.PopupFlags_.any_popup_level)
            )

    @property
    def wants_keys(self) -> bool:
        """Something is being typed."""
        with self._current():
            return bool(imgui.get_io().want_text_input)

    def close(self) -> None:
        """Frees the OpenGL objects and the context; may be called twice."""
        if self._context is None:
            return
        with self._current():
            with kept_gl_state():
                self._renderer.shutdown()
            GL.glDeleteFramebuffers(1, [self._framebuffer])
            GL.glDeleteTextures([self.texture])
        if self._plots is not None:
            implot.destroy_context(self._plots)
            self._plots = None
        imgui.destroy_context(self._context)
        self._context = None

    def _allocate(self) -> None:
        """Gives the texture memory of the present size and ties it to the framebuffer."""
        GL.glBindTexture(GL.GL_TEXTURE_2D, self.texture)
        width, height = self.size
        GL.glTexImage2D(
            GL.GL_TEXTURE_2D, 0, GL.GL_RGBA8, width, height, 0, GL.GL_RGBA, GL.GL_UNSIGNED_BYTE, None
        )
        for name, value in (
            (GL.GL_TEXTURE_MIN_FILTER, GL.GL_LINEAR),
            (GL.GL_TEXTURE_MAG_FILTER, GL.GL_LINEAR),
            (GL.GL_TEXTURE_WRAP_S, GL.GL_CLAMP_TO_EDGE),
            (GL.GL_TEXTURE_WRAP_T, GL.GL_CLAMP_TO_EDGE),
        ):
            GL.glTexParameteri(GL.GL_TEXTURE_2D, name, value)
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, self._framebuffer)
        GL.glFramebufferTexture2D(
            GL.GL_FRAMEBUFFER, GL.GL_COLOR_ATTACHMENT0, GL.GL_TEXTURE_2D, self.texture, 0
        )

    @contextmanager
    def _current(self) -> Iterator[None]:
        """Makes this canvas's contexts current and puts back those of before, where there were any.

        The bindings cannot make "none" current, so the first canvas stays current outside; harmless,
        since every canvas comes through here.
        """
        before, plots_before = imgui.get_current_context(), implot.get_current_context()
        imgui.set_current_context(self._context)
        if self._plots is not None:
            implot.set_current_context(self._plots)
        try:
            yield
        finally:
            if before is not None:
                imgui.set_current_context(before)
            if plots_before is not None:
                implot.set_current_context(plots_before)
