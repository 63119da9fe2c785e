"""The results as a table in the terminal."""

from rich.table import Table

from simulation_server.schema.results import Outcome, Prediction

from .comparison import compare


def result_table(outcome: Outcome, prediction: Prediction | None) -> Table:
    """Simulated beside predicted, with a mark where the simulated value lies in the predicted interval."""
    table = Table("quantity", "simulated", "predicted", "95 % interval", "", "unit")
    for row in compare(outcome, prediction):
        mark = "" if row.within is None else "[green]inside[/]" if row.within else "[yellow]outside[/]"
        table.add_row(row.label, row.simulated, row.predicted, row.interval, mark, row.unit)
    return table
