"""A chain that foretells its filling foretells the one it is asked for."""

import numpy as np

from simulation_server.learning.foreseeing import Chain
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed
from simulation_server.schema.states import Phase, Voxels


def test_another_way_in_is_foretold_anew() -> None:
    solid = np.random.default_rng(1).random((16, 16, 14)) < 0.35
    chain = Chain(Recipe())
    chain.voxels = Voxels(np.where(solid, np.uint8(Phase.AM), np.uint8(Phase.PORE)), 1.3)
    chain.forecast()
    states = chain.fill()
    for _ in range(2):
        next(states)
    side = changed(Recipe(), {"infiltration.entry": "side"})
    assert chain.turn(side) == "fill"
    assert not chain.refill(side)
    map_ms = chain.forecast().filled_ms
    assert map_ms.shape == (16, 16, 14)
    assert np.nanmean(map_ms[-4:]) < 0.5 * np.nanmean(map_ms[:4])  # from the side it now enters
