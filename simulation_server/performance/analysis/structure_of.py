"""The whole analysis of a segmented electrode, one step after the other."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from simulation_server.performance.structure import total_porosity
from simulation_server.schema.states import FluxField, Particles, Phase, Voxels

from .contacts import region_contacts, sphere_contacts
from .flux import flux_field
from .geometry import name_of, pore_diameters, profile, surfaces
from .networks import AXES, every_way, networks
from .report import Structure, Transport


@dataclass(slots=True)
class Analysis:
    """A segmented electrode under analysis; `structure` and `fluxes` are there once `run` has ended."""

    voxels: Voxels
    am_s_m: float  # electronic conductivity of the active material
    cbd_s_m: float  # and of the carbon-binder domain
    periodic: bool = False  # in x and y: electrodes of ours are, scans are not
    particles: Particles | None = None  # of an electrode of ours
    structure: Structure | None = None
    fluxes: tuple[FluxField, ...] = field(default=())  # of ions and electrons through the thickness

    def run(self) -> Iterator[tuple[float, str]]:
        """Does it all; yields progress (0 to 1) and what comes next."""
        voxels = self.voxels
        yield 0.0, "shares and surfaces"
        share = np.bincount(voxels.phase.ravel(), minlength=len(Phase)) / voxels.phase.size
        layers, areas = profile(voxels), surfaces(voxels, self.periodic)
        yield 0.1, "sizes of the pores"
        pores = pore_diameters(voxels, self.periodic)
        yield 0.25, "particles and their contacts"
        touching = region_contacts(voxels) if self.particles is None else sphere_contacts(self.particles)
        transport: dict[str, dict[str, Transport]] = {}
        fluxes: list[FluxField] = []
        found = networks(voxels, self.am_s_m, self.cbd_s_m)
        yield 0.5, f"transport through {found[0].words}"
        for done, (network, axis, way, solved) in enumerate(every_way(found, voxels, self.periodic), 1):
            transport.setdefault(network.name, {})[AXES[axis]] = way
            if axis == 2 and solved is not None and network.name != "pores":
                what = "ions" if network.name == "electrolyte" else "electrons"
                fluxes.append(flux_field(what, voxels, solved, network.bulk, periodic=self.periodic))
            following = found[min(done // 3, len(found) - 1)]
            yield 0.5 + 0.5 * done / (3 * len(found)), f"transport through {following.words}"
        self.fluxes = tuple(fluxes)
        self.structure = Structure(
            volume_shares={name_of(phase): float(share[phase]) for phase in Phase},
            total_porosity=total_porosity(voxels),
            cbd_nanoporosity=voxels.cbd_nanoporosity,
            am_conductivity_s_m=self.am_s_m,
            cbd_conductivity_s_m=self.cbd_s_m,
            transport={name: {axis: ways[axis] for axis in AXES} for name, ways in transport.items()},
            surfaces=areas,
            pore_diameter=pores,
            contacts=touching,
            profile=layers,
        )
