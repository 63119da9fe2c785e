"""The help inside the headset, where it stands in the panel instead of the tabs."""

from imgui_bundle import imgui

from vr_client.stage.controls import HEADSET_HELP
from vr_client.stage.stage import Stage

from .help_card import help_group, keys_px
from .look import Look
from .widgets import button, card


def help_page(look: Look, stage: Stage) -> None:
    """What the controllers in hand do; of all kinds while it is not known which they are."""
    if button(look, "help.close", "Back to the panel", imgui.get_content_region_avail().x, main=True):
        stage.help_shown = False
    own = HEADSET_HELP.get(stage.controllers)
    groups = [(stage.controllers, own)] if own is not None else list(HEADSET_HELP.items())
    for title, rows in groups:
        with card(look, f"help.{title}"):
            imgui.push_text_wrap_pos(0.0)
            help_group(look, title, rows, keys_px(look, [(title, rows)]))
            imgui.pop_text_wrap_pos()
    look.small("Everything can also be done by pointing at this panel: tabs View, Tools and Settings.")
