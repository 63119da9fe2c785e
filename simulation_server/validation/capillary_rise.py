"""Filling of a slit and of a round tube by capillarity alone, and how far gravity lets it go.

A moving meniscus meets the wall at more than the angle at rest, by the viscous wedge at the contact line
(Cox 1986); Washburn's law holds for it with the angle it has. Two checks of each channel: the whole course
with the angle that the meniscus' own circle shows, and the speed far in, where the dynamic angle and the
mouth no longer count, with the angle at rest.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from simulation_server.physics.lattice.fluids import Fluids

from .check import Check, relative
from .contact_angles import tube_angle_deg
from .duct_flow import tube_drag
from .filling_front import Channel, Floats, advance
from .lattice_settings import FILLING
from .lattice_shapes import ENDS, round_radius, slit, tube
from .menisci import channel_angle_deg

BAR = 0.05
_ANGLE_DEG, _RADIUS = 60.0, 7.5
_LOOK, _TO_SPEED, _TO_REST = 200, 3000, 12_000  # steps
_WASHBURN = "Washburn (1921), Bosanquet (1923), with the gas column"
_JURIN = "Jurin (1718)"


def _slit(gap: int, length: int) -> Channel:
    return Channel(slit(gap, length), 2.0 / gap, 12.0 / gap**2)


def _tube(radius: float, length: int) -> Channel:
    solid = tube(radius, length)
    found = round_radius(solid)
    return Channel(solid, 2.0 / found, 8.0 / found**2)


def slit_course() -> Iterator[Check]:
    """The whole course in a slit."""
    yield _course("a slit", _slit(16, 160), 16)


def tube_course() -> Iterator[Check]:
    """The whole course in a tube."""
    yield _course("a tube", _tube(_RADIUS, 80), 15)


def slit_speed() -> Iterator[Check]:
    """The speed 100 gaps within a slit."""
    yield _speed("a slit", "gaps", _ANGLE_DEG, _slit(16, 1680), 1600, 1610)


def tube_speed() -> Iterator[Check]:
    """The speed 60 radii within a tube, whose resistance and angle at rest are those measured in it.

    Stepped walls miss both by a few percent; duct_flow and contact_angles tell by how much.
    """
    channel = replace(_tube(_RADIUS, 480), drag=tube_drag(_RADIUS))
    yield _speed("a tube", "radii", tube_angle_deg(_RADIUS, _ANGLE_DEG), channel, 450, 458)


def slit_height() -> Iterator[Check]:
    """Where gravity holds the liquid in a slit."""
    yield _height("a slit", _slit(16, 70))


def tube_height() -> Iterator[Check]:
    """Where gravity holds the liquid in a tube."""
    yield _height("a tube", _tube(_RADIUS, 50))


def _height(name: str, channel: Channel) -> Check:
    """The weight of the column, reservoir layers included, is the pull; gravity is chosen for the height."""
    pull = channel.pull(FILLING, _ANGLE_DEG)
    height = 0.6 * channel.length
    fluids = replace(FILLING, contact_angle_deg=_ANGLE_DEG, gravity=-pull / (height + ENDS))
    lattice = channel.begun(fluids, int(0.8 * height))
    lattice.run(_TO_REST)
    return relative(f"Jurin's height in {name}", channel.depth(lattice), height, BAR, "cells", _JURIN)


def _course(name: str, channel: Channel, start: int) -> Check:
    """The largest distance from the law, over the depth, until the channel is nearly full."""
    fluids = replace(FILLING, contact_angle_deg=_ANGLE_DEG)
    times, depths, angles = _followed(channel, fluids, start)
    pulls = channel.pull(fluids, 0.0) * np.cos(np.radians(angles))
    law = advance(channel, fluids, depths[0], times, lambda t: float(np.interp(t, times, pulls)))
    worst = int(np.argmax(np.abs(depths / law - 1.0)))
    title = f"course of filling in {name}, farthest from the law (angle as the meniscus shows it)"
    return relative(title, depths[worst], law[worst], BAR, "cells", _WASHBURN)


def _followed(channel: Channel, fluids: Fluids, start: int) -> tuple[Floats, Floats, Floats]:
    """Times, depths and apparent angles (n,) until nine tenths are full."""
    lattice = channel.begun(fluids, start)
    times, depths, angles = [], [], []
    while (depth := channel.depth(lattice)) < 0.9 * channel.length:
        times.append(float(lattice.steps))
        depths.append(depth)
        angles.append(_apparent_angle_deg(channel, lattice.liquid()))
        lattice.run(_LOOK)
    return np.array(times), np.array(depths), np.array(angles)


def _apparent_angle_deg(channel: Channel, share: NDArray[np.float32]) -> float:
    """Of the meniscus in the middle plane."""
    cut = share[:, share.shape[1] // 2]
    open_rows = ~channel.solid[:, share.shape[1] // 2, ENDS]
    return channel_angle_deg(cut[open_rows].T[ENDS:-ENDS])


def _speed(name: str, widths: str, rest_deg: float, channel: Channel, start: int, end: int) -> Check:
    """Mean speed between two depths, against the law without inertia, which has died down."""
    fluids = replace(FILLING, contact_angle_deg=_ANGLE_DEG)
    lattice = channel.begun(fluids, start)
    lattice.run(_TO_SPEED)
    first, begun_at = channel.depth(lattice), lattice.steps
    last = first
    while last < end:
        lattice.run(500)
        last = channel.depth(lattice)
    found = (last - first) / (lattice.steps - begun_at)
    middle = 0.5 * (first + last)
    viscous = fluids.liquid_viscosity * middle + fluids.gas_viscosity * (channel.length - middle)
    law = channel.pull(fluids, rest_deg) / (channel.drag * viscous)
    within = middle * channel.shape / 2.0
    title = f"speed of filling in {name}, {within:.0f} {widths} within (angle at rest {rest_deg:.1f})"
    return relative(title, found, law, BAR, "cells/step", _WASHBURN)
