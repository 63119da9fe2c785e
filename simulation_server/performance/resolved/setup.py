"""What stands in a recipe's resolved cell: lattice, properties, capacity, cut-off."""

from dataclasses import dataclass

import numpy as np

from simulation_server.performance.balance import balance
from simulation_server.performance.cell_structure import CellStructure
from simulation_server.performance.chemistry import Chemistry, chemistry
from simulation_server.performance.counter_electrode import (
    counter_electrode,
    full_cell_cutoff_v,
    is_full_cell,
)
from simulation_server.performance.half_cell import CELL_SET
from simulation_server.performance.open_circuit import parameter_set, stoichiometry_window
from simulation_server.performance.structure import total_porosity
from simulation_server.physics.carbon_binder import cbd
from simulation_server.physics.electrochemistry.constants import FARADAY
from simulation_server.physics.electrochemistry.lattice import Lattice, Part
from simulation_server.physics.electrochemistry.setting import Setting
from simulation_server.physics.material_files import material
from simulation_server.physics.voxels import active_surface_per_um
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.states import Phase, Voxels

from .counter_voxels import counter_voxels
from .functions import electrolyte, reactions
from .interphase import interphase
from .stack import electrolyte_shares, full_cell_lattice, half_cell_lattice

C_M2_PER_MAH_CM2 = 36_000.0


@dataclass(frozen=True, slots=True)
class Setup:
    """A cell before its first step."""

    lattice: Lattice
    setting: Setting
    capacity_c: float  # of the whole footprint; 1C passes it in an hour
    cutoff_v: float


def set_up(voxels: Voxels, recipe: Recipe) -> Setup:
    """A half cell, or the full cell that the recipe asks for."""
    active = chemistry(recipe.formulation.active_material)
    return _full_cell(voxels, recipe, active) if is_full_cell(recipe) else _half_cell(voxels, recipe, active)


def _half_cell(voxels: Voxels, recipe: Recipe, active: Chemistry) -> Setup:
    lattice = half_cell_lattice(voxels)
    full, empty = stoichiometry_window(active)
    volume = np.count_nonzero(voxels.phase == Phase.AM) * lattice.edge_m**3
    setting = _setting(voxels, recipe, [active, active], [full, full], anode=0 if active.is_anode else None)
    capacity = active.max_concentration_mol_m3 * (empty - full) * volume * FARADAY
    return Setup(lattice, setting, capacity, active.cutoff_v(recipe.cell.lower_cutoff_v))


def _full_cell(voxels: Voxels, recipe: Recipe, active: Chemistry) -> Setup:
    full, empty = stoichiometry_window(active)
    structure = CellStructure(
        thickness_um=voxels.phase.shape[2] * voxels.voxel_um,
        porosity=total_porosity(voxels),
        am_fraction=np.count_nonzero(voxels.phase == Phase.AM) / voxels.phase.size,
        active_surface_per_um=active_surface_per_um(voxels),
        pore_tortuosity=np.nan,  # these two say nothing of how much lithium there is
        electronic_conductivity_s_m=np.nan,
    )
    moles_m2 = active.max_concentration_mol_m3 * (empty - full)
    moles_m2 *= structure.am_fraction * structure.thickness_um * 1e-6
    counter = counter_electrode(
        recipe.cell.counter, recipe.cell.np_ratio, moles_m2 * FARADAY / C_M2_PER_MAH_CM2
    )
    cutoff_v = full_cell_cutoff_v(active)
    window = balance(
        (structure, active),
        (counter.structure, counter.active),
        counter.first_cycle_loss,
        cutoff_v,
        active.full_v,
    )
    lattice = full_cell_lattice(voxels, counter_voxels(counter, voxels.phase.shape[:2], voxels.voxel_um))
    setting = _setting(
        voxels, recipe, [active, counter.active], [window.cathode_charged, window.anode_charged], anode=1
    )
    setting.electron_s_m[Part.COUNTER_AM] = material(counter.active.name)["electronic_conductivity_s_m"]
    return Setup(lattice, setting, window.capacity_mah_cm2 * C_M2_PER_MAH_CM2 * lattice.area_m2, cutoff_v)


def _setting(
    voxels: Voxels, recipe: Recipe, materials: list[Chemistry], stoichiometry: list[float], anode: int | None
) -> Setting:
    formulation = recipe.formulation
    share, factor = electrolyte_shares(voxels.cbd_nanoporosity)
    electrons = np.zeros(len(Part))
    electrons[Part.AM] = material(materials[0].name)["electronic_conductivity_s_m"]
    electrons[Part.CBD] = cbd(formulation.binder, formulation.binder_share_wt_pct).conductivity_s_m
    return Setting(
        electrolyte=electrolyte(),
        reactions=reactions(materials),
        electrolyte_share=share,
        ion_factor=factor,
        electron_s_m=electrons,
        stoichiometry=np.array(stoichiometry),
        salt_mol_m3=float(parameter_set(CELL_SET)["Initial concentration in electrolyte [mol.m-3]"]),
        lithium_metal=not is_full_cell(recipe),
        interphase=interphase(recipe) if anode is not None else None,
        interphase_on=anode or 0,
    )
