"""The figures of a structure analysis, as result.json has them."""

import msgspec


class Transport(msgspec.Struct, frozen=True):
    """One network along one axis; null where it does not connect both ends, and `why` says where it stops."""

    connected_share: float  # of the network's voxels, joined to both ends
    effective: float | None  # of the pores over free electrolyte; of the solid in S/m
    tortuosity_factor: float | None  # volume share over `effective`; of pores only
    flux_mismatch: float | None  # of the fluxes in and out, relative
    why: str = ""


class Surfaces(msgspec.Struct, frozen=True):
    """Interfaces per electrode volume, and what touches the collector."""

    am_pore_per_um: float
    am_cbd_per_um: float
    pore_cbd_per_um: float
    am_electrolyte_per_um: float  # to pores and, through its nanopores, to the carbon-binder
    am_covered_share: float  # of the active material's surface, by carbon-binder
    collector_am_share: float  # of the collector's area
    collector_cbd_share: float


class Sizes(msgspec.Struct, frozen=True):
    """A volume-weighted distribution of diameters."""

    d10_um: float
    d50_um: float
    d90_um: float
    diameter_um: list[float]
    volume_share: list[float]


class Contacts(msgspec.Struct, frozen=True):
    """The active material's particles, and what they touch."""

    source: str  # "spheres" of an electrode of ours, or a "watershed" of the volume
    particles: int
    diameter: Sizes | None  # of the spheres, or of spheres of the regions' volumes
    am_am_contacts: int
    am_am_coordination: float  # mean contacts of a particle with others
    am_cbd_share: float  # of the particles that touch carbon-binder
    am_cbd_coordination: float | None  # mean contacts with spheres of carbon-binder; null without such


class Profile(msgspec.Struct, frozen=True):
    """Volume shares of the layers from the collector up."""

    height_um: list[float]
    shares: dict[str, list[float]]


class Structure(msgspec.Struct, frozen=True):
    """All of it. Networks: "pores", "electrolyte" (pores and the carbon-binder's nanopores), "solid"."""

    volume_shares: dict[str, float]
    total_porosity: float  # with the nanopores
    cbd_nanoporosity: float
    am_conductivity_s_m: float
    cbd_conductivity_s_m: float
    transport: dict[str, dict[str, Transport]]  # by network and axis
    surfaces: Surfaces
    pore_diameter: Sizes
    contacts: Contacts
    profile: Profile
