"""What the options of `mesonaut impedance` mean."""

import numpy as np
from numpy.typing import NDArray

from simulation_server.performance.impedance import BlockingCell, carbon_surface_per_um
from simulation_server.schema.errors import UserError
from simulation_server.volumes import Volume

_MOST_POINTS = 2000


def blocking_cell(
    volume: Volume,
    kappa_s_m: float,
    capacitance_f_m2: float,
    cbd_capacitance_f_m2: float | None,
    carbon_per_um: float | None,
) -> BlockingCell:
    """The cell of a volume; the carbon surface is the formulation's own, or the usual one, when None."""
    if carbon_per_um is None:
        formulation = volume.recipe.formulation if volume.recipe is not None else None
        carbon_per_um = (
            carbon_surface_per_um()
            if formulation is None
            else carbon_surface_per_um(formulation.binder, formulation.binder_share_wt_pct)
        )
    cbd = capacitance_f_m2 if cbd_capacitance_f_m2 is None else cbd_capacitance_f_m2
    return BlockingCell(kappa_s_m, capacitance_f_m2, cbd, carbon_per_um)


def frequencies_hz(text: str | None) -> NDArray[np.float64] | None:
    """Of LOW:HIGH:POINTS (Hz), log-spaced; None where there is nothing."""
    if text is None:
        return None
    words = text.split(":")
    try:
        low, high, points = float(words[0]), float(words[1]), int(words[2]) if len(words) == 3 else 40
        if len(words) in (2, 3) and 0.0 < low < high < np.inf and 5 <= points <= _MOST_POINTS:
            return np.geomspace(low, high, points)
    except (ValueError, IndexError):
        pass
    raise UserError(
        f"--frequencies {text!r}: expected LOW:HIGH:POINTS in Hz, as in 0.01:1e4:36, with 5 to "
        f"{_MOST_POINTS} points"
    )
