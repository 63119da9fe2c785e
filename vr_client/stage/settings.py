"""How a person likes to look and move: kept from one session to the next (kept_settings.py)."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Theme = Literal["dark", "light"]
Hand = Literal["left", "right"]
Turn = Literal["snap", "smooth"]
Travel = Literal["teleport", "fly"]

TEXT_SCALES = (0.8, 1.0, 1.25, 1.5, 2.0)
"""Sizes of text that are offered."""
MOST_NAME = 24
"""Characters of a person's name."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """One person's settings; `msgspec.structs.replace` makes the changed one."""

    theme: Theme = "dark"
    high_contrast: bool = False  # text, lines and edges of panel and cards as strong as they go
    text_scale: Annotated[float, Meta(ge=0.8, le=2.0)] = 1.0  # of all text
    tooltips: bool = True
    screen_keys: bool = False  # values are typed on the panel's own keys at a desk too
    name: Annotated[str, Meta(max_length=MOST_NAME)] = ""  # as the others see it; "" for none given
    hand: Hand = "right"  # the one that points
    travel: Travel = "teleport"
    turn: Turn = "snap"
    turn_deg: Annotated[float, Meta(ge=10.0, le=90.0)] = 30.0  # of a snap turn
    seated: bool = True
    vignette_deg: Annotated[float, Meta(ge=0.0, le=90.0)] = (
        50.0  # stays clear while one is moved; 0: no vignette
    )
    haptics: bool = True
    reduced_motion: bool = False  # no flights and no followings that nobody asked for
    remind_min: Annotated[float, Meta(ge=0.0, le=120.0)] = 0.0  # of a pause, every so often; 0 for never
