"""Atom types: LAMMPS' pair coefficients belong to types, ours depend on kind and radius."""

import numpy as np
from numpy.typing import NDArray

from simulation_server.physics.particles.bodies import Floats, Ints

_ROOM = 24  # sizes a kind can take on later, where it starts with fewer
_MOST = 64


class SizeTypes:
    """Types 1, 2, ...: a run of them for each kind that has particles, one for each size within a kind.

    Where a kind has more sizes than room, sizes within a class share a type and its middle radius: the
    attraction of a slurry is then that of a sphere up to half a class away. Contacts keep each sphere's own
    radius, which LAMMPS holds by particle.
    """

    def __init__(self, kind: Ints, radii_um: Floats, kinds: int) -> None:
        """kind, radii_um (n,); kinds: how many laws there are."""
        self._kind = kind
        self.runs: dict[int, tuple[int, int]] = {}
        """First and last type of each kind that has particles."""
        last = 0
        for k in range(kinds):
            mine = radii_um[kind == k]
            if len(mine):
                room = min(max(len(np.unique(mine)), _ROOM), _MOST)
                self.runs[k] = (last + 1, last + room)
                last += room
        self.count = last
        self.types = np.zeros(len(kind), np.int64)
        self.radius_um = np.ones(last)
        self.exact = True
        self.assign(radii_um)

    def assign(self, radii_um: Floats) -> None:
        """Sorts the particles of radii (n,) into types: `types` (n,), `radius_um` (types,), `exact`."""
        self.exact = True
        for k, (first, last) in self.runs.items():
            mine = self._kind == k
            sizes, which = np.unique(radii_um[mine], return_inverse=True)
            room = last - first + 1
            if len(sizes) > room:
                self.exact = False
                edges = np.geomspace(sizes[0], sizes[-1], room + 1)
                which = np.clip(np.searchsorted(edges, radii_um[mine], side="right") - 1, 0, room - 1)
                sizes = np.sqrt(edges[1:] * edges[:-1])
            self.types[mine] = first + which
            self.radius_um[first - 1 : last] = sizes[-1]
            self.radius_um[first - 1 : first - 1 + len(sizes)] = sizes

    def kind_of_type(self) -> NDArray[np.int64]:
        """Kind (types,) of each type."""
        return np.repeat(list(self.runs), [last - first + 1 for first, last in self.runs.values()])
