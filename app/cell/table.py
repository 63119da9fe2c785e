"""A cell as a table in the terminal."""

from rich.table import Table

from .document import CellResult, rate_label


def cell_table(result: CellResult) -> Table:
    """What a person wants to know first."""
    table = Table(
        "rate",
        "capacity",
        "of 1C's",
        "energy",
        "power",
        title=f"{result.cell}, 1C = {result.capacity_mah_cm2:.3f} mA/cm2",
    )
    for each in result.rates:
        by_mass = "" if each.energy_wh_kg is None else f", {each.energy_wh_kg:.0f} Wh/kg"
        table.add_row(
            rate_label(each.c_rate),
            f"{each.capacity_mah_cm2:.3f} mAh/cm2",
            f"{100.0 * each.share:.1f} %",
            f"{each.energy_mwh_cm2:.3f} mWh/cm2{by_mass}",
            f"{each.power_mw_cm2:.3f} mW/cm2",
        )
    if result.resolved is not None:
        three = result.resolved
        table.add_row(
            f"{rate_label(three.c_rate)} resolved",
            f"{three.curve.capacity_mah_cm2[-1]:.3f} mAh/cm2",
            f"{100.0 * three.curve.capacity_mah_cm2[-1] / three.capacity_mah_cm2:.1f} %",
            "",
            "",
        )
    for name, ageing in (("cycles", result.cycling), ("days of storage", result.storage)):
        if ageing is not None:
            last = ageing.points[-1]
            how_many = last.cycles if name == "cycles" else f"{last.days:g}"
            table.add_row(
                f"{how_many} {name}",
                f"{last.lost_mah_cm2:.4f} mAh/cm2 lost",
                "",
                f"SEI {last.sei_nm:.1f} nm",
                f"{last.voltage_v:.3f} V",
            )
    for each_compared in result.compared:
        table.add_row(f"{each_compared.name} in the file", "", "", f"{each_compared.rmse_mv:.1f} mV RMSE", "")
    return table
