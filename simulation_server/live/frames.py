"""States of the physics as messages to show: at most so many a second, always the newest."""

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.messages import Message, ParticleFrame, VoxelFrame
from simulation_server.schema.states import CellState, FrontState, Particles, ParticleState, Voxels

from .cell_stream import CellStream
from .displacement import Displacement
from .front_stream import FrontStream

FRAMES_PER_SECOND = 30.0

Emit = Callable[[Message, dict[str, NDArray[Any]], float], None]
"""Takes a message, its arrays and the simulated time in microseconds."""
State = ParticleState | FrontState | CellState


class FrameGate:
    """Sends states on as frames, skipping those that come faster than anyone draws."""

    def __init__(self, emit: Emit, clock: Callable[[], float] = time.monotonic) -> None:
        self._emit = emit
        self._clock = clock
        self._due_s = -np.inf
        self._waiting: State | None = None
        self._newest: dict[type, State] = {}  # an electrode, how far it is filled, and discharged
        self._displacement = Displacement()
        self._front = FrontStream(clock)
        self._cell = CellStream()

    def begin(self) -> None:
        """A new leg: displacements count from its first state, filling and discharge are sent whole."""
        self._displacement.begin()
        self._front.begin()
        self._cell.begin()

    def show(self, state: State, step_id: int) -> None:
        """Sends the state, or keeps it until the next `flush` when the last went just before."""
        if isinstance(state, ParticleState):
            _check(state)
            self._displacement.follow(state)
            self._newest.clear()
        elif isinstance(state, CellState):
            _check_cell(state)
        self._newest[type(state)] = state
        self._waiting = state
        if self._clock() >= self._due_s:
            self.flush(step_id)

    def flush(self, step_id: int) -> None:
        """Sends the newest state if it has not been sent: the last of a leg is always seen."""
        state, self._waiting = self._waiting, None
        if state is None:
            return
        # a turn missed is not made up, one that came a little late is: states that come at nearly this
        # rate are all sent
        now_s = self._clock()
        self._due_s = max(self._due_s, now_s - 1.0 / FRAMES_PER_SECOND) + 1.0 / FRAMES_PER_SECOND
        self._send(state, step_id)

    def repeat(self, step_id: int) -> None:
        """Sends the newest electrode, its filling and its discharge whole, after something else was shown."""
        self._front.begin()
        self._cell.begin()
        for state in self._newest.values():
            self._send(state, step_id)

    def forget_cell(self) -> None:
        """The discharge holds no more: it is not sent again."""
        self._newest.pop(CellState, None)

    def _send(self, state: State, step_id: int) -> None:
        match state:
            case ParticleState():
                self._emit(*particle_frame(state, self._displacement.lengths_um, step_id), state.time_us)
            case FrontState():
                self._emit(*self._front.message(state, step_id), state.time_ms * 1e3)
            case CellState():
                for message, arrays in self._cell.messages(state, step_id):
                    self._emit(message, arrays, state.time_s * 1e6)


def _check(state: ParticleState) -> None:
    particles = state.particles
    if not np.isfinite(particles.positions_um).all() or not np.isfinite(particles.stress_mpa).all():
        raise PhysicsError(
            f"{state.stage.value} gave positions or stresses that are no numbers; "
            "the last good state is kept: change the recipe or restart"
        )


def _check_cell(state: CellState) -> None:
    if not np.isfinite([state.time_s, state.capacity_mah_cm2, state.voltage_v]).all():
        raise PhysicsError(
            f"the discharge gave {state.voltage_v} V at {state.capacity_mah_cm2} mAh/cm2, no numbers; "
            "what was discharged so far is kept: change the cell or the rate"
        )


def particle_frame(
    state: ParticleState, displacement_um: NDArray[np.float64], step_id: int
) -> tuple[ParticleFrame, dict[str, NDArray[Any]]]:
    """The frame of a state; displacement (n,) is since the stage began."""
    particles = state.particles
    arrays: dict[str, NDArray[Any]] = {
        "position": particles.positions_um.astype(np.float32),
        "radius": particles.radii_um.astype(np.float32),
        "phase": particles.phase.astype(np.uint8),
        "stress": particles.stress_mpa.astype(np.float32),
        "displacement": displacement_um.astype(np.float32),
        "cracking": _cracking(particles).astype(np.float32),
    }
    frame = ParticleFrame(
        stage=state.stage.value,
        box_um=particles.box_um,
        plane_um=state.plane_um,
        pressure_mpa=state.pressure_mpa,
        progress=state.progress,
        shear_rate_per_s=state.shear_rate_per_s,
        step_id=step_id,
    )
    return frame, arrays


def _cracking(particles: Particles) -> NDArray[np.float64]:
    if particles.cracking is None:
        return np.zeros(len(particles.radii_um))
    return particles.cracking


def voxel_frame(voxels: Voxels, step_id: int) -> tuple[VoxelFrame, dict[str, NDArray[Any]]]:
    """The made electrode as voxels."""
    return VoxelFrame(voxel_um=voxels.voxel_um, step_id=step_id), {"phase": voxels.phase.astype(np.uint8)}
