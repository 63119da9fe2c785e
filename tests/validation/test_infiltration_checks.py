"""The checks of infiltration: each is there, each can fail, and shapes are read off as they are."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simulation_server.physics.lattice.fluids import Fluids
from simulation_server.physics.lattice.two_phase import TwoPhase
from simulation_server.validation import (
    capillary_rise,
    contact_angles,
    duct_flow,
    infiltration,
    liquid_balance,
    rise_benchmark,
    steady_flow,
    young_laplace,
    zick_homsy,
)
from simulation_server.validation.filling_front import advance
from simulation_server.validation.lattice_shapes import packing, round_radius, simple_cubic, tube
from simulation_server.validation.menisci import channel_angle_deg, circle_through, drop_angle_deg
from simulation_server.validation.reference_data import VARIABLE
from simulation_server.validation.run import run_tasks
from simulation_server.validation.task import Task


def test_every_promised_check_is_there_and_the_quick_ones_are_quick() -> None:
    names = [task.name for task in infiltration.TASKS]
    assert len(set(names)) == len(names)
    for promised in (
        "laplace", "contact angle", "washburn", "jurin", "poiseuille", "permeability", "liquid kept",
        "soaked up", "spurious", "omega 1",
    ):  # fmt: skip
        assert any(promised in name for name in names), promised
    assert set(range(30, 151, 15)) == {int(angle) for angle in contact_angles.ANGLES_DEG}
    assert sum(task.seconds for task in infiltration.TASKS if not task.long) < 45.0
    assert sum(task.seconds for task in infiltration.TASKS) < 360.0


@pytest.mark.parametrize("angle", [35.0, 60.0, 90.0, 140.0])
def test_angles_are_read_off_circles_as_they_are(angle: float) -> None:
    gap, lean = 20, np.cos(np.radians(angle))
    x, y = np.indices((60, gap)).astype(float)
    if angle == 90.0:
        apart = x - 30.0
    else:
        radius = 0.5 * gap / abs(lean)
        # A wetting liquid at large x is hollow towards the gas at small x.
        centre = 30.0 - np.sign(lean) * radius
        apart = np.sign(lean) * (np.hypot(x - centre, y - 0.5 * (gap - 1)) - radius)
        apart[x < min(centre, 30.0)] = -20.0
    meniscus = 0.5 * (1.0 + np.tanh(0.8 * apart))
    assert channel_angle_deg(meniscus) == pytest.approx(angle, abs=1.0)

    x, y = np.indices((80, 40)).astype(float)
    drop = 0.5 * (1.0 + np.tanh(0.8 * (20.0 - np.hypot(x - 39.5, y + 0.5 + 20.0 * lean))))
    assert drop_angle_deg(drop) == pytest.approx(angle, abs=1.0)


def test_the_circle_through_points_of_an_arc_is_the_arc_s() -> None:
    turn = np.linspace(0.2, 1.2, 12)
    points = np.column_stack([3.0 + 7.0 * np.cos(turn), -2.0 + 7.0 * np.sin(turn)])
    assert circle_through(points) == pytest.approx((3.0, -2.0, 7.0))


def test_shapes_have_the_size_that_is_asked_for() -> None:
    assert simple_cubic(32, 0.45).mean() == pytest.approx(0.45, rel=0.01)
    assert packing(24, 0.45, 1).mean() == pytest.approx(0.55, abs=0.05)
    assert round_radius(tube(8.0, 4)) == pytest.approx(8.0, rel=0.03)


def test_the_law_of_filling_is_washburn_s_far_in_and_stops_where_gravity_holds_it() -> None:
    channel = capillary_rise._slit(10, 400)
    fluids = Fluids(surface_tension=0.05, liquid_viscosity=0.05, gas_viscosity=0.002)
    times = np.linspace(0.0, 4e4, 200)
    pull = channel.pull(fluids, 60.0)
    depths = advance(channel, fluids, 10.0, times, lambda time: pull)
    # Lucas and Washburn: h^2 = gamma gap cos(theta) t / (3 eta); gas and inertia take a little.
    slope = np.polyfit(times[100:], depths[100:] ** 2, 1)[0]
    assert slope == pytest.approx(0.05 * 10 * 0.5 / (3 * 0.05), rel=0.1)
    held = replace(fluids, gravity=-pull / 40.0)
    assert advance(channel, held, 10.0, times, lambda time: pull)[-1] == pytest.approx(40.0, rel=1e-3)


def _wrong(module: object, monkeypatch: pytest.MonkeyPatch, **changes: float) -> None:
    """Let the lattices of a module run with other settings than it takes for granted."""

    class Wrong(TwoPhase):
        def __init__(self, solid, share, fluids, **how) -> None:  # type: ignore[no-untyped-def]
            other = {
                name: (value(getattr(fluids, name)) if callable(value) else value)
                for name, value in changes.items()
            }
            super().__init__(solid, share, replace(fluids, **other), **how)

    monkeypatch.setattr(module, "TwoPhase", Wrong)


def test_laplace_notices_another_surface_tension(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(young_laplace, "CYLINDERS", (14.0, 20.0, 28.0))
    monkeypatch.setattr(young_laplace, "_STEPS", 3000)
    (right,) = young_laplace.cylinders()
    assert right.value == pytest.approx(young_laplace.DAMPED.surface_tension, rel=0.03)
    _wrong(young_laplace, monkeypatch, surface_tension=0.95 * young_laplace.DAMPED.surface_tension)
    (wrong,) = young_laplace.cylinders()
    assert not wrong.passed
    assert wrong.value / right.value == pytest.approx(0.95, rel=5e-3)


def test_angles_notice_five_degrees(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contact_angles, "ANGLES_DEG", (60.0, 75.0))
    monkeypatch.setattr(contact_angles, "_STEPS", 3000)
    assert [check.name for check in contact_angles.plates() if not check.passed] == []
    _wrong(contact_angles, monkeypatch, contact_angle_deg=lambda angle: angle + 5.0)
    assert not any(check.passed for check in contact_angles.plates())


def test_flow_notices_a_tenth_of_viscosity(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duct_flow, "_GAPS", (9,))
    assert [check.name for check in duct_flow.slits() if not check.passed] == []
    monkeypatch.setattr(zick_homsy, "_QUICK", (0.45, 24))
    (right,) = zick_homsy.quick()
    assert abs(right.deviation) < 0.06  # the bar holds on the finer lattice of the check
    tenth = {name: lambda nu: 1.1 * nu for name in ("liquid_viscosity", "gas_viscosity")}
    _wrong(steady_flow, monkeypatch, **tenth)  # type: ignore[arg-type]
    assert not any(check.passed for check in duct_flow.slits() if check.name.startswith("flow"))
    (wrong,) = zick_homsy.quick()
    assert wrong.value / right.value == pytest.approx(1 / 1.1, rel=5e-3)


def test_filling_and_its_height_notice_another_angle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capillary_rise, "_TO_REST", 6000)
    right = [*capillary_rise.slit_course(), *capillary_rise.slit_height()]
    assert [check.name for check in right if not check.passed] == []
    pull = capillary_rise.Channel.pull
    monkeypatch.setattr(
        capillary_rise.Channel, "pull", lambda channel, fluids, angle: 1.2 * pull(channel, fluids, angle)
    )
    wrong = [*capillary_rise.slit_course(), *capillary_rise.slit_height()]
    assert not any(check.passed for check in wrong[:1])


def test_a_leak_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    tight = [*liquid_balance.closed_box_shortly(), *liquid_balance.soaking()]
    assert [check.name for check in tight if not check.passed] == []

    class Leaking(TwoPhase):
        def liquid_mass(self) -> float:
            return super().liquid_mass() * (1.0 - 2e-8 * self.steps)

    monkeypatch.setattr(liquid_balance, "TwoPhase", Leaking)
    leaking = [*liquid_balance.closed_box_shortly(), *liquid_balance.soaking()]
    assert not any(check.passed for check in leaking)


def test_what_flows_in_is_what_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(liquid_balance, "_SHORT", 400)
    checks = [*liquid_balance.filling(), *liquid_balance.filling_and_soaking()]
    assert [check.name for check in checks if not check.passed] == []
    # Without the gain of what has soaked in, the balance is off by just that.
    monkeypatch.setattr(TwoPhase, "soaked", lambda lattice: (0.0, np.zeros(1, np.float32)))
    (without,) = liquid_balance.filling_and_soaking()
    assert not without.passed


def test_a_missing_reference_file_skips_its_task_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    (done,) = run_tasks([Task("rise", rise_benchmark.rise)])
    assert done.checks == []
    assert "capillary_rise_omega1/Omega-1.csv is not in" in done.skipped
    assert VARIABLE in done.skipped
