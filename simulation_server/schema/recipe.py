"""The recipe: what a user sets, one table a manufacturing step, units in the key names.

Ranges live in the types, so that a file, a wire message and a slider share them.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step's settings; every key has a default, no other key is accepted."""


class Formulation(_Table, frozen=True):
    """What the dry electrode is made of."""

    active_material: Annotated[
        Literal["NMC111", "NMC622", "NMC811", "LFP", "LCO", "graphite", "graphite-SiOx"],
        Meta(description="Active material, a name in assets/materials."),
    ] = "NMC111"
    active_wt_pct: Annotated[
        float,
        Meta(
            ge=90.0,
            le=98.0,
            description="Active material in the dry electrode; the rest is carbon-binder.",
            extra_json_schema={"unit": "wt%"},
        ),
    ] = 95.0
    binder: Annotated[
        Literal["PVDF", "CMC-SBR"], Meta(description="Binder; PVDF is dissolved in NMP, CMC-SBR in water.")
    ] = "PVDF"
    binder_share_wt_pct: Annotated[
        float,
        Meta(
            ge=20.0,
            le=80.0,
            description="Binder in the carbon-binder; the rest is carbon black.",
            extra_json_schema={"unit": "wt%"},
        ),
    ] = 50.0
    size_distribution: Annotated[
        Literal["measured", "fine", "coarse", "narrow", "custom"],
        Meta(
            description="Sizes of the active particles: as measured for the material, scaled to two thirds "
            "or three halves, all of the median size, or your own diameters and counts."
        ),
    ] = "measured"
    custom_diameters_um: Annotated[
        tuple[Annotated[float, Meta(ge=0.5, le=60.0)], ...],
        Meta(
            max_length=40,
            description='With size_distribution = "custom": diameters, one for each count.',
            extra_json_schema={"unit": "um"},
        ),
    ] = ()
    custom_counts: Annotated[
        tuple[Annotated[float, Meta(gt=0.0, le=1e12)], ...],
        Meta(max_length=40, description='With size_distribution = "custom": how many of each diameter.'),
    ] = ()


class Slurry(_Table, frozen=True):
    """How much solvent the mix holds."""

    solid_content_wt_pct: Annotated[
        float,
        Meta(
            ge=55.0,
            le=80.0,
            description="Solids in the slurry; the rest is the binder's solvent.",
            extra_json_schema={"unit": "wt%"},
        ),
    ] = 69.0


class Coating(_Table, frozen=True):
    """How thick the wet film is laid."""

    comma_gap_um: Annotated[
        float,
        Meta(
            ge=50.0,
            le=400.0,
            description="Gap of the comma bar; sets the wet thickness and so the loading.",
            extra_json_schema={"unit": "um"},
        ),
    ] = 150.0
    speed_m_min: Annotated[
        float,
        Meta(
            ge=0.1,
            le=80.0,
            description="Speed of the web under the comma bar.",
            extra_json_schema={"unit": "m/min"},
        ),
    ] = 0.3


class Drying(_Table, frozen=True):
    """How the solvent leaves."""

    control: Annotated[
        Literal["rate", "oven"],
        Meta(
            description="What is set: the evaporation rate, or the oven's temperature, which gives the rate."
        ),
    ] = "rate"
    rate_g_m2_s: Annotated[
        float,
        Meta(
            ge=0.05,
            le=10.0,
            description='With control = "rate": solvent that leaves a square metre in a second.',
            extra_json_schema={"unit": "g/(m2 s)"},
        ),
    ] = 0.5
    oven_temperature_c: Annotated[
        float,
        Meta(
            ge=30.0,
            le=160.0,
            description='With control = "oven": temperature of film and air.',
            extra_json_schema={"unit": "degC"},
        ),
    ] = 80.0
    consolidation_pressure_kpa: Annotated[
        float,
        Meta(
            ge=10.0,
            le=200.0,
            description="Capillary pressure of the receding solvent on the film.",
            extra_json_schema={"unit": "kPa"},
        ),
    ] = 40.0


class Calendering(_Table, frozen=True):
    """How the dry electrode is pressed."""

    control: Annotated[
        Literal["pressure", "line_load", "gap", "porosity", "degree"],
        Meta(description="What is set; the keys of the others are not used."),
    ] = "pressure"
    pressure_mpa: Annotated[
        float,
        Meta(
            ge=0.0,
            le=200.0,
            description="Largest pressure on the electrode; 0 leaves it uncalendered.",
            extra_json_schema={"unit": "MPa"},
        ),
    ] = 60.0
    line_load_n_mm: Annotated[
        float,
        Meta(
            ge=0.0,
            le=3000.0,
            description='With control = "line_load": force of the rolls over the electrode\'s width.',
            extra_json_schema={"unit": "N/mm"},
        ),
    ] = 300.0
    gap_um: Annotated[
        float,
        Meta(
            ge=0.0,
            le=500.0,
            description='With control = "gap": nominal gap of the rolls, foil included; rolls give.',
            extra_json_schema={"unit": "um"},
        ),
    ] = 60.0
    target_porosity: Annotated[
        float,
        Meta(
            ge=0.1,
            le=0.6,
            description='With control = "porosity": porosity after spring-back.',
            extra_json_schema={"unit": "1"},
        ),
    ] = 0.35
    degree_pct: Annotated[
        float,
        Meta(
            ge=0.0,
            le=50.0,
            description='With control = "degree": loss of coating thickness, after spring-back.',
            extra_json_schema={"unit": "%"},
        ),
    ] = 20.0
    roll_temperature_c: Annotated[
        float,
        Meta(
            ge=20.0,
            le=150.0,
            description="Temperature of the rolls, which softens the binder.",
            extra_json_schema={"unit": "degC"},
        ),
    ] = 25.0


class Infiltration(_Table, frozen=True):
    """The electrolyte, how it wets, and how it is let in."""

    electrolyte: Annotated[
        Literal["LP30", "LP40", "LP57", "EMC", "custom"],
        Meta(
            description="The liquid; assets/electrolytes has viscosity, surface tension and density of each. "
            "`custom` takes the two values below."
        ),
    ] = "LP57"
    viscosity_mpa_s: Annotated[
        float,
        Meta(
            ge=0.5,
            le=20.0,
            description="Viscosity of a custom electrolyte; sets the physical time of the front.",
            extra_json_schema={"unit": "mPa s"},
        ),
    ] = 3.0
    surface_tension_mn_m: Annotated[
        float,
        Meta(
            ge=15.0,
            le=75.0,
            description="Surface tension of a custom electrolyte.",
            extra_json_schema={"unit": "mN/m"},
        ),
    ] = 35.0
    contact_angle_deg: Annotated[
        float,
        Meta(
            ge=20.0,
            le=150.0,
            description="Contact angle of the electrolyte on the active material.",
            extra_json_schema={"unit": "deg"},
        ),
    ] = 50.0
    cbd_contact_angle_deg: Annotated[
        float,
        Meta(
            ge=20.0,
            le=150.0,
            description="Contact angle on the carbon-binder.",
            extra_json_schema={"unit": "deg"},
        ),
    ] = 50.0
    foil_contact_angle_deg: Annotated[
        float,
        Meta(
            ge=20.0,
            le=150.0,
            description="Contact angle on the current collector.",
            extra_json_schema={"unit": "deg"},
        ),
    ] = 50.0
    separator_contact_angle_deg: Annotated[
        float,
        Meta(
            ge=20.0,
            le=150.0,
            description="Contact angle on the separator's fibres.",
            extra_json_schema={"unit": "deg"},
        ),
    ] = 40.0
    entry: Annotated[
        Literal["top", "side"],
        Meta(description="Where the electrolyte enters: through the coating's surface, or at a cut edge."),
    ] = "top"
    separator: Annotated[
        Literal["none", "nonwoven"],
        Meta(description="What lies on the coating: nothing, or a nonwoven separator of resolved fibres."),
    ] = "none"
    inlet_pressure_kpa: Annotated[
        float,
        Meta(
            ge=5.0,
            le=500.0,
            description="Pressure of the electrolyte at the inlet, absolute.",
            extra_json_schema={"unit": "kPa"},
        ),
    ] = 101.3
    gas_pressure_kpa: Annotated[
        float,
        Meta(
            ge=0.1,
            le=101.3,
            description="Pressure of the gas in the pores before filling: low after evacuation.",
            extra_json_schema={"unit": "kPa"},
        ),
    ] = 1.3


class Cell(_Table, frozen=True):
    """The cell the electrode is discharged in."""

    counter: Annotated[
        Literal["lithium", "graphite", "graphite-siox"],
        Meta(
            description="What stands against the electrode: lithium metal (a half cell), or, for a cathode, "
            "an anode of this material (a full cell)."
        ),
    ] = "lithium"
    np_ratio: Annotated[
        float,
        Meta(
            ge=0.8,
            le=2.0,
            description="Capacity of the anode over that of the cathode, in a full cell.",
            extra_json_schema={"unit": "1"},
        ),
    ] = 1.1
    sei: Annotated[
        Literal["none", "reaction limited", "solvent-diffusion limited", "ec reaction limited"],
        Meta(description="How a solid-electrolyte interphase grows on the particles of an anode."),
    ] = "none"

    lower_cutoff_v: Annotated[
        float,
        Meta(
            ge=2.8,
            le=3.7,
            description="Voltage at which a discharge against lithium ends, for layered oxides; the other "
            "active materials have their own.",
            extra_json_schema={"unit": "V"},
        ),
    ] = 3.5


class Simulation(_Table, frozen=True):
    """Size, seed and resolution of the computation."""

    particles: Annotated[
        int,
        Meta(
            ge=300,
            le=50000,
            description="Spheres simulated (active material and carbon-binder together).",
        ),
    ] = 2000
    engine: Annotated[
        Literal["numba", "lammps"],
        Meta(description="Who moves the particles: Mesonaut's own kernels, or LAMMPS."),
    ] = "numba"
    seed: Annotated[int, Meta(ge=0, le=2**31 - 1, description="Seed of every random choice.")] = 1
    voxel_um: Annotated[
        float,
        Meta(
            ge=0.2,
            le=2.0,
            description="Voxel edge of the structure analysis.",
            extra_json_schema={"unit": "um"},
        ),
    ] = 0.5
    lattice_um: Annotated[
        float,
        Meta(
            ge=0.4,
            le=3.0,
            description="Lattice spacing of the electrolyte infiltration.",
            extra_json_schema={"unit": "um"},
        ),
    ] = 1.0
    cell_um: Annotated[
        float,
        Meta(
            ge=0.4,
            le=3.0,
            description="Voxel edge of the cell that is resolved in three dimensions.",
            extra_json_schema={"unit": "um"},
        ),
    ] = 1.0


class Recipe(_Table, frozen=True):
    """Everything that makes one electrode and its cell. `Recipe()` is the default electrode."""

    formulation: Formulation = Formulation()
    slurry: Slurry = Slurry()
    coating: Coating = Coating()
    drying: Drying = Drying()
    calendering: Calendering = Calendering()
    infiltration: Infiltration = Infiltration()
    cell: Cell = Cell()
    simulation: Simulation = Simulation()

    def get(self, path: str) -> Any:
        """Value at a dotted path, as in `recipe.get("calendering.pressure_mpa")`."""
        table, key = path.split(".")
        return getattr(getattr(self, table), key)
