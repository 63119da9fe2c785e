"""The quantities Mesonaut shows, predicts and simulates: one name, unit and meaning each."""

import msgspec


class Quantity(msgspec.Struct, frozen=True):
    """`name` is the key in files and messages; `decimals` is how it is shown."""

    name: str
    label: str
    unit: str
    meaning: str
    decimals: int = 2


_ALL = (
    Quantity(
        "porosity", "Porosity", "1",
        "Volume the electrolyte can fill, carbon-binder nanopores included, over the electrode's volume.", 3,
    ),
    Quantity("thickness_um", "Thickness", "um", "Coating thickness under a gauge pressure, foil aside.", 1),
    Quantity("loading_mg_cm2", "AM loading", "mg/cm2", "Active material per electrode area.", 1),
    Quantity(
        "pore_tortuosity", "Pore tortuosity factor", "1",
        "Porosity times free over effective diffusivity through the thickness.",
    ),
    Quantity("pore_size_um", "Pore size", "um", "Volume-median diameter of the pores."),
    Quantity(
        "electronic_conductivity_s_m", "Electronic conductivity", "S/m",
        "Effective, through the thickness, of the AM and carbon-binder network.",
    ),
    Quantity(
        "line_load_n_mm", "Line load", "N/mm",
        "Force of the rolls over the electrode's width that presses it so.", 0,
    ),
    Quantity(
        "roll_gap_um", "Roll gap", "um",
        "Nominal gap, foil included, at which the rolls, which give, press the electrode so.", 0,
    ),
    Quantity(
        "active_surface_per_um", "Active surface", "1/um",
        "Active-material surface open to electrolyte (pores and carbon-binder) per electrode volume.", 3,
    ),
    Quantity("capacity_c5_mah_cm2", "Capacity at C/5", "mAh/cm2", "Discharged capacity per area at C/5."),
    Quantity("capacity_1c_mah_cm2", "Capacity at 1C", "mAh/cm2", "Discharged capacity per area at 1C."),
    Quantity("capacity_3c_mah_cm2", "Capacity at 3C", "mAh/cm2", "Discharged capacity per area at 3C."),
    Quantity(
        "fill_time_ms", "Fill time", "ms",
        "Time until the electrolyte holds 90 % of the resolved pores; a filling that ends below is carried "
        "on as the square root of time.",
    ),
    Quantity(
        "trapped_gas", "Trapped gas", "1",
        "Share of the pore volume that keeps its gas: closed pores, and gas the front has cut off.", 3,
    ),
)  # fmt: skip

QUANTITIES: dict[str, Quantity] = {quantity.name: quantity for quantity in _ALL}
"""By name, in the order of display."""

STRUCTURE_QUANTITIES = (
    "porosity", "thickness_um", "loading_mg_cm2", "pore_tortuosity", "pore_size_um",
    "electronic_conductivity_s_m", "active_surface_per_um",
)  # fmt: skip
ROLL_QUANTITIES = ("line_load_n_mm", "roll_gap_um")
CELL_QUANTITIES = ("capacity_c5_mah_cm2", "capacity_1c_mah_cm2", "capacity_3c_mah_cm2")
FILLING_QUANTITIES = ("fill_time_ms", "trapped_gas")
C_RATES: dict[str, float] = {"C/5": 0.2, "1C": 1.0, "3C": 3.0}
"""The discharges of every chain: label and rate."""
