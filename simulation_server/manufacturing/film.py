"""The film on its way down the line: the particle system, what it stands for, and how far it got."""

from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from simulation_server.physics.particles.material import Material
from simulation_server.physics.particles.system import ParticleSystem
from simulation_server.schema.line import Line
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.states import Electrode, Particles, ParticleState, Phase, PlaneHistory, Stage

from .formulation import Mix, formulate
from .materials import AM_KIND, CBD_KIND, FOIL_KIND, ROLL_KIND, contact_materials, material
from .placing import random_places

SOFT = 0.03
"""Moduli while the film is wet over the dry ones: forces are a thousandth of calendering's, so
softer contacts give the same packing in fewer steps."""
ROLLING_DRAG_PER_US = 1e4
"""Rate at which spin dies from drying on: binder necks and angular grains resist rolling; this thin
model stops it altogether."""
HEAVY_UM = 3.0
"""AM spheres smaller than this radius get its mass: in slow flow inertia hardly counts, and the time step
no longer follows the smallest of them (selective mass scaling)."""
_SKIN_UM = 0.4


class Film:
    """One film from slurry to electrode; the steps (packing, drying, calendering) work on it.

    `stage` and `stage_progress` say where it is; `pressed_mpa` is the highest pressure it has been
    calendered at, `target_mpa` the one it goes to, `pressing` whether calendering is under way, `held`
    for how many blocks in a row the plane's pressure was right. `line` holds the reports of the steps that
    have ended; `binder_share` (n_cbd,) what drying moved: each CBD sphere's volume over their mean;
    `cracking` (n,) the largest crushing stress so far over the strength.
    """

    def __init__(self, recipe: Recipe) -> None:
        """Places the spheres at random in the wet film, not yet relaxed."""
        self.recipe = recipe
        self.mix: Mix = formulate(recipe)
        self.stage = Stage.PACKING
        self.stage_progress = 0.0
        self.stage_start_us = 0.0
        self.pressed_mpa = 0.0
        self.target_mpa = 0.0
        self.pressing = False
        self.held = 0
        self.thickness_um = self.mix.wet_thickness_um
        self.line = Line()
        self.binder_share = np.ones(self.mix.cbd_count)
        self._curve: list[tuple[float, float]] = []

        kind = np.repeat([AM_KIND, CBD_KIND], [len(self.mix.am_radii_um), self.mix.cbd_count])
        self.cracking = np.zeros(len(kind))
        rng = np.random.default_rng(recipe.simulation.seed)
        height = self.mix.wet_thickness_um
        positions = random_places(rng, self.radii_um(swelling=1.0), self.mix.box_um, height)
        self.system = ParticleSystem(
            positions,
            self.radii_um(swelling=0.0),
            kind,
            self.contacts(softness=SOFT, wet=True),
            box_um=(self.mix.box_um, self.mix.box_um),
            plane_um=height,
            walls=(FOIL_KIND, ROLL_KIND),
            skin_um=_SKIN_UM,
        )
        density = material(recipe.formulation.active_material)["density_g_cm3"]
        scaled = 4.0 / 3.0 * np.pi * HEAVY_UM**3 * density
        masses = self.system.bodies.mass
        self.system.set_masses(np.where(kind == AM_KIND, np.maximum(masses, scaled), masses))
        self._phase = np.where(kind == AM_KIND, Phase.AM, Phase.CBD).astype(np.uint8)

    def contacts(self, *, softness: float = 1.0, wet: bool = False, friction: bool = True) -> list[Material]:
        """The recipe's materials in contact; see materials.contact_materials."""
        return contact_materials(
            self.recipe.formulation.active_material, softness=softness, wet=wet, friction=friction
        )

    def radii_um(self, swelling: float) -> NDArray[np.float64]:
        """Radii (n,) with the CBD holding this share, 0 to 1, of the solvent it takes up in the slurry."""
        dry, wet = self.mix.cbd_radius_um**3, self.mix.cbd_wet_radius_um**3
        cbd = np.cbrt(self.binder_share * dry + swelling * (wet - dry))
        return np.concatenate([self.mix.am_radii_um, cbd])

    def enter(self, stage: Stage) -> None:
        """Starts a stage."""
        self.stage, self.stage_progress, self.stage_start_us = stage, 0.0, self.system.time_us

    def state(self, progress: float) -> ParticleState:
        """The film now, as a state of its stage; progress never falls."""
        self.stage_progress = min(1.0, max(self.stage_progress, progress))
        reading = self.system.read()
        return ParticleState(
            stage=self.stage,
            progress=self.stage_progress,
            time_us=self.system.time_us - self.stage_start_us,
            particles=self._particles(reading.pressure_kpa),
            plane_um=self.system.plane_um,
            pressure_mpa=self.system.pressure_kpa / 1e3,
            kinetic_ratio=reading.kinetic / reading.elastic if reading.elastic > 0.0 else 0.0,
        )

    def record(self) -> None:
        """Adds the plane's height and pressure now to the history."""
        self._curve.append((self.system.plane_um, self.system.pressure_kpa / 1e3))

    @property
    def history(self) -> PlaneHistory:
        """Plane height and pressure since calendering began."""
        curve = np.array(self._curve, dtype=np.float64).reshape(-1, 2)
        return PlaneHistory(plane_um=curve[:, 0].copy(), pressure_mpa=curve[:, 1].copy())

    @property
    def porosity(self) -> float:
        """Porosity at the thickness last gauged, CBD nanopores included."""
        return self.mix.porosity(self.thickness_um)

    def electrode(self) -> Electrode:
        """The electrode as it is, at the thickness last gauged."""
        return Electrode(
            particles=self._particles(self.system.read().pressure_kpa),
            thickness_um=self.thickness_um,
            cbd_nanoporosity=self.mix.cbd_nanoporosity,
            am_volume_um3=self.mix.am_volume_um3,
            cbd_volume_um3=self.mix.cbd_volume_um3,
        )

    def _particles(self, pressure_kpa: NDArray[np.float64]) -> Particles:
        rows = self.system.bodies.rows
        positions = rows[:, :3].copy()
        positions[:, :2] %= self.mix.box_um
        return Particles(
            positions_um=positions,
            radii_um=rows[:, 3].copy(),
            phase=self._phase,
            stress_mpa=pressure_kpa / 1e3,
            box_um=(self.mix.box_um, self.mix.box_um),
            cracking=self.cracking.copy(),
        )

    def checkpoint(self) -> dict[str, Any]:
        """Plain arrays, numbers and strings from which `restore` goes on bit for bit."""
        return {
            **self.system.checkpoint(),
            "stage": self.stage.value,
            "stage_progress": self.stage_progress,
            "stage_start_us": self.stage_start_us,
            "pressed_mpa": self.pressed_mpa,
            "target_mpa": self.target_mpa,
            "pressing": self.pressing,
            "held": self.held,
            "thickness_um": self.thickness_um,
            "line": msgspec.json.encode(self.line).decode(),
            "binder_share": self.binder_share.copy(),
            "cracking": self.cracking.copy(),
            "curve": np.array(self._curve, dtype=np.float64).reshape(-1, 2),
        }

    @classmethod
    def restore(cls, recipe: Recipe, saved: Mapping[str, Any]) -> "Film":
        """The film of a checkpoint; `recipe` as it was in all but the calendering pressure."""
        film = cls(recipe)
        film.system.restore(saved)
        film.stage = Stage(str(saved["stage"]))
        film.stage_progress = float(saved["stage_progress"])
        film.stage_start_us = float(saved["stage_start_us"])
        film.pressed_mpa = float(saved["pressed_mpa"])
        film.target_mpa = float(saved["target_mpa"])
        film.pressing = bool(saved["pressing"])
        film.held = int(saved["held"])
        film.thickness_um = float(saved["thickness_um"])
        film.line = msgspec.json.decode(str(saved["line"]), type=Line)
        film.binder_share = np.array(saved["binder_share"])
        film.cracking = np.array(saved["cracking"])
        film._curve = [(float(z), float(p)) for z, p in saved["curve"]]
        return film
