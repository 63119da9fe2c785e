"""The sliders obey the hand first, the server second, and forget nothing that Undo should know."""

from hypothesis import given
from hypothesis import strategies as st

from simulation_server.schema.recipe import Calendering, Recipe, Simulation
from vr_client.panel.draft import ECHO_WAIT_S, Draft

PRESSURE = "calendering.pressure_mpa"


def _pressed(pressure_mpa: float) -> Recipe:
    return Recipe(calendering=Calendering(pressure_mpa=pressure_mpa))


def test_a_drag_is_one_undo_step() -> None:
    draft = Draft()
    draft.begin()
    for pressure in (70.0, 80.0, 90.0):
        assert draft.set(PRESSURE, pressure, 0.0) == _pressed(pressure)
    draft.end()
    assert draft.undo(0.0) == Recipe()
    assert not draft.can_undo
    assert draft.undo(0.0) is None


def test_a_touch_without_a_change_sends_and_remembers_nothing() -> None:
    draft = Draft()
    draft.begin()
    assert draft.set(PRESSURE, 60.0, 0.0) is None
    draft.end()
    assert not draft.can_undo


def test_reset_keeps_the_simulation_and_can_be_undone() -> None:
    start = Recipe(calendering=Calendering(pressure_mpa=150.0), simulation=Simulation(particles=800))
    draft = Draft(start)
    assert draft.reset(0.0) == Recipe(simulation=Simulation(particles=800))
    assert draft.undo(0.0) == start


def test_late_echoes_do_not_pull_the_slider_back() -> None:
    draft = Draft()
    draft.begin()
    draft.set(PRESSURE, 70.0, 0.0)
    draft.set(PRESSURE, 90.0, 0.1)
    draft.end()
    draft.follow(_pressed(70.0), 0.2)
    assert draft.recipe == _pressed(90.0)
    draft.follow(_pressed(90.0), 0.3)
    draft.follow(_pressed(30.0), 0.4)  # another person's change
    assert draft.recipe == _pressed(30.0)


def test_another_persons_change_waits_until_the_hand_is_off() -> None:
    draft = Draft()
    draft.begin()
    draft.follow(_pressed(30.0), 0.0)
    assert draft.recipe == Recipe()
    draft.end()
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
def test_undo_goes_all_the_way_back_and_no_value_leaves_its_range(values: list[float]) -> None:
    draft = Draft()
    for value in values:
        sent = draft.set(PRESSURE, value, 0.0)
        assert sent is None or 0.0 <= sent.calendering.pressure_mpa <= 200.0
    while draft.can_undo:
        draft.undo(0.0)
    assert draft.recipe == Recipe()
