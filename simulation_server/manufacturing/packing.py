"""Packing: the spheres of the slurry, at random in the wet film, relaxed until they hardly overlap."""

from collections.abc import Iterator

from simulation_server.schema.recipe import Recipe
from simulation_server.schema.states import ParticleState, Stage

from .film import SOFT, Film

_GROWTH_BLOCKS = 30
_STEPS_PER_BLOCK = 100
_SMALLEST = 0.1
"""Size at which the spheres start, over their final one."""
_DRAG_PER_US = 1.0


def pack(recipe: Recipe) -> Film:
    """A film of the recipe's slurry, for `packing` to relax."""
    return Film(recipe)


def packing(film: Film) -> Iterator[ParticleState]:
    """Grows the spheres in place to their size in the slurry, after Lubachevsky and Stillinger (1990).

    They start at random places, small enough to overlap little, and push each other apart in a viscous
    solvent while they grow. The film's surface stands still.
    """
    film.enter(Stage.PACKING)
    system = film.system
    system.use(film.contacts(softness=SOFT, wet=True, friction=False))
    system.drag_per_us = system.spin_drag_per_us = _DRAG_PER_US
    system.drive(target_kpa=0.0, speed=0.0, band_kpa=1.0, memory_us=1.0)
    radii = film.radii_um(swelling=1.0)
    for block in range(1, _GROWTH_BLOCKS + 1):
        share = min(1.0, 1.25 * block / _GROWTH_BLOCKS)  # the last fifth relaxes at full size
        system.set_radii(radii * (_SMALLEST + (1.0 - _SMALLEST) * share))
        system.advance(_STEPS_PER_BLOCK)
        yield film.state(block / _GROWTH_BLOCKS)
