"""Contact angles at rest: menisci between plates, drops on a plate, and plugs in a round tube."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from simulation_server.physics.lattice.two_phase import TwoPhase

from .check import Check, absolute
from .lattice_settings import FILLING
from .lattice_shapes import ENDS, round_radius, tube
from .menisci import channel_angle_deg, drop_angle_deg

ANGLES_DEG = (30.0, 45.0, 60.0, 75.0, 90.0, 105.0, 120.0, 135.0, 150.0)
SESSILE_DEG, TUBE_DEG = (60.0, 90.0, 120.0), (45.0, 60.0, 75.0, 120.0)
BAR_DEG = 3.0
_SOURCE = "Young (1805): the set angle"
_GAP, _RADIUS, _DROP = 20, 9.5, 14.0
_STEPS = 6000


def plates() -> Iterator[Check]:
    """The circle through the meniscus of a plug of liquid between two plates."""
    plug = np.zeros((5 * _GAP, 1, _GAP))
    plug[len(plug) // 4 : 3 * len(plug) // 4] = 1.0
    for angle in ANGLES_DEG:
        lattice = TwoPhase(
            np.zeros(plug.shape, bool), plug, replace(FILLING, contact_angle_deg=angle), open_ends=False
        )
        lattice.run(_STEPS)
        found = channel_angle_deg(lattice.liquid()[: len(plug) // 2, 0])
        yield absolute(f"angle {angle:g} between plates", found, angle, BAR_DEG, "deg", _SOURCE)


def sessile_drops() -> Iterator[Check]:
    """The circle through the middle cut of a drop that has spread on a plate."""
    edge, height = int(3.4 * _DROP), int(1.8 * _DROP)
    x, y, z = np.indices((edge, edge, height))
    middle = (edge - 1) / 2
    for angle in SESSILE_DEG:
        # A cap of the set angle and this volume, so that little has to flow.
        lean = np.cos(np.radians(angle))
        radius = _DROP / np.cbrt(0.25 * (2.0 + lean) * (1.0 - lean) ** 2) * 0.75
        distance = np.sqrt((x - middle) ** 2 + (y - middle) ** 2 + (z + 0.5 + radius * lean) ** 2)
        share = 0.5 * (1.0 + np.tanh(FILLING.sharpness * (radius - distance)))
        lattice = TwoPhase(
            np.zeros(share.shape, bool), share, replace(FILLING, contact_angle_deg=angle), open_ends=False
        )
        lattice.run(_STEPS // 2)
        found = drop_angle_deg(lattice.liquid()[:, edge // 2])
        yield absolute(f"angle {angle:g} of a drop on a plate", found, angle, BAR_DEG, "deg", _SOURCE)


def round_tube() -> Iterator[Check]:
    """The angle whose cosine gives the pressure jump of a plug in a tube of cells: a curved, stepped wall."""
    for angle in TUBE_DEG:
        found = tube_angle_deg(_RADIUS, angle)
        yield absolute(f"angle {angle:g} in a round tube", found, angle, BAR_DEG, "deg", _SOURCE)


def tube_angle_deg(tube_radius: float, angle_deg: float) -> float:
    """The angle that the pressure jump of a plug at rest stands for, where `angle_deg` is set."""
    solid = tube(tube_radius, int(10 * tube_radius))[:, :, ENDS:-ENDS]
    radius, length = round_radius(solid), solid.shape[2]
    plug = np.zeros(solid.shape)
    plug[:, :, length // 4 : 3 * length // 4] = 1.0
    middle = slice(solid.shape[0] // 2 - 1, solid.shape[0] // 2 + 1)
    lattice = TwoPhase(solid, plug, replace(FILLING, contact_angle_deg=angle_deg), open_ends=False)
    lattice.run(_STEPS)
    pressure = lattice.pressure()[middle, middle].mean(axis=(0, 1))
    ends = 0.5 * (pressure[2:8].mean() + pressure[-8:-2].mean())
    jump = float(ends - pressure[length // 2 - 3 : length // 2 + 3].mean())
    cosine = np.clip(0.5 * jump * radius / FILLING.surface_tension, -1.0, 1.0)
    return float(np.degrees(np.arccos(cosine)))
