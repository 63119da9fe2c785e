"""Particles of many sizes, each with its own lithium."""

import numpy as np
import pytest

from simulation_server.performance.cell import discharge
from simulation_server.performance.chemistry import chemistry
from simulation_server.performance.plain_half_cell import plain_half_cell
from simulation_server.performance.size_distribution import size_distribution
from simulation_server.schema.errors import PhysicsError

from .cells import CATHODE, particles

NMC111 = chemistry("NMC111")
RADII_UM = np.repeat([1.25, 1.75, 2.25, 2.93, 4.14, 5.175], [73, 91, 64, 57, 82, 29])


def test_volume_and_surface_of_the_particles_are_kept() -> None:
    found = size_distribution(particles(RADII_UM))
    assert found.surface.sum() == pytest.approx(1.0)
    assert found.mean_um == pytest.approx((RADII_UM**3).sum() / (RADII_UM**2).sum())
    assert found.scaled_to(2.0).mean_um == pytest.approx(2.0)


def test_equal_particles_are_refused() -> None:
    with pytest.raises(PhysicsError, match="one size"):
        size_distribution(particles(np.full(10, 3.0)))


def test_without_them_it_is_the_cell_the_chain_discharges() -> None:
    plain = plain_half_cell(CATHODE, NMC111, 3.5).discharge(3.0)
    shared = discharge(CATHODE, NMC111, 3.0, 3.5)
    assert plain.capacity_mah_cm2[-1] == pytest.approx(shared.capacity_mah_cm2[-1], rel=1e-3)


def test_large_particles_cost_capacity_when_it_goes_fast() -> None:
    """The volume is in the large ones, which lag; slowly, all have time."""
    many = plain_half_cell(CATHODE, NMC111, 3.5, sizes=size_distribution(particles(RADII_UM)))
    fast, slow = (
        many.discharge(rate).capacity_mah_cm2[-1] / discharge(CATHODE, NMC111, rate, 3.5).capacity_mah_cm2[-1]
        for rate in (3.0, 0.05)
    )
    assert 0.9 < fast < 0.99 < slow < 1.001
