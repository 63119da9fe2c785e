"""The state of a resolved cell between two steps."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from .lattice import F64


@dataclass(slots=True)
class State:
    """Fields padded by one ghost cell; faces as in Surface."""

    lithium_mol_m3: F64
    salt_mol_m3: F64
    solid_v: F64  # from the collector's potential
    liquid_v: F64
    voltage_v: float  # of the first collector against lithium or the counter electrode's
    total_a_m2: F64  # (n,) through the faces, out of the active material
    side_a_m2: F64  # (n,) of it, growth of the interphase
    thickness_m: F64  # (n,) of the interphase
    lithium_metal_a_m2: F64  # (n1, n2) into the electrolyte
    time_s: float = 0.0
    charge_c: float = 0.0  # passed in the direction that lithiates the first electrode

    def copy(self) -> "State":
        """One with arrays of its own."""
        values: dict[str, Any] = {field.name: getattr(self, field.name) for field in fields(self)}
        own: dict[str, Any] = {k: v.copy() if isinstance(v, np.ndarray) else v for k, v in values.items()}
        return State(**own)


_FORESEEN = (
    "lithium_mol_m3", "salt_mol_m3", "solid_v", "liquid_v", "voltage_v", "total_a_m2", "lithium_metal_a_m2",
)  # fmt: skip


def carry_on(now: State, before: State, earlier: State, dt_s: float) -> None:
    """First guess of `now`, a step after `before`: what changed since `earlier` goes on changing."""
    ratio = min(dt_s / (before.time_s - earlier.time_s), 2.0)
    for name in _FORESEEN:
        there = getattr(before, name)
        setattr(now, name, there + ratio * (there - getattr(earlier, name)))
