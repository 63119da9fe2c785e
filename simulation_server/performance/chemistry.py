"""What an active material does in a cell, whatever the electrode made of it: the [cell] table of its file."""

from dataclasses import dataclass
from functools import cache

from simulation_server.physics.material_files import material


@dataclass(frozen=True, slots=True)
class Chemistry:
    """Electrochemistry of one active material against lithium.

    Every half cell is discharged from its high voltage, where the material holds least lithium, to its low
    voltage: a cathode from its charged state, an anode from its delithiated state, so that the discharge of
    an anode is its lithiation. Stoichiometry counts lithium, on `max_concentration_mol_m3`.
    """

    name: str
    max_concentration_mol_m3: float
    full_v: float  # open-circuit voltage the discharge starts from
    empty_v: float  # open-circuit voltage at which the theoretical capacity is used up
    lower_cutoff_v: float | None  # of its own; None: the recipe's
    open_circuit_set: str  # PyBaMM's parameter set of the open-circuit potential
    kinetics_set: str  # and of exchange current and diffusivity
    set_electrode: str  # which electrode of these sets: "Positive" or "Negative"
    fills_from: float | None  # stoichiometry the set's potential is good to; None: to the end
    primary_radius_um: float | None  # of crystallites in a porous particle; None: the particle is dense
    is_anode: bool = False

    def cutoff_v(self, recipe_v: float) -> float:
        """Voltage at which a discharge ends, given the recipe's for layered oxides."""
        return recipe_v if self.lower_cutoff_v is None else self.lower_cutoff_v


@cache
def chemistry(active_material: str) -> Chemistry:
    """Of a material in assets/materials."""
    cell = material(active_material)["cell"]
    return Chemistry(
        name=active_material,
        max_concentration_mol_m3=cell["max_concentration_mol_m3"],
        full_v=cell["full_v"],
        empty_v=cell["empty_v"],
        lower_cutoff_v=cell.get("lower_cutoff_v"),
        open_circuit_set=cell["open_circuit_set"],
        kinetics_set=cell["kinetics_set"],
        set_electrode=cell["set_electrode"],
        fills_from=cell.get("fills_from"),
        primary_radius_um=cell.get("primary_radius_um"),
        is_anode=cell["polarity"] == "anode",
    )
