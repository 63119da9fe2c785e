"""Which phase leads through, and how far it gets where it does not."""

import numpy as np
import pytest

from simulation_server.schema.errors import UserError
from simulation_server.schema.states import Phase
from simulation_server.volumes import Volume, require_way, ways


def _volume(wall_at: int | None = None) -> Volume:
    """A shaft along z (6, 6, 20), closed by a wall in one layer, and a closed pore beside it."""
    labels = np.full((6, 6, 20), Phase.AM, np.uint8)
    labels[1:3, 1:3] = Phase.PORE
    labels[4, 4, 5:9] = Phase.PORE
    if wall_at is not None:
        labels[:, :, wall_at] = Phase.AM
    return Volume(labels, 0.5)


def test_a_shaft_leads_through() -> None:
    found = require_way(_volume())
    assert found.layers == found.reached_layers == 20
    assert found.connected_share == pytest.approx(80 / 84)


def test_where_the_way_ends_is_said() -> None:
    with pytest.raises(
        UserError,
        match=r"pores do not connect .* from z = 10 um they lead through 13 of 20 layers, to z = 3.5 um",
    ):
        require_way(_volume(wall_at=6))


def test_other_axes_and_phases() -> None:
    with pytest.raises(UserError, match=r"along x: from x = 3 um they lead through 0 of 6 layers"):
        require_way(_volume(), axis="x")
    found = ways(_volume(), "x")
    assert set(found) == {Phase.PORE, Phase.AM}
    assert found[Phase.AM].leads_through and not found[Phase.PORE].leads_through


def test_too_few_connected_pores_are_refused() -> None:
    with pytest.raises(UserError, match=r"only 95% of the pores lead through"):
        require_way(_volume(), least_share=0.99)
