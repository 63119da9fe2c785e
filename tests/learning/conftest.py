"""A table and a model of the stand-in, made once for all tests of the learning."""

from pathlib import Path

import pytest

from simulation_server.learning.campaign import _run
from simulation_server.learning.design import design
from simulation_server.learning.model import Model
from simulation_server.learning.table import append_row
from simulation_server.learning.training import train
from simulation_server.schema.recipe import Recipe
from tests.learning import stand_in

RUNS = 96


@pytest.fixture(scope="session")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("learning") / "runs.csv"
    for run, recipe in enumerate(design(RUNS, seed=0, base=Recipe())):
        append_row(path, _run(stand_in.formula, run, recipe, "test"))
    return path


@pytest.fixture(scope="session")
def model(table: Path) -> Model:
    return train(table)
