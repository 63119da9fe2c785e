"""One filling of a user's volume from its checks to its result."""

from collections.abc import Callable

import msgspec

from simulation_server.manufacturing.filling_lattice import CONNECTED_SHARE
from simulation_server.manufacturing.infiltration import MOST_STEPS, Infiltration
from simulation_server.physics.carbon_binder import cbd
from simulation_server.schema.errors import FileError, PhysicsError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.results import Saturation
from simulation_server.schema.states import FrontState, Phase
from simulation_server.volumes import Volume, require_way
from simulation_server.volumes.way_through import Axis

from .document import FilledVolume, summarise, time_to
from .forecast import forecast
from .watch import Watch


def fill(
    file: str,
    volume: Volume,
    recipe: Recipe,
    lattice_um: float,
    cbd_nanoporosity: float | None,
    notes: tuple[str, ...],
    *,
    steps: int | None,
    minutes: float | None,
    show: Callable[[float, str], None],
    note: Callable[[str], None],
) -> tuple[Watch, FilledVolume]:
    """Fills the volume with the recipe's electrolyte; `show` takes progress (0 to 1) with words,
    `note` what is known before the run.

    cbd_nanoporosity: of the carbon-binder, where the file does not say; that of PVDF's when None. Raises
    UserError where the pores do not lead through; a failure under way is kept in the watch.
    """
    show(0.0, "looking for a way through the pores")
    axis: Axis = "x" if recipe.infiltration.entry == "side" else "z"
    way = require_way(volume, Phase.PORE, axis, CONNECTED_SHARE)
    show(0.0, "compiling the lattice, or loading it")
    # a user's volume may be finer than any recipe of ours
    simulation = msgspec.structs.replace(recipe.simulation, lattice_um=lattice_um)
    recipe = msgspec.structs.replace(recipe, simulation=simulation)
    voxels = volume.voxels(cbd().nanoporosity if cbd_nanoporosity is None else cbd_nanoporosity)
    most_steps = MOST_STEPS if steps is None else steps
    watch = Watch(Infiltration(voxels, recipe, most_steps), most_steps)
    show(0.0, "forecasting from the geometry")
    expected, said = _expected(watch.filling, recipe, voxels.cbd_nanoporosity)
    note(said)

    def on_state(state: FrontState) -> None:
        show(state.progress, f"filling: {state.saturation:.0%} after {state.time_ms:.3g} ms")

    watch.run(minutes, on_state)
    if watch.last is None:
        assert watch.failure is not None
        raise watch.failure
    return watch, summarise(file, volume, way, (*notes, said), recipe, watch, expected)


def _expected(
    filling: Infiltration, recipe: Recipe, cbd_nanoporosity: float
) -> tuple[Saturation | None, str]:
    """The forecast, and in words what it says."""
    try:
        curve = forecast(filling, recipe, cbd_nanoporosity)
    except (FileError, PhysicsError) as error:
        return None, f"no forecast: {error}"
    time_ms = time_to(curve, 0.9)
    if time_ms is None:
        return curve, f"forecast: {curve.saturation[-1]:.0%} filled in the end"
    return curve, f"forecast: 90 % filled after {time_ms:.3g} ms"
