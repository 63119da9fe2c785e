"""The slurry at rest: its spheres in a periodic box, grown in place and brought to zero pressure."""

from collections.abc import Iterator

import msgspec

from simulation_server.schema.line import SlurryReport
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.states import ParticleState, Stage

from .film import Film

_SMALLEST = 0.3
"""Size at which the spheres start, over their own."""
_GROWTH_BLOCKS, _BONDING_BLOCKS, _RESTING_BLOCKS = 24, 6, 40
_STEPS_PER_BLOCK = 50
_GROWTH_STEP = 0.3
"""Step while growing, over that at rest: first overlaps are deep."""
_COMPLIANCE = 0.2
"""Strain of the height in one step at a pressure of the modulus: slower than contacts relax. The slurry
goes on ageing: rested five times longer it is up to one percent denser."""


def mix(recipe: Recipe) -> Film:
    """A film of the recipe's slurry, for `slurry` to relax."""
    return Film(recipe)


def slurry(film: Film) -> Iterator[ParticleState]:
    """Brings the slurry from random places to rest at zero pressure, and notes its density.

    The spheres grow in place (Lubachevsky and Stillinger 1990), their attraction comes up, then the height of
    the periodic box follows the normal stress until it is gone (NPT; athermal, see suspension.py).
    """
    film.enter(Stage.SLURRY)
    system, laws, step = film.system, film.suspension, film.suspension.step_us
    blocks = _GROWTH_BLOCKS + _BONDING_BLOCKS + _RESTING_BLOCKS
    radii = film.blob_radii_um
    system.use(laws.laws(attraction=0.0), dt_us=_GROWTH_STEP * step)
    for block in range(1, _GROWTH_BLOCKS + 1):
        share = min(1.0, 1.25 * block / _GROWTH_BLOCKS)  # the last fifth relaxes at full size
        system.set_radii(radii * (_SMALLEST + (1.0 - _SMALLEST) * share))
        system.advance(_STEPS_PER_BLOCK)
        yield film.state(block / blocks)
    for block in range(1, _BONDING_BLOCKS + 1):
        system.use(laws.laws(attraction=block / _BONDING_BLOCKS), dt_us=step)
        system.advance(_STEPS_PER_BLOCK)
        yield film.state((_GROWTH_BLOCKS + block) / blocks)
    system.barostat(0.0, _COMPLIANCE / laws.modulus_kpa / step)
    for block in range(1, _RESTING_BLOCKS + 1):
        system.advance(_STEPS_PER_BLOCK)
        yield film.state((_GROWTH_BLOCKS + _BONDING_BLOCKS + block) / blocks)
    system.barostat(0.0, 0.0)
    film.line = msgspec.structs.replace(film.line, slurry=_report(film))


def _report(film: Film) -> SlurryReport:
    found = film.mix
    volume = found.area_um2 * film.system.plane_um
    ideal = found.ideal_density_g_cm3
    return SlurryReport(
        density_g_cm3=ideal * found.slurry_volume_um3 / volume,
        ideal_density_g_cm3=ideal,
        solid_volume_fraction=found.volumes.solid_fraction,
    )
