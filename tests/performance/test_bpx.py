"""BPX files: ours open elsewhere with the same curves, and bad ones are refused in a line."""

import json
from pathlib import Path

import numpy as np
import pytest

from simulation_server.performance.bpx import bpx_document, read_bpx, write_bpx
from simulation_server.performance.full_cell import full_cell
from simulation_server.performance.quiet_pybamm import pybamm
from simulation_server.schema.errors import FileError, UserError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed

from .cells import CATHODE, full


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bpx") / "cell.json"
    curve = full_cell(CATHODE, full()).discharge(1.0)
    write_bpx(path, bpx_document(CATHODE, full(), {"1C": curve}))
    return path


def test_a_designed_cell_comes_back_with_the_same_curve(written: Path) -> None:
    found = read_bpx(written)
    ours = full_cell(CATHODE, full())
    assert found.cell.capacity_mah_cm2 == pytest.approx(ours.capacity_mah_cm2, rel=1e-6)
    assert (found.cell.lower_v, found.cell.upper_v) == (ours.lower_v, ours.upper_v)
    measured = found.measured[0]
    assert measured.c_rate == pytest.approx(1.0)
    back = found.cell.discharge(1.0)
    hours = np.array(back.capacity_mah_cm2) / found.cell.capacity_mah_cm2
    both = measured.time_s < 0.995 * 3600.0 * hours[-1]
    again = np.interp(measured.time_s[both] / 3600.0, hours, back.voltage_v)
    assert np.sqrt(np.mean((again - measured.voltage_v[both]) ** 2)) < 0.5e-3
    assert abs(again - measured.voltage_v[both]).max() < 2e-3


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")  # its own, of its libraries
def test_pybamm_discharges_it_with_its_own_means(written: Path) -> None:
    """Read and run as another user would, on PyBaMM's own mesh."""
    bpx = pytest.importorskip("bpx")
    document = json.loads(written.read_text())
    assert bpx.parse_bpx_file(written).header.model == "DFN"
    values = pybamm().ParameterValues.create_from_bpx_obj(document)
    simulation = pybamm().Simulation(pybamm().lithium_ion.DFN(), parameter_values=values)
    solution = simulation.solve([0.0, 1800.0], calc_esoh=False)
    ours = document["Validation"]["1C"]
    halfway = np.interp(1800.0, ours["Time [s]"], ours["Voltage [V]"])
    assert solution["Voltage [V]"].entries[-1] == pytest.approx(halfway, abs=3e-3)


def test_a_half_cell_has_no_bpx() -> None:
    for recipe in (Recipe(), changed(full(), {"formulation.active_material": "graphite"})):
        with pytest.raises(UserError, match="full cell"):
            bpx_document(CATHODE, recipe)


def test_a_bad_file_is_refused_in_words(written: Path, tmp_path: Path) -> None:
    whole = json.loads(written.read_text())
    path = tmp_path / "bad.json"

    def refused(text: str, said: str) -> None:
        path.write_text(text)
        with pytest.raises(FileError, match=said):
            read_bpx(path)

    refused("not json", "not JSON")
    refused("[1, 2]", "JSON object")
    refused("{}", "Header and Parameterisation")
    with pytest.raises(FileError, match="cannot be read"):
        read_bpx(tmp_path / "nowhere.json")

    lacking = json.loads(written.read_text())
    del lacking["Parameterisation"]["Electrolyte"]["Cation transference number"]
    refused(json.dumps(lacking), "Electrolyte / Cation transference number: Field required")
    other = whole | {"Header": whole["Header"] | {"Model": "SPM"}}
    refused(json.dumps(other), 'expected "DFN"')


def test_an_expression_is_arithmetic_and_nothing_else(written: Path, tmp_path: Path) -> None:
    """The reader of BPX runs expressions as Python."""
    document = json.loads(written.read_text())
    document["Parameterisation"]["Positive electrode"]["OCP [V]"] = "exit(1) + x"
    path = tmp_path / "evil.json"
    path.write_text(json.dumps(document))
    with pytest.raises(FileError, match="holds exit"):
        read_bpx(path)
