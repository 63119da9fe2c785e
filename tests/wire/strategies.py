"""Hypothesis strategies for every message of the wire, with arrays that fit its layout."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from simulation_server.schema import messages
from simulation_server.schema.layouts import LAYOUTS
from simulation_server.schema.line import CalenderingReport, Line, SlurryReport
from simulation_server.schema.presence import Placed, Placement
from simulation_server.schema.recipe import Calendering, Formulation, Recipe, Simulation
from simulation_server.schema.results import Curve, Outcome, PredictedValue, Prediction, Saturation, Value

FINITE = st.floats(-1e6, 1e6, allow_nan=False)
POSITIVE = st.floats(1e-3, 1e6)
TEXT = st.text(max_size=30)
IDS = st.integers(0, 2**40)
FLOATS = st.lists(FINITE, max_size=5)
CURVES = st.dictionaries(TEXT, st.builds(Curve, FINITE, FLOATS, FLOATS), max_size=2)
RECIPES = st.builds(
    Recipe,
    formulation=st.builds(Formulation, active_wt_pct=st.floats(92.0, 97.0)),
    calendering=st.builds(Calendering, pressure_mpa=st.floats(0.0, 150.0)),
    simulation=st.builds(Simulation, particles=st.integers(300, 50000), seed=st.integers(0, 2**31 - 1)),
)
OUTCOMES = st.builds(
    Outcome,
    st.dictionaries(TEXT, st.builds(Value, FINITE, TEXT), max_size=3),
    CURVES,
    st.none() | st.builds(Saturation, FLOATS, FLOATS),
    line=st.builds(
        Line,
        slurry=st.none() | st.builds(SlurryReport, FINITE, FINITE, FINITE, FLOATS, FLOATS, FLOATS),
        calendering=st.none() | st.builds(CalenderingReport, *[FINITE] * 11, FLOATS, FLOATS),
    ),
    forecast=st.none() | st.builds(Saturation, FLOATS, FLOATS),
    resolved=st.none() | st.builds(Curve, FINITE, FLOATS, FLOATS),
)
PREDICTIONS = st.builds(
    Prediction,
    st.dictionaries(TEXT, st.builds(PredictedValue, FINITE, FINITE, FINITE, TEXT), max_size=3),
    CURVES,
    st.booleans(),
    TEXT,
)
POINTS = st.tuples(*[st.floats(-1e7, 1e7)] * 3)
PLACEMENTS = st.builds(Placement, POINTS, st.tuples(*[st.floats(-1.0, 1.0)] * 4))
POSES = st.builds(
    Placed,
    *[st.none() | PLACEMENTS] * 3,
    um_per_m=st.floats(1e-3, 1e9),
    pointing_um=st.none() | POINTS,
    tool=st.text(max_size=20),
)
_FIELDS: dict[type, Any] = {
    int: IDS,
    float: FINITE,
    str: TEXT,
    bool: st.booleans(),
    Recipe: RECIPES,
    Outcome: OUTCOMES,
    Prediction: PREDICTIONS,
    list[float]: FLOATS,
    tuple[float, float]: st.tuples(POSITIVE, POSITIVE),
    Placed: POSES,
    messages.PersonHere.__annotations__["name"]: st.text(max_size=24),
    messages.Poses.__annotations__["poses"]: st.dictionaries(IDS, POSES, max_size=3),
    int | None: st.none() | IDS,
    dict[str, tuple[float, float]]: st.dictionaries(TEXT, st.tuples(FINITE, FINITE), max_size=4),
    messages.Discharge.__annotations__["c_rate"]: st.floats(0.05, 5.0),
    messages.Shear.__annotations__["rates_per_s"]: st.lists(
        st.floats(1.0, 1000.0), min_size=1, max_size=8
    ).map(tuple),
}


def messages_of(kind: type[messages.Message]) -> st.SearchStrategy[messages.Message]:
    """Any message of a kind."""
    fields = {name: _FIELDS.get(hint, TEXT) for name, hint in _hints(kind).items()}
    return st.builds(kind, **fields)


def _hints(kind: type[messages.Message]) -> dict[str, Any]:
    hints: dict[str, Any] = {}
    for base in reversed(kind.__mro__):
        hints.update(getattr(base, "__annotations__", {}))
    return {name: hints[name] for name in kind.__struct_fields__}


@st.composite
def arrays_of(draw: st.DrawFn, kind: type[messages.Message]) -> dict[str, np.ndarray]:
    """Arrays that fit the layout of a kind; lengths of one letter are equal."""
    lengths = {letter: draw(st.integers(0, 40)) for letter in ("k", "m", "n", "p", "x", "y", "z")}
    arrays = {}
    for layout in LAYOUTS.get(kind, ()):
        shape = tuple(dim if isinstance(dim, int) else lengths[dim] for dim in layout.dims)
        seed = draw(st.integers(0, 2**32 - 1))
        random = np.random.default_rng(seed).random(shape)
        array = (random * 200.0).astype(layout.dtype)
        arrays[layout.name] = array
    return arrays
