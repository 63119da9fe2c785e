"""Infiltration: the electrolyte front travels through the pores of a made electrode.

The electrolyte comes in at a pressure above the gas's: the air that presses it into an evacuated cell, or
none in an open one, where capillarity alone draws it in. Gas is not compressed on the lattice; what is left
of it at the end is counted as trapped at the volume it was cut off with, and shrinks later, by the ratio of
the two pressures, in an evacuated cell. Pores that no path joins to the inlet keep their gas and count too.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from simulation_server.physics.electrolytes import electrolyte
from simulation_server.physics.lattice.fluids import Fluids
from simulation_server.physics.lattice.two_phase import TwoPhase
from simulation_server.physics.lattice.units import Scales
from simulation_server.schema.errors import RecipeError
from simulation_server.schema.recipe import Infiltration as Settings
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.results import Outcome, Saturation, Value
from simulation_server.schema.states import FrontState, Solid, Voxels

from .filling_lattice import FillingLattice, filling_lattice
from .filling_record import FillingRecord
from .soaking import capacity, soaking_rate

TENSION, GAS_SHARE = 0.03, 0.33
"""Lattice surface tension and the gas's viscosity over the liquid's, by trial."""
MOST_PRESSURE = 0.12
"""Lattice pressure at the inlet: beyond it sound waves would count, so the tension is lowered."""
THINNEST, THICKEST, AT_FIRST = 0.008, 0.5, 0.2
"""Liquid viscosity on the lattice. The front creeps, so that its way depends on the ratio of tension to
viscosity only through the clock: a lower viscosity makes longer steps."""
BRISK, LEISURELY, CHANGE = 0.1, 0.08, 0.04
"""Peak speeds (cells a step) above and below which the steps are made shorter or longer, by so much a look:
most of the way is done at the same speed on the lattice, while the true front slows as its way grows."""
RAMP_STEPS_A_LAYER = 10
"""Over which the pressure rises; at once, it sends a sound wave through the pores (1.7 steps a layer)."""
CELLS_A_LOOK, FEWEST_A_LOOK, MOST_A_LOOK = 1_000_000, 5, 50
"""Cell updates between two states, and bounds of the steps: some twenty states a second on two cores."""
MOST_STEPS = 80_000  # what a thick or dense electrode would need beyond this, the fill time carries on
FULL = 0.97  # of the reachable pores
STALL_STEPS, STALL_GAIN = 4000, 0.003  # saturation gained over so many steps that still counts as filling
STATES_A_TRAPPED = 8  # how often the gas's ways out are looked for


class Infiltration:
    """One filling of one electrode: iterate `states()`, then ask for `outcome()`."""

    def __init__(self, voxels: Voxels, recipe: Recipe, most_steps: int = MOST_STEPS) -> None:
        """Raises PhysicsError where the pores do not connect, RecipeError for pressures that cannot be."""
        simulation = recipe.simulation
        self.geometry: FillingLattice = filling_lattice(
            voxels, recipe.infiltration, simulation.lattice_um, simulation.seed
        )
        self._most_steps = most_steps
        self._nanoporosity = voxels.cbd_nanoporosity
        self._settings = recipe.infiltration
        self._set(recipe.infiltration)
        self.lattice = TwoPhase(
            self.geometry.turned(), self.geometry.reservoir(), self._fluids, uptake=self._turned_capacity()
        )
        self._drive, self._viscosity = 0.0, AT_FIRST
        self.record = FillingRecord(self.geometry)
        self._reachable_share = self.record.reachable_share
        self.ended = False

    @property
    def kinds(self) -> NDArray[np.uint8]:
        """Solid kinds (nx, ny, nz) of the lattice in the electrode's axes, the separator included."""
        return self.geometry.kinds

    @property
    def lattice_um(self) -> float:
        """Spacing of the lattice."""
        return self.geometry.lattice_um

    def change(self, settings: Settings) -> bool:
        """Goes on with other angles, pressures or another electrolyte; False where it must begin again."""
        before = self._settings
        if self.ended or (settings.entry, settings.separator) != (before.entry, before.separator):
            return False
        self._set(settings)
        self._settings = settings
        return True

    def states(self) -> Iterator[FrontState]:
        """Runs to the end; each state is later and, but for ripples, fuller than the one before."""
        record, lattice = self.record, self.lattice
        look = int(np.clip(CELLS_A_LOOK // lattice.cells.fluid, FEWEST_A_LOOK, MOST_A_LOOK))
        yield record.state(0.0, lattice)
        progress, looks = 0.0, 0
        while not self.ended:
            self._pace(look)
            lattice.run(look)
            looks += 1
            record.note(lattice, look * self._ms_a_step)
            self.ended = self._has_ended(look)
            progress = max(progress, min(0.99, record.saturation / self._reachable_share))
            if self.ended or looks % STATES_A_TRAPPED == 0:
                record.find_trapped(lattice)
            yield record.state(1.0 if self.ended else progress, lattice)

    def outcome(self) -> Outcome:
        """The saturation curve so far and, once filling has ended, fill time and trapped gas."""
        quantities = {}
        if self.ended:
            quantities["fill_time_ms"] = Value(self.record.fill_time_ms, "ms")
            quantities["trapped_gas"] = Value(self.record.trapped_share, "1")
        times, saturations = self.record.curve
        curve = Saturation(time_ms=times.tolist(), saturation=saturations.tolist())
        return Outcome(quantities=quantities, saturation=curve)

    def _set(self, settings: Settings) -> None:
        if settings.inlet_pressure_kpa < settings.gas_pressure_kpa:
            raise RecipeError(
                f"infiltration.inlet_pressure_kpa = {settings.inlet_pressure_kpa:g}: expected the gas's "
                f"{settings.gas_pressure_kpa:g} kPa or more; raise it, or lower gas_pressure_kpa"
            )
        liquid = electrolyte(settings)
        drive_per_tension = (settings.inlet_pressure_kpa - settings.gas_pressure_kpa) / (
            liquid.surface_tension_mn_m
        )  # kPa over mN/m is 1/um
        cells = drive_per_tension * self.geometry.lattice_um
        tension = min(TENSION, MOST_PRESSURE / cells) if cells > 0.0 else TENSION
        self._full_drive = tension * cells
        self._fluids = Fluids(contact_angle_deg=_angles(settings), surface_tension=tension)
        self._scales = Scales(self.lattice_um, liquid.viscosity_mpa_s, liquid.surface_tension_mn_m)
        self._soaking = partial(
            soaking_rate, liquid, settings.cbd_contact_angle_deg, self._nanoporosity, self.lattice_um
        )

    def _pace(self, steps: int) -> None:
        """Sets the clock and the pressure for so many more steps."""
        speed = self.lattice.peak_speed
        if speed > BRISK:
            self._viscosity = min(THICKEST, self._viscosity * (1.0 + 2.0 * CHANGE))
        elif speed < LEISURELY and self._drive == self._full_drive:
            self._viscosity = max(THINNEST, self._viscosity * (1.0 - CHANGE))
        if speed > BRISK and self._viscosity == THICKEST:
            self._drive *= 1.0 - CHANGE
        else:
            pace = steps / (RAMP_STEPS_A_LAYER * self.lattice.cells.shape[2]) * max(self._full_drive, 1e-9)
            self._drive = float(np.clip(self._full_drive, self._drive - pace, self._drive + pace))
        self.lattice.fluids = replace(
            self._fluids,
            liquid_viscosity=self._viscosity,
            gas_viscosity=GAS_SHARE * self._viscosity,
            inlet_pressure=self._drive,
        )
        self._ms_a_step = self._scales.ms_a_step(self.lattice.fluids)
        self.lattice.uptake_rate = self._soaking(self._ms_a_step)

    def _turned_capacity(self) -> NDArray[np.float32]:
        return capacity(self.geometry.turned(), self._nanoporosity)

    def _has_ended(self, look: int) -> bool:
        record = self.record
        if self.lattice.steps >= self._most_steps or record.saturation >= FULL * self._reachable_share:
            return True
        return record.gain_over(STALL_STEPS // look) < STALL_GAIN


def _angles(settings: Settings) -> tuple[float, ...]:
    """Contact angles in the order of Solid."""
    angles = {
        Solid.AM: settings.contact_angle_deg,
        Solid.CBD: settings.cbd_contact_angle_deg,
        Solid.FOIL: settings.foil_contact_angle_deg,
        Solid.SEPARATOR: settings.separator_contact_angle_deg,
    }
    return tuple(angles[kind] for kind in sorted(angles))
