"""The NMC electrode of TauFactor's documentation: 256^3 voxels, segmented, its tortuosity factor published.

data/nmc_electrode_256.tiff (tldr-group/taufactor, docs/notebooks; MIT), 100 um wide: pore 0, NMC 85,
carbon-binder 170, the last an obstacle to ions there. Axes are as the file stores them, the driven one first.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from simulation_server.physics.transport import solve_conduction

from .check import Check, absolute, relative
from .reference_data import reference_file

TORTUOSITY, THROUGH = 2.077, 0.9989
SHARES = {"pores": 0.44992, "active material": 0.40047, "carbon-binder": 0.14962}
FACES = {"pores": 0.30684, "active material": 0.14610, "carbon-binder": 0.34223}
"""Of each phase with the two others, over the number of voxels."""
_FILE = "nmc_electrode_256.tiff"
_SOURCE = "TauFactor's documentation, an independent solver gives 2.078"


def tortuosity() -> Iterator[Check]:
    """Tortuosity factor and connected share of the pores, through the first axis."""
    pores = (_phases() == 0).astype(np.uint8)
    solved = solve_conduction(pores, np.array([0.0, 1.0]), axis=0, periodic=False, tolerance=1e-6)
    factor = float(pores.mean()) / solved.conductivity
    yield relative("tortuosity factor, nmc_electrode_256", factor, TORTUOSITY, 0.005, "1", _SOURCE)
    yield absolute(
        "connected share of the pores, nmc_electrode_256",
        solved.connected_fraction,
        THROUGH,
        1e-4,
        "1",
        _SOURCE,
    )


def shares() -> Iterator[Check]:
    """Volume shares of the phases and the faces between them, a voxel."""
    phases = _phases()
    for number, (name, share) in enumerate(SHARES.items()):
        yield absolute(
            f"share of {name}, nmc_electrode_256", float((phases == number).mean()), share, 1e-5, "1", _FILE
        )
    for number, (name, faces) in enumerate(FACES.items()):
        yield relative(
            f"faces of {name}, nmc_electrode_256", _faces(phases == number), faces, 1e-4, "1/voxel", _FILE
        )


def _phases() -> NDArray[np.uint8]:
    import tifffile

    return np.searchsorted([0, 85, 170], tifffile.imread(reference_file(_FILE))).astype(np.uint8)


def _faces(inside: NDArray[np.bool_]) -> float:
    """Faces of a phase over the number of voxels, the volume's ends no face."""
    return sum(np.count_nonzero(np.diff(inside, axis=axis)) for axis in range(3)) / inside.size
