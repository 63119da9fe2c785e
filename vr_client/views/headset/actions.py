"""What the two hands do: OpenXR actions, their bindings for the common controllers, haptic pulses."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from vr_client.stage.transforms import Matrix

from .geometry import pose_matrix
from .profiles import PROFILES, Profile, inputs_of, title_of
from .runtime import one_line_errors
from .session import Session

HANDS = ("left", "right")

PULSE_S, PULSE_STRENGTH = 0.02, 0.5


_ACTIONS = (
    ("aim", "Point", "POSE_INPUT"),
    ("grip", "Hand", "POSE_INPUT"),
    ("press", "Press", "FLOAT_INPUT"),
    ("squeeze", "Grab", "FLOAT_INPUT"),
    ("across", "Turn", "FLOAT_INPUT"),
    ("ahead", "Travel, on the panel: scroll", "FLOAT_INPUT"),
    ("push", "Travel by the pad", "BOOLEAN_INPUT"),
    ("menu", "All before you again, held: leave", "BOOLEAN_INPUT"),
    ("tool", "Next tool", "BOOLEAN_INPUT"),
    ("panel", "Panel away, panel back", "BOOLEAN_INPUT"),
    ("pulse", "Pulse", "VIBRATION_OUTPUT"),
)


@dataclass(frozen=True, slots=True)
class Hand:
    """A controller this frame. Poses (4, 4) to the space asked for, None while it is not tracked.

    `press` (trigger) and `squeeze` go from 0 to 1, `across` and `ahead` (stick or pad) from -1 to 1;
    `can_squeeze` is False for a controller without a grip button, `pushed` for a pad that is only touched.
    """

    aim: Matrix | None = None
    grip: Matrix | None = None
    press: float = 0.0
    squeeze: float = 0.0
    can_squeeze: bool = False
    across: float = 0.0
    ahead: float = 0.0
    pushed: bool = True
    menu: bool = False
    tool: bool = False
    panel: bool = False


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
            self._actions = {
                name: self._create(name, title, xr.ActionType[kind]) for name, title, kind in _ACTIONS
            }
            for profile in PROFILES:
                if profile.extension is None or profile.extension in session.runtime.extensions:
                    self._suggest(profile)
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

    def hands(self, time: int) -> dict[str, Hand] | None:
        """Both hands at `time`, in the session's reference space; None while it is not in focus."""
        xr = self.xr
        with one_line_errors(xr, "reading the controllers"):
            try:
                active = xr.ActiveActionSet(action_set=self._set, subaction_path=xr.NULL_PATH)
                xr.sync_actions(self.session.handle, xr.ActionsSyncInfo(active_action_sets=[active]))
            except xr.exception.SessionNotFocused:
                return None
            return {hand: self._hand(hand, time) for hand in HANDS}

    def controllers(self) -> str:
        """What is in hand, for people ("Index", "Touch", ...); "" while nothing is."""
        xr, instance = self.xr, self.session.runtime.instance
        with one_line_errors(xr, "asking which controllers are in hand"):
            for path in self._paths.values():
                profile = xr.get_current_interaction_profile(self.session.handle, path).interaction_profile
                if profile != xr.NULL_PATH and (title := title_of(xr.path_to_string(instance, profile))):
                    return title
        return ""

    def pulse(self, hand: str) -> None:
        """A short tick in the hand; none while the session is not in focus."""
        xr = self.xr
        with one_line_errors(xr, "pulsing a controller"), suppress(xr.exception.SessionNotFocused):
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

    def _suggest(self, profile: Profile) -> None:
        xr, instance = self.xr, self.session.runtime.instance
        bindings = [
            xr.ActionSuggestedBinding(
                self._actions[name], xr.string_to_path(instance, f"/user/hand/{hand}/{path}")
            )
            for hand in HANDS
            for name, path in inputs_of(profile, hand)
        ]
        xr.suggest_interaction_profile_bindings(
            instance,
            xr.InteractionProfileSuggestedBinding(
                interaction_profile=xr.string_to_path(instance, f"/interaction_profiles/{profile.path}"),
                suggested_bindings=bindings,
            ),
        )

    def _hand(self, hand: str, time: int) -> Hand:
        xr = self.xr
        handle = self.session.handle

        def asked(name: str) -> Any:
            return xr.ActionStateGetInfo(self._actions[name], self._paths[hand])

        def number(name: str) -> float:
            return float(xr.get_action_state_float(handle, asked(name)).current_state)

        def button(name: str) -> bool:
            return bool(xr.get_action_state_boolean(handle, asked(name)).current_state)

        push = xr.get_action_state_boolean(handle, asked("push"))
        return Hand(
            aim=self._pose("aim", hand, time),
            grip=self._pose("grip", hand, time),
            press=number("press"),
            squeeze=number("squeeze"),
            can_squeeze=bool(xr.get_action_state_float(handle, asked("squeeze")).is_active),
            across=number("across"),
            ahead=number("ahead"),
            pushed=bool(push.current_state) or not push.is_active,
            menu=button("menu"),
            tool=button("tool"),
            panel=button("panel"),
        )

    def _pose(self, name: str, hand: str, time: int) -> Matrix | None:
        xr = self.xr
        location = xr.locate_space(self._spaces[name, hand], self.session.space, time)
        valid = xr.SpaceLocationFlags.ORIENTATION_VALID_BIT | xr.SpaceLocationFlags.POSITION_VALID_BIT
        if int(location.location_flags) & int(valid) != int(valid):
            return None
        return pose_matrix(location.pose)
