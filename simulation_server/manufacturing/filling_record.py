"""What is kept of a filling while it runs: the saturation curve, when each pore cell filled, gas cut off."""

import numpy as np
from numpy.typing import NDArray

from simulation_server.physics.lattice.two_phase import TwoPhase
from simulation_server.schema.states import FrontState, Solid

from .filling_lattice import FillingLattice

FILL_SHARE = 0.9  # of the pore volume, for the fill time
LEAST_SATURATION = 0.01  # below it nothing has entered, and a fill time means nothing
_HALF = np.float32(0.5)


class FillingRecord:
    """Saturation is the electrolyte's share of the resolved pores of the electrode itself, 0 to 1."""

    def __init__(self, geometry: FillingLattice) -> None:
        self._geometry = geometry
        pores = geometry.coating_pores
        self._pore_cells = max(1, int(pores.sum()))
        self.reachable_share = max(float((pores & geometry.reachable).sum()) / self._pore_cells, 1e-9)
        self._solid = geometry.kinds != Solid.PORE
        self._share = np.zeros(pores.shape, np.float32)
        self._filled_ms = np.full(pores.shape, np.nan, np.float32)
        self._trapped = ~self._solid & ~geometry.reachable
        self._times_ms = [0.0]
        self._saturations = [0.0]
        self._liquid_cells = [0.0]  # the separator's included

    def note(self, lattice: TwoPhase, passed_ms: float) -> None:
        """Takes in where the front is, so many ms later."""
        now = self._geometry.back(lattice.liquid())
        before = self._times_ms[-1]
        fresh = np.isnan(self._filled_ms) & (now >= _HALF)
        rise = np.maximum(now[fresh] - self._share[fresh], np.float32(1e-6))
        at = np.clip((_HALF - self._share[fresh]) / rise, 0.0, 1.0)
        self._filled_ms[fresh] = before + at * passed_ms
        self._share = now
        self._times_ms.append(before + passed_ms)
        self._saturations.append(self._saturation())
        self._liquid_cells.append(float(np.clip(now, 0.0, 1.0).sum(dtype=np.float64)))

    def _saturation(self) -> float:
        inside = self._share[:, :, : self._geometry.coating_layers]
        return float(np.clip(inside, 0.0, 1.0).sum(dtype=np.float64)) / self._pore_cells

    @property
    def saturation(self) -> float:
        """The saturation now."""
        return self._saturations[-1]

    def gain_over(self, looks: int) -> float:
        """Growth of the liquid, over the electrode's pores, in the last so many looks; infinity before these.

        What fills the separator counts too: the electrode's turn comes after it.
        """
        if len(self._liquid_cells) <= looks:
            return np.inf
        return (max(self._liquid_cells) - self._liquid_cells[-1 - looks]) / self._pore_cells

    @property
    def curve(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Time (ms) and saturation so far."""
        return np.asarray(self._times_ms), np.asarray(self._saturations)

    def find_trapped(self, lattice: TwoPhase) -> None:
        """Looks for gas that no path joins to the vent any more."""
        gas = self._geometry.reachable & (self._share < _HALF)
        self._trapped = (gas & ~self._geometry.vented(gas)) | (~self._solid & ~self._geometry.reachable)

    @property
    def trapped_share(self) -> float:
        """Share of the pores that keep gas: those that lead nowhere, and what the front leaves in the others.

        That is gas with no way to the vent, over the pores the front has passed: so a filling that was cut
        short says the same as a full one.
        """
        pores = self._geometry.coating_pores & self._geometry.reachable
        left = self._trapped & pores
        to_come = pores & (self._share < _HALF) & ~left
        passed = max(1, int(pores.sum() - to_come.sum()))
        return 1.0 - self.reachable_share * (1.0 - float(left.sum()) / passed)

    @property
    def fill_time_ms(self) -> float:
        """Time to FILL_SHARE of the pores, see `fill_time`."""
        return fill_time(*self.curve)

    def state(self, progress: float, lattice: TwoPhase) -> FrontState:
        """The front now."""
        return FrontState(
            progress=progress,
            time_ms=self._times_ms[-1],
            saturation=self.saturation,
            liquid=np.rint(np.clip(self._share, 0.0, 1.0) * 255).astype(np.uint8),
            solid=self._solid,
            lattice_um=self._geometry.lattice_um,
            filled_ms=self._filled_ms.copy(),
            trapped=self._trapped.copy(),
        )


def fill_time(times_ms: NDArray[np.float64], saturations: NDArray[np.float64]) -> float:
    """Time (ms) at which the saturation first reaches 90 %.

    A filling that ends below is carried on from its end as a front that slows with the square root of time
    (Washburn 1921), so the time is always finite and grows as less is filled.
    """
    if saturations.max() < FILL_SHARE:
        end = max(float(saturations[-1]), LEAST_SATURATION)
        return float(times_ms[-1]) * (FILL_SHARE / end) ** 2
    after = int(np.argmax(saturations >= FILL_SHARE))
    around = slice(after - 1, after + 1)
    return float(np.interp(FILL_SHARE, saturations[around], times_ms[around]))
