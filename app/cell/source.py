"""The electrode a cell is made of: of a run, of an electrode file, or made now from a recipe."""

from collections.abc import Callable
from dataclasses import astuple, dataclass
from functools import partial
from pathlib import Path

import msgspec

from app.recipe_file import read_recipe
from simulation_server.manufacturing.electrode_file import load_electrode
from simulation_server.performance.cell_structure import CellStructure
from simulation_server.performance.structure import cell_structure, structure_quantities
from simulation_server.performance.voxel_limit import finer_voxels
from simulation_server.physics.voxels import voxelise
from simulation_server.schema.errors import FileError
from simulation_server.schema.quantities import STRUCTURE_QUANTITIES
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.results import Outcome, Value
from simulation_server.schema.states import Particles, ParticleState, Voxels

Show = Callable[[float, str], None]
ELECTRODE = "electrode.h5"


@dataclass(frozen=True, slots=True)
class Made:
    """A made electrode with the recipe it was made by, or a user's volume."""

    recipe: Recipe
    structure: CellStructure
    particles: Particles | None  # None of a volume
    voxels: Callable[[float], Voxels]  # with voxels of this edge, in um
    note: str


def recipe_of(path: Path | None) -> Recipe:
    """The recipe behind what the user gave, before anything is made. Raises FileError for anything else."""
    if path is None:
        return Recipe()
    file = _electrode_file(path)
    return read_recipe(path) if file is None else load_electrode(file).recipe


def made_electrode(path: Path | None, show: Show) -> Made:
    """Of the folder of a run, an electrode.h5, a recipe (which is made now), or the default recipe.

    Raises FileError for a file that is none of these, PhysicsError where the electrode does not conduct.
    """
    file = None if path is None else _electrode_file(path)
    return _make(recipe_of(path), show) if file is None else _saved(file, show)


def _electrode_file(path: Path) -> Path | None:
    """The electrode file behind a path; None for a recipe."""
    if path.suffix.lower() == ".toml":
        return None
    if path.is_dir():
        if not (path / ELECTRODE).is_file():
            raise FileError(
                f"{path}: expected the folder of a run with its {ELECTRODE}; `mesonaut run` makes one"
            )
        return path / ELECTRODE
    if path.suffix.lower() not in (".h5", ".hdf5"):
        raise FileError(f"{path}: expected the folder of a run, an {ELECTRODE}, or a recipe (.toml)")
    return path


def _make(recipe: Recipe, show: Show) -> Made:
    from simulation_server.chain import Chain  # an electrode that is made already needs none of it

    chain = Chain(recipe)
    for state in chain.make():
        if isinstance(state, ParticleState):
            show(state.progress, f"making the electrode: {state.stage.value}")
    show(1.0, "analysing the electrode")
    for _ in chain.analyse():
        pass
    assert chain.voxels is not None
    structure = plain(cell_structure(chain.voxels, chain.outcome.quantities))
    electrode = chain.electrode
    note = "electrode: made from the recipe"
    return Made(recipe, structure, electrode.particles, partial(voxelise, electrode), note)


def _saved(path: Path, show: Show) -> Made:
    show(0.0, "reading the electrode")
    saved = load_electrode(path)
    voxels = saved.voxels or voxelise(saved.electrode, saved.recipe.simulation.voxel_um)
    quantities = _known_quantities(path.parent / "result.json", saved.recipe)
    note = f"electrode: {path}, its structure as the run found it"
    if not set(STRUCTURE_QUANTITIES) <= set(quantities):
        show(0.5, "analysing the electrode")
        finer = finer_voxels(saved.electrode, voxels)
        quantities = dict(
            structure_quantities(saved.electrode, voxels, saved.recipe.formulation, finer=finer)
        )
        note = f"electrode: {path}, its structure analysed now"
    structure = plain(cell_structure(voxels, quantities))
    return Made(saved.recipe, structure, saved.electrode.particles, partial(voxelise, saved.electrode), note)


def plain(structure: CellStructure) -> CellStructure:
    """With numbers that JSON takes."""
    return CellStructure(*(float(each) for each in astuple(structure)))


class _Run(msgspec.Struct):
    """What is wanted of a run's result.json."""

    recipe: Recipe
    outcome: Outcome


def _known_quantities(file: Path, recipe: Recipe) -> dict[str, Value]:
    """What the run with this recipe found, or nothing where there is no such run."""
    try:
        known = msgspec.json.decode(file.read_bytes(), type=_Run)
    except (OSError, msgspec.DecodeError):
        return {}
    return dict(known.outcome.quantities) if known.recipe == recipe else {}
