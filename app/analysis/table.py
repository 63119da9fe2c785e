"""An analysed volume as a table in the terminal."""

from rich.table import Table

from .document import AnalysedVolume


def analysis_table(result: AnalysedVolume) -> Table:
    """What a person wants to know first."""
    found = result.structure
    table = Table("quantity", "value", "unit", title="Structure")
    for name, share in found.volume_shares.items():
        table.add_row(f"Share of {_WORDS[name]}", f"{share:.4f}", "")
    table.add_row("Porosity with nanopores", f"{found.total_porosity:.4f}", "")
    for axis in "zxy":
        for name, words in (("pores", "pores alone"), ("electrolyte", "all pores")):
            factor = found.transport[name][axis].tortuosity_factor
            text = "does not connect" if factor is None else f"{factor:.3f}"
            table.add_row(f"Tortuosity factor along {axis}, {words}", text, "")
    for axis in "zxy":
        conductivity = found.transport["solid"][axis].effective
        text = "does not connect" if conductivity is None else f"{conductivity:.3g}"
        table.add_row(f"Electronic conductivity along {axis}", text, "S/m")
    table.add_row("Pores that lead through (z)", f"{found.transport['pores']['z'].connected_share:.4f}", "")
    table.add_row("Active surface", f"{found.surfaces.am_electrolyte_per_um:.4f}", "1/um")
    table.add_row("of it under carbon-binder", f"{found.surfaces.am_covered_share:.3f}", "")
    table.add_row("Collector under active material", f"{found.surfaces.collector_am_share:.3f}", "")
    table.add_row("Pore diameter, median", f"{found.pore_diameter.d50_um:.3g}", "um")
    contacts = found.contacts
    if contacts.diameter is not None:
        table.add_row("Particle diameter, median by volume", f"{contacts.diameter.d50_um:.3g}", "um")
    table.add_row(f"Particles ({contacts.source})", str(contacts.particles), "")
    table.add_row("Contacts of a particle with others", f"{contacts.am_am_coordination:.2f}", "")
    table.add_row("Wall time", f"{result.wall_s:.1f}", "s")
    return table


_WORDS = {"pore": "pores", "am": "active material", "cbd": "carbon-binder"}
