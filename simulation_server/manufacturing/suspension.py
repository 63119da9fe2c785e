"""The slurry as coarse-grained spheres: what they stand for, and the laws between them.

An AM sphere is one particle. A blob stands for its share of carbon, binder and all of the solvent, so that
masses and volumes of the spheres are exactly the recipe's: a soft, swollen, permeable piece of the
carbon-binder network. Their volumes fill the slurry, which spheres cannot: two blobs repel from a contact
diameter `lambda d` on, such that contact spheres of AM and blobs take the share of a soft jammed packing,
`phi_AM + lambda^3 (1 - phi_AM) = phi_J`.

Laws: shifted-force Lennard-Jones attraction and a granular Hertz contact, as in the published models of
these slurries, with all energies in units of the blobs' modulus. Thermal motion is left out: kT at 300 K is
4e-6 pg um2/us2, a billionth of a contact's energy.

Inertia is left out too: a particle of 5 um in a liquid of 1 Pa s comes to rest in nanoseconds, and shear
takes milliseconds. Each sphere moves against Stokes' drag `3 pi eta d` in the liquid that flows on
average; its mass is set such that it would come to rest within a tenth of a step. That allows steps of
some microseconds in true time, where published runs take nanoseconds.

Such soft spheres at jamming flow with a stress that goes about as the square root of the rate (Durian 1995;
Olsson and Teitel 2007), as measured slurries do. Two things not in the spheres scale Kn and eta:

- How stiff the blobs and how thick the liquid are goes with a power of the volume c of carbon and binder
  over the solvent's, as for gels and polymer solutions: `(c/c0)^a`.
- Blobs are as large as the AM particles, so that the liquid squeezed between AM particles nearer than a
  blob is not resolved. Rigid grains of a share phi raise the stress of a power-law fluid of index n by
  `sqrt(g^(n + 1) (1 - phi)^(1 - n))`, `g = (1 - phi/phi_m)^(-2.5 phi_m)`, phi_m = 0.57 (Chateau, Ovarlez and
  Trung 2008; phi_m of Mahaut et al. 2008).

So with both `Kn = Kn0 (c/c0)^a s(phi)`, `eta = eta0 (c/c0)^a s(phi)`. Kn0, eta0 and a are fitted to measured
flow curves, the jammed share to ideal mixing (assets/calibration/slurry.toml). They are fitted for NMC111
with PVDF in NMP, half of the carbon-binder being binder: for others the viscosity is an extrapolation.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation_server.physics.particles.coarse_grain import CoarseGrain
from simulation_server.schema.recipe import Recipe

from .calibrated import calibrated
from .formulation import Mix, Slurry
from .materials import material

STEP = 1.5
"""Time step over viscosity/modulus, the time in which a contact relaxes."""
DRAG = 10.0
"""Rate at which velocities die, times the step: far above 1, so that inertia does not count."""


FLOW_INDEX = 0.47
"""Mean of the measured flow curves."""
MOST_GRAINS = 0.57
"""Share of grains at which the paste between them no longer flows (Mahaut et al. 2008)."""


@dataclass(frozen=True, slots=True)
class Suspension:
    """The laws of one formulation's slurry; Kn and eta in kPa and mPa s, times in us."""

    volumes: Slurry
    am_density: float
    modulus_kpa: float  # Kn of two blobs
    viscosity_mpa_s: float  # of the liquid that slows each sphere, not the slurry's
    blob_um: float  # diameter of a blob

    @property
    def step_us(self) -> float:
        """Time step that a contact's relaxation allows."""
        return STEP * self.viscosity_mpa_s / self.modulus_kpa

    @property
    def blob_density(self) -> float:
        """Mass over volume of carbon, binder and solvent together."""
        volumes = self.volumes
        am_mass = volumes.am * self.am_density
        return (1.0 - am_mass) / (volumes.cbd_solid + volumes.solvent)

    @property
    def contact_share(self) -> float:
        """Contact diameter of a blob over its own, lambda."""
        packing, am = calibrated("slurry")["packing"], self.volumes.am_fraction
        jammed = packing["jammed_share"] + packing["per_am_share"] * am
        return float(np.cbrt((jammed - am) / (1.0 - am)))

    def laws(self, *, attraction: float = 1.0) -> list[CoarseGrain]:
        """AM and blobs as the particle engine takes them, the attraction scaled."""
        law = calibrated("slurry")["law"]
        strength = law["attraction"] * self.modulus_kpa * (self.contact_share * self.blob_um) ** 2
        kinds = (
            (self.am_density, 1.0, law["active_cutoff"], law["active_stiffness"]),
            (self.blob_density, self.contact_share, law["blob_cutoff"], 1.0),
        )
        return [
            CoarseGrain(
                density=density,
                attraction_kpa_um2=attraction * strength * contact,
                sigma_over_d=law["sigma"] * contact,
                cutoff_over_d=cutoff * contact,
                contact_over_d=contact,
                kn_kpa=stiffness * self.modulus_kpa,
                kt_over_kn=law["kt_over_kn"],
                gamma_n_per_us_um=0.0,  # what a contact dissipates is in the drag
                gamma_t_over_n=0.0,
                friction=law["friction"],
            )
            for density, contact, cutoff, stiffness in kinds
        ]

    def masses_pg(self, contact_radii_um: NDArray[np.float64], step_us: float) -> NDArray[np.float64]:
        """Masses (n,) with which the drag rate gives each sphere Stokes' drag; inertia has no other part."""
        stokes = 6.0 * np.pi * self.viscosity_mpa_s * contact_radii_um
        return np.asarray(stokes / (DRAG / step_us))


def stiffening(am_fraction: float) -> float:
    """How much stiffer and thicker AM particles make the carbon-binder between them, s(phi) above."""
    crowding = (1.0 - am_fraction / MOST_GRAINS) ** (-2.5 * MOST_GRAINS)
    return float(np.sqrt(crowding ** (FLOW_INDEX + 1.0) * (1.0 - am_fraction) ** (1.0 - FLOW_INDEX)))


def suspension(recipe: Recipe, mix: Mix) -> Suspension:
    """The laws of a recipe's slurry."""
    volumes, rheology = mix.volumes, calibrated("slurry")["rheology"]
    richer = volumes.binder_concentration / rheology["reference_concentration"]
    factor = richer ** rheology["exponent"] * stiffening(volumes.am_fraction)
    return Suspension(
        volumes=volumes,
        am_density=material(recipe.formulation.active_material)["density_g_cm3"],
        modulus_kpa=rheology["modulus_kpa"] * factor,
        viscosity_mpa_s=rheology["viscosity_mpa_s"] * factor,
        blob_um=2.0 * mix.blob_radius_um,
    )
