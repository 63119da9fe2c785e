"""A warm binder is softer."""

import pytest

from simulation_server.manufacturing.materials import AM_KIND, CBD_KIND
from simulation_server.manufacturing.rolled_contacts import softening, warmed
from simulation_server.physics.particles.material import Material

COLD = [Material(1.0, 2e6, 0.3, 0.5, 0.4, 1e4, 6e4)] * 4


@pytest.mark.parametrize("binder", ["PVDF", "CMC-SBR"])
def test_it_softens_steadily_from_room_temperature(binder: str) -> None:
    factors = [softening(binder, celsius) for celsius in range(20, 151, 5)]
    assert softening(binder, 25.0) == pytest.approx(1.0)
    assert factors == sorted(factors, reverse=True)
    assert 0.05 < factors[-1] < 0.6


def test_the_binder_softens_and_its_film_lets_particles_slide() -> None:
    warm = warmed(COLD, "PVDF", 100.0)
    factor = softening("PVDF", 100.0)
    assert warm[CBD_KIND].young_kpa == pytest.approx(factor * 2e6)
    assert warm[CBD_KIND].hardness_kpa == pytest.approx(factor * 6e4)
    active, cold = warm[AM_KIND], COLD[AM_KIND]
    assert (active.young_kpa, active.hardness_kpa) == (cold.young_kpa, cold.hardness_kpa)
    for kind in (AM_KIND, CBD_KIND):  # slides more easily, but by less than the binder softens
        assert factor * cold.friction < warm[kind].friction < cold.friction
    assert warmed(COLD, "PVDF", 25.0) == COLD
