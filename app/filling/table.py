"""A filled volume as a table in the terminal."""

from rich.table import Table

from .document import FilledVolume


def filling_table(result: FilledVolume) -> Table:
    """What a person wants to know first."""
    table = Table("quantity", "value", "unit", title=f"Filling with {result.electrolyte.name}")
    cells = " x ".join(map(str, result.lattice.shape))
    table.add_row("Porosity", f"{result.porosity:.3f}", "")
    table.add_row("Lattice", f"{cells}, {result.lattice.lattice_um:.3g} each", "um")
    for percent, time in result.time_to_percent_ms.items():
        table.add_row(f"Time to {percent} %", "not reached" if time is None else f"{time:.3g}", "ms")
    table.add_row("Filled at the end", f"{result.saturation:.3f}", "")
    table.add_row("Trapped gas", f"{result.trapped_gas:.3f}", "")
    table.add_row("Wall time", f"{result.wall_s:.1f}", "s")
    return table
