"""Where the liquid goes: kept in a closed box, let in at the inlet, soaked up by walls."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from simulation_server.physics.lattice.two_phase import TwoPhase

from .check import Check, relative
from .lattice_settings import FILLING
from .lattice_shapes import ENDS, Solid, packing

BAR, FLOW_BAR = 1e-5, 1e-3
_EDGE, _POROSITY, _SEED = 28, 0.45, 4
_LONG, _SHORT, _SETTLING, _LOOK = 20_000, 2000, 400, 2
DIFFUSIVITY = 0.125  # of the phase lattice: its squared sound speed over two
_CAPACITY, _RATE = 0.3, 1e-4  # of each soaking wall cell: cells of liquid, and cells a step
_CONSERVATION = "conservation of mass"


def closed_box() -> Iterator[Check]:
    """A packing, half full, over a long run."""
    yield _kept(_packed(_LONG), "liquid in a closed packing after 20,000 steps")


def closed_box_shortly() -> Iterator[Check]:
    """The same for a shorter run."""
    yield _kept(_packed(_SHORT), "liquid in a closed packing after 2,000 steps")


def soaking() -> Iterator[Check]:
    """A closed packing with walls that soak up liquid: what they hold and what is left."""
    solid = packing(_EDGE, _POROSITY, _SEED)
    share = _half_full(solid)
    room = np.where(solid, np.float32(_CAPACITY), np.float32(0))
    room[:, :, : _EDGE // 2] = 0.0
    fluids = replace(FILLING, contact_angle_deg=60.0)
    lattice = TwoPhase(solid, share, fluids, open_ends=False, uptake=0.1 * room, uptake_rate=_RATE)
    before = lattice.liquid_mass()
    lattice.run(_SHORT)
    soaked = lattice.soaked()[0]
    after = lattice.liquid_mass() + soaked
    title = f"liquid left and soaked up in a closed packing ({soaked:.0f} of {before:.0f} cells soaked up)"
    yield relative(title, after, before, BAR, "cells", _CONSERVATION)


def filling() -> Iterator[Check]:
    """A packing that fills from the inlet: liquid gained against what has flowed through the inlet."""
    yield _filled(0.0, "liquid gained in filling")


def filling_and_soaking() -> Iterator[Check]:
    """The same with walls that soak up liquid: gained on the lattice and soaked up against what came in."""
    yield _filled(_CAPACITY, "liquid gained and soaked up in filling")


def _packed(steps: int) -> tuple[float, float]:
    solid = packing(_EDGE, _POROSITY, _SEED)
    fluids = replace(FILLING, contact_angle_deg=60.0)
    lattice = TwoPhase(solid, _half_full(solid), fluids, open_ends=False)
    before = lattice.liquid_mass()
    lattice.run(steps)
    return before, lattice.liquid_mass()


def _half_full(solid: Solid) -> NDArray[np.float64]:
    share = np.zeros(solid.shape)
    share[:, :, solid.shape[2] // 2 :] = 1.0
    return share


def _kept(masses: tuple[float, float], title: str) -> Check:
    before, after = masses
    return relative(title, after, before, BAR, "cells", _CONSERVATION)


def _filled(capacity: float, title: str) -> Check:
    """The flow through the inlet layer, summed over time, against the liquid below it."""
    layers = 2 * ENDS
    solid = np.pad(packing(_EDGE, _POROSITY, _SEED), ((0, 0), (0, 0), (layers, layers)))
    share = np.zeros(solid.shape)
    share[:, :, -layers:] = 1.0
    uptake = np.where(solid, np.float32(capacity), np.float32(0))
    fluids = replace(FILLING, contact_angle_deg=60.0)
    lattice = TwoPhase(solid, share, fluids, uptake=uptake, uptake_rate=_RATE if capacity else 0.0)
    plane = solid.shape[2] - 1  # the inlet layer; so near to it C is 1 and nothing is sharpened

    def below() -> float:
        mass = lattice.liquid() * (1.0 + 3.0 * lattice.pressure())
        return float(mass[:, :, :plane].sum(dtype=np.float64)) + lattice.soaked()[0]

    def flow() -> float:
        speed, wet = lattice.velocity()[2], lattice.liquid()
        # Between the two layers at the plane: with the flow, and down what little gradient there is.
        carried = -0.5 * (speed * wet)[:, :, plane - 1 : plane + 1].sum(dtype=np.float64)
        return float(carried + DIFFUSIVITY * (wet[:, :, plane] - wet[:, :, plane - 1]).sum(dtype=np.float64))

    lattice.run(_SETTLING)
    begun, came_in, now = below(), 0.0, flow()
    for _ in range(_SHORT // _LOOK):
        lattice.run(_LOOK)
        before, now = now, flow()
        came_in += 0.5 * _LOOK * (before + now)
    return relative(title, below() - begun, came_in, FLOW_BAR, "cells", _CONSERVATION)
