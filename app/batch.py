"""One recipe in batch: what `mesonaut run` leaves in its folder, written as each step ends."""

import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from simulation_server.chain import State, run_chain
from simulation_server.learning.foreseeing import Chain
from simulation_server.manufacturing.electrode_file import SavedElectrode, save_electrode
from simulation_server.schema.errors import FileError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.results import Outcome, Prediction
from simulation_server.schema.states import FrontState, ParticleState, Stage
from simulation_server.version import __version__
from simulation_server.whole_file import replacing


class BatchResult(msgspec.Struct, frozen=True):
    """result.json: everything a script wants to know of a run."""

    version: str
    complete: bool
    recipe: Recipe
    outcome: Outcome
    prediction: Prediction | None
    wall_s: float


SHARES: dict[Stage, tuple[float, float]] = {
    Stage.SLURRY: (0.0, 0.05),
    Stage.SHEARING: (0.05, 0.15),
    Stage.DRYING: (0.15, 0.25),
    Stage.CALENDERING: (0.25, 0.5),
    Stage.ANALYSIS: (0.5, 0.55),
    Stage.DISCHARGE: (0.55, 0.6),
    Stage.FILLING: (0.6, 1.0),
}
"""Of the wall time, about: start and end of each stage on the progress bar."""


def read_result(out: Path) -> BatchResult | None:
    """What an earlier run left in the folder; None when there is none. Raises FileError when it is broken."""
    file = out / "result.json"
    if not file.exists():
        return None
    try:
        return msgspec.json.decode(file.read_bytes(), type=BatchResult)
    except (msgspec.DecodeError, OSError) as error:
        raise FileError(
            f"{file}: expected the result of a run ({error}); move it away, or choose another --out"
        ) from None


def write_result(out: Path, result: BatchResult) -> None:
    """Writes result.json whole or not at all."""
    with replacing(out / "result.json") as part:
        part.write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=2))


def run_batch(
    recipe: Recipe,
    out: Path,
    prediction: Prediction | None,
    on_progress: Callable[[float, str], None],
    on_state: Callable[[State], None],
) -> tuple[Chain, BatchResult]:
    """Runs the chain, leaving `electrode.h5` when the electrode is made and `result.json` as results come.

    Raises PhysicsError when a step fails; what was written until then stays.
    """
    out.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    chain = Chain(recipe)

    def result(complete: bool) -> BatchResult:
        wall_s = round(time.perf_counter() - began, 2)
        return BatchResult(__version__, complete, recipe, chain.outcome, prediction, wall_s)

    def on_each(chain: Chain, state: State) -> None:
        on_state(state)
        if isinstance(state, ParticleState | FrontState):
            stage = state.stage if isinstance(state, ParticleState) else Stage.FILLING
            low, high = SHARES[stage]
            on_progress(low + (high - low) * state.progress, stage.value)
            return
        stage = Stage.DISCHARGE if chain.outcome.curves else Stage.ANALYSIS
        if state[0] == "porosity":  # the first quantity analysed: the electrode is made
            saved = SavedElectrode(recipe, chain.electrode, chain.voxels, chain.history, chain.outcome.line)
            save_electrode(out / "electrode.h5", saved)
        on_progress(SHARES[stage][1], stage.value)
        write_result(out, result(complete=False))

    run_chain(chain, on_each)
    finished = result(complete=True)
    write_result(out, finished)
    return chain, finished
