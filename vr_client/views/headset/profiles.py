"""Which control does what on the usual controllers: OpenXR's interaction profiles as data.

Paths are those of the OpenXR specification (6.4, interaction profile paths) and of the extensions named.
"""

from dataclasses import dataclass

Inputs = tuple[tuple[str, str], ...]
"""Pairs (action, input path below a hand); a path on one hand only starts with "left:" or "right:"."""


@dataclass(frozen=True, slots=True)
class Profile:
    """`path` below /interaction_profiles, `title` for people, and the extension it takes (None: core)."""

    path: str
    title: str
    inputs: Inputs
    extension: str | None = None
    haptic: bool = True


_STICK: Inputs = (("across", "thumbstick/x"), ("ahead", "thumbstick/y"))
_CLICK: Inputs = (("menu", "thumbstick/click"),)
_BUTTONS: Inputs = (
    ("tool", "left:x/click"), ("panel", "left:y/click"), ("tool", "right:a/click"),
    ("panel", "right:b/click"),
)  # fmt: skip
_TOUCH: Inputs = (
    ("press", "trigger/value"), ("squeeze", "squeeze/value"), *_STICK, *_CLICK, ("menu", "left:menu/click"),
    *_BUTTONS,
)  # fmt: skip
_COSMOS: Inputs = (
    ("press", "trigger/value"), ("squeeze", "squeeze/click"), *_STICK, *_CLICK, ("menu", "left:menu/click"),
    *_BUTTONS,
)  # fmt: skip

PROFILES: tuple[Profile, ...] = (
    Profile(
        "khr/simple_controller", "Simple controllers", (("press", "select/click"), ("menu", "menu/click"))
    ),
    Profile("oculus/touch_controller", "Touch", _TOUCH),
    Profile("facebook/touch_controller_pro", "Touch", _TOUCH, "XR_FB_touch_controller_pro"),
    Profile("meta/touch_controller_plus", "Touch", _TOUCH, "XR_META_touch_controller_plus"),
    Profile(
        "valve/index_controller", "Index",
        (
            ("press", "trigger/value"), ("squeeze", "squeeze/value"), *_STICK, *_CLICK,
            ("tool", "a/click"), ("panel", "b/click"),
        ),
    ),
    Profile(
        "htc/vive_controller", "Vive wands",
        (
            ("press", "trigger/value"), ("squeeze", "squeeze/click"), ("across", "trackpad/x"),
            ("ahead", "trackpad/y"), ("push", "trackpad/click"), ("menu", "menu/click"),
        ),
    ),
    Profile(
        "htc/vive_cosmos_controller", "Vive Cosmos, Focus 3", _COSMOS,
        "XR_HTC_vive_cosmos_controller_interaction",
    ),
    Profile(
        "htc/vive_focus3_controller", "Vive Cosmos, Focus 3", _COSMOS,
        "XR_HTC_vive_focus3_controller_interaction",
    ),
    Profile(
        "microsoft/motion_controller", "Windows motion controllers",
        (("press", "trigger/value"), ("squeeze", "squeeze/click"), *_STICK, ("menu", "menu/click")),
    ),
    Profile(
        "hp/mixed_reality_controller", "Reverb G2",
        (
            ("press", "trigger/value"), ("squeeze", "squeeze/value"), *_STICK, ("menu", "menu/click"),
            *_BUTTONS,
        ),
        "XR_EXT_hp_mixed_reality_controller",
    ),
    Profile("bytedance/pico_neo3_controller", "Pico", _TOUCH, "XR_BD_controller_interaction"),
    Profile("bytedance/pico4_controller", "Pico", _TOUCH, "XR_BD_controller_interaction"),
    Profile(
        "ext/hand_interaction_ext", "Hands",
        (("press", "aim_activate_ext/value"), ("squeeze", "grasp_ext/value")),
        "XR_EXT_hand_interaction", haptic=False,
    ),
)  # fmt: skip
"""Suggested in this order; those whose extension the runtime lacks are left out."""


def extensions_wanted(offered: set[str]) -> list[str]:
    """Of the profiles' extensions those that the runtime offers."""
    return sorted({p.extension for p in PROFILES if p.extension is not None} & offered)


def title_of(path: str) -> str:
    """For people: "/interaction_profiles/valve/index_controller" is "Index"; "" for none."""
    known = {f"/interaction_profiles/{profile.path}": profile.title for profile in PROFILES}
    return known.get(path, "")


def inputs_of(profile: Profile, hand: str) -> list[tuple[str, str]]:
    """Pairs (action, path below /user/hand/...) of one hand, poses and haptics too."""
    everywhere = [("aim", "input/aim/pose"), ("grip", "input/grip/pose")]
    if profile.haptic:
        everywhere.append(("pulse", "output/haptic"))
    for action, path in profile.inputs:
        side, _, below = path.rpartition(":")
        if side in ("", hand):
            everywhere.append((action, f"input/{below}"))
    return everywhere
