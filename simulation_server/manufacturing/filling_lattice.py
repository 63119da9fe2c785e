"""The lattice of a filling: the electrode's solids, what lies on it, and the way in, turned to the inlet.

The electrolyte enters through the last z layer of the lattice and gas leaves through the first. For entry
through the top these are the electrode's own; the collector's place is then taken by the vent, since gas
leaves a cell through its edges, which a box of some tens of um does not have (Shodiev et al. 2021 do so
too). For entry at the side the electrode is turned: foil below, a lid above, inlet and vent at its cut
edges.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation_server.physics.lattice.coarsening import Coarse, coarsen
from simulation_server.physics.lattice.connection import reachable_from_top
from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.recipe import Infiltration
from simulation_server.schema.states import Solid, Voxels

from .separator import nonwoven

RESERVOIR_LAYERS = 4
FINER, CONNECTED_SHARE = 0.85, 0.6  # lattice spacings tried in turn, until so much of the pores leads in
_ENDS = ((0, 0), (0, 0), (RESERVOIR_LAYERS, RESERVOIR_LAYERS))
_WALLED = ((0, 0), (1, 1), (0, 0))


@dataclass(frozen=True, slots=True)
class FillingLattice:
    """Arrays (nx, ny, nz) are in the electrode's axes; `turned` arrays have the inlet at their last layer."""

    kinds: NDArray[np.uint8]  # Solid, the separator above the electrode included
    lattice_um: float
    coating_layers: int  # z layers that are the electrode's
    reachable: NDArray[np.bool_]  # pores that a path joins to the inlet
    side: bool  # entry at the side

    def turned(self, coating_only: bool = False) -> NDArray[np.uint8]:
        """Kinds as they lie in the lattice: walls, vent and reservoir added, unreachable pores closed.

        With `coating_only` what lies above the coating is closed too.
        """
        kinds = np.where(self.reachable | (self.kinds != Solid.PORE), self.kinds, np.uint8(Solid.AM))
        if coating_only:
            kinds[:, :, self.coating_layers :] = Solid.SEPARATOR
        return np.pad(_walled(kinds.transpose(1, 2, 0)) if self.side else kinds, _ENDS)

    def reservoir(self) -> NDArray[np.float32]:
        """Liquid share at the start, in the lattice's axes."""
        wet = np.zeros(self.turned_shape, np.float32)
        wet[:, :, -RESERVOIR_LAYERS:] = 1.0
        return wet

    @property
    def turned_shape(self) -> tuple[int, int, int]:
        """Shape of the lattice."""
        nx, ny, nz = self.kinds.shape
        return (ny, nz + 2, nx + 2 * RESERVOIR_LAYERS) if self.side else (nx, ny, nz + 2 * RESERVOIR_LAYERS)

    @staticmethod
    def without_reservoirs(values: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """An array of the lattice without the layers of its two ends."""
        return values[:, :, RESERVOIR_LAYERS:-RESERVOIR_LAYERS]

    @staticmethod
    def with_reservoirs(values: NDArray[np.float32]) -> NDArray[np.float32]:
        """The inverse, for values that are NaN in the ends."""
        return np.pad(values, _ENDS, constant_values=np.nan)

    def back(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """An array of the lattice in the electrode's axes, what was added left out."""
        inner = values[:, :, RESERVOIR_LAYERS:-RESERVOIR_LAYERS]
        return inner[:, 1:-1].transpose(2, 0, 1) if self.side else inner

    @property
    def coating_pores(self) -> NDArray[np.bool_]:
        """Pores of the electrode itself."""
        pores = self.kinds == Solid.PORE
        pores[:, :, self.coating_layers :] = False
        return pores

    def vented(self, gas: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Cells of `gas` that a path joins to the vent."""
        if not self.side:
            return reachable_from_top(gas[:, :, ::-1])[:, :, ::-1]
        turned = np.pad(gas.transpose(1, 2, 0), _WALLED)
        return reachable_from_top(turned[:, :, ::-1])[:, 1:-1, ::-1].transpose(2, 0, 1)


def filling_lattice(
    voxels: Voxels, settings: Infiltration, lattice_um: float, seed: int = 1
) -> FillingLattice:
    """The lattice at the first spacing fine enough for the pores to connect.

    Pores narrower than a cell are lost, and with them the way in; finer lattices cost more, so the first that
    does is taken. Raises PhysicsError when even the voxels' own spacing does not connect.
    """
    for spacing in lattice_um * FINER ** np.arange(20):
        spacing = max(float(spacing), voxels.voxel_um)
        made = _at_spacing(coarsen(voxels.phase, voxels.voxel_um, spacing), settings, seed)
        pore = made.kinds == Solid.PORE
        through = made.reachable & made.vented(pore)
        share = float(through.sum()) / max(1, int(pore.sum()))
        if share >= CONNECTED_SHARE:
            return made
        if spacing == voxels.voxel_um:
            break
    raise PhysicsError(
        f"only {share:.0%} of the resolved pores lead through the electrode at a spacing of "
        f"{made.lattice_um:.2f} um, expected {CONNECTED_SHARE:.0%}: make the electrode more porous "
        "(less pressure), or choose a smaller simulation.voxel_um"
    )


def _at_spacing(coarse: Coarse, settings: Infiltration, seed: int) -> FillingLattice:
    kinds = coarse.kinds.copy()
    layers = kinds.shape[2]
    if settings.separator == "nonwoven":
        fibres = nonwoven(kinds.shape[:2], coarse.lattice_um, seed)
        above = np.where(fibres, np.uint8(Solid.SEPARATOR), np.uint8(Solid.PORE))
        kinds = np.concatenate([kinds, above], axis=2)
    pore, side = kinds == Solid.PORE, settings.entry == "side"
    if side:
        turned = np.pad(pore.transpose(1, 2, 0), _WALLED)
        reachable = reachable_from_top(turned)[:, 1:-1].transpose(2, 0, 1)
    else:
        reachable = reachable_from_top(pore)
    return FillingLattice(kinds, coarse.lattice_um, layers, reachable, side)


def _walled(kinds: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Foil below and a lid above, on the second axis."""
    walled = np.pad(kinds, _WALLED)
    walled[:, 0], walled[:, -1] = Solid.FOIL, Solid.SEPARATOR
    return walled
