"""`python -m tests.openxr.losing`: a session whose runtime is lost and comes back, as `mesonaut vr` runs it.

Prints a line of JSON whenever what shows the stage changes; leaves once the headset is back.
"""

import json
import time
from collections.abc import Iterable

from simulation_server.schema.messages import Command, Presence
from tests.openxr.worn import electrode
from vr_client.stage.stage import Received, Stage

SETTLED = 10
"""Frames that show that a view goes on."""


class Watched:
    """A connection to a server that says nothing more; sees which view asks it."""

    state, reason = "connected", ""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._shown, self._frames, self._seen = "", 0, []

    def poll(self) -> Iterable[Received]:
        shown = "headset" if self._stage.body is not None else "desk"
        self._frames = self._frames + 1 if shown == self._shown else 1
        self._shown = shown
        if self._frames == SETTLED:
            self._seen.append(shown)
            said = [notice.text for notice in self._stage.notices.said if notice.level == "error"]
            print(json.dumps({"shown": shown, "said": said, "at": time.monotonic()}), flush=True)
            if self._seen.count("headset") == 2:
                self._stage.wishes.append("leave")
        return []

    def send(self, command: Command) -> int:
        return command.id

    def show(self, presence: Presence) -> None:
        pass

    def introduce(self, name: str) -> None:
        pass

    def drawn(self) -> None:
        pass


def main() -> None:
    from app.headset_session import headset, run_headset

    view = headset()
    stage = Stage()
    stage.apply(electrode(), 0.0)
    run_headset(view, Watched(stage), stage)
    print(json.dumps({"shown": "nothing", "said": [], "at": time.monotonic()}), flush=True)


if __name__ == "__main__":
    main()
