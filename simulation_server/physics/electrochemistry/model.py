"""The cell resolved in space: its state, and one implicit step in time.

A step of backward Euler: the reactions are linearised on every face, the potentials solved with the whole
current imposed, then lithium and salt diffuse with the currents found, until the faces agree with the
concentrations. All fluxes are face by face, so that what leaves one cell enters its neighbour: lithium,
salt and charge are conserved to the residual of the linear solvers, whatever the number of iterations.
"""

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.errors import PhysicsError

from .constants import FARADAY
from .graph_cycle import GraphCycle
from .kinetics import Currents, Linear, linearise
from .lattice import ACTIVE, F64, INNER, Lattice, Part
from .lithium import Particles
from .network import network, solid_faces
from .potential_step import PotentialStep
from .salt import Liquid
from .sei import side_current, thickened
from .setting import Setting
from .state import State, carry_on
from .surfaces import gathered

_CHARGE_BAR = 1e-6
"""Currents that may miss in the cells at the end of a step, 1-norm over the cell's current."""
_MISS_V = 5e-5
"""Root mean square over the surface of the potential difference a face does not account for."""
_MOST_ITERATIONS = 25


class StepFailed(PhysicsError):
    """A step that did not converge; the state is that before it."""


class CellModel:
    """A lattice, its setting, and the state between steps."""

    def __init__(self, lattice: Lattice, setting: Setting) -> None:
        self.lattice, self.setting = lattice, setting
        self.network = network(lattice, setting)
        self.surface = self.network.surface
        self._liquid = Liquid(lattice, setting, self.network.wet)
        self._particles = Particles(lattice, setting.reactions, self.network.active)
        faces = solid_faces(lattice, setting, self.network.solid)
        self._potentials = PotentialStep(
            lattice, setting, self.network, faces, GraphCycle(faces), self._liquid
        )
        size = self.surface.solid.size
        self._linear = Linear(np.zeros(size), np.zeros(size), np.zeros(size))
        on = self.surface.material == setting.interphase_on
        self.carries_film: NDArray[np.bool_] = on & (setting.interphase is not None)
        self.state = self._at_rest()
        self._earlier: State | None = None
        self._current_a = 0.0
        self.iterations = 0

    @property
    def charge_miss(self) -> float:
        """Currents that miss in the cells after the last step, 1-norm over the cell's current."""
        return self._potentials.charge_miss

    @property
    def overpotential_v(self) -> F64:
        """Of the reaction on each face (n,), at the end of the last step; negative where lithium goes in."""
        return self._linear.overpotential_v

    def _at_rest(self) -> State:
        setting, part, wet = self.setting, self.lattice.part, self.network.wet
        start = np.zeros(len(Part))
        start[list(ACTIVE)] = setting.stoichiometry * setting.reactions.max_concentration_mol_m3
        size = self.surface.solid.size
        film = setting.interphase.initial_m if setting.interphase is not None else 0.0
        rest_v = [
            float(np.interp(x, np.arange(row.size) / setting.reactions.per_unit + setting.reactions.low, row))
            for x, row in zip(setting.stoichiometry, setting.reactions.open_circuit_v, strict=True)
        ]
        liquid_v = 0.0 if setting.lithium_metal else -rest_v[1]
        return State(
            lithium_mol_m3=self.lattice.of_parts(start),
            salt_mol_m3=np.pad(np.where(wet, setting.salt_mol_m3, 0.0), 1),
            solid_v=np.zeros(tuple(n + 2 for n in part.shape)),
            liquid_v=np.pad(np.where(wet, liquid_v, 0.0), 1),
            voltage_v=rest_v[0] + liquid_v,
            total_a_m2=np.zeros(size),
            side_a_m2=np.zeros(size),
            thickness_m=np.where(self.carries_film, film, 0.0),
            lithium_metal_a_m2=np.zeros(part.shape[1:]),
        )

    def step(self, dt_s: float, current_a: float) -> None:
        """Goes on by `dt_s` with `current_a` into the first electrode as lithium (negative: out of it).

        Raises StepFailed, with the state as it was, where that does not converge.
        """
        before = self.state
        self.state = before.copy()
        try:
            self._step(before, dt_s, current_a)
        except PhysicsError as error:
            self.state = before
            raise StepFailed(str(error)) from error
        self._earlier = before if before.total_a_m2.any() else None
        self._current_a = current_a
        self.state.time_s += dt_s
        self.state.charge_c += current_a * dt_s

    def _step(self, before: State, dt_s: float, current_a: float) -> None:
        self._foresee(before, dt_s, current_a)
        self._liquid.renew(before.salt_mol_m3, dt_s)
        for iteration in range(_MOST_ITERATIONS):
            self._diffuse(before, dt_s)
            miss = self._linearise(dt_s)
            if iteration and miss <= _MISS_V and self.charge_miss <= _CHARGE_BAR:
                self.iterations += iteration
                return
            self._potentials.solve(self.state, self._linear, current_a)
        raise PhysicsError(
            f"a step of {dt_s:.3g} s did not converge: {miss * 1e3:.3g} mV left on the faces, expected "
            f"{_MISS_V * 1e3:g} mV"
        )

    def _foresee(self, before: State, dt_s: float, current_a: float) -> None:
        """First guess: the change of the last step goes on; without one, the currents are even."""
        now, earlier, surface = self.state, self._earlier, self.surface
        if not now.total_a_m2.any():
            for material, sign in ((0, -1.0), (1, 1.0)):
                faces = surface.material == material
                if faces.any():
                    now.total_a_m2[faces] = sign * current_a / surface.area_m2[faces].sum()
            now.lithium_metal_a_m2[:] = current_a / self.lattice.area_m2 * self.setting.lithium_metal
        elif earlier is not None and earlier.time_s < before.time_s and self._current_a == current_a:
            carry_on(now, before, earlier, dt_s)

    def _diffuse(self, before: State, dt_s: float) -> None:
        """Interphase, lithium and salt at the end of the step, with the present currents."""
        now, surface, shape = self.state, self.surface, before.salt_mol_m3.shape
        self._grow(before.thickness_m, dt_s)  # first: its side current is no lithium for the particles
        out = surface.area_m2 * (now.total_a_m2 - now.side_a_m2) / FARADAY
        self._particles.diffuse(
            before.lithium_mol_m3, now.lithium_mol_m3, gathered(surface.solid, out, shape), dt_s
        )
        into = gathered(surface.liquid, surface.area_m2 * now.total_a_m2, shape)
        self._liquid.diffuse(before.salt_mol_m3, now.salt_mol_m3, into, now.lithium_metal_a_m2, dt_s)

    def _grow(self, before_m: F64, dt_s: float) -> None:
        film, now, on = self.setting.interphase, self.state, self.carries_film
        if film is None:
            return
        difference = self._potentials.difference(now)
        now.side_a_m2[on] = side_current(
            film, now.thickness_m[on], difference[on], now.total_a_m2[on], now.side_a_m2[on]
        )
        now.thickness_m[on] = thickened(film, before_m[on], now.side_a_m2[on], dt_s)

    def _linearise(self, dt_s: float) -> float:
        """Fills the faces' linear laws; returns the root mean square of what they miss, in V."""
        now, film = self.state, self.setting.interphase
        resistance = now.thickness_m * (film.resistivity_ohm_m if film is not None else 0.0)
        linearise(
            self.surface, self.setting.reactions, Currents(now.total_a_m2, now.side_a_m2, resistance),
            self._potentials.difference(now), now.lithium_mol_m3.ravel(), now.salt_mol_m3.ravel(),
            self.lattice.edge_m, dt_s, self._linear,
        )  # fmt: skip
        miss = self._linear.miss_v
        if not (np.isfinite(miss).all() and np.isfinite(now.salt_mol_m3[INNER]).all()):
            raise PhysicsError("a potential or concentration is not finite")
        return float(np.sqrt(np.average(miss**2, weights=self.surface.area_m2)))
