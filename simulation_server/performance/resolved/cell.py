"""A made electrode in a cell, resolved: from voxels and recipe to the physics' model, and its states."""

import numpy as np

from simulation_server.performance.chemistry import Chemistry, chemistry
from simulation_server.physics.electrochemistry.lattice import INNER
from simulation_server.physics.electrochemistry.model import CellModel
from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.states import CellState, Phase, Voxels

from .balance import Balance, content
from .fields import cell_state
from .setup import C_M2_PER_MAH_CM2, set_up


class ResolvedCell:
    """The electrode in the recipe's cell, charged and at rest; `step` lithiates the electrode.

    Against lithium it begins at its high voltage; a full cell begins charged.
    """

    def __init__(self, voxels: Voxels, recipe: Recipe) -> None:
        """Raises PhysicsError where nothing connects, or the material's particles are not resolved."""
        self.voxels, self.recipe = voxels, recipe
        self.active = chemistry(recipe.formulation.active_material)
        _check(voxels, self.active)
        built = set_up(voxels, recipe)
        self.model = CellModel(built.lattice, built.setting)
        self.capacity_c, self.cutoff_v = float(built.capacity_c), float(built.cutoff_v)
        self._start = content(self.model)

    @property
    def voltage_v(self) -> float:
        """Between the terminals."""
        return float(self.model.state.voltage_v)

    @property
    def time_s(self) -> float:
        """Since the beginning."""
        return float(self.model.state.time_s)

    @property
    def capacity_mah_cm2(self) -> float:
        """Passed since the beginning."""
        return float(self.model.state.charge_c / self.model.lattice.area_m2 / C_M2_PER_MAH_CM2)

    @property
    def inactive_share(self) -> float:
        """Share of the active material that is not connected and keeps its lithium."""
        active = self.model.network.active
        return float(1.0 - np.count_nonzero(active & self.model.network.solid) / np.count_nonzero(active))

    @property
    def least_salt_mol_m3(self) -> float:
        """The lowest salt concentration in the electrolyte."""
        return float(self.model.state.salt_mol_m3[INNER][self.model.network.wet].min())

    def step(self, dt_s: float, c_rate: float) -> None:
        """Goes on by `dt_s` at this rate (1/h of the theoretical capacity). Raises StepFailed."""
        self.model.step(dt_s, c_rate * self.capacity_c / 3600.0)

    def balance(self) -> Balance:
        """What is conserved, against what it should be."""
        return content(self.model).against(self._start, self.model)

    def state(self, progress: float, c_rate: float) -> CellState:
        """The present moment, to be shown; it owns its arrays."""
        return cell_state(self, progress, c_rate)


def _check(voxels: Voxels, active: Chemistry) -> None:
    if active.primary_radius_um is not None:
        raise PhysicsError(
            f"{active.name} particles are porous granules of {active.primary_radius_um:g} um crystallites, "
            f"which voxels of {voxels.voxel_um:g} um do not resolve: expected dense particles; discharge "
            "it with the 1D cell"
        )
    if not (voxels.phase == Phase.AM).any():
        raise PhysicsError("no voxel of active material: expected an electrode; check the volume's labels")
