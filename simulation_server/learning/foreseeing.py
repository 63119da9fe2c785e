"""The chain as people watch it: before a filling it says what the geometry alone lets expect of it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache

import numpy as np

from simulation_server import chain
from simulation_server.manufacturing.infiltration import MOST_STEPS, Infiltration
from simulation_server.physics.electrolytes import electrolyte
from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.recipe import Infiltration as Settings
from simulation_server.schema.states import FrontState, Solid

from .filling_forecast import FillingForecast, FillingForecaster


class Chain(chain.Chain):
    """simulation_server.chain.Chain, with a forecast of each filling."""

    def forecast(self) -> FillingForecast:
        """The filling under way, or the one to come, foretold from its geometry: about a second.

        Raises PhysicsError where there is no electrode yet, or no pore opens at the inlet.
        """
        filling = self._infiltration
        if filling is None or filling.ended:
            filling = self._filling_to_come(MOST_STEPS)
        assert self.voxels is not None
        made = foresee(filling, self.recipe.infiltration, self.voxels.cbd_nanoporosity)
        self._foreseen = made.curve
        return made

    def fill(self, most_steps: int = MOST_STEPS) -> Iterator[FrontState]:
        """Lets the electrolyte in, for so many lattice steps at the most."""
        if self._foreseen is None:
            with suppress(PhysicsError):  # the filling says itself what is wrong
                self.forecast()
        yield from super().fill(most_steps)


def foresee(filling: Infiltration, settings: Settings, cbd_nanoporosity: float) -> FillingForecast:
    """The forecast of a filling, its map in the electrode's own axes."""
    geometry = filling.geometry
    liquid = electrolyte(settings)
    made = _forecaster().forecast(
        geometry.without_reservoirs(geometry.turned()),
        geometry.lattice_um,
        settings,
        liquid.viscosity_mpa_s,
        liquid.surface_tension_mn_m,
        cbd_nanoporosity=cbd_nanoporosity,
        counted=geometry.without_reservoirs(geometry.turned(coating_only=True)) == Solid.PORE,
    )
    return replace(made, filled_ms=geometry.back(geometry.with_reservoirs(made.filled_ms)))


@cache
def _forecaster() -> FillingForecaster:
    return FillingForecaster.shipped()


def warm_up() -> Iterator[tuple[float, str]]:
    """Compiles (or loads from the cache) every kernel; yields progress and what comes next."""
    for progress, what in chain.warm_up():
        yield min(progress, 0.95), what
    yield 0.95, "forecast kernels"
    kinds = (np.random.default_rng(0).random((8, 8, 12)) > 0.6).astype(np.uint8)
    liquid = electrolyte(Settings())
    _forecaster().forecast(kinds, 1.0, Settings(), liquid.viscosity_mpa_s, liquid.surface_tension_mn_m)
    yield 1.0, "done"
