"""Discharges and ages the cell of an electrode, or of a BPX file."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from simulation_server.performance.ageing import cycling, storage
from simulation_server.performance.bpx import BpxCell, MeasuredDischarge
from simulation_server.performance.cell import check, discharge, theoretical_capacity_mah_cm2
from simulation_server.performance.chemistry import chemistry
from simulation_server.performance.counter_electrode import is_full_cell
from simulation_server.performance.energies import discharged_energy
from simulation_server.performance.full_cell import anode_of, full_cell
from simulation_server.performance.masses import layer_masses_mg_cm2
from simulation_server.performance.plain_cell import PlainCell
from simulation_server.performance.plain_half_cell import plain_half_cell
from simulation_server.performance.sei import NONE, SEI_SET
from simulation_server.performance.size_distribution import SizeDistribution, size_distribution
from simulation_server.schema.errors import UserError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.results import Curve
from simulation_server.version import __version__

from .document import AnodeSide, CellResult, Compared, rate_label
from .source import Made, Show

_STORAGE_POINTS = 41


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be done with a cell."""

    rates: tuple[float, ...]
    size_distribution: bool = False
    cycles: int = 0
    storage_days: float = 0.0
    resolved: bool = False


def check_asked(recipe: Recipe, asked: Asked, as_bpx: bool) -> None:
    """Raises UserError for what contradicts itself, before an electrode is made."""
    name, counter, sei = recipe.formulation.active_material, recipe.cell.counter, recipe.cell.sei
    is_anode = chemistry(name).is_anode
    if counter != "lithium" and is_anode:
        raise UserError(
            f"--counter {counter} with {name}: expected a cathode against it; an anode stands against lithium"
        )
    if sei != NONE and not (is_anode or is_full_cell(recipe)):
        raise UserError(
            f"--sei {sei!r} with {name} against lithium: expected an anode for it to grow on; "
            "give --counter graphite"
        )
    if (asked.cycles or asked.storage_days) and sei == NONE:
        raise UserError(
            "--cycles and --storage-days show how the SEI grows: expected a law for it; "
            'give --sei "solvent-diffusion limited"'
        )
    if asked.resolved and chemistry(name).primary_radius_um is not None:
        raise UserError(
            f"--resolved with {name}: expected dense particles, its granules are of "
            f"{chemistry(name).primary_radius_um:g} um crystallites that no voxel resolves; leave it out"
        )
    if as_bpx and not is_full_cell(recipe):
        raise UserError(
            f"--bpx-out with {name} against lithium: expected a full cell, for BPX has no half cells; "
            "give a cathode and --counter graphite"
        )


def cell_of(made: Made, recipe: Recipe, asked: Asked, show: Show) -> CellResult:
    """The recipe's cell with this electrode. Raises PhysicsError where it cannot be solved."""
    began = time.perf_counter()
    check(made.structure)
    active = chemistry(recipe.formulation.active_material)
    sizes, notes = _sizes(made, recipe, asked)
    discharge_at, cell = _cell(made, recipe, sizes)
    masses = {} if active.is_anode else layer_masses_mg_cm2(made.structure, recipe)
    mass = sum(masses.values()) or None
    curves = _curves(discharge_at, asked.rates, show)
    if recipe.cell.sei != NONE:
        notes.append(f"SEI: {recipe.cell.sei}, constants of PyBaMM's set {SEI_SET}")
    if recipe.cell.sei == "ec reaction limited":
        notes.append(
            "with these constants ethylene carbonate comes so quickly that the SEI grows 400 nm in a day"
        )
    grown = rested = None
    if asked.cycles:
        grown = cycling(
            cell, 1.0, asked.cycles, lambda n: show(n / asked.cycles, f"cycle {n} of {asked.cycles}")
        )
    if asked.storage_days:
        show(0.5, "storage")
        begun = cell if is_full_cell(recipe) else _half(made, recipe, None, lithiated=True)
        rested = storage(begun, (np.linspace(0.0, 1.0, _STORAGE_POINTS) ** 2 * asked.storage_days).tolist())
    return CellResult(
        version=__version__,
        cell=cell.name,
        capacity_mah_cm2=cell.capacity_mah_cm2,
        lower_v=cell.lower_v,
        upper_v=cell.upper_v,
        curves=curves,
        rates=[discharged_energy(curve, cell.capacity_mah_cm2, mass) for curve in curves.values()],
        settings=recipe.cell,
        structure=made.structure,
        anode=_anode(made, recipe),
        masses_mg_cm2=masses,
        size_distribution=sizes is not None,
        cycling=grown,
        storage=rested,
        notes=(made.note, *notes),
        wall_s=round(time.perf_counter() - began, 2),
    )


def cell_of_bpx(file: BpxCell, rates: Sequence[float], show: Show) -> CellResult:
    """Discharges the cell of a BPX file, and again as it was measured where the file says how."""
    began = time.perf_counter()
    cell = file.cell
    curves = _curves(cell.discharge, tuple(rates), show)
    compared = []
    for number, measured in enumerate(file.measured):
        show(number / len(file.measured), f"as measured: {measured.name}")
        compared.append(_compare(cell, measured))
    return CellResult(
        version=__version__,
        cell=file.title,
        capacity_mah_cm2=cell.capacity_mah_cm2,
        lower_v=cell.lower_v,
        upper_v=cell.upper_v,
        curves=curves,
        rates=[discharged_energy(curve, cell.capacity_mah_cm2) for curve in curves.values()],
        compared=compared,
        notes=file.notes,
        wall_s=round(time.perf_counter() - began, 2),
    )


def _curves(discharge_at: Callable[[float], Curve], rates: tuple[float, ...], show: Show) -> dict[str, Curve]:
    curves = {}
    for number, c_rate in enumerate(sorted(set(rates))):
        show(number / len(rates), f"discharging at {rate_label(c_rate)}")
        curves[rate_label(c_rate)] = discharge_at(c_rate)
    return curves


def _cell(
    made: Made, recipe: Recipe, sizes: SizeDistribution | None
) -> tuple[Callable[[float], Curve], PlainCell]:
    """What discharges it at a rate, and the cell for everything else."""
    if is_full_cell(recipe):
        cell = full_cell(made.structure, recipe, sizes)
        return cell.discharge, cell
    cell = _half(made, recipe, sizes)
    if recipe.cell.sei != NONE or sizes is not None:
        return cell.discharge, cell
    active = chemistry(recipe.formulation.active_material)
    return lambda c_rate: discharge(made.structure, active, c_rate, cell.lower_v), cell


def _half(
    made: Made, recipe: Recipe, sizes: SizeDistribution | None, *, lithiated: bool = False
) -> PlainCell:
    active = chemistry(recipe.formulation.active_material)
    cutoff_v = active.cutoff_v(recipe.cell.lower_cutoff_v)
    sei = recipe.cell.sei if active.is_anode else NONE
    return plain_half_cell(made.structure, active, cutoff_v, sei=sei, sizes=sizes, lithiated=lithiated)


def _sizes(made: Made, recipe: Recipe, asked: Asked) -> tuple[SizeDistribution | None, list[str]]:
    if not asked.size_distribution:
        return None, []
    active = chemistry(recipe.formulation.active_material)
    if active.primary_radius_um is not None:
        return None, [
            f"{active.name} reacts at its crystallites of {active.primary_radius_um:g} um: "
            "the sizes of its granules have no say"
        ]
    if made.particles is None:
        raise UserError(
            "--size-distribution with a volume: expected an electrode of Mesonaut's; leave it out"
        )
    found = size_distribution(made.particles)
    low, high = found.radii_um[0], found.radii_um[-1]
    return found, [f"particle radii from {low:.2g} to {high:.2g} um, each size with its own lithium"]


def _anode(made: Made, recipe: Recipe) -> AnodeSide | None:
    if not is_full_cell(recipe):
        return None
    anode = anode_of(made.structure, recipe)
    capacity = theoretical_capacity_mah_cm2(anode.structure, anode.active)
    return AnodeSide(anode.active.name, anode.structure, capacity, anode.first_cycle_loss)


def _compare(cell: PlainCell, measured: MeasuredDischarge) -> Compared:
    curve = cell.discharge(measured.c_rate, min(cell.lower_v, float(measured.voltage_v.min())))
    time_s = np.array(curve.capacity_mah_cm2) * 3600.0 / (measured.c_rate * cell.capacity_mah_cm2)
    both = measured.time_s <= time_s[-1]
    simulated = np.interp(measured.time_s[both], time_s, curve.voltage_v)
    error = simulated - measured.voltage_v[both]
    return Compared(
        measured.name,
        measured.c_rate,
        1e3 * float(np.sqrt(np.mean(error**2))),
        measured.time_s[both].tolist(),
        measured.voltage_v[both].tolist(),
        simulated.tolist(),
    )
