"""The electrolyte of a cell: its conductances at the present salt, and the salt's implicit diffusion.

`d(eps c)/dt = div(D_eff grad c) + (1 - t+) j / F` on the reacting faces: with a constant transference
number, the divergence of `i t+ / F` is t+ times the reactions.
"""

import numpy as np

from .constants import FARADAY
from .diffusion import increment
from .graph_cycle import GraphCycle
from .lattice import F64, INNER, Faces, Lattice
from .network import Mask
from .setting import Setting
from .stencils import apply_flow, join_cells, new_faces
from .tables import Table, evaluate

_LEAST_SALT_MOL_M3 = 1.0
"""Below, properties of the electrolyte are those at this concentration."""
_SALT_TOLERANCE = 1e-6
"""Salt that misses in the cells, 1-norm over what the reactions bring; the sum is then put right."""
_METAL_S_M2 = 1.0
"""Order of magnitude of lithium's conductance, for a preconditioner made before it is known."""


class Liquid:
    """Holds face conductances and preconditioners; the fields are the state's."""

    def __init__(self, lattice: Lattice, setting: Setting, wet: Mask) -> None:
        shape = tuple(n + 2 for n in wet.shape)
        self._lattice, self._setting, self._wet = lattice, setting, wet
        self._factor = np.pad(np.where(wet, setting.ion_factor[lattice.part], 0.0), 1)
        share = np.where(wet, setting.electrolyte_share[lattice.part], 0.0)
        self.volume_m3 = np.pad(share * lattice.volumes_m3, 1)
        self.faces: Faces = new_faces(shape)
        self._salt_faces: Faces = new_faces(shape)
        self._none = np.zeros(shape)
        self.cycle: GraphCycle
        self._salt_cycle: GraphCycle

    def renew(self, salt: F64, dt_s: float) -> None:
        """Preconditioners for a step, from the salt at its beginning."""
        self.join(salt)
        top = self.top
        if self._setting.lithium_metal:
            top[:] = self._lattice.edge_m**2 * _METAL_S_M2
        self.cycle = GraphCycle(self.faces)
        top[:] = 0.0
        self._join(self._setting.electrolyte.diffusivity_m2_s, salt, self._salt_faces)
        self._salt_cycle = GraphCycle(self._salt_faces)
        self._salt_cycle.load(self.volume_m3 / dt_s)

    @property
    def top(self) -> F64:
        """Conductances (n1, n2) to what lies on the last layer; a view."""
        return self.faces[0][-2, 1:-1, 1:-1]  # type: ignore[return-value]

    def join(self, salt: F64) -> None:
        """Conductances (S) of the present salt."""
        self._join(self._setting.electrolyte.conductivity_s_m, salt, self.faces)

    def _join(self, table: Table, salt: F64, faces: Faces) -> None:
        value = evaluate(table, np.maximum(salt, _LEAST_SALT_MOL_M3)) * self._factor
        join_cells(value, self._lattice.heights_m, self._lattice.edge_m, faces)

    def diffusion_potential(self, salt: F64) -> F64:
        """chi(c) of `i = -kappa grad(phi_e - chi)`, padded."""
        electrolyte, safe = self._setting.electrolyte, np.maximum(salt, _LEAST_SALT_MOL_M3)
        excess = evaluate(electrolyte.excess_potential_v, safe)
        return np.asarray(electrolyte.log_potential_v * np.log(safe) + excess)

    def diffuse(self, before: F64, now: F64, reactions_a: F64, metal_a_m2: F64, dt_s: float) -> None:
        """Brings the salt `now` to the end of a step with currents (A, padded) into the electrolyte."""
        electrolyte = self._setting.electrolyte
        self._join(electrolyte.diffusivity_m2_s, now, self._salt_faces)
        mass = self.volume_m3 / dt_s
        spread = np.zeros_like(before)
        apply_flow(self._salt_faces, self._none, now, spread)
        anions = (1.0 - electrolyte.transference) / FARADAY
        residual = np.zeros_like(before)
        residual[INNER] = (mass * (before - now) - spread + anions * reactions_a)[INNER]
        residual[-2, 1:-1, 1:-1] += anions * self._lattice.edge_m**2 * metal_a_m2
        total = float(residual.sum())
        norm = _SALT_TOLERANCE * anions * float(np.abs(reactions_a).sum())
        found = increment(self._salt_faces, mass, residual, self._salt_cycle.apply, norm, "diffusion of salt")
        left = total - float(np.sum(mass * found))  # fluxes cancel: what is left in the sum is the solver's
        found[INNER] += np.where(self._wet, left / float(mass.sum()), 0.0)
        now += found
