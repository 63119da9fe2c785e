"""Hands the pointer and what was typed to Dear ImGui."""

from imgui_bundle import imgui

from vr_client.stage.pointer import PointerState

AWAY = -1.0e9
"""A position no control can have."""

_KEYS = {
    "enter": imgui.Key.enter, "escape": imgui.Key.escape, "tab": imgui.Key.tab,
    "backspace": imgui.Key.backspace, "delete": imgui.Key.delete, "home": imgui.Key.home,
    "end": imgui.Key.end, "left": imgui.Key.left_arrow, "right": imgui.Key.right_arrow,
    "up": imgui.Key.up_arrow, "down": imgui.Key.down_arrow, "a": imgui.Key.a, "c": imgui.Key.c,
    "v": imgui.Key.v, "x": imgui.Key.x, "z": imgui.Key.z,
    "space": imgui.Key.space, "shift": imgui.Key.mod_shift, "control": imgui.Key.mod_ctrl,
}  # fmt: skip


def at_rest(pointer: PointerState) -> PointerState:
    """The same pointer with nothing pressed, turned or typed."""
    return PointerState(position_px=pointer.position_px)


def unmoved(pointer: PointerState) -> PointerState:
    """The same pointer with what it holds, but nothing turned or typed anew."""
    return PointerState(pointer.position_px, pointer.primary, pointer.secondary)


def feed(io: imgui.IO, pointer: PointerState) -> None:
    """Queues this frame's events; imgui spreads a press and a release in one frame over two itself."""
    io.add_mouse_pos_event(*(pointer.position_px or (AWAY, AWAY)))
    io.add_mouse_button_event(0, pointer.primary)
    io.add_mouse_button_event(1, pointer.secondary)
    if pointer.scroll:
        io.add_mouse_wheel_event(0.0, pointer.scroll)
    for stroke in pointer.keys:
        io.add_key_event(imgui.Key.mod_shift, stroke.shift)
        io.add_key_event(imgui.Key.mod_ctrl, stroke.control)
        key = _KEYS.get(stroke.name)
        if key is not None:
            io.add_key_event(key, stroke.down)
    if pointer.text:
        io.add_input_characters_utf8(pointer.text)
