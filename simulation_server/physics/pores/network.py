"""How easily liquid flows through the throats of a pore map, and how strongly it is drawn in."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .pore_map import Floats, PoreMap, Throats

FLOW_SHARE = 0.75
"""Stokes flow carries (square of the distance to the wall, integrated over the section) times this, over the
viscosity, in a round tube; in a slit it would be 1."""


@dataclass(frozen=True, slots=True)
class Network:
    """Links between pores as compressed rows (row i: links first[i] to first[i + 1]), and the two ends."""

    volume_um3: Floats  # (n,)
    first: NDArray[np.int32]  # (n + 1,)
    other: NDArray[np.int32]  # (m,) the pore at the far end
    back: NDArray[np.int32]  # (m,) the same link seen from there
    ease_um3: Floats  # (m,) flow (um3/us) for 1 kPa over 1 mPa s
    into_per_um: Floats  # (m,) twice the cosine over radius, as the far pore is entered
    inlet: NDArray[np.int32]  # pores that open at the inlet
    inlet_ease_um3: Floats
    inlet_into_per_um: Floats
    vent: NDArray[np.int32]
    vent_ease_um3: Floats


def network(pores: PoreMap, cosine: Floats, extra_um3: Floats | float = 0.0) -> Network:
    """The network of a pore map; `cosine` (n,) of the contact angles, `extra_um3` (n,) soaked up by walls."""
    throats = pores.throats
    pair = throats.pores
    resistance = sum(_half(pores, throats, pair[:, side]) for side in range(2))
    ease = FLOW_SHARE / np.maximum(resistance, 1e-12)
    order = np.argsort(np.concatenate([pair[:, 0], pair[:, 1]]), kind="stable").astype(np.int32)
    place = np.empty_like(order)
    place[order] = np.arange(len(order), dtype=np.int32)
    count = len(pair)
    origin = np.concatenate([pair[:, 0], pair[:, 1]])[order]
    other = np.concatenate([pair[:, 1], pair[:, 0]])[order]
    link = order % max(count, 1)
    into = _into(pores, cosine, throats.radius_um[link], other)
    inlet, vent = pores.inlet.pores[:, 0], pores.vent.pores[:, 0]
    inlet_resistance = _half(pores, pores.inlet, inlet)
    vent_resistance = _half(pores, pores.vent, vent)
    return Network(
        volume_um3=pores.volume_um3 + extra_um3,
        first=np.searchsorted(origin, np.arange(pores.count + 1)).astype(np.int32),
        other=other.astype(np.int32),
        back=place[(order + count) % max(2 * count, 1)],
        ease_um3=ease[link],
        into_per_um=into,
        inlet=inlet.astype(np.int32),
        inlet_ease_um3=FLOW_SHARE / np.maximum(inlet_resistance, 1e-12),
        inlet_into_per_um=_into(pores, cosine, pores.inlet.radius_um, inlet),
        vent=vent.astype(np.int32),
        vent_ease_um3=FLOW_SHARE / np.maximum(vent_resistance, 1e-12),
    )


def _half(pores: PoreMap, throats: Throats, pore: NDArray[np.int64]) -> Floats:
    """Resistance from a region's centre to a throat: the way is as wide as the throat."""
    way = np.linalg.norm(pores.between_um(pores.centre_um[pore], throats.centre_um), axis=1)
    half: Floats = np.maximum(way, 0.5 * pores.lattice_um) / throats.square_um4
    return half


def _into(pores: PoreMap, cosine: Floats, throat_radius: Floats, pore: NDArray[np.integer]) -> Floats:
    """Twice the curvature of the meniscus that enters a pore: between the throat's and the pore's own.

    A meniscus on a lattice is some cells wide and takes a throat for one cell wider.
    """
    curvature: Floats = 4.0 * cosine[pore] / (throat_radius + pores.radius_um[pore] + 2.0 * pores.lattice_um)
    return curvature
