"""Infiltration: the electrolyte front travels through the pores of a made electrode.

Set-up: an electrolyte reservoir lies on the electrode at the pressure that drives a vacuum filling; the
sides are periodic; the gas leaves through a vented layer at the collector's side, as in published
simulations of infiltration, which need a way out for the gas (Shodiev et al. 2021). In a cell it leaves
through the edges, which a box of some tens of um does not have.

Active material and carbon-binder are solid here. The carbon-binder's nanopores, some tens of nm wide, fill
by capillarity at once when the front passes; saturation counts the resolved pores only. Pores that no path
joins to the reservoir keep their gas and count as trapped.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from simulation_server.physics.lattice.coarsening import coarsen
from simulation_server.physics.lattice.connection import reachable_from_top
from simulation_server.physics.lattice.two_phase import Fluids, TwoPhase
from simulation_server.physics.lattice.units import Scales
from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.results import Outcome, Saturation, Value
from simulation_server.schema.states import FrontState, Phase, Voxels

RESERVOIR_LAYERS = 4
DRIVE_UM = 0.35
"""The reservoir's overpressure is surface tension over this length: 100 kPa for the default electrolyte, the
air that presses electrolyte into a cell filled under vacuum. In proportion to the surface tension, so that
fill times scale exactly with viscosity over surface tension."""
TENSION = 0.03
GAS_SHARE = 0.33
"""Lattice surface tension and, equal to it, liquid viscosity; gas viscosity over the liquid's. By trial:
with these the flow stays below a tenth of a cell a step; lower viscosities fill sooner but blow up."""
RAMP_STEPS = 2000  # over which the pressure rises: at once, it sends a sound wave through the pores
STEPS_A_LOOK = 50
MOST_STEPS = 80_000  # what a thick or dense electrode would need beyond this, `fill_time` carries on
STATES = 50  # yielded for a filling that reaches every pore
FULL = 0.97  # of the reachable pores
STALL_STEPS, STALL_GAIN = 4000, 0.003  # saturation gained over so many steps that still counts as filling
FILL_SHARE = 0.8  # of the pore volume, for the fill time
FINER, CONNECTED_SHARE = 0.85, 0.6  # lattice spacings tried in turn, until so much of the pores leads in
LEAST_SATURATION = 0.01  # below it nothing has entered, and a fill time means nothing


class Infiltration:
    """One filling of one electrode: iterate `states()`, then ask for `outcome()`."""

    def __init__(self, voxels: Voxels, recipe: Recipe, most_steps: int = MOST_STEPS) -> None:
        self.solid, self.lattice_um, reachable = _connected_lattice(voxels, recipe.simulation.lattice_um)
        self._reachable = reachable
        self._pore_cells = int((~self.solid).sum())
        self._reachable_share = float(reachable.sum()) / max(1, self._pore_cells)
        settings = recipe.infiltration
        scales = Scales(self.lattice_um, settings.viscosity_mpa_s, settings.surface_tension_mn_m)
        self.fluids = Fluids(
            contact_angle_deg=settings.contact_angle_deg,
            surface_tension=TENSION,
            liquid_viscosity=TENSION,
            gas_viscosity=GAS_SHARE * TENSION,
        )
        self._most_steps = most_steps
        self._drive = TENSION * self.lattice_um / DRIVE_UM
        self._ms_a_step = scales.ms_a_step(self.fluids)

        ends = ((0, 0), (0, 0), (RESERVOIR_LAYERS, RESERVOIR_LAYERS))
        blocked = np.pad(~reachable, ends)
        wet = np.zeros(blocked.shape)
        wet[:, :, -RESERVOIR_LAYERS:] = 1.0
        self.lattice = TwoPhase(blocked, wet, self.fluids)
        inside = np.pad(reachable, ends).ravel()[self.lattice.cells.sites]
        self._inside = np.flatnonzero(inside)
        self._steps: list[int] = [0]
        self._saturations: list[float] = [0.0]
        self.ended = False

    def states(self) -> Iterator[FrontState]:
        """Run to the end of filling; each state is later and, but for ripples, fuller than the one before."""
        yield self._state(0.0)
        progress, yielded_at = 0.0, 0
        while not self.ended:
            rise = min(1.0, (self.lattice.steps + STEPS_A_LOOK) / RAMP_STEPS)
            self.lattice.fluids = replace(self.fluids, inlet_pressure=rise * self._drive)
            self.lattice.run(STEPS_A_LOOK)
            self._steps.append(self.lattice.steps)
            self._saturations.append(self._saturation())
            self.ended = self._has_ended()
            reached = min(1.0, max(self._saturations) / self._reachable_share)
            due = reached >= progress + 1 / STATES or self.lattice.steps >= yielded_at + MOST_STEPS // STATES
            if due or self.ended:
                progress, yielded_at = reached, self.lattice.steps
                yield self._state(1.0 if self.ended else min(progress, 0.99))

    def outcome(self) -> Outcome:
        """The saturation curve so far and, once filling has ended, fill time and trapped gas."""
        times_ms = np.asarray(self._steps) * self._ms_a_step
        saturations = np.asarray(self._saturations)
        quantities = {}
        if self.ended:
            quantities["fill_time_ms"] = Value(fill_time(times_ms, saturations), "ms")
            quantities["trapped_gas"] = Value(self._trapped(), "1")
        curve = Saturation(time_ms=times_ms.tolist(), saturation=saturations.tolist())
        return Outcome(quantities=quantities, saturation=curve)

    def _saturation(self) -> float:
        filled = np.clip(self.lattice.shares()[self._inside], 0.0, 1.0).sum(dtype=np.float64)
        return float(filled) / self._pore_cells

    def _trapped(self) -> float:
        """Share of the pores that keep gas: those that lead nowhere, and what the front leaves in the others.

        That is gas with no way to the vent, over the pores the front has passed: so a filling that was cut
        short says the same as a full one.
        """
        share = self.lattice.liquid()[:, :, RESERVOIR_LAYERS:-RESERVOIR_LAYERS]
        gas = self._reachable & (share < 0.5)
        vented = _vented(gas)
        passed = int(self._reachable.sum() - vented.sum())
        left = float((gas & ~vented).sum()) / max(1, passed)
        return 1.0 - self._reachable_share * (1.0 - left)

    def _has_ended(self) -> bool:
        now, steps = self._saturations[-1], self._steps[-1]
        if steps >= self._most_steps or now >= FULL * self._reachable_share:
            return True
        before = len(self._steps) - 1 - STALL_STEPS // STEPS_A_LOOK
        return before >= 0 and max(self._saturations) - self._saturations[before] < STALL_GAIN

    def _state(self, progress: float) -> FrontState:
        share = self.lattice.liquid()[:, :, RESERVOIR_LAYERS:-RESERVOIR_LAYERS]
        return FrontState(
            progress=progress,
            time_ms=self.lattice.steps * self._ms_a_step,
            saturation=self._saturations[-1],
            liquid=np.rint(np.clip(share, 0.0, 1.0) * 255).astype(np.uint8),
            solid=self.solid,
            lattice_um=self.lattice_um,
        )


def _vented(gas: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Cells of `gas` (nx, ny, nz) joined to the vent below."""
    return reachable_from_top(gas[:, :, ::-1])[:, :, ::-1]


def _connected_lattice(
    voxels: Voxels, lattice_um: float
) -> tuple[NDArray[np.bool_], float, NDArray[np.bool_]]:
    """Solid cells, spacing and the pores that lead in, at a spacing fine enough for the pores to connect.

    Pores narrower than a cell are lost, and with them the way in; finer lattices cost more, so the first that
    does is taken. Raises PhysicsError when even the voxels' own spacing does not connect.
    """
    solid = voxels.phase != Phase.PORE
    for spacing in lattice_um * FINER ** np.arange(20):
        spacing = max(float(spacing), voxels.voxel_um)
        coarse = coarsen(solid, voxels.voxel_um, spacing)
        pore = ~coarse.solid
        reachable = reachable_from_top(pore)
        through = reachable & _vented(pore)
        share = float(through.sum()) / max(1, int(pore.sum()))
        if share >= CONNECTED_SHARE:
            return coarse.solid, coarse.lattice_um, reachable
        if spacing == voxels.voxel_um:
            break
    raise PhysicsError(
        f"only {share:.0%} of the resolved pores lead through the electrode at a spacing of "
        f"{coarse.lattice_um:.2f} um, expected {CONNECTED_SHARE:.0%}: make the electrode more porous "
        "(less pressure), or choose a smaller simulation.voxel_um"
    )


def fill_time(times_ms: NDArray[np.float64], saturations: NDArray[np.float64]) -> float:
    """Time (ms) at which the saturation first reaches 80 %.

    A filling that ends below is carried on from its end as a front that slows with the square root of time
    (Washburn 1921), so the time is always finite and grows as less is filled.
    """
    if saturations.max() < FILL_SHARE:
        end = max(float(saturations[-1]), LEAST_SATURATION)
        return float(times_ms[-1]) * (FILL_SHARE / end) ** 2
    after = int(np.argmax(saturations >= FILL_SHARE))
    around = slice(after - 1, after + 1)
    return float(np.interp(FILL_SHARE, saturations[around], times_ms[around]))
