import pytest

from simulation_server.physics.lammps.library import load_lammps
from simulation_server.schema.errors import MachineError


@pytest.fixture(autouse=True, scope="session")
def lammps_is_there() -> None:
    try:
        load_lammps()
    except MachineError as reason:
        pytest.skip(str(reason))
