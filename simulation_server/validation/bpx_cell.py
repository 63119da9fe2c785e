"""A measured cell from its BPX file: NMC111 | graphite, 12.5 Ah."""

from collections.abc import Iterator

import numpy as np

from simulation_server.performance.bpx import BpxCell, MeasuredDischarge, read_bpx

from .check import Check
from .reference_data import reference_file

FILE = "nmc_pouch_cell_BPX.json"
C20_BAR_MV, CAPACITY_BAR = 20.0, 0.02
_SOURCE = "measured C/20 discharge in the file (About:Energy 2022, FaradayInstitution/BPX)"


def c20() -> Iterator[Check]:
    """Voltage and capacity of the C/20 discharge, with the file's own parameters."""
    found = read_bpx(reference_file(FILE))
    for measured in found.measured:
        rmse_mv, capacity_share = _compared(found, measured)
        name = f"BPX NMC111 | graphite cell, {measured.name}"
        yield Check(
            f"{name}: voltage RMSE",
            rmse_mv,
            0.0,
            rmse_mv,
            C20_BAR_MV,
            "mV",
            bool(rmse_mv < C20_BAR_MV),
            _SOURCE,
        )
        yield Check(
            f"{name}: capacity over measured", capacity_share, 1.0, capacity_share - 1.0, CAPACITY_BAR,
            "1", bool(abs(capacity_share - 1.0) < CAPACITY_BAR), _SOURCE,
        )  # fmt: skip


def _compared(found: BpxCell, measured: MeasuredDischarge) -> tuple[float, float]:
    """RMSE in mV over the measured times, and the ratio of capacities at the last measured voltage."""
    end_v = float(measured.voltage_v[-1])
    curve = found.cell.discharge(measured.c_rate, min(found.cell.lower_v, end_v))
    current_ma_cm2 = measured.c_rate * found.cell.capacity_mah_cm2
    charge = measured.time_s / 3600.0 * current_ma_cm2
    both = charge <= curve.capacity_mah_cm2[-1]
    simulated = np.interp(charge[both], curve.capacity_mah_cm2, curve.voltage_v)
    rmse_v = float(np.sqrt(np.mean((simulated - measured.voltage_v[both]) ** 2)))
    reached = float(np.interp(-end_v, -np.array(curve.voltage_v), curve.capacity_mah_cm2))
    return 1e3 * rmse_v, reached / float(charge[-1])
