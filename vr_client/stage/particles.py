"""The particles on show, moving smoothly from one received frame to the next."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from .smoothing import positions_between

Floats = NDArray[np.float32]

SLOWEST_S = 0.5
"""A late frame is approached over no more than this: beyond it smoothness would be delay."""


def _none(*shape: int) -> Floats:
    return np.zeros(shape, np.float32)


@dataclass(slots=True, eq=False)
class ParticleLayer:
    """Arrays of the newest frame; `positions_um` is where each particle is drawn now.

    `generation` rises with every frame received, `moved` with every change of `positions_um`:
    a drawer compares them with what it last uploaded.
    """

    positions_um: Floats = field(default_factory=lambda: _none(0, 3))  # (n, 3)
    radii_um: Floats = field(default_factory=lambda: _none(0))  # (n,)
    phase: NDArray[np.uint8] = field(default_factory=lambda: np.zeros(0, np.uint8))  # (n,) Phase
    stress_mpa: Floats = field(default_factory=lambda: _none(0))  # (n,)
    displacement_um: Floats = field(default_factory=lambda: _none(0))  # (n,)
    cracking: Floats = field(default_factory=lambda: _none(0))  # (n,) crushing stress over the strength
    box_um: tuple[float, float] = (0.0, 0.0)
    plane_um: float = 0.0
    pressure_mpa: float = 0.0
    stage: str = ""
    progress: float = 0.0
    step_id: int = 0
    preview: bool = False
    shear_rate_per_s: float = 0.0
    generation: int = 0
    moved: int = 0
    target_um: Floats = field(default_factory=lambda: _none(0, 3))
    _start_um: Floats = field(default_factory=lambda: _none(0, 3))
    _start_plane_um: float = 0.0
    _target_plane_um: float = 0.0
    _received_s: float = -np.inf
    _interval_s: float = 0.1

    @property
    def count(self) -> int:
        """Particles on show."""
        return len(self.radii_um)

    def receive(
        self,
        positions_um: Floats,
        radii_um: Floats,
        phase: NDArray[np.uint8],
        stress_mpa: Floats,
        displacement_um: Floats,
        box_um: tuple[float, float],
        plane_um: float,
        now_s: float,
        cracking: Floats | None = None,
    ) -> None:
        """Takes a frame; the drawn positions approach it until about when the next one is due."""
        follows = len(positions_um) == self.count and np.array_equal(radii_um, self.radii_um)
        self.target_um = np.ascontiguousarray(positions_um, np.float32)
        if follows:
            self._interval_s = float(np.clip(now_s - self._received_s, 1e-3, SLOWEST_S))
            self._start_um, self._start_plane_um = self.positions_um, self.plane_um
        else:
            self.positions_um = self._start_um = self.target_um
            self.plane_um = self._start_plane_um = plane_um
        self._target_plane_um = plane_um
        self._received_s = now_s
        self.radii_um = np.ascontiguousarray(radii_um, np.float32)
        self.phase = np.ascontiguousarray(phase, np.uint8)
        self.stress_mpa = np.ascontiguousarray(stress_mpa, np.float32)
        self.displacement_um = np.ascontiguousarray(displacement_um, np.float32)
        none = np.zeros(len(self.radii_um), np.float32)
        self.cracking = none if cracking is None else np.ascontiguousarray(cracking, np.float32)
        self.box_um = box_um
        self.generation += 1
        self.moved += 1

    def advance(self, now_s: float) -> None:
        """Moves what is drawn towards the newest frame, the short way round the periodic box.

        A particle that leaves a slurry's box at its top or foot is at once where it comes in again.
        """
        if self.positions_um is self.target_um:
            return
        share = (now_s - self._received_s) / self._interval_s
        if share >= 1.0:
            self.positions_um, self.plane_um = self.target_um, self._target_plane_um
        else:
            share = max(share, 0.0)
            self.positions_um = positions_between(
                self._start_um, self.target_um, share, *self.box_um, 0.5 * self._target_plane_um
            )
            rise_um = self._target_plane_um - self._start_plane_um
            self.plane_um = self._start_plane_um + share * rise_um
        self.moved += 1

    def settled(self) -> "ParticleLayer":
        """Another layer that stands at the newest frame and stays there."""
        return replace(self, positions_um=self.target_um, plane_um=self._target_plane_um)
