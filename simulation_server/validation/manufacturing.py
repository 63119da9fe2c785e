"""The topic `manufacturing`: contacts, conservation, agreement with LAMMPS, and the measured rows."""

from . import chung_ooi, conservation, contacts, film_balance, lammps_agreement, measured_rows, slurry_density
from .task import Task

TASKS: tuple[Task, ...] = (
    Task("hertz", contacts.hertz_forces),
    Task("restitution", contacts.restitutions),
    *(Task(f"chung and ooi {n}", test) for n, test in enumerate(chung_ooi.TESTS, start=1)),
    Task("momentum", conservation.momentum),
    Task("angular momentum", conservation.angular_momentum),
    Task("elastic energy", conservation.elastic_energy),
    Task("lammps", lammps_agreement.agreement, 16.0),
    Task("film balance", film_balance.balances, 5.0),
    Task("slurry density", slurry_density.densities, 10.0),
    *measured_rows.VISCOSITIES,
    measured_rows.LOADINGS,
    measured_rows.DRIED,
    *measured_rows.CALENDERED,
)
"""In the order of the line; names are what `--only` looks in."""
