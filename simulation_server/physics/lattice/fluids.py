"""What the two fluids are on the lattice, and within which limits the lattice is stable."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from simulation_server.schema.errors import PhysicsError

ANGLES_DEG = (20.0, 150.0)


@dataclass(frozen=True, slots=True)
class Fluids:
    """Settings in lattice units (cell, step, density 1)."""

    contact_angle_deg: float | tuple[float, ...] = 50.0  # in the liquid; one for all walls, or one a kind
    surface_tension: float = 0.1
    liquid_viscosity: float = 0.05  # kinematic
    gas_viscosity: float = 0.02
    sharpness: float = 0.8  # beta: the interface is tanh(beta x)-shaped
    solubility: float = 1e-3  # share of each phase the other can hold in its bulk
    inlet_pressure: float = 0.0
    outlet_pressure: float = 0.0
    gravity: float = 0.0  # pulls the liquid towards -z; negative: towards +z

    def angles_deg(self, kinds: int) -> tuple[float, ...]:
        """Contact angle of wall kinds 1 to `kinds`."""
        if not isinstance(self.contact_angle_deg, tuple):
            return (self.contact_angle_deg,) * kinds
        return self.contact_angle_deg


def check(fluids: Fluids, kinds: int) -> None:
    """Refuse settings with which the lattice is known to blow up; `kinds` is the largest wall kind.

    The limits were found by trial: a drop and a front in a random porous solid of pores some 5 cells wide,
    at viscosities from 0.0005 to 2, until the flow reached half a cell a step or the populations diverged.
    What a pressure drives through wide pores depends on the solid: `TwoPhase.run` watches over that.
    """
    angles = fluids.angles_deg(kinds)
    if len(angles) < kinds:
        raise PhysicsError(
            f"{len(angles)} contact angles for wall kinds 1 to {kinds}, expected one for each kind: "
            "give one angle for all, or add the missing ones"
        )
    for what, value, low, high, remedy in _limits(fluids, angles):
        if not low <= value <= high:  # also true for NaN
            raise PhysicsError(
                f"{what} is {value:.4g}; the lattice is stable from {low:.4g} to {high:.4g}: {remedy}"
            )


def _limits(fluids: Fluids, angles: tuple[float, ...]) -> Iterator[tuple[str, float, float, float, str]]:
    """Name, value, least, largest and remedy of each setting."""
    for angle in angles:
        yield "contact angle (deg)", angle, *ANGLES_DEG, "choose an angle within"
    for name, viscosity in (("liquid", fluids.liquid_viscosity), ("gas", fluids.gas_viscosity)):
        yield f"{name} viscosity (lattice units)", viscosity, 0.001, 2.0, "take another time step"
    most = min(0.4, 0.6 * math.sqrt(fluids.liquid_viscosity), 1.1 * math.sqrt(fluids.gas_viscosity))
    remedy = "lower it or raise the viscosities"
    yield "surface tension (lattice units)", fluids.surface_tension, 0.0, most, remedy
    for end, pressure in (("inlet", fluids.inlet_pressure), ("outlet", fluids.outlet_pressure)):
        yield f"{end} pressure (lattice units)", pressure, -0.1, 0.2, "take a shorter step"
    yield "gravity (lattice units)", fluids.gravity, -1e-3, 1e-3, "take a shorter step"
    yield "interface sharpness", fluids.sharpness, 0.3, 1.2, "0.8 gives an interface of two to three cells"
    yield "solubility", fluids.solubility, 0.0, 0.1, "1e-3 keeps bulk phases clean"
