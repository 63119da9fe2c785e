"""What the steps of the line reported, as short facts to read."""

import math
from dataclasses import dataclass

import numpy as np

from simulation_server.schema.line import CalenderingReport, CoatingReport, DryingReport, SlurryReport
from simulation_server.schema.quantities import QUANTITIES

from .figures import DASH, plain, sensible_decimals, with_unit

_MASSES = "Masses and volumes balance; densities stand in assets/materials with their sources."
_SHEAR = "Shear stress over rate in a box sheared by moving images (Lees and Edwards 1972)."
_COMMA = "Lubrication under a comma bar (after Liang et al. 2022), fitted to 8 measured coatings."
_FONT = "Advection and diffusion of the binder after Font et al. 2018 (arXiv 1801.01580)."
_GAUGED = "From the thickness that a gauge reads, and the solids' volume."


@dataclass(frozen=True, slots=True)
class Fact:
    """A label, its number with the unit, and what a tooltip says: meaning and source."""

    label: str
    text: str
    meaning: str
    source: str


def slurry_facts(report: SlurryReport) -> list[Fact]:
    """Density beside that of volumes that add; viscosity and shear thinning once sheared."""
    off_pct = 100.0 * (report.density_g_cm3 / report.ideal_density_g_cm3 - 1.0)
    sign = "+" if off_pct > 0.0 else ""
    facts = [
        Fact(
            "Density", with_unit(plain(report.density_g_cm3, 2), "g/cm³"), "Of the slurry at rest.", _MASSES,
        ),
        Fact("Off ideal", f"{sign}{plain(off_pct, 1)} %", "From the density of volumes that add.", _MASSES),
        Fact(
            "Solids", with_unit(plain(100.0 * report.solid_volume_fraction, 1), "vol%"),
            "Active material and dry carbon-binder in the slurry.", _MASSES,
        ),
    ]  # fmt: skip
    if report.viscosity_pa_s:
        fastest = int(np.argmax(report.shear_rate_per_s))
        rate, viscosity = report.shear_rate_per_s[fastest], report.viscosity_pa_s[fastest]
        facts.append(
            Fact(
                f"At {rate:g} 1/s", with_error(viscosity, _error_of(report, fastest), "Pa·s"),
                "Viscosity at the highest rate so far, with its standard error.", _SHEAR,
            )
        )  # fmt: skip
    index = flow_index(report)
    if index is not None:
        facts.append(
            Fact(
                "Flow index",
                plain(index, 2),
                "n of viscosity = K rate^(n-1): below 1 it thins when sheared.",
                "Power law of Ostwald and de Waele through the rates so far.",
            )
        )
    return facts


def _error_of(report: SlurryReport, k: int) -> float:
    return report.viscosity_error_pa_s[k] if k < len(report.viscosity_error_pa_s) else 0.0


def with_error(value: float, error: float, unit: str) -> str:
    """A positive number to the decimals its standard error supports, three digits without one."""
    if not math.isfinite(value):
        return DASH
    digits = max(0, 2 - math.floor(math.log10(abs(value)))) if value else 2
    if error <= 0.0:
        return with_unit(plain(value, digits), unit)
    places = sensible_decimals(error, digits)
    return with_unit(f"{plain(value, places)} ± {plain(max(error, 10.0**-places), places)}", unit)


def flow_index(report: SlurryReport) -> float | None:
    """n of the power law through the viscosities; None before there are two."""
    rates, viscosities = np.array(report.shear_rate_per_s), np.array(report.viscosity_pa_s)
    good = viscosities > 0.0
    if good.sum() < 2 or np.ptp(rates[good]) == 0.0:
        return None
    return float(1.0 + np.polyfit(np.log(rates[good]), np.log(viscosities[good]), 1)[0])


def coating_facts(report: CoatingReport) -> list[Fact]:
    """Wet thickness, loading, and how fast the bar shears."""
    return [
        Fact(
            "Wet thickness", with_unit(plain(report.wet_thickness_um, 1), "µm"), "Of the film as coated.",
            _COMMA,
        ),
        Fact(
            "Loading", with_unit(plain(report.loading_mg_cm2, 1), "mg/cm²"), "Active material on an area.",
            _MASSES,
        ),
        Fact(
            "Under the bar", with_unit(f"{report.shear_rate_per_s:.3g}", "1/s"),
            "Shear rate in the gap: the web's speed over the gap.", "Couette flow under the bar.",
        ),
    ]  # fmt: skip


def drying_facts(report: DryingReport) -> list[Fact]:
    """How fast it dried, and where the binder went."""
    facts = [
        Fact(
            "Evaporation", with_unit(f"{report.evaporation_rate_g_m2_s:.2g}", "g/(m² s)"),
            "Solvent that leaves a square metre in a second.",
            "As set, or beta c_sat(T) of an oven: heat and mass transfer by Lewis's analogy.",
        ),
        Fact(
            "Drying time", duration(report.drying_time_s), "From the wet film to the dry one.",
            "Solvent over its rate.",
        ),
        Fact(
            "Péclet", f"{report.peclet:.2g}",
            "Speed of the falling surface over that of the binder's diffusion: above 1 binder stays on top.",
            f"Pe = v h / D. {_FONT}",
        ),
        Fact(
            "Binder top/foot", plain(report.binder_ratio, 2),
            "Binder in the top tenth of the film over the bottom tenth.", _FONT,
        ),
    ]  # fmt: skip
    if report.thickness_um > 0.0:
        thickness = with_unit(plain(report.thickness_um, 1), "µm")
        facts.append(Fact("Dry thickness", thickness, "Not yet pressed.", QUANTITIES["thickness_um"].source))
    if report.porosity > 0.0:
        facts.append(Fact("Dry porosity", plain(report.porosity, 3), "Not yet pressed.", _GAUGED))
    return facts


def duration(seconds: float) -> str:
    """A time in the unit that reads best."""
    if seconds < 120.0:
        return with_unit(plain(seconds, 0 if seconds >= 10.0 else 1), "s")
    return with_unit(plain(seconds / 60.0, 1), "min")


def calendering_facts(report: CalenderingReport) -> list[Fact]:
    """All ways of saying how hard, and what became of the film."""
    return [
        Fact(
            "Pressure", with_unit(plain(report.pressure_mpa, 0 if report.pressure_mpa >= 10 else 1), "MPa"),
            "Largest on the electrode.", "Force of the plane over the box.",
        ),
        Fact(
            "Line load", with_unit(plain(report.line_load_n_mm, 0), "N/mm"), "Force over the rolls' width.",
            QUANTITIES["line_load_n_mm"].source,
        ),
        Fact(
            "Roll gap", with_unit(plain(report.gap_um, 0), "µm"),
            "Nominal, foil included: what the rolls, which give, would be set to.",
            QUANTITIES["roll_gap_um"].source,
        ),
        Fact(
            "Degree", with_unit(plain(report.degree_pct, 1), "%"), "Thickness lost, after spring-back.",
            _GAUGED,
        ),
        Fact(
            "Spring-back", with_unit(plain(report.spring_back_pct, 1), "%"),
            "Of the thickness between the rolls.", _GAUGED,
        ),
        Fact("Porosity", plain(report.porosity, 3), "After spring-back.", _GAUGED),
        Fact(
            "Cracked", with_unit(plain(100.0 * report.cracked_share, 1), "%"),
            "Active particles loaded beyond their strength.",
            "2.8 F / (pi d²) of the largest contact force (Hiramatsu and Oka 1966) over a measured strength.",
        ),
        Fact(
            "Contacts", plain(report.contacts_per_particle, 1), "Of an active particle, on average.",
            "Counted.",
        ),
    ]  # fmt: skip


def thickness_story(report: CalenderingReport) -> str:
    """Thickness before, between the rolls, and after."""
    before, loaded, after = (
        plain(value, 1)
        for value in (report.thickness_before_um, report.thickness_loaded_um, report.thickness_um)
    )
    return f"{before} µm before, {loaded} between the rolls, {after} after"
