"""A filling that is watched: what is kept of it, also where it breaks off."""

from collections.abc import Iterator
from itertools import islice

import msgspec
import numpy as np
import pytest

from app.filling.document import time_to
from app.filling.watch import Watch
from simulation_server.manufacturing.infiltration import Infiltration
from simulation_server.schema.errors import PhysicsError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.results import Saturation
from simulation_server.schema.states import FrontState, Voxels

MOST_STEPS = 400


def _shaft() -> Voxels:
    """A square shaft along z in active material (12, 12, 60), narrow enough to take many states to fill."""
    phase = np.ones((12, 12, 60), np.uint8)
    phase[4:8, 4:8] = 0
    return Voxels(phase, 1.0)


def _recipe() -> Recipe:
    recipe = Recipe()
    simulation = msgspec.structs.replace(recipe.simulation, lattice_um=1.0)
    return msgspec.structs.replace(recipe, simulation=simulation)


class _Breaking(Infiltration):
    """A real filling that goes bad after some states."""

    def states(self) -> Iterator[FrontState]:
        yield from islice(super().states(), 5)
        raise PhysicsError("the flow reached a speed of 2 cells a step; the state of step 250 is kept")


def test_what_was_reached_outlives_a_failure() -> None:
    watch = Watch(_Breaking(_shaft(), _recipe(), MOST_STEPS), MOST_STEPS)
    seen: list[float] = []
    watch.run(None, lambda state: seen.append(state.time_ms))
    assert isinstance(watch.failure, PhysicsError) and "step 250 is kept" in watch.stopped
    assert len(seen) == 5 and watch.last is not None and watch.last.time_ms == seen[-1] > 0.0


def test_a_limit_of_steps_is_told_from_the_end() -> None:
    watch = Watch(Infiltration(_shaft(), _recipe(), MOST_STEPS), MOST_STEPS)
    watch.run(None, lambda _: None)
    assert watch.failure is None and watch.stopped == f"after {MOST_STEPS} lattice steps"


def test_a_limit_of_time_ends_it() -> None:
    watch = Watch(Infiltration(_shaft(), _recipe()), MOST_STEPS)
    watch.run(0.0, lambda _: None)
    assert watch.stopped == "after 0 min, as asked" and watch.last is not None


def test_four_cuts_show_the_front_on_its_way() -> None:
    watch = Watch(Infiltration(_shaft(), _recipe()), 10**6)
    watch.run(None, lambda _: None)
    assert watch.stopped == ""
    cuts = watch.four_cuts()
    reached = [cut.saturation for cut in cuts]
    assert reached == pytest.approx([share * reached[-1] for share in (0.25, 0.5, 0.75, 1.0)], abs=0.06)
    heights = [np.flatnonzero(cut.liquid[6] > 127).min(initial=60) for cut in cuts]
    assert heights == sorted(heights, reverse=True) and heights[0] > heights[-1]
    assert set(watch.quarters) == {"filling-025", "filling-050", "filling-075", "filling-100"}


def test_the_time_to_a_share_lies_between_two_points() -> None:
    curve = Saturation([0.0, 1.0, 2.0, 3.0], [0.0, 0.4, 0.8, 0.7])
    assert time_to(curve, 0.5) == pytest.approx(1.25)
    assert time_to(curve, 0.8) == pytest.approx(2.0)
    assert time_to(curve, 0.9) is None
