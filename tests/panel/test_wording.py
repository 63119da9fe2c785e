"""The state in words, and which buttons a state allows."""

import pytest

from simulation_server.schema.messages import Status
from simulation_server.schema.states import Stage as Step
from vr_client.panel.steering import fill_offer, hold_offer
from vr_client.panel.wording import headline, latest_problem
from vr_client.stage.notices import Notice


@pytest.mark.parametrize("stage", [*Step, "compiling", "ready", "paused", "stopped"])
def test_every_state_has_words(stage: str) -> None:
    head = headline(Status(stage=stage, progress=2.0, viewers=1), connected=True)
    assert head.title != stage
    assert head.connection == "connected · 1 viewer"
    assert head.progress in (None, 1.0)


def test_a_lost_connection_is_said_above_the_last_state() -> None:
    head = headline(Status(stage="calendering", progress=0.3), connected=False)
    assert (head.title, head.mood, head.progress) == ("Connection lost", "lost", None)
    assert headline(Status(stage="connecting"), connected=False).title == "Connecting"


def test_the_hold_button_turns_into_resume() -> None:
    assert not hold_offer(Status(stage="drying"), connected=True).resumes
    assert hold_offer(Status(stage="paused"), connected=True).resumes
    assert not hold_offer(Status(stage="ready"), connected=True).possible
    assert not hold_offer(Status(stage="drying"), connected=False).possible


def test_filling_is_offered_but_while_it_runs() -> None:
    assert fill_offer(Status(stage="ready"), connected=True).possible
    assert not fill_offer(Status(stage="filling"), connected=True).possible
    assert not fill_offer(Status(stage="ready"), connected=False).possible


def test_a_failure_stands_until_the_next_change() -> None:
    said = [Notice("saved", "info", 0.0), Notice("fill refused: no electrode", "error", 1.0)]
    assert latest_problem("", said) == said[-1]
    assert latest_problem("NaN in contact forces", said) == Notice("NaN in contact forces", "error", 0.0)
    assert latest_problem("", said[:1]) is None  # no problem
