"""A line of a card: what it is on the left, the value on the right."""

from imgui_bundle import imgui

from .look import Look


def row(look: Look, label: str, value: str, meaning: str = "") -> None:
    """One line; `meaning` is its tooltip."""
    look.text(label, look.theme.quiet)
    if meaning:
        look.tooltip(label, meaning)
    imgui.same_line(0.0, 0.0)
    look.text_right(value)
