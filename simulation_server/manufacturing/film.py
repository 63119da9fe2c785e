"""The film on its way down the line: the particle system, what it stands for, and how far it got."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from simulation_server.physics.particles.engine import Laws, ParticleEngine, threads
from simulation_server.physics.particles.material import Material
from simulation_server.physics.particles.system import ParticleSystem
from simulation_server.schema.line import Line
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.states import Electrode, Particles, ParticleState, Phase, PlaneHistory, Stage

from .calibrated import calibrated
from .formulation import Mix, formulate
from .materials import AM_KIND, CBD_KIND, FOIL_KIND, ROLL_KIND, contact_materials, material
from .placing import random_places
from .suspension import DRAG, Suspension, suspension

SOFT = 0.03
"""Moduli while the film is wet over the dry ones: forces are a thousandth of calendering's, so
softer contacts give the same packing in fewer steps."""
ROLLING_DRAG_PER_US = 1e4
"""Rate at which spin dies from drying on: binder necks and angular grains resist rolling; here they
stop it altogether."""
HEAVY_UM = 3.0
"""AM spheres smaller than this radius get its mass: in slow flow inertia hardly counts, and the time step
no longer follows the smallest of them (selective mass scaling)."""
_SKIN_UM = 0.4
_SLURRY_SKIN = 0.12
"""Over the blob's diameter."""
_LAY_SMALLEST, _LAY_BLOCKS, _LAY_STEPS, _LAY_DRAG_PER_US = 0.2, 18, 60, 1.0
"""Growing back of spheres that the foil or the surface has pushed into others."""


class Film:
    """One film from slurry to electrode; the steps (slurry, coating, drying, calendering) work on it.

    While it is a slurry its system is a box periodic in x, y and z with the film's footprint; `lay` makes it
    a film between foil and surface, `laid_um` thick, zero before. `stage` and `stage_progress` say where it
    is; `pressed_mpa` is the highest pressure it has been calendered at, `target_mpa` the one it goes to,
    `pressing` whether calendering is under way, `held` for how many blocks in a row the plane's pressure was
    right. `line` holds the reports of the steps that have ended; `binder_share` (n_cbd,) what drying moved:
    each CBD sphere's volume over their mean; `cracking` (n,) the largest crushing stress so far over the
    strength.
    """

    def __init__(self, recipe: Recipe) -> None:
        """Places the slurry's spheres at random in the periodic box, not yet relaxed."""
        self.recipe = recipe
        self.mix: Mix = formulate(recipe)
        self.suspension: Suspension = suspension(recipe, self.mix)
        self.stage = Stage.SLURRY
        self.stage_progress = 0.0
        self.stage_start_us = 0.0
        self.pressed_mpa = 0.0
        self.target_mpa = 0.0
        self.pressing = False
        self.held = 0
        self.thickness_um = self.mix.wet_thickness_um
        self.line = Line()
        self.binder_share = np.ones(self.mix.cbd_count)
        self.laid_um = 0.0
        self._curve: list[tuple[float, float]] = []
        self._kind = np.repeat([AM_KIND, CBD_KIND], [len(self.mix.am_radii_um), self.mix.cbd_count])
        self._phase = np.where(self._kind == AM_KIND, Phase.AM, Phase.CBD).astype(np.uint8)
        self.cracking = np.zeros(len(self._kind))
        self._engine_name: str = recipe.simulation.engine
        self.system: ParticleEngine = self._suspended()

    def _suspended(self) -> ParticleEngine:
        rng = np.random.default_rng(self.recipe.simulation.seed)
        height = self.mix.wet_thickness_um
        positions = random_places(rng, self.contact_radii_um, self.mix.box_um, height)
        skin = _SLURRY_SKIN * self.suspension.blob_um
        system = self._engine(positions, self.blob_radii_um, self.suspension.laws(), height, None, skin)
        step = self.suspension.step_us
        system.set_masses(self.suspension.masses_pg(self.contact_radii_um, step))
        system.use(self.suspension.laws(), dt_us=step)
        system.drag_per_us = system.spin_drag_per_us = DRAG / step
        return system

    def lay(self, plane_um: float) -> None:
        """Makes the slurry a film of this thickness between the foil and its own surface.

        The sample is stretched to the thickness, spheres across the boundary are pushed inside, and the CBD
        takes the size of its agglomerates; then all grow in place until they hardly overlap.
        """
        positions = self.system.positions_um
        positions[:, 2] *= plane_um / self.system.plane_um
        radii = self.radii_um(swelling=1.0)
        positions[:, 2] = np.clip(positions[:, 2], radii, plane_um - radii)
        time_us = self.system.time_us
        self.system, self.laid_um = self._walled(positions, plane_um), plane_um
        self.system.time_us = time_us
        self.system.drive(target_kpa=0.0, speed=0.0, band_kpa=1.0, memory_us=1.0)
        self.system.use(self.contacts(softness=SOFT, wet=True, friction=False))
        self.system.drag_per_us = self.system.spin_drag_per_us = _LAY_DRAG_PER_US
        for share in np.linspace(_LAY_SMALLEST, 1.0, _LAY_BLOCKS):
            self.system.set_radii(radii * share)
            self.system.advance(_LAY_STEPS)
        self.system.use(self.contacts(softness=SOFT, wet=True))
        self.system.peak_force[:] = 0.0

    def _walled(self, positions: NDArray[np.float64], plane_um: float) -> ParticleEngine:
        walls, laws = (FOIL_KIND, ROLL_KIND), self.contacts(softness=SOFT, wet=True)
        system = self._engine(positions, self.radii_um(swelling=0.0), laws, plane_um, walls, _SKIN_UM)
        density = material(self.recipe.formulation.active_material)["density_g_cm3"]
        scaled = 4.0 / 3.0 * np.pi * HEAVY_UM**3 * density
        masses = system.masses_pg
        system.set_masses(np.where(self._kind == AM_KIND, np.maximum(masses, scaled), masses))
        return system

    def _engine(
        self,
        positions: NDArray[np.float64],
        radii: NDArray[np.float64],
        laws: Laws,
        plane_um: float,
        walls: tuple[int, int] | None,
        skin_um: float,
    ) -> ParticleEngine:
        engine: Any = ParticleSystem
        if self._engine_name == "lammps":  # an extra: not everyone has it
            from simulation_server.physics.lammps.system import LammpsSystem

            engine = LammpsSystem
        made: ParticleEngine = engine(
            positions,
            radii,
            self._kind,
            laws,
            box_um=(self.mix.box_um, self.mix.box_um),
            plane_um=plane_um,
            walls=walls,
            skin_um=skin_um,
            threads=threads(),
        )
        return made

    def contacts(self, *, softness: float = 1.0, wet: bool = False, friction: bool = True) -> list[Material]:
        """The recipe's materials in contact; see materials.contact_materials."""
        formulation = self.recipe.formulation
        return contact_materials(
            formulation.active_material,
            formulation.binder,
            formulation.binder_share_wt_pct,
            softness=softness,
            wet=wet,
            friction=friction,
            overrides=calibrated("calendering").get("contact"),
        )

    def use(self, laws: Sequence[Material]) -> None:
        """Gives the laid film these contacts; for those that yield, LAMMPS hands over to our own engine."""
        if self._engine_name == "lammps" and any(isfinite(law.hardness_kpa) for law in laws):
            lammps: Any = self.system
            handed = lammps.handed_over(laws).checkpoint()
            self._engine_name = "numba"
            # as `restore` makes it, so that a film restored later goes on alike
            self.system = self._walled(lammps.positions_um, self.laid_um)
            self.system.restore(handed)
        self.system.use(laws)

    @property
    def laid(self) -> bool:
        """Whether this is a film between foil and surface already, no more a periodic slurry."""
        return self.laid_um > 0.0

    @property
    def blob_radii_um(self) -> NDArray[np.float64]:
        """Radii (n,) of the slurry's spheres: blobs hold all of the solvent."""
        return np.concatenate([self.mix.am_radii_um, np.full(self.mix.cbd_count, self.mix.blob_radius_um)])

    @property
    def contact_radii_um(self) -> NDArray[np.float64]:
        """Radii (n,) at which the slurry's spheres touch."""
        blob = self.suspension.contact_share * self.mix.blob_radius_um
        return np.concatenate([self.mix.am_radii_um, np.full(self.mix.cbd_count, blob)])

    def radii_um(self, swelling: float) -> NDArray[np.float64]:
        """Radii (n,) with the CBD holding this share, 0 to 1, of the solvent it takes up in the slurry."""
        dry, wet = self.mix.cbd_radius_um**3, self.mix.cbd_wet_radius_um**3
        cbd = np.cbrt(self.binder_share * dry + swelling * (wet - dry))
        return np.concatenate([self.mix.am_radii_um, cbd])

    def enter(self, stage: Stage) -> None:
        """Starts a stage."""
        self.stage, self.stage_progress, self.stage_start_us = stage, 0.0, self.system.time_us

    def state(self, progress: float, shear_rate_per_s: float = 0.0) -> ParticleState:
        """The film now, as a state of its stage; progress never falls."""
        self.stage_progress = min(1.0, max(self.stage_progress, progress))
        system = self.system
        reading = system.read()
        pressure = system.pressure_kpa if self.laid else float(np.trace(system.stress_kpa())) / 3.0
        return ParticleState(
            stage=self.stage,
            progress=self.stage_progress,
            time_us=system.time_us - self.stage_start_us,
            particles=self._particles(reading.pressure_kpa),
            plane_um=system.plane_um,
            pressure_mpa=pressure / 1e3,
            kinetic_ratio=reading.kinetic / reading.elastic if reading.elastic > 0.0 else 0.0,
            shear_rate_per_s=shear_rate_per_s,
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
        return Particles(
            positions_um=self.system.positions_um,
            radii_um=self.system.radii_um if self.laid else self._shown_radii_um(),
            phase=self._phase,
            stress_mpa=pressure_kpa / 1e3,
            box_um=(self.mix.box_um, self.mix.box_um),
            cracking=self.cracking.copy(),
        )

    def _shown_radii_um(self) -> NDArray[np.float64]:
        """Radii (n,) of the slurry's spheres, grown as far as they are, out to where they touch."""
        return np.asarray(self.system.radii_um / self.blob_radii_um * self.contact_radii_um)

    def checkpoint(self) -> dict[str, Any]:
        """Plain arrays, numbers and strings from which `restore` goes on bit for bit."""
        return {
            **self.system.checkpoint(),
            "engine": self._engine_name,
            "laid_um": self.laid_um,
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
        film.laid_um = float(saved["laid_um"])
        film._engine_name = str(saved["engine"])
        if film.laid:
            film.system = film._walled(film.system.positions_um, film.laid_um)
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
