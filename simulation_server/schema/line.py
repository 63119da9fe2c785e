"""What the manufacturing line reports, step by step, beside the quantities of the finished electrode."""

import msgspec

Floats = list[float]


class SlurryReport(msgspec.Struct, frozen=True):
    """The suspension at rest, and sheared once it was."""

    density_g_cm3: float
    ideal_density_g_cm3: float  # of volumes that add
    solid_volume_fraction: float  # active material and dry carbon-binder in the slurry
    shear_rate_per_s: Floats = []
    viscosity_pa_s: Floats = []  # one for each rate
    viscosity_error_pa_s: Floats = []  # standard error of each


class CoatingReport(msgspec.Struct, frozen=True):
    """The wet film."""

    wet_thickness_um: float
    loading_mg_cm2: float
    shear_rate_per_s: float  # under the comma bar: speed over gap


class DryingReport(msgspec.Struct, frozen=True):
    """The film on its way to dry, in physical time."""

    evaporation_rate_g_m2_s: float
    drying_time_s: float
    peclet: float  # of the binder: surface speed times wet thickness over diffusivity
    binder_ratio: float  # binder in the top tenth over the bottom tenth
    height: Floats = []  # of the dry film, 0 at the collector, 1 at the surface
    binder: Floats = []  # local over mean binder content at these heights
    thickness_um: float = 0.0
    porosity: float = 0.0


class CalenderingReport(msgspec.Struct, frozen=True):
    """What the rolls did; all ways of saying how hard, whichever was set."""

    pressure_mpa: float  # largest on the electrode
    line_load_n_mm: float
    gap_um: float  # nominal, foil included: what the rolls would be set to
    degree_pct: float  # thickness lost, after spring-back
    thickness_before_um: float
    thickness_loaded_um: float  # thinnest, between the rolls
    thickness_um: float  # after spring-back
    porosity: float
    spring_back_pct: float  # of the loaded thickness
    contacts_per_particle: float  # of an active particle
    cracked_share: float  # of the active particles, loaded beyond their strength
    curve_plane_um: Floats = []  # height of the plane, on the way down and up again
    curve_pressure_mpa: Floats = []  # pressure at these heights


class Line(msgspec.Struct, frozen=True):
    """The reports of the steps that have ended."""

    slurry: SlurryReport | None = None
    coating: CoatingReport | None = None
    drying: DryingReport | None = None
    calendering: CalenderingReport | None = None
