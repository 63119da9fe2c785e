"""What a check says, how results are kept, and the published figures behind the single impacts."""

import math
from pathlib import Path

import pytest

from simulation_server.schema.errors import PhysicsError, UserError
from simulation_server.validation import chung_ooi, conservation, contacts, kept
from simulation_server.validation.check import Check, absolute, relative
from simulation_server.validation.run import chosen, run_tasks
from simulation_server.validation.task import Task


@pytest.mark.parametrize(
    ("value", "passed"), [(102.9, True), (97.1, True), (103.1, False), (math.nan, False)]
)
def test_a_relative_bar_is_a_share_of_the_reference(value: float, passed: bool) -> None:
    check = relative("density", value, 100.0, 0.03, "g/cm3", "nowhere")
    assert check.passed is passed
    assert not passed or check.deviation == pytest.approx(value / 100.0 - 1.0)


@pytest.mark.parametrize(
    ("value", "passed"), [(0.479, True), (0.4401, True), (0.4399, False), (math.inf, False)]
)
def test_an_absolute_bar_is_in_the_unit(value: float, passed: bool) -> None:
    check = absolute("porosity", value, 0.46, 0.02, "1", "nowhere")
    assert check.passed is passed
    assert check.deviation == pytest.approx(value - 0.46)


@pytest.mark.parametrize(
    ("test", "published"),
    [
        (chung_ooi.test_1, (10.697, 274.11, 40.34, 7.108, 368.30, 54.20)),
        (chung_ooi.test_2, (11.370, 49.72, 731.7, 7.233, 52.12, 767.1)),
    ],
)
def test_elastic_impacts_have_the_published_force_overlap_and_duration(test, published) -> None:
    checks = list(test())
    assert [check.reference for check in checks] == pytest.approx(published, rel=1e-3)
    assert [check.value for check in checks] == pytest.approx(published, rel=2e-3)


@pytest.mark.parametrize("test", chung_ooi.TESTS[2:])
def test_every_bar_of_chung_and_ooi_is_met(test) -> None:
    checks = list(test())
    assert len(checks) >= 6
    assert [check.name for check in checks if not check.passed] == []
    assert len({check.name for check in checks}) == len(checks)


def test_the_impacts_notice_a_wrong_friction(monkeypatch: pytest.MonkeyPatch) -> None:
    right = chung_ooi._solid
    monkeypatch.setattr(chung_ooi, "_solid", lambda name, e=1.0, mu=0.0: right(name, e, 0.9 * mu))
    assert not all(check.passed for check in chung_ooi.test_4())
    assert not all(check.passed for check in chung_ooi.test_6())


def test_contacts_and_conservation_meet_their_bars() -> None:
    tasks = (
        contacts.hertz_forces, contacts.restitutions, conservation.momentum, conservation.angular_momentum,
        conservation.elastic_energy,
    )  # fmt: skip
    checks = [check for task in tasks for check in task()]
    assert len(checks) == 12 and [check.name for check in checks if not check.passed] == []


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's cache of its own."""
    monkeypatch.setattr(kept.platformdirs, "user_cache_dir", lambda name: str(tmp_path / name))
    return tmp_path


class Counted:
    """Checks that count how often they are computed."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> list[Check]:
        self.times += 1
        return [absolute("x", 1.0, 1.0, 0.1, "1", "nowhere")]


def test_long_tasks_are_kept_until_the_code_changes(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long, short = Counted(), Counted()
    tasks = [Task("a long one", long, 100.0), Task("a short one", short, 1.0)]
    first, again = list(run_tasks(tasks)), list(run_tasks(tasks))
    assert [done.checks for done in first] == [done.checks for done in again]
    assert (long.times, short.times) == (1, 2)
    assert [done.kept for done in again] == [True, False]
    assert again[-1].share == pytest.approx(1.0)
    list(run_tasks(tasks, fresh=True))
    assert long.times == 2
    monkeypatch.setattr(kept, "fingerprint", lambda: "another")
    list(run_tasks(tasks))
    assert long.times == 3


def test_a_task_that_fails_is_a_check_that_is_not_passed(cache: Path) -> None:
    def fails() -> list[Check]:
        raise PhysicsError("the particles exploded")

    (done,) = run_tasks([Task("slurry", fails, 100.0)])
    assert [check.passed for check in done.checks] == [False]
    assert "the particles exploded" in done.checks[0].source
    assert kept.recall("slurry") is None


def test_a_broken_cache_is_computed_anew(cache: Path) -> None:
    kept.keep("slurry", [])
    (file,) = (cache / "mesonaut" / "validation").iterdir()
    file.write_text("not json")
    assert kept.recall("slurry") is None


def test_tasks_are_chosen_by_name_and_length() -> None:
    tasks = [Task("viscosity 94/65", list, 60.0), Task("chung and ooi 1", list)]
    assert chosen(tasks, None, quick=True) == tasks[1:]
    assert chosen(tasks, "Viscosity", quick=False) == tasks[:1]
    with pytest.raises(UserError, match="one of viscosity 94/65, chung and ooi 1"):
        chosen(tasks, "rheology", quick=False)
