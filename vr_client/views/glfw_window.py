"""A GLFW window with an OpenGL context, and its events as DeskInput."""

import sys
from typing import Any

import glfw

from simulation_server.schema.errors import MachineError
from vr_client.tools.desk_input import Button, DeskInput

from .context import release_context

_BUTTONS: dict[int, Button] = {
    glfw.MOUSE_BUTTON_LEFT: "left", glfw.MOUSE_BUTTON_RIGHT: "right", glfw.MOUSE_BUTTON_MIDDLE: "middle",
}  # fmt: skip
_NAMES = {
    glfw.KEY_ENTER: "enter", glfw.KEY_KP_ENTER: "enter", glfw.KEY_BACKSPACE: "backspace",
    glfw.KEY_DELETE: "delete", glfw.KEY_TAB: "tab", glfw.KEY_ESCAPE: "escape", glfw.KEY_LEFT: "left",
    glfw.KEY_RIGHT: "right", glfw.KEY_UP: "up", glfw.KEY_DOWN: "down", glfw.KEY_HOME: "home",
    glfw.KEY_END: "end", glfw.KEY_F1: "f1", glfw.KEY_F12: "f12", glfw.KEY_SPACE: "space",
    glfw.KEY_LEFT_SHIFT: "shift", glfw.KEY_RIGHT_SHIFT: "shift", glfw.KEY_LEFT_CONTROL: "control",
    glfw.KEY_RIGHT_CONTROL: "control", glfw.KEY_LEFT_BRACKET: "[", glfw.KEY_RIGHT_BRACKET: "]",
}  # fmt: skip


class GlfwWindow:
    """The window; `given` collects its input between two `poll`s."""

    def __init__(self, size_px: tuple[int, int], title: str, *, visible: bool = True) -> None:
        """Raises MachineError without a display or without OpenGL."""
        glfw.set_error_callback(self._failed)
        self._why = "no display found"
        if not glfw.init():
            raise MachineError(f"no window: {self._why}; `mesonaut demo --offscreen` works without a display")
        release_context()
        glfw.default_window_hints()
        glfw.window_hint(glfw.VISIBLE, visible)
        if sys.platform.startswith("linux"):
            glfw.window_hint(glfw.CONTEXT_CREATION_API, glfw.EGL_CONTEXT_API)
        self._window: Any = glfw.create_window(*size_px, title, None, None)
        if not self._window:
            glfw.terminate()
            raise MachineError(f"no window: {self._why}; run `mesonaut doctor`")
        glfw.make_context_current(self._window)
        glfw.swap_interval(1)
        self.given = DeskInput(self.size)
        self._listen()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the framebuffer in pixels."""
        width, height = glfw.get_framebuffer_size(self._window)
        return max(width, 1), max(height, 1)

    @property
    def pixel_ratio(self) -> float:
        """Framebuffer pixels a unit of the mouse's coordinates."""
        return self.size[0] / max(glfw.get_window_size(self._window)[0], 1)

    def poll(self) -> None:
        """Collects events."""
        glfw.poll_events()
        self.given.size_px = self.size
        self.given.quit = bool(glfw.window_should_close(self._window))

    def show(self) -> None:
        """Puts framebuffer 0 on the screen."""
        glfw.swap_buffers(self._window)

    def set_current(self) -> None:
        """Makes the context current on this thread."""
        glfw.make_context_current(self._window)

    def close(self) -> None:
        """Destroys the window; may be called twice."""
        if self._window is not None:
            glfw.destroy_window(self._window)
            self._window = None
            glfw.terminate()

    def _failed(self, code: int, words: bytes | str) -> None:
        self._why = words.decode(errors="replace") if isinstance(words, bytes) else words

    def _listen(self) -> None:
        glfw.set_cursor_pos_callback(self._window, self._moved)
        glfw.set_cursor_enter_callback(self._window, self._entered)
        glfw.set_mouse_button_callback(self._window, self._clicked)
        glfw.set_scroll_callback(self._window, self._scrolled)
        glfw.set_key_callback(self._window, self._keyed)
        glfw.set_char_callback(self._window, self._typed)

    def _moved(self, window: Any, x: float, y: float) -> None:
        self.given.move(x * self.pixel_ratio, y * self.pixel_ratio)

    def _entered(self, window: Any, inside: int) -> None:
        if not inside and not self.given.buttons:
            self.given.position_px = None

    def _clicked(self, window: Any, button: int, action: int, mods: int) -> None:
        name = _BUTTONS.get(button)
        if name is not None:
            self.given.button(name, down=action == glfw.PRESS)

    def _scrolled(self, window: Any, x: float, y: float) -> None:
        self.given.scroll += y or x  # shift turns the wheel sideways on some systems

    def _keyed(self, window: Any, key: int, scancode: int, action: int, mods: int) -> None:
        name = _NAMES.get(key) or (glfw.get_key_name(key, scancode) or "").lower()
        if not name:
            return
        shift, control = bool(mods & glfw.MOD_SHIFT), bool(mods & glfw.MOD_CONTROL)
        if action == glfw.RELEASE:
            self.given.release(name, shift=shift, control=control)
        else:
            self.given.press(name, shift=shift, control=control)

    def _typed(self, window: Any, codepoint: int) -> None:
        self.given.text += chr(codepoint)


def hidden_window() -> GlfwWindow:
    """A context where EGL cannot make one without a window."""
    return GlfwWindow((16, 16), "Mesonaut", visible=False)
