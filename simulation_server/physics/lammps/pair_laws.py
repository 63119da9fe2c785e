"""Our laws as LAMMPS styles: what one pair of kinds, or a kind and a wall, is told."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulation_server.physics.particles.bodies import Floats
from simulation_server.physics.particles.coarse_grain import (
    ATTRACTION,
    GAMMA_N,
    GAMMA_T,
    KN,
    KT,
    SLIDING,
    CoarseGrain,
    coarse_table,
)
from simulation_server.physics.particles.material import (
    COHESION,
    DAMPING,
    E_STAR,
    FRICTION,
    G_STAR,
    Material,
    pair_table,
)
from simulation_server.schema.errors import UserError

from .sizes import SizeTypes


@dataclass(frozen=True)
class PairLaws:
    """Input lines for one set of laws."""

    style: str
    """`pair_style`; giving it anew forgets the springs of sliding contacts."""
    contacts: str
    """`pair_coeff` of the contacts."""
    attraction: str
    """`pair_coeff` of what acts beside the contacts."""
    walls: dict[tuple[int, int], str]
    """Arguments of `fix wall/gran/region` for a kind of particle and one of wall."""
    bonds: dict[tuple[int, int], float]
    """Cohesion energy density of the same, kPa."""


def coarse_laws(
    grains: Sequence[CoarseGrain], sizes: SizeTypes, wall_kinds: Sequence[int], heaviness: float
) -> PairLaws:
    """`lj/smooth/linear` over `gran/hertz/history`, one of the latter for each set of its coefficients.

    heaviness: LAMMPS' masses over ours (see motion.heaviness), which its damping is not to feel.
    """
    table = coarse_table(grains)
    table[..., [GAMMA_N, GAMMA_T]] /= heaviness

    def contact(i: int, j: int) -> str:
        own = table[i, j]
        return f"{own[KN]:.17g} {own[KT]:.17g} {own[GAMMA_N]:.17g} {own[GAMMA_T]:.17g} {own[SLIDING]:.17g} 1"

    kinds = sorted(sizes.runs)
    pairs = [(i, j) for i in kinds for j in kinds if i <= j]
    settings = sorted({contact(i, j) for i, j in pairs})
    style = "pair_style hybrid/overlay lj/smooth/linear 1.0 " + " ".join(
        f"gran/hertz/history {setting}" for setting in settings
    )
    contacts = []
    for i, j in pairs:
        number = f" {settings.index(contact(i, j)) + 1}" if len(settings) > 1 else ""
        contacts.append(f"pair_coeff {_run(sizes, i)} {_run(sizes, j)} gran/hertz/history{number}")
    walls = {(i, wall): f"hertz/history {contact(i, wall)}" for i in kinds for wall in wall_kinds}
    return PairLaws(style, "\n".join(contacts), _wells(grains, table, sizes), walls, {})


def _wells(grains: Sequence[CoarseGrain], table: Floats, sizes: SizeTypes) -> str:
    kind = sizes.kind_of_type()
    lines = []
    for i in range(sizes.count):
        for j in range(i, sizes.count):
            a, b = grains[kind[i]], grains[kind[j]]
            ri, rj = sizes.radius_um[i], sizes.radius_um[j]
            depth = table[kind[i], kind[j], ATTRACTION] * 2.0 * np.sqrt(ri * rj)
            sigma = a.sigma_over_d * ri + b.sigma_over_d * rj
            cutoff = a.cutoff_over_d * ri + b.cutoff_over_d * rj
            if depth == 0.0:
                sigma, cutoff = 1e-3, 1e-2  # nothing to look for
            lines.append(
                f"pair_coeff {i + 1} {j + 1} lj/smooth/linear {depth:.17g} {sigma:.17g} {cutoff:.17g}"
            )
    return "\n".join(lines)


def dry_laws(
    materials: Sequence[Material], sizes: SizeTypes, wall_kinds: Sequence[int], heaviness: float
) -> PairLaws:
    """`granular` hertz with `mindlin` friction and `coeff_restitution` damping; cohesion by `harmonic/cut`.

    That damping is Tsuji's with Antypov and Elliott's coefficient, as ours. Ours damps sliding in proportion
    to the tangential stiffness: `xt = sqrt(4 G* / E*)` of the normal damping. Three things differ: LAMMPS
    takes friction's limit from repulsion plus damping (ours: repulsion alone), the slip from the full radius
    (ours: the radius less half the overlap, less the overlap at a wall), and no style of it yields.
    heaviness: as in `coarse_laws`.
    """
    table = pair_table(materials)
    kinds = sorted(sizes.runs)
    hardness = min(materials[k].hardness_kpa for k in {*kinds, *wall_kinds})
    if np.isfinite(hardness):
        raise UserError(
            f"a material of hardness {hardness:.3g} kPa with the LAMMPS engine: expected elastic materials "
            '(LAMMPS has no contact that yields at a set hardness); set simulation.engine = "numba" to press '
            "them"
        )

    def contact(i: int, j: int) -> str:
        own = table[i, j]
        restitution = _restitution(float(own[DAMPING]) / np.sqrt(heaviness))
        return (
            f"hertz {4.0 / 3.0 * own[E_STAR]:.17g} {restitution:.17g} "
            f"tangential mindlin {8.0 * own[G_STAR]:.17g} {np.sqrt(4.0 * own[G_STAR] / own[E_STAR]):.17g} "
            f"{own[FRICTION]:.17g} damping coeff_restitution"
        )

    cohesive = bool((table[np.ix_(kinds, kinds)][..., COHESION] > 0.0).any())
    style = "pair_style hybrid/overlay granular" + (" harmonic/cut" if cohesive else "")
    contacts = [
        f"pair_coeff {_run(sizes, i)} {_run(sizes, j)} granular {contact(i, j)}"
        for i in kinds
        for j in kinds
        if i <= j
    ]
    walls = {(i, wall): f"granular {contact(i, wall)}" for i in kinds for wall in wall_kinds}
    bonds = {pair: float(table[pair][COHESION]) for pair in walls}
    return PairLaws(style, "\n".join(contacts), _springs(table, sizes) if cohesive else "", walls, bonds)


def _restitution(damping: float) -> float:
    """The restitution of a coefficient of damping: material.damping_coefficient the other way round."""
    share = damping / np.sqrt(5.0)
    return float(np.exp(-np.pi * share / np.sqrt(1.0 - share**2)))


def _springs(table: Floats, sizes: SizeTypes) -> str:
    """Cohesion `k pi R* delta` as a spring of negative stiffness that ends at touching, by pair of sizes."""
    if not sizes.exact:
        raise UserError(
            "cohesive materials of too many sizes for the LAMMPS engine: expected at most 64 of a kind, as "
            'its cohesion is set by size; set simulation.engine = "numba"'
        )
    kind = sizes.kind_of_type()
    lines = []
    for i in range(sizes.count):
        for j in range(i, sizes.count):
            ri, rj = sizes.radius_um[i], sizes.radius_um[j]
            spring = 0.5 * np.pi * table[kind[i], kind[j], COHESION] * ri * rj / (ri + rj)
            lines.append(f"pair_coeff {i + 1} {j + 1} harmonic/cut {-spring:.17g} {ri + rj:.17g}")
    return "\n".join(lines)


def _run(sizes: SizeTypes, kind: int) -> str:
    first, last = sizes.runs[kind]
    return f"{first}*{last}"
