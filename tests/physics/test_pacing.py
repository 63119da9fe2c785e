"""The choice between one thread and several by what a step takes."""

import pytest

from simulation_server.physics import pacing
from simulation_server.physics.pacing import Pacing


class Machine:
    """A clock, and how long a step takes with one thread and with two."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, alone_s: float, together_s: float) -> None:
        self.now = 100.0
        self.step_s = {1: alone_s, 2: together_s}
        self.spent = {1: 0.0, 2: 0.0}
        self.steps = {1: 0, 2: 0}
        monkeypatch.setattr(pacing.time, "perf_counter", lambda: self.now)

    def run(self, choice: Pacing, steps: int) -> None:
        """Takes so many steps as the engine does."""
        while steps:
            threads, now = choice.choose(steps)
            assert 0 < now <= steps
            took = now * self.step_s[threads]
            self.now += took
            self.spent[threads] += took
            self.steps[threads] += now
            choice.learn(threads, now, took)
            steps -= now


def test_a_free_machine_is_used_with_all_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch, 2e-4, 1.1e-4)
    machine.run(Pacing(2), 100_000)
    assert machine.steps[2] > 0.98 * 100_000


def test_a_crowded_machine_is_used_with_one(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch, 5e-4, 2e-2)
    machine.run(Pacing(2), 100_000)
    assert machine.steps[1] > 0.99 * 100_000
    assert machine.spent[2] < 0.1 * machine.spent[1]


def test_the_choice_follows_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    machine, choice = Machine(monkeypatch, 2e-4, 1.1e-4), Pacing(2)
    machine.run(choice, 20_000)
    machine.step_s = {1: 4e-4, 2: 2e-2}
    machine.run(choice, 20_000)
    crowded = machine.steps[1]
    assert crowded > 0.9 * 20_000
    machine.step_s = {1: 2e-4, 2: 1.1e-4}
    machine.run(choice, 200_000)
    assert machine.steps[2] - 20_000 > 0.5 * 200_000


def test_one_thread_runs_in_one_go() -> None:
    assert Pacing(1).choose(12_345) == (1, 12_345)
