"""What a one-dimensional cell model needs to know of a made electrode, and nothing more."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CellStructure:
    """Homogenised structure of one electrode; fractions are of the electrode's volume, 0 to 1."""

    thickness_um: float
    porosity: float  # volume the electrolyte can fill, carbon-binder nanopores included
    am_fraction: float  # volume of active material
    active_surface_per_um: float  # active-material surface open to electrolyte per electrode volume
    pore_tortuosity: float  # tortuosity factor: porosity times free over effective diffusivity
    electronic_conductivity_s_m: float  # effective, through the thickness

    @property
    def particle_radius_um(self) -> float:
        """Radius of the equal spheres with this active volume and surface: 3 am_fraction / surface."""
        return 3.0 * self.am_fraction / self.active_surface_per_um
