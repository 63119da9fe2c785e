"""What the steps of the line yield: states that can be drawn, saved, streamed or steered.

Arrays are numpy; a yielded state owns its arrays (the step never writes to them again).
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray


class Phase(IntEnum):
    """What a particle or voxel is made of."""

    PORE = 0
    AM = 1
    CBD = 2


class Stage(StrEnum):
    """The steps of a run, in order."""

    SLURRY = "slurry"
    SHEARING = "shearing"
    DRYING = "drying"
    CALENDERING = "calendering"
    ANALYSIS = "analysis"
    DISCHARGE = "discharge"
    FILLING = "filling"
    CELL = "cell"


@dataclass(frozen=True, slots=True)
class Particles:
    """Spheres in a box periodic in x and y, on the collector at z = 0."""

    positions_um: NDArray[np.float64]  # (n, 3), x and y within the box
    radii_um: NDArray[np.float64]  # (n,)
    phase: NDArray[np.uint8]  # (n,) Phase
    stress_mpa: NDArray[np.float64]  # (n,) mean contact pressure carried, compression positive
    box_um: tuple[float, float]  # periodic edges (Lx, Ly)
    cracking: NDArray[np.float64] | None = None  # (n,) largest crushing stress so far over the strength


@dataclass(frozen=True, slots=True)
class ParticleState:
    """A moment of the slurry at rest or sheared, of drying or calendering."""

    stage: Stage
    progress: float  # 0 to 1 within the stage
    time_us: float  # simulated time within the stage
    particles: Particles
    plane_um: float  # height of the plane (of the wet film's surface, of the periodic box of slurry)
    pressure_mpa: float  # on the plane; of the suspension while it is a slurry
    kinetic_ratio: float = 0.0  # kinetic over elastic energy: how far from quasi-static
    shear_rate_per_s: float = 0.0  # of a slurry that is sheared, in physical time


@dataclass(frozen=True, slots=True)
class Electrode:
    """A made electrode: what calendering leaves and everything later reads."""

    particles: Particles
    thickness_um: float
    cbd_nanoporosity: float  # pore share inside the carbon-binder domain, 0 to 1
    am_volume_um3: float  # true volumes: the voxels conserve them
    cbd_volume_um3: float


class Solid(IntEnum):
    """What a cell of the infiltration lattice is made of: each kind has a contact angle of its own."""

    PORE = 0
    AM = 1
    CBD = 2
    FOIL = 3
    SEPARATOR = 4


@dataclass(frozen=True, slots=True)
class Voxels:
    """A segmented electrode; z is the last axis, 0 at the collector."""

    phase: NDArray[np.uint8]  # (nx, ny, nz) Phase
    voxel_um: float
    cbd_nanoporosity: float = 0.0


@dataclass(frozen=True, slots=True)
class FrontState:
    """A moment of filling on the infiltration lattice; z is the last axis, 0 at the collector."""

    progress: float
    time_ms: float
    saturation: float  # electrolyte share of the pore volume, 0 to 1
    liquid: NDArray[np.uint8]  # (nx, ny, nz): 0 gas .. 255 electrolyte; 0 in solids
    solid: NDArray[np.bool_]  # (nx, ny, nz)
    lattice_um: float
    filled_ms: NDArray[np.float32]  # (nx, ny, nz) when the front came; NaN where it has not
    trapped: NDArray[np.bool_]  # (nx, ny, nz) gas that has no way out any more


@dataclass(frozen=True, slots=True)
class PlaneHistory:
    """The pressure-thickness curve of calendering: plane height (um) and pressure (MPa)."""

    plane_um: NDArray[np.float64]  # (k,)
    pressure_mpa: NDArray[np.float64]  # (k,)


@dataclass(frozen=True, slots=True)
class CellState:
    """A moment of a discharge resolved in three dimensions; z is the last axis, 0 at the collector.

    Fields (nx, ny, nz) are NaN where they have no meaning.
    """

    progress: float
    time_s: float
    capacity_mah_cm2: float  # passed since the discharge began
    voltage_v: float
    c_rate: float
    phase: NDArray[np.uint8]  # (nx, ny, nz) Phase
    voxel_um: float
    lithiation: NDArray[np.float32]  # 0 to 1 of the most the active material holds
    salt_mol_m3: NDArray[np.float32]  # in pores and carbon-binder nanopores
    overpotential_v: NDArray[np.float32]  # of the reaction, mean over a voxel's faces with electrolyte
    sei_nm: NDArray[np.float32] | None = None  # thickness on an anode's surface, same voxels


@dataclass(frozen=True, slots=True)
class FluxField:
    """Diffusion or conduction through an electrode, from the collector to the separator."""

    what: str  # "ions" in the electrolyte or "electrons" in the solids
    speed: NDArray[np.float32]  # (nx, ny, nz) local flux over the mean one through the electrode; NaN outside
    voxel_um: float
    points_um: NDArray[np.float32]  # (k, 3) of all stream lines, one after the other
    starts: NDArray[np.int32]  # (m + 1,) where each line begins in `points_um`, and the end of the last
    along: NDArray[np.float32]  # (k,) local flux over the mean one, at the points
