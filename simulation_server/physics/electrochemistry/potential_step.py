"""One solution of the potentials within a step: right-hand sides, the coupled system, and what it changes."""

import numpy as np

from .counter import LithiumFace, lithium_face
from .graph_cycle import GraphCycle
from .kinetics import Linear
from .lattice import F64, INNER, Faces, Lattice, Part
from .network import Network
from .potentials import CoupledPotentials
from .salt import Liquid
from .setting import Setting
from .state import State
from .stencils import apply_flow
from .surfaces import gathered

_CHARGE_TOLERANCE = 8e-7
"""Currents that miss in the cells, 1-norm over the cell's current, where the solver may stop."""
_REDUCTION = 1e-3
"""Of the currents that miss, by one solution: more would be lost on coefficients that still change."""
_REST_A_M2 = 1e-6
"""Scale of the current where none is imposed."""


class PotentialStep:
    """Knows the solids and the electrolyte; the state is given."""

    def __init__(
        self,
        lattice: Lattice,
        setting: Setting,
        network: Network,
        faces: Faces,
        cycle: GraphCycle,
        liquid: Liquid,
    ) -> None:
        self._lattice, self._setting = lattice, setting
        self._surface, self._wet = network.surface, network.wet
        self._driven = network.surface.material == 0
        self._faces, self._cycle, self._liquid = faces, cycle, liquid
        self._none = np.zeros(faces[0].shape)
        self.charge_miss = 0.0
        self.iterations = 0

    def difference(self, state: State) -> F64:
        """phi_s - phi_e on each face (n,)."""
        surface = self._surface
        found = state.solid_v.ravel()[surface.solid] - state.liquid_v.ravel()[surface.liquid]
        return np.asarray(found + np.where(self._driven, state.voltage_v, 0.0))

    def solve(self, state: State, linear: Linear, current_a: float) -> None:
        """Changes potentials, voltage and currents of `state` to those of the linear laws."""
        surface, shape = self._surface, self._none.shape
        self._liquid.join(state.salt_mol_m3)
        currents = surface.area_m2 * (state.total_a_m2 + linear.conductance_s_m2 * linear.miss_v)
        conductance = surface.area_m2 * linear.conductance_s_m2
        solid, liquid = np.zeros(shape), np.zeros(shape)
        apply_flow(self._faces, self._none, state.solid_v, solid)
        driving = state.liquid_v - self._liquid.diffusion_potential(state.salt_mol_m3)
        apply_flow(self._liquid.faces, self._none, driving, liquid)
        solid = -solid - gathered(surface.solid, currents, shape)
        liquid = -liquid + gathered(surface.liquid, currents, shape)
        metal = self._metal(state)
        top = self._liquid.top
        if metal is not None:
            liquid[-2, 1:-1, 1:-1] += self._lattice.edge_m**2 * metal.given_a_m2
            top[:] = self._lattice.edge_m**2 * metal.conductance_s_m2
        missing = -float(currents[self._driven].sum()) - current_a
        scale = max(abs(current_a), _REST_A_M2 * self._lattice.area_m2)
        system = CoupledPotentials(
            (self._faces, self._liquid.faces), (self._cycle, self._liquid.cycle),
            (surface.solid, surface.liquid, conductance, self._driven),
        )  # fmt: skip
        found = system.solve((solid, liquid, missing), _REDUCTION, _CHARGE_TOLERANCE * scale)
        top[:] = 0.0
        self.charge_miss = system.left_a / scale
        self.iterations += system.iterations
        self._take(state, linear, metal, found)
        self._close(state, current_a, conductance)

    def _metal(self, state: State) -> LithiumFace | None:
        if not self._setting.lithium_metal:
            return None
        half = 0.5 * float(self._lattice.heights_m[-1])
        last = (-2, slice(1, -1), slice(1, -1))
        return lithium_face(
            self._setting.electrolyte, state.salt_mol_m3[last], state.liquid_v[last],
            state.lithium_metal_a_m2, half, float(self._setting.ion_factor[Part.SEPARATOR]),
        )  # fmt: skip

    def _take(
        self, state: State, linear: Linear, metal: LithiumFace | None, found: tuple[F64, F64, float]
    ) -> None:
        solid_v, liquid_v, voltage = found
        change = solid_v.ravel()[self._surface.solid] - liquid_v.ravel()[self._surface.liquid]
        change += np.where(self._driven, voltage, 0.0)
        state.total_a_m2 += linear.conductance_s_m2 * (linear.miss_v + change)
        state.solid_v += solid_v
        state.liquid_v += liquid_v
        state.voltage_v += voltage
        if metal is not None:
            fall = metal.conductance_s_m2 * liquid_v[-2, 1:-1, 1:-1]
            state.lithium_metal_a_m2 = metal.given_a_m2 - fall

    def _close(self, state: State, current_a: float, conductance: F64) -> None:
        """Shifts the potentials by what the solver left of the total currents, so that these are exact."""
        area, driven = self._surface.area_m2, self._driven
        if self._setting.lithium_metal:
            through = state.lithium_metal_a_m2.sum() * self._lattice.edge_m**2
            state.lithium_metal_a_m2 += (current_a - through) / self._lattice.area_m2
        else:
            over = float(np.sum(area[~driven] * state.total_a_m2[~driven])) - current_a
            shift = over / conductance[~driven].sum()
            state.liquid_v[INNER] += np.where(self._wet, shift, 0.0)
            state.total_a_m2 -= shift * conductance / area
        over = float(np.sum(area[driven] * state.total_a_m2[driven])) + current_a
        shift = over / conductance[driven].sum()
        state.voltage_v -= shift
        state.total_a_m2[driven] -= shift * conductance[driven] / area[driven]
