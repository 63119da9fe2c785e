"""What a flight leaves in the electrode: the flown way beside the shortest, and a race along both."""

import numpy as np
from numpy.typing import NDArray

from vr_client.stage.flight import FlightResult
from vr_client.stage.marks import Mark, Tone
from vr_client.stage.pore_space import length_um
from vr_client.stage.stage import Stage

FLOWN, SHORTEST = "flight.flown", "flight.shortest"
RACERS: dict[str, Tone] = {"flight.racer.flown": "flown", "flight.racer.shortest": "shortest"}
RACE_S = 8.0
"""In which the flown way is gone along again."""
LINGER_S = 2.0
SPACING_UM = 1.0
"""Between the points of a drawn way: what is nearer would only smear its casing."""


def show_ways(stage: Stage) -> None:
    """Draws both ways of the last flight, each with its tortuosity."""
    result = stage.flight.result
    if result is None:
        return
    stage.marks[SHORTEST] = Mark(
        _points(result.shortest_um[::-1]), "shortest", f"shortest {result.shortest:.2f}"
    )
    name = "guided" if result.guided else "flown"
    stage.marks[FLOWN] = Mark(_points(result.flown_um[::-1]), "flown", f"{name} {result.flown:.2f}")


def take_marks_away(stage: Stage) -> None:
    """Nothing of a flight is drawn any more."""
    stage.flight.replayed_s = None
    for name in (FLOWN, SHORTEST, *RACERS):
        stage.marks.pop(name, None)


def race(stage: Stage, dt_s: float) -> None:
    """Moves two balls on, as fast as each other, along the two ways: the shorter arrives first."""
    flight = stage.flight
    result = flight.result
    if flight.replayed_s is None or result is None:
        return
    flight.replayed_s += dt_s
    if flight.replayed_s > RACE_S + LINGER_S:
        flight.replayed_s = None
        for name in RACERS:
            stage.marks.pop(name, None)
        return
    for (name, tone), at in zip(RACERS.items(), places(result, flight.replayed_s), strict=True):
        stage.marks[name] = Mark(at[None, :].astype(np.float32), tone, joined=False)


def places(result: FlightResult, since_s: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """((3,), (3,)) where the racers on the flown and on the shortest way are after `since_s`."""
    gone_um = length_um(result.flown_um) * since_s / RACE_S
    return _along(result.flown_um, gone_um), _along(result.shortest_um, gone_um)


def _along(way_um: NDArray[np.float64], gone_um: float) -> NDArray[np.float64]:
    """(3,) the place `gone_um` along a way (n, 3); its end beyond that."""
    return _spaced(way_um, np.array([gone_um]))[0]


def _points(way_um: NDArray[np.float64]) -> NDArray[np.float32]:
    """(m, 3) a way (n, 3) as it is drawn."""
    whole_um = length_um(way_um)
    count = max(round(whole_um / SPACING_UM), 1)
    return _spaced(way_um, np.linspace(0.0, whole_um, count + 1)).astype(np.float32)


def _spaced(way_um: NDArray[np.float64], gone_um: NDArray[np.float64]) -> NDArray[np.float64]:
    """(m, 3) the places `gone_um` (m,) along a way (n, 3)."""
    behind = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(way_um, axis=0), axis=1))])
    return np.stack([np.interp(gone_um, behind, way_um[:, axis]) for axis in range(3)], axis=1)
