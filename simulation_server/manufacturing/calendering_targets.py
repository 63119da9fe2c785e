"""What calendering is told to reach: pressure, line load, gap, porosity or degree.

Each says from a film's nip how far it is from it. Pressure is reached by the engine's servo; for the others
the plane comes down until the nip says so, and after the release they are checked on the gauged film.
"""

from collections.abc import Callable
from dataclasses import dataclass

from simulation_server.schema.recipe import Calendering

from .calibrated import calibrated
from .formulation import Mix
from .nip import Nip


@dataclass(frozen=True, slots=True)
class Target:
    """One control: its key in the recipe, the value asked for, and the film's own value.

    `reading` falls as the film is pressed (`sign` -1: it rises). `tolerance` is the largest deviation at
    which it counts as reached. `caution` scales a spring-back that can only be foreseen, to the side on which
    the film is pressed too little at first: it can be pressed again, not less.
    """

    key: str
    wanted: float
    tolerance: float
    reading: Callable[[Nip], float]
    sign: float = 1.0
    caution: float = 1.5

    def missing(self, nip: Nip) -> float:
        """What is still to go; negative beyond the target."""
        return self.sign * (self.reading(nip) - self.wanted)

    def share(self, nip: Nip) -> float:
        """How far the film is from its first point to the target, 0 to 1."""
        first = self.missing(nip.earlier(float("inf")))
        return min(1.0, max(0.0, 1.0 - self.missing(nip) / first)) if first > 0.0 else 1.0


def target_of(settings: Calendering, mix: Mix) -> Target:
    """The target that the settings' `control` names."""
    tolerance = calibrated("calendering")["tolerance"]
    if settings.control == "pressure":
        wanted = settings.pressure_mpa
        slack = tolerance["pressure_share"] * wanted
        return Target("pressure_mpa", wanted, slack, lambda nip: nip.load_mpa, -1.0)
    if settings.control == "line_load":
        wanted = settings.line_load_n_mm
        slack = max(tolerance["line_load_share"] * wanted, tolerance["line_load_n_mm"])
        return Target("line_load_n_mm", wanted, slack, lambda nip: nip.line_load_n_mm, -1.0)
    if settings.control == "gap":
        return Target("gap_um", settings.gap_um, tolerance["gap_um"], lambda nip: nip.gap_um)
    if settings.control == "porosity":
        slack = tolerance["porosity"]
        return Target(
            "target_porosity",
            settings.target_porosity,
            slack,
            lambda nip: mix.porosity(nip.after_um),
            caution=0.5,
        )
    slack = tolerance["degree_pct"]
    return Target("degree_pct", settings.degree_pct, slack, degree_pct, -1.0, caution=0.5)


def degree_pct(nip: Nip) -> float:
    """Share of the dry thickness that calendering took, after spring-back."""
    return 100.0 * (1.0 - nip.after_um / nip.before_um)
