"""What the microstructure of a made electrode is worth: the quantities computed on its voxels."""

from collections.abc import Callable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from simulation_server.physics.carbon_binder import cbd
from simulation_server.physics.material_files import material
from simulation_server.physics.transport import Conduction, solve_conduction
from simulation_server.physics.voxels import active_surface_per_um, pore_sizes
from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.quantities import QUANTITIES
from simulation_server.schema.recipe import Formulation
from simulation_server.schema.results import Value
from simulation_server.schema.states import Electrode, Phase, Voxels

from .cell_structure import CellStructure
from .voxel_limit import at_no_voxel

CBD_BRUGGEMAN_EXPONENT = 1.5
"""Electrolyte transport inside the carbon-binder: nanoporosity to this power (Bruggeman 1935)."""

_POWER_TOLERANCE = 1e-6
"""Relative error left in a conductivity: a thousandth of what one voxel's staircase brings."""


def _named(name: str, value: float) -> tuple[str, Value]:
    if not np.isfinite(value):
        raise PhysicsError(f"{name} came out as {value}: expected a finite number")
    return name, Value(float(value), QUANTITIES[name].unit)


def total_porosity(voxels: Voxels) -> float:
    """Volume fraction of macropores and of the carbon-binder's nanopores."""
    shares = np.bincount(voxels.phase.ravel(), minlength=len(Phase)) / voxels.phase.size
    return float(shares[Phase.PORE] + voxels.cbd_nanoporosity * shares[Phase.CBD])


def electrolyte_shares(cbd_nanoporosity: float) -> NDArray[np.float64]:
    """Diffusivity of the electrolyte in each phase over that of the free one."""
    share = np.zeros(len(Phase))
    share[Phase.PORE] = 1.0
    share[Phase.CBD] = cbd_nanoporosity**CBD_BRUGGEMAN_EXPONENT
    return share


def solid_conductivities(am_s_m: float, cbd_s_m: float) -> NDArray[np.float64]:
    """Electronic conductivity of each phase, in S/m."""
    bulk = np.zeros(len(Phase))
    bulk[Phase.AM] = am_s_m
    bulk[Phase.CBD] = cbd_s_m
    return bulk


def conductivities(formulation: Formulation) -> tuple[float, float]:
    """Electronic, of the active material and of the carbon-binder domain of a formulation, in S/m."""
    active = material(formulation.active_material)
    domain = cbd(formulation.binder, formulation.binder_share_wt_pct)
    return active["electronic_conductivity_s_m"], domain.conductivity_s_m


def pore_diffusion(voxels: Voxels) -> Conduction:
    """Diffusion in the electrolyte from the collector to the separator, relative to free electrolyte."""
    return solve_conduction(
        voxels.phase,
        electrolyte_shares(voxels.cbd_nanoporosity),
        tolerance=_POWER_TOLERANCE,
        name="the pore space (pores and carbon-binder nanopores)",
        voxel_um=voxels.voxel_um,
    )


def electron_conduction(
    voxels: Voxels,
    am_conductivity_s_m: float,
    cbd_conductivity_s_m: float,
) -> Conduction:
    """Electronic conduction through active material and carbon-binder, in S/m, up to their highest layer.

    What a gauge reads beyond the particles' plane on an uncalendered film holds no solids.
    """
    top = int(np.flatnonzero((voxels.phase != Phase.PORE).any(axis=(0, 1)))[-1]) + 1
    return solve_conduction(
        np.ascontiguousarray(voxels.phase[:, :, :top]),
        solid_conductivities(am_conductivity_s_m, cbd_conductivity_s_m),
        tolerance=_POWER_TOLERANCE,
        name="the solid network (active material and carbon-binder)",
        voxel_um=voxels.voxel_um,
    )


def am_loading_mg_cm2(electrode: Electrode, am_density_g_cm3: float) -> float:
    """Active material per electrode area."""
    lx, ly = electrode.particles.box_um
    return 0.1 * am_density_g_cm3 * electrode.am_volume_um3 / (lx * ly)  # 1 g/cm3 over 1 um is 0.1 mg/cm2


def structure_quantities(
    electrode: Electrode,
    voxels: Voxels,
    formulation: Formulation = Formulation(),
    *,
    finer: Voxels | None = None,
) -> Iterator[tuple[str, Value]]:
    """Each of STRUCTURE_QUANTITIES as it is computed, name and value, the quick ones first.

    `formulation` says what the electrode is made of; assets/materials has densities and conductivities.
    With `finer`, the same electrode on smaller voxels (voxel_limit.py), the active surface and the
    tortuosity factor are carried on to voxels of no size.
    Raises PhysicsError when the pores or the solids do not connect collector and separator.
    """
    active = material(formulation.active_material)
    porosity = total_porosity(voxels)
    pores = voxels.phase == Phase.PORE
    yield _named("porosity", porosity)
    yield _named("thickness_um", electrode.thickness_um)
    yield _named("loading_mg_cm2", am_loading_mg_cm2(electrode, active["density_g_cm3"]))
    yield _named("active_surface_per_um", _carried_on(active_surface_per_um, voxels, finer))
    yield _named("pore_size_um", pore_sizes(pores, voxels.voxel_um).median_um)
    yield _named("pore_tortuosity", 1.0 / _carried_on(_diffusivity_in_pores, voxels, finer))
    conduction = electron_conduction(voxels, *conductivities(formulation))
    yield _named("electronic_conductivity_s_m", conduction.conductivity)


def _diffusivity_in_pores(voxels: Voxels) -> float:
    """Of the electrode over that of as much free electrolyte: one over the tortuosity factor."""
    return pore_diffusion(voxels).conductivity / total_porosity(voxels)


def _carried_on(found: Callable[[Voxels], float], voxels: Voxels, finer: Voxels | None) -> float:
    if finer is None:
        return found(voxels)
    return at_no_voxel(found(voxels), voxels.voxel_um, found(finer), finer.voxel_um)


def cell_structure(voxels: Voxels, quantities: Mapping[str, Value]) -> CellStructure:
    """The electrode as a one-dimensional cell model sees it; `quantities` are those above."""
    return CellStructure(
        thickness_um=quantities["thickness_um"].value,
        porosity=quantities["porosity"].value,
        am_fraction=np.count_nonzero(voxels.phase == Phase.AM) / voxels.phase.size,
        active_surface_per_um=quantities["active_surface_per_um"].value,
        pore_tortuosity=quantities["pore_tortuosity"].value,
        electronic_conductivity_s_m=quantities["electronic_conductivity_s_m"].value,
    )
