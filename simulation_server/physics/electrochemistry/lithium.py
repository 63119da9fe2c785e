"""Diffusion of lithium in the active material, one implicit step: `dc/dt = div(D(c) grad c)`."""

import numpy as np

from .diffusion import increment, jacobi
from .lattice import ACTIVE, F64, INNER, Faces, Lattice
from .network import Mask
from .stencils import apply_flow, join_cells, new_faces
from .tables import Reactions

_LITHIUM_TOLERANCE = 1e-9
"""Lithium that misses in the cells, 1-norm over what the reactions bring."""


class Particles:
    """Holds the conductances of the particles' cells; the field is the state's."""

    def __init__(self, lattice: Lattice, reactions: Reactions, active: Mask) -> None:
        self._lattice, self._reactions = lattice, reactions
        self._volume = np.pad(np.where(active, lattice.volumes_m3, 0.0), 1)
        self._cells = [np.pad(lattice.part == part, 1) for part in ACTIVE]
        self._faces: Faces = new_faces(self._volume.shape)
        self._none = np.zeros_like(self._volume)

    def diffuse(self, before: F64, now: F64, out_mol_s: F64, dt_s: float) -> None:
        """Brings the lithium `now` to the end of a step in which `out_mol_s` (padded) leaves the cells."""
        self._join(now)
        mass = self._volume / dt_s
        spread = np.zeros_like(before)
        apply_flow(self._faces, self._none, now, spread)
        residual = np.zeros_like(before)
        residual[INNER] = (mass * (before - now) - spread - out_mol_s)[INNER]
        norm = _LITHIUM_TOLERANCE * float(np.abs(out_mol_s).sum())
        now += increment(self._faces, mass, residual, jacobi(self._faces, mass), norm, "diffusion of lithium")

    def _join(self, lithium: F64) -> None:
        reactions, conducts = self._reactions, np.zeros_like(lithium)
        for number, here in enumerate(self._cells):
            row = reactions.diffusivity_m2_s[number]
            grid = np.arange(row.size) / reactions.per_unit + reactions.low
            most = reactions.max_concentration_mol_m3[number]
            conducts[here] = row[0] if np.ptp(row) == 0.0 else np.interp(lithium[here] / most, grid, row)
        join_cells(conducts, self._lattice.heights_m, self._lattice.edge_m, self._faces)
