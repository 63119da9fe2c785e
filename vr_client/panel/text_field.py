"""A short text to be typed: by the keyboard at a desk, by the panel's own keys in a headset."""

from imgui_bundle import ImVec2, imgui

from .look import Look
from .pad import Pad

MOST = 24


def text_field(look: Look, name: str, value: str, hint: str, most: int = MOST) -> str:
    """Draws the field over the width that is left and returns the text as it stands, of `most` characters.

    `hint` stands in it while it is empty. Controls and the marks of paths are left out of what is typed.
    """
    if name in look.entered:
        value = look.entered.pop(name)
    width = imgui.get_content_region_avail().x
    if look.own_keys:
        imgui.push_style_var(imgui.StyleVar_.button_text_align, ImVec2(0.0, 0.5))
        if imgui.button(f"{value or hint}##{name}", ImVec2(width, 0.0)):
            look.pad = Pad(name, hint, value, "text", most)
        imgui.pop_style_var()
    else:
        imgui.set_next_item_width(width)
        _, value = imgui.input_text_with_hint(f"##{name}", hint, value)
    look.mark_place(name)
    return plain_name(value, most)


def plain_name(text: str, most: int = MOST) -> str:
    """The text without what is not printed and without the marks of paths, cut to `most` characters."""
    return "".join(letter for letter in text if letter.isprintable() and letter not in '/\\:*?"<>|')[:most]
