"""What a session tells: its state, not too often; its results, as they come; what went wrong."""

import time
from typing import Any

import msgspec
import numpy as np

from simulation_server.schema.line import Line
from simulation_server.schema.messages import Failed, Simulated, Status
from simulation_server.schema.quantities import QUANTITIES
from simulation_server.schema.results import Curve, Outcome, Saturation
from simulation_server.schema.states import CellState, FluxField, FrontState, ParticleState, Stage, Voxels

from .cell_stream import flux_lines
from .frames import Emit, voxel_frame
from .steps import RunnableChain

STATUS_PERIOD_S = 0.1
RESULTS_PERIOD_S = 0.5
MOST_POINTS = 300
"""Of a curve that grows while it is sent again and again."""


class Telling:
    """`step_id` is the change that what is told belongs to; `paused` is told in the stage's stead."""

    def __init__(self, emit: Emit) -> None:
        self.step_id = 0
        self.paused = False
        self.stage = "ready"
        self._emit = emit
        self._status = Status(stage="ready")
        self._status_sent_s = 0.0
        self._results_sent_s = 0.0
        self._told: tuple[Line, int] = (Line(), 0)  # and the change it was told for
        self._voxels: Voxels | None = None
        self._flux: tuple[FluxField, ...] = ()

    def say(self, *, stage: str, **values: Any) -> None:
        """Sends a status: always when the stage is another, else not too often."""
        self.stage = stage
        if self.paused:
            values["detail"], stage = f"{stage}, held", "paused"
        status = Status(stage=stage, step_id=self.step_id, **values)
        now_s = time.monotonic()
        is_new = status.stage != self._status.stage or status.step_id != self._status.step_id
        self._status = status
        if is_new or now_s - self._status_sent_s >= STATUS_PERIOD_S:
            self._status_sent_s = now_s
            self._emit(status, {}, 0.0)

    def say_state(self, state: ParticleState, chain: RunnableChain, detail: str = "") -> None:
        """Sends a state's numbers, and what a step of the line has reported meanwhile."""
        self.say(
            stage=state.stage.value,
            progress=state.progress,
            detail=detail,
            pressure_mpa=state.pressure_mpa,
            plane_um=state.plane_um,
            time_us=state.time_us,
        )
        if self.results_are_due:
            self._results_sent_s = time.monotonic()
            if (chain.outcome.line, self.step_id) != self._told:
                self.results(chain, complete=False)

    def say_front(self, state: FrontState) -> None:
        """Sends how far a filling is."""
        self.say(
            stage=Stage.FILLING.value,
            progress=state.progress,
            time_us=state.time_ms * 1e3,
            detail=f"{100.0 * state.saturation:.0f} % of the pores filled",
        )

    def say_cell(self, state: CellState) -> None:
        """Sends how far a discharge is."""
        self.say(
            stage=Stage.CELL.value,
            progress=state.progress,
            time_us=state.time_s * 1e6,
            detail=f"{state.voltage_v:.3f} V at {state.capacity_mah_cm2:.2f} mAh/cm2, {state.c_rate:g} C",
        )

    @property
    def results_are_due(self) -> bool:
        """Whether results that grow all the time may be sent again."""
        return time.monotonic() - self._results_sent_s >= RESULTS_PERIOD_S

    def results(self, chain: RunnableChain, *, complete: bool) -> None:
        """Sends what is known so far, and the voxels when they are new."""
        voxels, outcome = chain.voxels, chain.outcome
        if voxels is not None and voxels is not self._voxels:
            self._voxels = voxels
            self._emit(*voxel_frame(voxels, self.step_id), 0.0)
        self._results_sent_s = time.monotonic()
        self._told = (outcome.line, self.step_id)
        results = Simulated(
            recipe=chain.recipe, outcome=_in_brief(outcome), step_id=self.step_id, complete=complete
        )
        self._emit(results, {}, 0.0)

    def forget_voxels(self) -> None:
        """They are sent again with the next results: viewers drop them with the electrode they belong to."""
        self._voxels = None

    def flux(self, fields: tuple[FluxField, ...]) -> None:
        """Sends where ions and electrons flow."""
        self._flux = fields
        self.repeat_flux()

    def repeat_flux(self) -> None:
        """Sends that again, after something else was on show."""
        for field in self._flux:
            self._emit(*flux_lines(field, self.step_id), 0.0)

    def failed(self, reason: str) -> None:
        """Sends why something did not work."""
        self._emit(Failed(reason=reason, step_id=self.step_id), {}, 0.0)


def _in_brief(outcome: Outcome) -> Outcome:
    """The outcome with curves that grow no longer than a plot shows."""
    return msgspec.structs.replace(
        outcome,
        saturation=thinned(outcome.saturation),
        forecast=thinned(outcome.forecast),
        resolved=thinned_discharge(outcome.resolved),
    )


def thinned(curve: Saturation | None) -> Saturation | None:
    """At most MOST_POINTS of a curve, both ends among them."""
    if curve is None or len(curve.time_ms) <= MOST_POINTS:
        return curve
    kept = _evenly(len(curve.time_ms))
    return Saturation([curve.time_ms[k] for k in kept], [curve.saturation[k] for k in kept])


def thinned_discharge(curve: Curve | None) -> Curve | None:
    """At most MOST_POINTS of a discharge, both ends among them."""
    if curve is None or len(curve.voltage_v) <= MOST_POINTS:
        return curve
    kept = _evenly(len(curve.voltage_v))
    return Curve(curve.c_rate, [curve.capacity_mah_cm2[k] for k in kept], [curve.voltage_v[k] for k in kept])


def _evenly(count: int) -> list[int]:
    return [int(k) for k in np.linspace(0, count - 1, MOST_POINTS).round()]


def said(name: str) -> str:
    """A quantity's name in words; a discharge's label as it is."""
    return QUANTITIES[name].label if name in QUANTITIES else name
