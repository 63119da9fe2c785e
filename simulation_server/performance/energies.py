"""Energy and power of discharges: by area, and by the mass of every layer of the cell."""

import msgspec
import numpy as np

from simulation_server.schema.results import Curve


class Discharged(msgspec.Struct, frozen=True):
    """One rate of a rate-capability series."""

    c_rate: float
    capacity_mah_cm2: float
    share: float  # of the capacity at rest
    energy_mwh_cm2: float
    power_mw_cm2: float  # mean over the discharge
    energy_wh_kg: float | None  # of the cell's layers; None where their masses are not known
    power_w_kg: float | None


def discharged_energy(curve: Curve, capacity_mah_cm2: float, mass_mg_cm2: float | None = None) -> Discharged:
    """Of a curve at a rate of 1C = `capacity_mah_cm2` an hour."""
    charge, voltage = np.array(curve.capacity_mah_cm2), np.array(curve.voltage_v)
    energy = float(np.trapezoid(voltage, charge))
    hours = charge[-1] / (curve.c_rate * capacity_mah_cm2)
    power = energy / hours if hours > 0.0 else 0.0
    by_mass = None if mass_mg_cm2 is None else 1e3 / mass_mg_cm2  # mWh/mg is kWh/kg
    return Discharged(
        c_rate=curve.c_rate,
        capacity_mah_cm2=float(charge[-1]),
        share=float(charge[-1]) / capacity_mah_cm2,
        energy_mwh_cm2=energy,
        power_mw_cm2=float(power),
        energy_wh_kg=None if by_mass is None else energy * by_mass,
        power_w_kg=None if by_mass is None else float(power) * by_mass,
    )
