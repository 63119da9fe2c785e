"""Both engines on the same slurry and the same packing: by how much they differ."""

from typing import NamedTuple

import numpy as np

from simulation_server.physics.particles.bodies import Floats, Ints
from simulation_server.physics.particles.coarse_grain import CoarseGrain
from simulation_server.physics.particles.engine import ParticleEngine
from simulation_server.physics.particles.material import Material
from simulation_server.physics.particles.system import ParticleSystem

from .system import LammpsSystem

ACTIVE = CoarseGrain(4.65, 10.0, 0.88, 1.14, 1.14, 800.0, 1.378, 30.0, 0.959, 0.015)
BINDER = CoarseGrain(1.2, 1.0, 0.9, 1.6, 1.0, 800.0, 1.378, 30.0, 0.959, 0.015)
"""A slurry's shapes of law (those of the published NMC111 set), stiff enough to flow within a short run."""

DRY = (
    Material(4.65, 2e5, 0.3, 0.9, 0.3, 500.0),
    Material(1.2, 1e5, 0.4, 0.9, 0.3, 200.0),
    Material(2.0, 2e5, 0.3, 0.9, 0.3, 100.0),
)
"""Two kinds of grains and the walls: elastic, cohesive, rubbing, and little damped.

LAMMPS limits friction by repulsion plus damping, our law by repulsion alone: at a restitution of 0.2 to 0.3
packings of rubbing grains come out 0.4 to 1.4 % thinner with LAMMPS than with ours (seeds 1 to 3), at 0.9
they agree within 0.1 %.
"""

_COUNT, _ACTIVE, _EDGE_UM = 400, 120, 36.0
_SLURRY_DT_US = 2e-3
_SHEAR_PER_US = 0.02


class Deviation(NamedTuple):
    """One quantity by both engines; `deviation` is relative, or a length where `unit` is um."""

    name: str
    ours: float
    lammps: float
    deviation: float
    bar: float
    unit: str


def grains(seed: int, edge_um: float = _EDGE_UM) -> tuple[Floats, Floats, Ints]:
    """Places (n, 3) in a cube, none touching, radii (n,) falling within each kind, kinds (n,)."""
    rng = np.random.default_rng(seed)
    kind = (np.arange(_COUNT) >= _ACTIVE).astype(np.int64)
    sizes = np.sort(rng.choice([1.75, 2.25, 2.93, 4.14], _ACTIVE, p=[0.3, 0.25, 0.25, 0.2]))[::-1]
    radii = np.concatenate([sizes, np.full(_COUNT - _ACTIVE, 1.5)])
    places = np.empty((_COUNT, 3))
    for i in range(_COUNT):
        apart = np.zeros(1)
        while not (apart > 1.0).all():
            places[i] = rng.uniform(0.0, edge_um, 3)
            away = places[:i] - places[i]
            away -= edge_um * np.rint(away / edge_um)
            apart = np.linalg.norm(away, axis=1) / (radii[:i] + radii[i])
    return places, radii, kind


def agreement(seed: int = 1) -> list[Deviation]:
    """A slurry at rest and sheared, then a packing pressed; raises MachineError where LAMMPS is missing."""
    return [*slurry_agreement(seed), *packing_agreement(seed)]


def slurry_agreement(seed: int) -> list[Deviation]:
    """Density, places and shear stress of a suspension."""
    places, radii, kind = grains(seed)

    def run(
        engine: type[ParticleSystem] | type[LammpsSystem],
    ) -> tuple[ParticleEngine, Floats, float, Floats]:
        system: ParticleEngine = engine(
            places,
            radii,
            kind,
            (ACTIVE, BINDER),
            box_um=(_EDGE_UM, _EDGE_UM),
            plane_um=_EDGE_UM,
            walls=None,
            skin_um=0.8,
        )
        system.use((ACTIVE, BINDER), dt_us=_SLURRY_DT_US)
        system.drag_per_us = system.spin_drag_per_us = 1.0
        system.barostat(0.0, 1e-2)
        system.advance(200)
        early = system.positions_um
        system.advance(800)
        height = system.plane_um
        system.barostat(0.0, 0.0)
        system.shear_rate_per_us = _SHEAR_PER_US
        system.advance(1000)
        system.advance(3000)
        return system, early, height, system.stress_kpa()

    ours, ours_early, ours_height, ours_stress = run(ParticleSystem)
    theirs, early, height, stress = run(LammpsSystem)
    ours_viscosity, viscosity = (-float(s[0, 2]) / _SHEAR_PER_US for s in (ours_stress, stress))
    return [
        _relative("slurry: density after 1000 steps", 1.0 / ours_height, 1.0 / height, 1e-3, "1/um"),
        Deviation(
            "slurry: largest difference of place after 200 steps",
            0.0,
            0.0,
            _apart(ours_early, early)[0],
            0.01,
            "um",
        ),
        _relative("slurry: viscosity", ours_viscosity, viscosity, 0.02, "mPa s"),
        _relative("slurry: energy of contacts", ours.read().elastic, theirs.read().elastic, 0.01, "fJ"),
    ]


def packing_agreement(seed: int) -> list[Deviation]:
    """Thickness and stress of a dry packing under a servo-driven plane."""
    places, radii, kind = grains(seed)
    room = 2.0 * float(radii.max())

    def between_walls(
        engine: type[ParticleSystem] | type[LammpsSystem], at: Floats, height: float
    ) -> ParticleEngine:
        system: ParticleEngine = engine(
            at, radii, kind, DRY, box_um=(_EDGE_UM, _EDGE_UM), plane_um=height, walls=(2, 2), skin_um=0.5
        )
        system.drag_per_us = system.spin_drag_per_us = 0.2
        return system

    start = between_walls(ParticleSystem, places + np.array([0.0, 0.0, 0.5 * room]), _EDGE_UM + room)
    start.drive(target_kpa=100.0, speed=1.0, band_kpa=50.0, memory_us=0.05)
    start.advance(6000)

    def press(engine: type[ParticleSystem] | type[LammpsSystem]) -> tuple[ParticleEngine, Floats]:
        system = between_walls(engine, start.positions_um, start.plane_um)
        system.drive(target_kpa=1000.0, speed=0.3, band_kpa=300.0, memory_us=0.05)
        system.advance(50)
        early = system.positions_um
        system.advance(5950)
        return system, early

    ours, ours_early = press(ParticleSystem)
    theirs, early = press(LammpsSystem)
    return [
        Deviation(
            "packing: largest difference of place after 50 steps",
            0.0,
            0.0,
            _apart(ours_early, early)[0],
            0.01,
            "um",
        ),
        _relative("packing: thickness under 1 MPa", ours.plane_um, theirs.plane_um, 0.005, "um"),
        _relative("packing: mean pressure of the grains", _load(ours), _load(theirs), 0.01, "kPa"),
        _relative("packing: contacts", ours.read().contacts, theirs.read().contacts, 0.02, "1"),
    ]


def _load(system: ParticleEngine) -> float:
    """Pressure the grains carry, each by its volume (kPa)."""
    return float(np.average(system.read().pressure_kpa, weights=system.radii_um**3))


def _relative(name: str, ours: float, lammps: float, bar: float, unit: str) -> Deviation:
    return Deviation(name, ours, lammps, abs(lammps / ours - 1.0), bar, unit)


def _apart(ours: Floats, lammps: Floats) -> tuple[float, float]:
    """Largest and root-mean-square distance of a sphere in the one from itself in the other (um)."""
    away = ours - lammps
    away[:, :2] -= _EDGE_UM * np.rint(away[:, :2] / _EDGE_UM)
    apart = np.linalg.norm(away, axis=1)
    return float(apart.max()), float(np.sqrt(np.mean(apart**2)))
