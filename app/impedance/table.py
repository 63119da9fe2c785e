"""An impedance as a table in the terminal."""

from rich.table import Table

from .document import ImpedanceResult


def impedance_table(result: ImpedanceResult) -> Table:
    """What a person wants to know first."""
    table = Table("quantity", "value", "unit", title="Blocking spectrum of one electrode")
    table.add_row("Porosity", f"{result.porosity:.3f}", "")
    table.add_row("Capacitance", f"{result.capacitance_uf_cm2:.4g}", "uF/cm2")
    table.add_row("R_ion, low frequency", f"{result.r_ion_ohm_cm2:.4g}", "Ohm cm2")
    table.add_row("R_ion, transmission line", f"{result.line.r_ion_ohm_cm2:.4g}", "Ohm cm2")
    table.add_row("Tortuosity, low frequency", f"{result.tortuosity:.3f}", "")
    table.add_row("Tortuosity, transmission line", f"{result.line.tortuosity:.3f}", "")
    geometric = result.geometric_tortuosity
    table.add_row("Tortuosity factor, geometric", "no path" if geometric is None else f"{geometric:.3f}", "")
    if result.measured is not None:
        line = result.measured.line
        table.add_row("Measured R_ion", f"{line.r_ion_ohm_cm2:.4g}", "Ohm cm2")
        table.add_row("Measured tortuosity", f"{line.tortuosity:.3f}", "")
        table.add_row("Measured gamma", f"{line.gamma:.3f}", "")
        table.add_row("Measured, in front", f"{line.r_other_ohm_cm2:.4g}", "Ohm cm2")
        table.add_row("R_ion, computed to measured", f"{100.0 * result.measured.r_ion_deviation:+.1f}", "%")
    table.add_row("Wall time", f"{result.wall_s:.1f}", "s")
    return table
