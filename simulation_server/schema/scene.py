"""A scene: a short lesson in the viewer, as its TOML file says it (see scene_toml.py and scenes/README.md).

A step says a few sentences, shows the electrode in a way that fits them, may ask a question, and may ask for
something to be done; what the physics then gives answers the question.
"""

from typing import Literal

import msgspec

from .quantities import QUANTITIES
from .recipe import Recipe

LayerName = Literal["am", "cbd", "front", "trapped", "pores", "ions", "electrons", "frame"]
SolidColour = Literal[
    "phase", "stress", "displacement", "cracking", "lithiation", "overpotential", "sei", "electron flux"
]
PoreColour = Literal["plain", "filling time", "salt", "ion flux"]
CutAxis = Literal["none", "x", "y", "z"]
PlotName = Literal["", "discharge", "pressing", "filling"]
TabAsked = Literal["", "Recipe", "Line", "Results", "Curves", "View", "Tools"]
Deed = Literal["shear", "fill", "discharge", "fly", "keep"]
Comparison = Literal["value", "before", "kept"]


class Measure(msgspec.Struct, frozen=True):
    """Something a run gives that a question can be about."""

    label: str
    unit: str
    decimals: int = 2


MEASURES: dict[str, Measure] = {
    **{name: Measure(each.label, each.unit, each.decimals) for name, each in QUANTITIES.items()},
    "viscosity_slow_pa_s": Measure("Viscosity at the slowest rate", "Pa s", 1),
    "viscosity_fast_pa_s": Measure("Viscosity at the fastest rate", "Pa s"),
    "thinning": Measure("Viscosity, slowest over fastest rate", "1", 1),
    "peclet": Measure("Péclet number of the binder", "1", 1),
    "binder_ratio": Measure("Binder, top over bottom", "1"),
    "drying_time_s": Measure("Drying time", "s", 0),
    "spring_back_pct": Measure("Spring-back", "%", 1),
    "cracked_share": Measure("Particles loaded beyond their strength", "1"),
    "contacts_per_particle": Measure("Contacts of an active particle", "1", 1),
    "resolved_capacity_mah_cm2": Measure("Capacity in three dimensions", "mAh/cm2"),
    "flown_tortuosity": Measure("Tortuosity of the flown way", "1"),
    "shortest_tortuosity": Measure("Tortuosity of the shortest way", "1"),
    "root_of_factor": Measure("Root of the solver's tortuosity factor", "1"),
}
"""What questions can be about, by name: every quantity, and what the steps of the line and a flight tell."""


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a scene's file; a key that is not listed is a mistake."""


class Show(_Part, frozen=True):
    """How the electrode is shown in a step; what is left out stays as it is."""

    layers: tuple[LayerName, ...] | None = None  # these and no others
    colour: SolidColour | None = None
    electrolyte: PoreColour | None = None
    cut: CutAxis | None = None
    cut_at: float = 0.5  # share of the electrode's extent along the axis
    azimuth_deg: float | None = None  # of the desk's camera
    elevation_deg: float | None = None
    nearer: float = 1.0  # times as near as where the whole electrode is in sight
    plot: PlotName = ""  # below the text
    tab: TabAsked = ""  # of the panel, worth a look: a button opens it


class Action(_Part, frozen=True):
    """What the person is asked to do: turn settings, a deed, or one after the other."""

    says: str
    set: dict[str, float | int | str] = {}  # dotted paths of the recipe
    do: Deed | None = None
    c_rate: float = 1.0  # of a discharge


class Question(_Part, frozen=True):
    """A prediction to be made before the answer is known.

    With `right` (counted from 1) the answer is a fact. With `measure` the physics answers: `limits` part the
    choices, which are listed from low to high, or the number guessed between the two of `guess` counts as
    close within `within_pct`. `compare` says what is measured: the value itself, its change in percent over
    the value before the action, or its difference in percent from the electrode kept beside.
    """

    asks: str
    choices: tuple[str, ...] = ()
    right: int = 0
    measure: str = ""
    compare: Comparison = "value"
    limits: tuple[float, ...] = ()
    guess: tuple[float, float] | None = None
    within_pct: float = 15.0
    explains: str = ""  # said once the answer is there


class Step(_Part, frozen=True):
    """One screen of a lesson: text, question, action, and the answer once the action is done."""

    title: str
    text: str
    show: Show = Show()
    question: Question | None = None
    action: Action | None = None
    source: str = ""


class Scene(_Part, frozen=True):
    """A lesson. `number` is its place in the list; `minutes` how long a person takes."""

    title: str
    about: str
    steps: tuple[Step, ...]
    number: int = 99
    audience: str = "everyone"
    minutes: int = 10
    name: str = ""  # of the file, without its ending
    recipe: Recipe = Recipe()
