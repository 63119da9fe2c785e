"""How finely a volume is filled."""

from simulation_server.schema.errors import UserError
from simulation_server.volumes import Volume
from simulation_server.volumes.stored import memory_bytes

MOST_CELLS = 2_000_000
"""Of the lattice where nobody says otherwise: about 128^3, some minutes on two cores."""
_BYTES_A_CELL = 250
"""For each pore cell while it runs, its maps and a way back included."""
_MEMORY_SHARE = 0.8


def spacing_um(volume: Volume, asked_um: float | None) -> tuple[float, str]:
    """Spacing of the lattice, and in words why: the voxels' own unless that makes too many cells.

    Raises UserError for a spacing finer than the voxels, coarser than the volume, or beyond the memory.
    """
    if asked_um is not None:
        return asked_um, f"lattice: {_checked(volume, asked_um):g} um, as given"
    if volume.recipe is not None:
        spacing = max(volume.recipe.simulation.lattice_um, volume.voxel_um)
        return spacing, f"lattice: {spacing:g} um, as in the electrode's recipe"
    coarser = max(1.0, (volume.labels.size / MOST_CELLS) ** (1.0 / 3.0))
    spacing = volume.voxel_um * coarser
    if coarser == 1.0:
        return spacing, f"lattice: {spacing:g} um, the voxels' own"
    return spacing, (
        f"lattice: {spacing:.3g} um, {coarser:.2f} voxels, for {MOST_CELLS / 1e6:g} million cells; "
        "--lattice-um chooses another"
    )


def _checked(volume: Volume, asked_um: float) -> float:
    edges_um = [volume.voxel_um * edge for edge in volume.labels.shape]
    if not volume.voxel_um * 0.999 <= asked_um <= min(edges_um) / 4.0:
        raise UserError(
            f"--lattice-um {asked_um:g}: expected from {volume.voxel_um:g} um (a voxel) to "
            f"{min(edges_um) / 4.0:g} um (a quarter of the shortest edge); change it or leave it out"
        )
    cells = volume.labels.size * (volume.voxel_um / asked_um) ** 3
    needed, memory = cells * _BYTES_A_CELL, memory_bytes()
    if memory is not None and needed > _MEMORY_SHARE * memory:
        raise UserError(
            f"--lattice-um {asked_um:g}: {cells / 1e6:.0f} million cells may need {needed / 1e9:.0f} GB, "
            f"this machine has {memory / 1e9:.0f} GB; choose a coarser lattice"
        )
    return asked_um
