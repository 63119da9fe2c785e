"""A message on its way to many clients: coded once, packed once for each keyframe clients hold."""

import time
from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray

from simulation_server.schema.messages import Message
from simulation_server.schema.wire import Coded, Part, code, encode_coded

KEYFRAME_PERIOD_S = 2.0
"""Age at which a keyframe is replaced, before the particles have moved far from it."""


class Publication:
    """Nothing is computed before the first client takes it: a frame nobody sees costs nothing."""

    def __init__(
        self,
        message: Message,
        arrays: Mapping[str, NDArray[Any]],
        sequence: int,
        wall_time_s: float | None = None,
        sim_time_us: float = 0.0,
    ) -> None:
        self.message = message
        self.sequence = sequence
        self._arrays = arrays
        self._wall_time_s = time.time() if wall_time_s is None else wall_time_s
        self._sim_time_us = sim_time_us
        self._coded: Coded | None = None
        self._packed: dict[int | None, list[Part]] = {}

    @property
    def coded(self) -> Coded:
        """The codes: what later frames may be differences from."""
        if self._coded is None:
            self._coded = code(
                self.message,
                self._arrays,
                sequence=self.sequence,
                wall_time_s=self._wall_time_s,
                sim_time_us=self._sim_time_us,
                for_display=True,
            )
        return self._coded

    def parts(self, base: Coded | None) -> tuple[list[Part], bool]:
        """The parts for a client that holds `base`, and whether they are a keyframe for it."""
        if base is not None:
            is_old = self._wall_time_s - base.wall_time_s > KEYFRAME_PERIOD_S
            if is_old or not self.coded.can_differ_from(base):
                base = None
        key = None if base is None else base.sequence
        if key not in self._packed:
            self._packed[key] = encode_coded(self.coded, base)
        return self._packed[key], base is None and bool(self.coded.arrays)
