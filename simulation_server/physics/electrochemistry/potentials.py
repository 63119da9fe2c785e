"""The potentials of solids and electrolyte together, with the reactions between them as conductances.

`div(sigma grad phi_s) = sum j`, `div(kappa grad(phi_e - chi(c))) = -sum j`, chi the diffusion potential. The
system is symmetric and positive: conjugate gradients, preconditioned by one multigrid cycle on each field
with the reactions' conductances on its diagonal. The first network's potential counts from its collector,
whose own potential V is one more unknown, so that the current through it can be imposed; the counter
electrode's collector stands at zero.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from simulation_server.schema.errors import PhysicsError

from .diffusion import advance, turn
from .graph_cycle import GraphCycle
from .lattice import F64, Faces
from .stencils import apply_flow
from .surfaces import gathered

_MOST_ITERATIONS = 400
_WORTH_A_CORE_CELLS = 60_000
"""Below, the threads would wait for each other longer than they compute."""
_POOL = ThreadPoolExecutor(1, thread_name_prefix="potentials")
"""Takes the solids while the caller takes the electrolyte."""


@njit(cache=True, nogil=True, fastmath=True)
def exchange(
    solid: NDArray[np.int64],
    liquid: NDArray[np.int64],
    conductance: F64,
    driven: NDArray[np.bool_],
    in_solid: F64,
    in_liquid: F64,
    collector: float,
    leaving_solid: F64,
    leaving_liquid: F64,
) -> tuple[float, float]:
    """Adds what the faces carry (raveled fields); returns what leaves the driven network, and the power."""
    total = power = 0.0
    for f in range(solid.size):
        above = in_solid[solid[f]]
        if driven[f]:
            above += collector
        difference = above - in_liquid[liquid[f]]
        current = conductance[f] * difference
        power += current * difference
        leaving_solid[solid[f]] += current
        leaving_liquid[liquid[f]] -= current
        if driven[f]:
            total += current
    return total, power


class CoupledPotentials:
    """The linear system of one iteration; conductances are set once, `solve` gives increments."""

    def __init__(
        self,
        faces: tuple[Faces, Faces],
        cycles: tuple[GraphCycle, GraphCycle],
        links: tuple[NDArray[np.int64], NDArray[np.int64], F64, NDArray[np.bool_]],
    ) -> None:
        """`cycles` are those of both fields' conductances, near enough to these.

        `links` are the reaction faces: solid cell, liquid cell, conductance (S), on the driven network.

        The end faces of both fields' first axis lead to potential zero.
        """
        self._faces = faces
        self._solid, self._liquid, self._links, self._driven = links
        shape = faces[0][0].shape
        self._none = np.zeros(shape)
        masses = [gathered(cells, self._links, shape) for cells in (self._solid, self._liquid)]
        self._driven_sum = float(self._links[self._driven].sum())
        self._apart = self._none.size > _WORTH_A_CORE_CELLS
        _both(self._apart, lambda: cycles[0].load(masses[0]), lambda: cycles[1].load(masses[1]))
        self._cycles = cycles
        self.iterations = 0
        self.left_a = 0.0

    def solve(self, rights: tuple[F64, F64, float], reduction: float, least: float) -> tuple[F64, F64, float]:
        """Increments of phi_s (from the collector's), phi_e and V.

        They leave of the currents that miss (A, 1-norm) a share of `reduction`, or `least`; `left_a` says
        how much.

        `rights` are the currents that miss in each cell of both fields (padded, overwritten), and in all.
        """
        residuals, missing = rights[:2], rights[2]
        self.left_a = float(np.abs(residuals[0]).sum() + np.abs(residuals[1]).sum()) + abs(missing)
        enough = max(reduction * self.left_a, least)
        found = (np.zeros_like(residuals[0]), np.zeros_like(residuals[1]))
        directions = (np.zeros_like(found[0]), np.zeros_like(found[0]))
        leaving = (np.zeros_like(found[0]), np.zeros_like(found[0]))
        at_collector = towards = 0.0
        previous = np.inf
        weight = 1.0 / self._driven_sum
        for _ in range(_MOST_ITERATIONS):
            (first, p_first), (second, p_second) = _both(
                self._apart,
                lambda: self._cycles[0].apply(residuals[0]),
                lambda: self._cycles[1].apply(residuals[1]),
            )
            product = p_first + p_second + weight * missing * missing
            ratio = product / previous
            towards = weight * missing + ratio * towards
            powers = _both(
                self._apart,
                lambda: self._turn(0, directions, first, ratio, leaving),  # noqa: B023
                lambda: self._turn(1, directions, second, ratio, leaving),  # noqa: B023
            )
            out, power = exchange(
                self._solid, self._liquid, self._links, self._driven, directions[0].ravel(),
                directions[1].ravel(), towards, leaving[0].ravel(), leaving[1].ravel(),
            )  # fmt: skip
            curvature = power + sum(powers)
            if not curvature > 0.0:
                break
            step = product / curvature
            norms = _both(
                self._apart,
                lambda: advance(found[0], residuals[0], directions[0], leaving[0], step),  # noqa: B023
                lambda: advance(found[1], residuals[1], directions[1], leaving[1], step),  # noqa: B023
            )
            at_collector += step * towards
            missing -= step * out
            self.iterations += 1
            self.left_a = sum(norms) + abs(missing)
            if self.left_a <= enough:
                return found[0], found[1], at_collector
            previous = product
        raise PhysicsError("the potentials did not converge: a conductance is not finite or nothing connects")

    def _turn(self, which: int, directions: Any, corrected: Any, ratio: float, leaving: Any) -> float:
        turn(directions[which], corrected, ratio)
        return apply_flow(self._faces[which], self._none, directions[which], leaving[which])


def _both(apart: bool, first: Any, second: Any) -> Any:
    """Results of two calls, the first one on another core where they are worth the hand-over."""
    if not apart:
        return first(), second()
    beside: Future[Any] = _POOL.submit(first)
    here = second()
    return beside.result(), here
