"""The panel's own keys, over its lower half while a field asks for them."""

from imgui_bundle import ImVec2, imgui

from vr_client.stage.pointer import PointerState

from .fonts import ICON_BACKSPACE, NUMBER_PX, SMALL_PX
from .look import Look, colour_u32
from .pad import BACK, CANCEL, CLEAR, DONE, SHIFT, SPACE, Pad, number_of
from .theme import faded
from .widgets import button

KEY_PX, GAP_PX = 46.0, 5.0
"""Height of a key and the gap about it, at scale 1: 61 dmm on the board of a headset, 68 with the gap."""
_WORDS = {
    BACK: ICON_BACKSPACE, CLEAR: "Clear", CANCEL: "Cancel", DONE: "Done", SPACE: "Space", SHIFT: "Aa",
    "-": "−",
}  # fmt: skip
_WIDE = {SPACE: 3.0}


def pad_section(look: Look, size_px: tuple[int, int]) -> None:
    """Draws the keys when a field asks for them; what was typed waits in `look.entered`."""
    pad = look.pad
    if pad is None:
        return
    width, height = size_px
    high = look.px(70.0) + len(pad.rows) * look.px(KEY_PX + GAP_PX)
    flags = imgui.WindowFlags_
    imgui.set_next_window_pos(ImVec2(0.0, 0.0))
    imgui.set_next_window_size(ImVec2(width, height))
    imgui.push_style_color(imgui.Col_.window_bg, faded(look.theme.ground, 0.6))
    imgui.begin("pad", None, flags.no_decoration | flags.no_move | flags.no_saved_settings)
    draw, top = imgui.get_window_draw_list(), height - high
    draw.add_rect_filled(ImVec2(0.0, top), ImVec2(width, height), colour_u32(look.theme.card))
    draw.add_line(ImVec2(0.0, top), ImVec2(width, top), colour_u32(look.theme.accent), look.px(2.0))
    imgui.set_cursor_screen_pos(ImVec2(look.px(12.0), top + look.px(8.0)))
    look.text(pad.title, look.theme.quiet, SMALL_PX)
    imgui.set_cursor_screen_pos(ImVec2(look.px(12.0), top + look.px(26.0)))
    look.text(f"{pad.text}|", look.theme.quiet if pad.first else look.theme.text, NUMBER_PX, bold=True)
    for index, row in enumerate(pad.rows):
        y = top + look.px(62.0) + index * look.px(KEY_PX + GAP_PX)
        _row(look, pad, row, ImVec2(look.px(12.0), y), width - look.px(24.0))
    outside = imgui.get_mouse_pos().y < top
    imgui.end()
    imgui.pop_style_color()
    if look.pad is pad and outside and imgui.is_mouse_clicked(0) and not pad.first:
        look.pad = None


def typed_on_keyboard(look: Look, pointer: PointerState) -> None:
    """What a keyboard types while the keys are on show is theirs too."""
    pad = look.pad
    if pad is None:
        return
    for letter in pointer.text.replace(",", ".") if pad.kind == "number" else pointer.text:
        if pad.takes(letter):
            pad.press(letter)
    meant = {"enter": DONE, "escape": CANCEL, "backspace": BACK}
    for stroke in pointer.keys:
        if stroke.down and stroke.name in meant:
            _press(look, pad, meant[stroke.name])


def _press(look: Look, pad: Pad, key: str) -> None:
    if key == DONE and pad.kind == "number" and number_of(pad.text) is None:
        return
    if pad.press(key):
        if key == DONE:
            look.entered[pad.name] = pad.text
        look.pad = None


def _row(look: Look, pad: Pad, keys: tuple[str, ...], corner: ImVec2, room: float) -> None:
    gap, shares = look.px(GAP_PX), sum(_WIDE.get(key, 1.0) for key in keys)
    part = (room - gap * (len(keys) - 1)) / shares
    padding = imgui.get_style().frame_padding
    x = corner.x
    for key in keys:
        wide = part * _WIDE.get(key, 1.0)
        imgui.set_cursor_screen_pos(ImVec2(x, corner.y))
        x += wide + gap
        word = _WORDS.get(key, key.upper() if pad.capitals else key)
        done = key == DONE
        spare = 0.5 * (look.px(KEY_PX) - imgui.get_text_line_height())
        imgui.push_style_var(imgui.StyleVar_.frame_padding, ImVec2(padding.x * 0.2, spare))
        enabled = not done or pad.kind == "text" or number_of(pad.text) is not None
        if button(look, f"pad.{key}", word, wide, main=done, enabled=enabled):
            _press(look, pad, key)
        imgui.pop_style_var()
