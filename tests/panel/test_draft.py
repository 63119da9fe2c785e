"""The sliders obey the hand first, the server second, and take in what others ask for."""

from hypothesis import given
from hypothesis import strategies as st

from simulation_server.schema.recipe import Calendering, Recipe, Simulation
from vr_client.panel.draft import ECHO_WAIT_S, Draft

PRESSURE = "calendering.pressure_mpa"


def _pressed(pressure_mpa: float) -> Recipe:
    return Recipe(calendering=Calendering(pressure_mpa=pressure_mpa))


def test_a_touch_without_a_change_sends_nothing() -> None:
    assert Draft().set(PRESSURE, 60.0, 0.0) is None


def test_reset_keeps_the_simulation() -> None:
    start = Recipe(calendering=Calendering(pressure_mpa=150.0), simulation=Simulation(particles=800))
    assert Draft(start).reset(0.0) == Recipe(simulation=Simulation(particles=800))


def test_what_is_asked_for_elsewhere_is_shown_at_once_but_not_against_the_hand() -> None:
    draft = Draft()
    draft.take(_pressed(40.0), 0.0)
    draft.follow(Recipe(), 0.1)  # the server has not heard of it yet
    assert draft.recipe == _pressed(40.0)
    draft.in_gesture = True
    draft.take(_pressed(50.0), 0.2)
    assert draft.recipe == _pressed(40.0)


def test_late_echoes_do_not_pull_the_slider_back() -> None:
    draft = Draft()
    draft.in_gesture = True
    draft.set(PRESSURE, 70.0, 0.0)
    draft.set(PRESSURE, 90.0, 0.1)
    draft.in_gesture = False
    draft.follow(_pressed(70.0), 0.2)
    assert draft.recipe == _pressed(90.0)
    draft.follow(_pressed(90.0), 0.3)
    draft.follow(_pressed(30.0), 0.4)  # another person's change
    assert draft.recipe == _pressed(30.0)


def test_another_persons_change_waits_until_the_hand_is_off() -> None:
    draft = Draft()
    draft.in_gesture = True
    draft.follow(_pressed(30.0), 0.0)
    assert draft.recipe == Recipe()
    draft.in_gesture = False
    draft.follow(_pressed(30.0), 0.1)
    assert draft.recipe == _pressed(30.0)


def test_a_refused_change_is_given_up_after_a_while() -> None:
    draft = Draft()
    draft.set(PRESSURE, 70.0, 0.0)
    draft.follow(Recipe(), 0.5 * ECHO_WAIT_S)
    assert draft.recipe == _pressed(70.0)
    draft.follow(Recipe(), 1.1 * ECHO_WAIT_S)
    assert draft.recipe == Recipe()


@given(st.lists(st.floats(-500.0, 500.0), max_size=20))
def test_no_value_leaves_its_range(values: list[float]) -> None:
    draft = Draft()
    for value in values:
        sent = draft.set(PRESSURE, value, 0.0)
        assert sent is None or 0.0 <= sent.calendering.pressure_mpa <= 200.0
