"""How far particles have come, across periodic edges and in a flow."""

import numpy as np
import pytest

from simulation_server.live.displacement import Displacement
from simulation_server.schema.states import Particles, ParticleState, Stage

EDGE, HEIGHT = 20.0, 50.0


def state(
    positions: np.ndarray, stage: Stage, time_us: float = 0.0, rate_per_s: float = 0.0
) -> ParticleState:
    n = len(positions)
    particles = Particles(positions, np.ones(n), np.ones(n, np.uint8), np.zeros(n), (EDGE, EDGE))
    return ParticleState(stage, 0.5, time_us, particles, HEIGHT, 0.0, shear_rate_per_s=rate_per_s)


def test_a_way_longer_than_the_box_is_measured_whole() -> None:
    displacement = Displacement()
    for k in range(11):
        at = np.array([[(5.0 + 3.0 * k) % EDGE, 1.0, 10.0]])
        displacement.follow(state(at, Stage.DRYING))
    assert displacement.lengths_um == pytest.approx([30.0])
    displacement.follow(state(at, Stage.CALENDERING))
    assert displacement.lengths_um == pytest.approx([0.0])


def test_in_a_shear_flow_each_height_goes_its_own_way_however_fast() -> None:
    displacement, rate = Displacement(), 100.0
    z = np.array([0.0, 12.5, 25.0, 37.5, 49.9])
    for strain in np.arange(0.0, 2.01, 0.5):  # up to 12.5 um, more than half an edge, in a step
        x = (3.0 + strain * (z - 0.5 * HEIGHT)) % EDGE
        at = np.column_stack([x, np.full(5, 4.0), z])
        displacement.follow(state(at, Stage.SHEARING, time_us=strain / rate * 1e6, rate_per_s=rate))
    assert displacement.lengths_um == pytest.approx(2.0 * np.abs(z - 0.5 * HEIGHT))


def test_a_particle_that_leaves_a_slurry_at_its_top_has_not_jumped() -> None:
    displacement = Displacement()
    for z, x in (
        (49.5, 3.0),
        (0.3, 14.0),
        (0.8, 14.0),
    ):  # comes in at its foot, carried on by the images' shift
        displacement.follow(state(np.array([[x, 4.0, z]]), Stage.SLURRY))
    assert displacement.lengths_um == pytest.approx([0.5])
