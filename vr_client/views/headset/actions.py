"""What the two hands do: OpenXR actions, their bindings for the common controllers, haptic pulses."""

from dataclasses import dataclass
from typing import Any

from vr_client.stage.transforms import Matrix

from .geometry import pose_matrix
from .runtime import one_line_errors
from .session import Session

HANDS = ("left", "right")

BINDINGS: dict[str, dict[str, str]] = {
    "khr/simple_controller": {"press": "select/click", "menu": "menu/click"},
    "oculus/touch_controller": {
        "press": "trigger/value", "squeeze": "squeeze/value", "scroll": "thumbstick/y",
        "menu": "thumbstick/click",
    },
    "valve/index_controller": {
        "press": "trigger/value", "squeeze": "squeeze/value", "scroll": "thumbstick/y",
        "menu": "thumbstick/click",
    },
    "htc/vive_controller": {
        "press": "trigger/value", "squeeze": "squeeze/click", "scroll": "trackpad/y", "menu": "menu/click",
    },
    "microsoft/motion_controller": {
        "press": "trigger/value", "squeeze": "squeeze/click", "scroll": "thumbstick/y", "menu": "menu/click",
    },
}  # fmt: skip
"""Interaction profile -> action -> input path below the hand; aim, grip and haptic are the same in all."""

PULSE_S, PULSE_STRENGTH = 0.02, 0.5


@dataclass(frozen=True, slots=True)
class Hand:
    """A controller this frame. Poses (4, 4) to the space asked for, None while it is not tracked.

    `press` (trigger) and `squeeze` go from 0 to 1, `scroll` from -1 to 1; `can_squeeze` is False for a
    controller without a grip button.
    """

    aim: Matrix | None = None
    grip: Matrix | None = None
    press: float = 0.0
    squeeze: float = 0.0
    can_squeeze: bool = False
    scroll: float = 0.0
    menu: bool = False


class Actions:
    """The action set of a session, attached to it."""

    def __init__(self, session: Session) -> None:
        self.session, self.xr = session, session.xr
        xr, instance = self.xr, session.runtime.instance
        with one_line_errors(xr, "setting up the controllers"):
            self._set = xr.create_action_set(
                instance,
                xr.ActionSetCreateInfo(
                    action_set_name="laboratory", localized_action_set_name="Laboratory", priority=0
                ),
            )
            self._paths = {hand: xr.string_to_path(instance, f"/user/hand/{hand}") for hand in HANDS}
            kinds = xr.ActionType
            self._actions = {
                name: self._create(name, title, kind)
                for name, title, kind in (
                    ("aim", "Point", kinds.POSE_INPUT),
                    ("grip", "Hand", kinds.POSE_INPUT),
                    ("press", "Press", kinds.FLOAT_INPUT),
                    ("squeeze", "Grab", kinds.FLOAT_INPUT),
                    ("scroll", "Scroll", kinds.FLOAT_INPUT),
                    ("menu", "Recentre, held: leave", kinds.BOOLEAN_INPUT),
                    ("pulse", "Pulse", kinds.VIBRATION_OUTPUT),
                )
            }
            for profile, inputs in BINDINGS.items():
                self._suggest(profile, inputs)
            self._spaces = {
                (name, hand): xr.create_action_space(
                    session.handle,
                    xr.ActionSpaceCreateInfo(action=self._actions[name], subaction_path=self._paths[hand]),
                )
                for name in ("aim", "grip")
                for hand in HANDS
            }
            xr.attach_session_action_sets(
                session.handle, xr.SessionActionSetsAttachInfo(action_sets=[self._set])
            )

    def hands(self, time: int) -> dict[str, Hand]:
        """Both hands at `time`, in the session's reference space; idle hands while it is not in focus."""
        xr = self.xr
        with one_line_errors(xr, "reading the controllers"):
            try:
                active = xr.ActiveActionSet(action_set=self._set, subaction_path=xr.NULL_PATH)
                xr.sync_actions(self.session.handle, xr.ActionsSyncInfo(active_action_sets=[active]))
            except xr.exception.SessionNotFocused:
                return {hand: Hand() for hand in HANDS}
            return {hand: self._hand(hand, time) for hand in HANDS}

    def pulse(self, hand: str) -> None:
        """A short tick in the hand."""
        xr = self.xr
        with one_line_errors(xr, "pulsing a controller"):
            xr.apply_haptic_feedback(
                self.session.handle,
                xr.HapticActionInfo(action=self._actions["pulse"], subaction_path=self._paths[hand]),
                xr.HapticVibration(
                    duration=int(PULSE_S * 1e9),
                    frequency=xr.FREQUENCY_UNSPECIFIED,
                    amplitude=PULSE_STRENGTH,
                ),
            )

    def close(self) -> None:
        """Gives spaces and actions back."""
        xr = self.xr
        things = [(xr.destroy_space, space) for space in self._spaces.values()]
        for destroy, thing in [*things, (xr.destroy_action_set, self._set)]:
            try:
                destroy(thing)
            except xr.exception.ResultException:  # lost with its session
                continue
        self._spaces = {}

    def _create(self, name: str, title: str, kind: Any) -> Any:
        return self.xr.create_action(
            self._set,
            self.xr.ActionCreateInfo(
                action_name=name,
                action_type=kind,
                subaction_paths=list(self._paths.values()),
                localized_action_name=title,
            ),
        )

    def _suggest(self, profile: str, inputs: dict[str, str]) -> None:
        xr, instance = self.xr, self.session.runtime.instance
        everywhere = {"aim": "input/aim/pose", "grip": "input/grip/pose", "pulse": "output/haptic"}
        paths = everywhere | {name: f"input/{path}" for name, path in inputs.items()}
        bindings = [
            xr.ActionSuggestedBinding(
                self._actions[name], xr.string_to_path(instance, f"/user/hand/{hand}/{path}")
            )
            for name, path in paths.items()
            for hand in HANDS
        ]
        xr.suggest_interaction_profile_bindings(
            instance,
            xr.InteractionProfileSuggestedBinding(
                interaction_profile=xr.string_to_path(instance, f"/interaction_profiles/{profile}"),
                suggested_bindings=bindings,
            ),
        )

    def _hand(self, hand: str, time: int) -> Hand:
        xr = self.xr
        handle = self.session.handle

        def asked(name: str) -> Any:
            return xr.ActionStateGetInfo(self._actions[name], self._paths[hand])

        squeeze = xr.get_action_state_float(handle, asked("squeeze"))
        return Hand(
            aim=self._pose("aim", hand, time),
            grip=self._pose("grip", hand, time),
            press=float(xr.get_action_state_float(handle, asked("press")).current_state),
            squeeze=float(squeeze.current_state),
            can_squeeze=bool(squeeze.is_active),
            scroll=float(xr.get_action_state_float(handle, asked("scroll")).current_state),
            menu=bool(xr.get_action_state_boolean(handle, asked("menu")).current_state),
        )

    def _pose(self, name: str, hand: str, time: int) -> Matrix | None:
        xr = self.xr
        location = xr.locate_space(self._spaces[name, hand], self.session.space, time)
        valid = xr.SpaceLocationFlags.ORIENTATION_VALID_BIT | xr.SpaceLocationFlags.POSITION_VALID_BIT
        if int(location.location_flags) & int(valid) != int(valid):
            return None
        return pose_matrix(location.pose)
