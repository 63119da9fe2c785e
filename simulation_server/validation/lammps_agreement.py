"""Our particle engine against LAMMPS: the same slurry, the same packing, the same steps."""

from collections.abc import Iterator

from .check import Check

_SOURCE = "LAMMPS, the same start and laws"


def agreement() -> Iterator[Check]:
    """Each quantity by both engines. Raises MachineError where LAMMPS is missing."""
    from simulation_server.physics.lammps.agreement import agreement as compare  # an extra

    for found in compare():
        value = found.ours if found.ours or found.lammps else found.deviation  # a distance between the two
        passed = bool(found.deviation <= found.bar)
        title = f"LAMMPS, {found.name}"
        yield Check(title, value, found.lammps, found.deviation, found.bar, found.unit, passed, _SOURCE)
