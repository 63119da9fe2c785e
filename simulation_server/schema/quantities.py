"""The quantities Mesonaut shows, predicts and simulates: one name, unit and meaning each."""

import msgspec


class Quantity(msgspec.Struct, frozen=True):
    """`name` is the key in files and messages; `decimals` is how it is shown."""

    name: str
    label: str
    unit: str
    meaning: str
    decimals: int = 2


QUANTITIES: dict[str, Quantity] = {
    q.name: q
    for q in (
        Quantity(
            "porosity", "Porosity", "1",
            "Volume the electrolyte can fill, carbon-binder nanopores included, over the electrode's volume.", 3,
        ),
        Quantity("thickness_um", "Thickness", "um", "Coating thickness under a gauge pressure, foil aside.", 1),
        Quantity("loading_mg_cm2", "AM loading", "mg/cm2", "Active material per electrode area.", 1),
        Quantity(
            "pore_tortuosity", "Pore tortuosity factor", "1",
            "Porosity times free over effective diffusivity through the thickness.", 2,
        ),
        Quantity("pore_size_um", "Pore size", "um", "Volume-median diameter of the pores.", 2),
        Quantity(
            "electronic_conductivity_s_m", "Electronic conductivity", "S/m",
            "Effective, through the thickness, of the AM and carbon-binder network.", 2,
        ),
        Quantity(
            "active_surface_per_um", "Active surface", "1/um",
            "Active-material surface open to electrolyte (pores and carbon-binder) per electrode volume.", 3,
        ),
        Quantity("capacity_c5_mah_cm2", "Capacity at C/5", "mAh/cm2", "Discharged capacity per area at C/5.", 2),
        Quantity("capacity_1c_mah_cm2", "Capacity at 1C", "mAh/cm2", "Discharged capacity per area at 1C.", 2),
        Quantity("capacity_3c_mah_cm2", "Capacity at 3C", "mAh/cm2", "Discharged capacity per area at 3C.", 2),
        Quantity("fill_time_ms", "Fill time", "ms", "Time until the electrolyte holds 80 % of the pore volume.", 2),
        Quantity("trapped_gas", "Trapped gas", "1", "Share of the pore volume left with gas at the end of filling.", 3),
    )
}  # fmt: skip
"""By name, in the order of display."""

STRUCTURE_QUANTITIES = (
    "porosity", "thickness_um", "loading_mg_cm2", "pore_tortuosity", "pore_size_um",
    "electronic_conductivity_s_m", "active_surface_per_um",
)  # fmt: skip
CELL_QUANTITIES = ("capacity_c5_mah_cm2", "capacity_1c_mah_cm2", "capacity_3c_mah_cm2")
FILLING_QUANTITIES = ("fill_time_ms", "trapped_gas")
C_RATES: dict[str, float] = {"C/5": 0.2, "1C": 1.0, "3C": 3.0}
"""The discharges of every chain: label and rate."""
