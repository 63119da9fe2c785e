"""The life of an OpenXR session: idle, ready, seen, in focus, stopping, over."""

from ctypes import POINTER, byref, cast
from typing import Any

from simulation_server.schema.errors import MachineError

from .runtime import Runtime, one_line_errors

GOING = "the OpenXR runtime is going away: start it again, the view comes back by itself"


class Session:
    """A session of `runtime` with a graphics `binding`; `poll` once a frame keeps its state.

    `running`: frames are to be waited for, begun and ended. `focused`: the controllers are ours.
    `over`: the user or the runtime has ended it. `controllers_changed`: others than before are in hand.
    `space_changes_at`: when (an XrTime) the runtime will have recentred its space, None when it will not.
    """

    def __init__(self, runtime: Runtime, binding: Any) -> None:
        self.runtime, self.xr = runtime, runtime.xr
        self.running = self.focused = self.over = False
        self.controllers_changed = True
        self.space_changes_at: int | None = None
        self.space: Any = None
        self._floor: Any = None
        xr = self.xr
        with one_line_errors(xr, "starting the session"):
            self.handle = xr.create_session(
                runtime.instance, xr.SessionCreateInfo(system_id=runtime.system, next=binding)
            )
            self.space = self._space(xr.ReferenceSpaceType.LOCAL)
            if xr.ReferenceSpaceType.STAGE in list(xr.enumerate_reference_spaces(self.handle)):
                self._floor = self._space(xr.ReferenceSpaceType.STAGE)

    def poll(self) -> None:
        """Takes in what happened since; MachineError when the headset or its runtime is lost."""
        xr = self.xr
        kinds = xr.StructureType
        while True:
            with one_line_errors(xr, "showing the laboratory"):
                try:
                    event = xr.poll_event(self.runtime.instance)
                except xr.exception.EventUnavailable:
                    return
            if event.type == kinds.EVENT_DATA_SESSION_STATE_CHANGED.value:
                changed = cast(byref(event), POINTER(xr.EventDataSessionStateChanged)).contents
                self._enter(xr.SessionState(changed.state))
            elif event.type == kinds.EVENT_DATA_INTERACTION_PROFILE_CHANGED.value:
                self.controllers_changed = True
            elif event.type == kinds.EVENT_DATA_REFERENCE_SPACE_CHANGE_PENDING.value:
                pending = cast(byref(event), POINTER(xr.EventDataReferenceSpaceChangePending)).contents
                if pending.reference_space_type == xr.ReferenceSpaceType.LOCAL.value:
                    self.space_changes_at = int(pending.change_time)
            elif event.type == kinds.EVENT_DATA_INSTANCE_LOSS_PENDING.value:
                raise MachineError(
                    "the OpenXR runtime is going away: start it again, the view comes back by itself"
                )

    def floor_m(self, time: int) -> float | None:
        """Height of the floor in `space` at `time`; None where the runtime knows of none."""
        xr = self.xr
        if self._floor is None:
            return None
        with one_line_errors(xr, "asking for the floor"):
            found = xr.locate_space(self._floor, self.space, time)
        known = int(found.location_flags) & int(xr.SpaceLocationFlags.POSITION_VALID_BIT)
        return float(found.pose.position.y) if known else None

    def wait(self) -> Any:
        """Waits until the runtime wants the next frame and begins it; an `xr.FrameState`."""
        xr = self.xr
        with one_line_errors(xr, "waiting for the next frame"):
            state = xr.wait_frame(self.handle)
            try:
                xr.begin_frame(self.handle)
            except xr.exception.FrameDiscarded:  # the last frame was begun and never ended: this one stands
                return state
        return state

    def submit(self, state: Any, layers: list[Any]) -> None:
        """Ends the frame begun by `wait`."""
        xr = self.xr
        with one_line_errors(xr, "showing a frame"):
            xr.end_frame(
                self.handle,
                xr.FrameEndInfo(
                    display_time=state.predicted_display_time,
                    environment_blend_mode=xr.EnvironmentBlendMode.OPAQUE,
                    layers=layers,
                ),
            )

    def request_exit(self) -> None:
        """Asks the runtime to end the session; `over` follows in some frames."""
        if self.running:
            with one_line_errors(self.xr, "ending the session"):
                self.xr.request_exit_session(self.handle)
        else:
            self.over = True

    def close(self) -> None:
        """Gives space and session back; may be called twice, and after a loss."""
        xr = self.xr
        spaces, handle = (self._floor, self.space), self.handle
        self._floor = self.space = self.handle = None
        for destroy, thing in (
            *((xr.destroy_space, space) for space in spaces),
            (xr.destroy_session, handle),
        ):
            if thing is None:
                continue
            try:
                destroy(thing)
            except xr.exception.ResultException:  # lost already: the runtime has let go of it
                continue

    def _space(self, kind: Any) -> Any:
        xr = self.xr
        return xr.create_reference_space(self.handle, xr.ReferenceSpaceCreateInfo(reference_space_type=kind))

    def _enter(self, state: Any) -> None:
        xr = self.xr
        states = xr.SessionState
        self.focused = state == states.FOCUSED
        if state == states.READY:
            with one_line_errors(xr, "beginning the session"):
                xr.begin_session(self.handle, xr.SessionBeginInfo(xr.ViewConfigurationType.PRIMARY_STEREO))
            self.running = True
        elif state == states.STOPPING:
            self.running = False
            with one_line_errors(xr, "ending the session"):
                xr.end_session(self.handle)
        elif state == states.EXITING:
            self.running, self.over = False, True
        elif state == states.LOSS_PENDING:
            self.running = False
            raise MachineError(
                "the headset was lost (switched off or unplugged): connect it, the view comes back by itself"
            )
