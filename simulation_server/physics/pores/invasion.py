"""Liquid displaces gas in a pore network: pressure and viscous drag of both against capillarity.

The dynamic network model (as reviewed by Joekar-Niasar and Hassanizadeh 2012) in its plainest form: a pore
passes liquid on once it is full; both fluids are incompressible; a meniscus adds its capillary pressure to
the flow into the pore it stands in. In one straight tube this is Washburn's law. Gas that liquid has cut off
from the vent stays where it is.

The pressures are solved by conjugate gradients, from those of the step before; a step fills at most a fixed
share of all pores.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit

from .network import Network
from .pore_map import Floats

STEPS = 60
RAMP_STEPS = 20
_TOLERANCE, _MOST_ITERATIONS = 1e-3, 200
_PASSES = 2  # solves a step, since a pressure can stop a meniscus or let it go


@dataclass(frozen=True, slots=True)
class Drive:
    """What moves the liquid."""

    pressure_kpa: float  # inlet over gas
    tension_mn_m: float
    liquid_mpa_s: float
    gas_mpa_s: float
    ramp_ms: float = 0.0  # over which the pressure rises from nothing
    leak: float = 0.0  # how easily gas that is cut off still gives way, over how easily it flows; 0: it stays


@dataclass(frozen=True, slots=True)
class Invasion:
    """Times (n,) in ms, infinite where it never comes to that."""

    start_ms: Floats  # liquid enters
    end_ms: Floats  # full
    cut_off_ms: Floats  # liquid has closed the gas's last way out


def invade(network: Network, drive: Drive, steps: int = STEPS) -> Invasion:
    """Fills the network from the inlet; the vent is open to the gas."""
    start, end, cut_off = _invade(
        network.volume_um3, network.first, network.other, network.back, network.ease_um3,
        network.into_per_um * drive.tension_mn_m, network.inlet, network.inlet_ease_um3,
        network.inlet_into_per_um * drive.tension_mn_m, network.vent, network.vent_ease_um3,
        drive.pressure_kpa, 1e3 * drive.ramp_ms, drive.liquid_mpa_s, drive.gas_mpa_s,
        drive.leak, steps,
    )  # fmt: skip
    return Invasion(1e-3 * start, 1e-3 * end, 1e-3 * cut_off)


@njit(cache=True, nogil=True)
def _invade(  # type: ignore[no-untyped-def]
    volume, first, other, back, ease, into, inlet, inlet_ease, inlet_into, vent, vent_ease,
    full_pressure, ramp, liquid, gas, leak, steps,
):  # fmt: skip
    n, links = len(volume), len(other)
    start, end, cut_off = np.full(n, np.inf), np.full(n, np.inf), np.full(n, np.inf)
    share = np.zeros(n)
    full, alive = np.zeros(n, np.bool_), np.zeros(n, np.bool_)
    shut = np.zeros(links, np.bool_)  # menisci that the pressure holds where they stand
    inlet_shut = np.zeros(len(inlet), np.bool_)
    flow, jump, inlet_flow = np.zeros(links), np.zeros(links), np.zeros(len(inlet))
    p, rest, way, image = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n)
    diagonal, source, rate = np.zeros(n), np.zeros(n), np.zeros(n)
    stack = np.zeros(n, np.int64)
    total = volume.sum()
    time = 0.0
    for _ in range(20 * steps):
        _mark_alive(full, alive, stack, first, other, vent)
        for i in range(n):
            if not alive[i]:
                cut_off[i] = min(cut_off[i], time)
                alive[i] = leak > 0.0
        pressure = (
            full_pressure * min(1.0, (time + 0.5 * ramp / RAMP_STEPS) / ramp) if ramp > 0.0 else full_pressure
        )
        for _ in range(_PASSES):
            diagonal[:] = 0.0
            source[:] = 0.0
            for i in range(n):
                for link in range(first[i], first[i + 1]):
                    j = other[link]
                    flow[link] = 0.0
                    jump[link] = 0.0
                    if not (alive[i] and alive[j]):
                        continue
                    if full[i] == full[j]:
                        flow[link] = ease[link] / (liquid if full[i] else gas)
                    elif not shut[link]:
                        wet = 0.5 + 0.5 * (share[j] if full[i] else share[i])
                        flow[link] = ease[link] / (wet * liquid + (1.0 - wet) * gas)
                        jump[link] = into[link] if full[i] else -into[back[link]]
                    diagonal[i] += flow[link]
                    source[i] -= flow[link] * jump[link]
                if not full[i] and cut_off[i] < np.inf:
                    for link in range(first[i], first[i + 1]):
                        diagonal[i] += leak * ease[link] / gas
            for k in range(len(inlet)):
                i = inlet[k]
                inlet_flow[k] = 0.0
                if not alive[i] or inlet_shut[k]:
                    continue
                wet = 1.0 if full[i] else 0.5 + 0.5 * share[i]
                inlet_flow[k] = inlet_ease[k] / (wet * liquid + (1.0 - wet) * gas)
                diagonal[i] += inlet_flow[k]
                source[i] += inlet_flow[k] * (pressure + (0.0 if full[i] else inlet_into[k]))
            for k in range(len(vent)):
                i = vent[k]
                if alive[i]:
                    diagonal[i] += vent_ease[k] / (liquid if full[i] else gas)
            _relax(p, diagonal, source, flow, first, other, rest, way, image)
            turned = False
            for i in range(n):
                for link in range(first[i], first[i + 1]):
                    j = other[link]
                    if not (full[i] and not full[j] and alive[i] and alive[j]):
                        continue
                    closed = p[i] - p[j] + into[link] <= 0.0
                    if closed != shut[link]:
                        shut[link] = closed
                        shut[back[link]] = closed
                        turned = True
            for k in range(len(inlet)):
                i = inlet[k]
                if alive[i] and not full[i]:
                    closed = pressure + inlet_into[k] - p[i] <= 0.0
                    turned = turned or closed != inlet_shut[k]
                    inlet_shut[k] = closed
            if not turned:
                break
        rate[:] = 0.0
        for i in range(n):
            if not (full[i] and alive[i]):
                continue
            for link in range(first[i], first[i + 1]):
                j = other[link]
                if full[j] or not alive[j] or shut[link]:
                    continue
                inflow = flow[link] * (p[i] - p[j] + into[link])
                if inflow > 0.0:
                    rate[j] += inflow
                    start[j] = min(start[j], max(end[i], 0.0))
        for k in range(len(inlet)):
            i = inlet[k]
            if alive[i] and not full[i]:
                inflow = inlet_flow[k] * (pressure + inlet_into[k] - p[i])
                if inflow > 0.0:
                    rate[i] += inflow
                    start[i] = 0.0
        span = np.inf
        for i in range(n):
            if rate[i] > 0.0:
                span = min(span, volume[i] * (1.0 - share[i]) / rate[i])
        inflow = rate.sum()
        rising = time < ramp
        if not (inflow > 0.0 or rising):
            break
        # a step ends no sooner than the first pore is full, and fills no less than its share of the whole
        if inflow > 0.0:
            span = max(span, total / steps / inflow)
        if rising:
            span = min(span, ramp / RAMP_STEPS)
        for i in range(n):
            if rate[i] <= 0.0:
                continue
            left = volume[i] * (1.0 - share[i])
            if rate[i] * span >= left * (1.0 - 1e-9):
                end[i] = time + left / rate[i]
                full[i] = True
                share[i] = 1.0
                _pass_on(i, rate[i] * span - left, volume, share, full, alive, first, other, flow)
            else:
                share[i] += rate[i] * span / volume[i]
        time += span
    return start, end, cut_off


@njit(cache=True, nogil=True)
def _pass_on(i, excess, volume, share, full, alive, first, other, flow):  # type: ignore[no-untyped-def]
    """What is left of a step once a pore is full runs on into its empty neighbours."""
    weight = 0.0
    for link in range(first[i], first[i + 1]):
        if not full[other[link]] and alive[other[link]]:
            weight += flow[link]
    for link in range(first[i], first[i + 1]):
        j = other[link]
        if weight > 0.0 and not full[j] and alive[j]:
            share[j] = min(share[j] + excess * flow[link] / weight / volume[j], 0.999)


@njit(cache=True, nogil=True)
def _mark_alive(full, alive, stack, first, other, vent):  # type: ignore[no-untyped-def]
    """Full pores, and those whose gas still has a way to the vent."""
    alive[:] = full
    top = 0
    for k in range(len(vent)):
        if not alive[vent[k]]:
            alive[vent[k]] = True
            stack[top] = vent[k]
            top += 1
    while top > 0:
        top -= 1
        i = stack[top]
        for link in range(first[i], first[i + 1]):
            j = other[link]
            if not alive[j]:
                alive[j] = True
                stack[top] = j
                top += 1


@njit(cache=True, nogil=True, fastmath=True)
def _relax(p, diagonal, source, flow, first, other, rest, way, image):  # type: ignore[no-untyped-def]
    """Conjugate gradients, scaled by the diagonal, from the pressures `p` as they are."""
    n = len(p)
    sized, scale = 0.0, 0.0
    for i in range(n):
        if diagonal[i] <= 0.0:
            p[i] = 0.0
            rest[i] = 0.0
            way[i] = 0.0
            continue
        here = source[i] - diagonal[i] * p[i]
        for link in range(first[i], first[i + 1]):
            here += flow[link] * p[other[link]]
        rest[i] = here
        way[i] = here / diagonal[i]
        sized += here * way[i]
        scale += source[i] * source[i] / diagonal[i]
    for _ in range(_MOST_ITERATIONS):
        if sized <= _TOLERANCE * _TOLERANCE * scale:
            break
        curvature = 0.0
        for i in range(n):
            here = diagonal[i] * way[i]
            for link in range(first[i], first[i + 1]):
                here -= flow[link] * way[other[link]]
            image[i] = here
            curvature += here * way[i]
        if curvature <= 0.0:
            break
        stride, before = sized / curvature, sized
        sized = 0.0
        for i in range(n):
            if diagonal[i] > 0.0:
                p[i] += stride * way[i]
                rest[i] -= stride * image[i]
                sized += rest[i] * rest[i] / diagonal[i]
        for i in range(n):
            if diagonal[i] > 0.0:
                way[i] = rest[i] / diagonal[i] + sized / before * way[i]
