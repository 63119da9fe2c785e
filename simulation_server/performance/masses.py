"""What a square centimetre of cell weighs: coatings, foils, separator, electrolyte, lithium.

Foils are coated on both sides, so that half of each belongs to this cell. Housing and tabs are left out.
"""

import tomllib
from functools import cache
from typing import Any

from simulation_server.physics.electrolytes import electrolyte, electrolyte_file
from simulation_server.physics.material_files import material
from simulation_server.schema.recipe import Recipe

from .cell_structure import CellStructure
from .counter_electrode import is_full_cell
from .full_cell import anode_of
from .half_cell import CELL_SET
from .open_circuit import parameter_set
from .own_sets import FOLDER

_MG_CM2_PER_G_CM3_UM = 0.1
_USUAL = "LP57"
"""The electrolyte whose density a custom one without its own is given."""


@cache
def _layers() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "layers.toml").read_text(encoding="utf-8"))


def layer_masses_mg_cm2(structure: CellStructure, recipe: Recipe) -> dict[str, float]:
    """Mass of each layer by its name; their sum is the cell's."""
    formulation = recipe.formulation
    values, layers = parameter_set(CELL_SET), _layers()
    separator_um = float(values["Separator thickness [m]"]) * 1e6
    separator_porosity = float(values["Separator porosity"])
    is_cathode = material(formulation.active_material)["cell"]["polarity"] == "cathode"
    masses = {
        "electrode coating": _coating(structure, formulation.active_material, formulation.active_wt_pct),
        "electrode foil": _half_foil("aluminium" if is_cathode else "copper"),
        "separator": _slab(layers["separator"]["density_g_cm3"], separator_um) * (1.0 - separator_porosity),
    }
    pores_um = structure.porosity * structure.thickness_um + separator_porosity * separator_um
    if is_full_cell(recipe):
        anode = anode_of(structure, recipe)
        masses["counter coating"] = _coating(anode.structure, anode.active.name, anode.active_wt_pct)
        masses["counter foil"] = _half_foil("copper")
        pores_um += anode.structure.porosity * anode.structure.thickness_um
    else:
        masses["lithium"] = _slab(layers["lithium"]["density_g_cm3"], layers["lithium"]["thickness_um"])
    density = electrolyte(recipe.infiltration).density_g_cm3 or electrolyte_file(_USUAL).density_g_cm3
    assert density is not None
    masses["electrolyte"] = _slab(density, pores_um)
    return masses


def _slab(density_g_cm3: float, thickness_um: float) -> float:
    return float(density_g_cm3) * thickness_um * _MG_CM2_PER_G_CM3_UM


def _coating(structure: CellStructure, active: str, active_wt_pct: float) -> float:
    loading = _slab(material(active)["density_g_cm3"], structure.am_fraction * structure.thickness_um)
    return loading * 100.0 / active_wt_pct


def _half_foil(metal: str) -> float:
    foil = material(metal)
    return 0.5 * _slab(_layers()["foil_density_g_cm3"][foil["name"]], foil["thickness_um"])
