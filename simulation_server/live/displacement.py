"""How far each particle has come since a stage began, followed from state to state."""

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.states import ParticleState, Stage

SUSPENDED = (Stage.SLURRY, Stage.SHEARING)
"""Stages in which the box is periodic in its height too."""
_PER_US = 1e-6


class Displacement:
    """Sums the steps between states, each taken the shorter way round the periodic box.

    Of a sheared slurry the mean flow, zero at half height, is taken out of a step before that and put back
    after, so that a flow faster than half a box in a step is followed too; a particle that leaves the box at
    its top or foot comes in again where the flow has carried that image, and counts as having gone with it.
    """

    def __init__(self) -> None:
        self._last: ParticleState | None = None
        self._moved_um = np.zeros((0, 3))

    def begin(self) -> None:
        """Counts from the next state on."""
        self._last = None

    def follow(self, state: ParticleState) -> None:
        """Takes the next state in; another stage, or another number of particles, begins anew."""
        last, self._last = self._last, state
        count = len(state.particles.radii_um)
        if last is None or last.stage is not state.stage or len(self._moved_um) != count:
            self._moved_um = np.zeros((count, 3))
            return
        before, after = last.particles.positions_um, state.particles.positions_um
        strain = state.shear_rate_per_s * _PER_US * (state.time_us - last.time_us)
        flow = np.zeros_like(after)
        flow[:, 0] = strain * (0.5 * (before[:, 2] + after[:, 2]) - 0.5 * state.plane_um)
        step = after - before - flow
        for axis, period in enumerate(state.particles.box_um):
            step[:, axis] -= period * np.rint(step[:, axis] / period)
        if state.stage in SUSPENDED:
            step[np.abs(step[:, 2]) > 0.5 * state.plane_um] = 0.0
        self._moved_um += step + flow

    @property
    def lengths_um(self) -> NDArray[np.float64]:
        """(n,) how far each particle is from where it was."""
        return np.asarray(np.linalg.norm(self._moved_um, axis=1))
