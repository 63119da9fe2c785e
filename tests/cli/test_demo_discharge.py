"""The session's discharge in three dimensions without the physics: its end, its pictures, its cut."""

import time

import numpy as np
import pytest

from app.demo.discharge import discharge
from app.demo.facing import cut_towards, turn
from app.demo.plan import STEPS
from app.demo.score import Score
from app.demo.script import Script
from app.demo.summary import summarise
from simulation_server.schema.messages import Discharge, Failed, Simulated, Status
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.results import Curve, Outcome
from tests.drawing.discharge import cell_frames
from tests.drawing.packing import Sent, particle_frame
from vr_client.stage.stage import Stage
from vr_client.stage.transforms import Matrix

STEP = STEPS[-1]


def electrode() -> Stage:
    stage = Stage()
    stage.apply(particle_frame(60, box_um=(20.0, 20.0), height_um=30.0), 0.0)
    return stage


def moments(stage: Stage, shares: tuple[float, ...] = (0.0, 0.2, 0.4, 0.6)) -> None:
    """What the server sends of a discharge under way."""
    for sent in cell_frames(particle_frame(60, box_um=(20.0, 20.0), height_um=30.0), shares, edge_um=2.0):
        stage.apply(sent, 0.0)
    assert stage.cell is not None
    stage.cell.settle()
    stage.apply(Sent(Status(stage="cell", progress=shares[-1])), 0.0)
    tell(stage, complete=False)


def tell(stage: Stage, *, complete: bool) -> None:
    curve = Curve(STEP.c_rate, [0.0, 1.2], [4.1, 3.8])
    alike = Curve(STEP.c_rate, [0.0, 1.0, 2.0], [4.2, 3.9, 3.7])
    outcome = Outcome(curves={"3C": alike}, resolved=curve)
    stage.apply(Sent(Simulated(recipe=Recipe(), outcome=outcome, step_id=0, complete=complete)), 0.0)


def test_a_discharge_is_followed_to_its_end_cut_open_and_coloured() -> None:
    stage, score, pictures = electrode(), Score(STEP), list[str]()
    stage.colour = STEP.colour
    run = discharge(stage, score, pictures, np.inf)
    next(run)
    (asked,) = stage.outbox
    assert isinstance(asked, Discharge) and asked.c_rate == STEP.c_rate
    assert stage.clip.enabled
    moments(stage)
    next(run)
    assert pictures == ["discharging-3d"] and not score.complete
    tell(stage, complete=True)
    shown = []
    for _ in run:
        if pictures:
            shown.append((pictures[-1], stage.colour, stage.cell.chosen if stage.cell else None))
            pictures.clear()
    names = [name for name, _, _ in shown]
    assert names == ["discharging-3d", STEP.picture, f"{STEP.picture}-salt", "looked-back-3d"]
    assert [colour for _, colour, _ in shown[1:]] == ["lithiation", "phase", "lithiation"]
    looked_back = shown[-1][2]
    assert looked_back is not None and looked_back.time_s == pytest.approx(720.0)
    assert score.complete and not score.ended_early and score.picture == STEP.picture


def test_a_discharge_whose_time_is_up_ends_with_what_there_is() -> None:
    stage, score, pictures = electrode(), Score(STEP), list[str]()
    run = discharge(stage, score, pictures, time.perf_counter() + 0.3)
    next(run)
    moments(stage)
    for _ in run:
        time.sleep(0.01)
    assert score.complete and score.ended_early and STEP.picture in pictures

    script = Script()
    script.scores.append(score)
    (step,) = summarise(script, frames_received=0, frames_drawn=0, wall_s=1.0)["steps"]
    assert step["resolved"]["ended_early"]
    assert step["resolved"]["capacity_mah_cm2"] == 1.2
    assert step["resolved"]["capacity_1d_mah_cm2"] == pytest.approx(1.5)  # at 3.8 V too


def test_a_discharge_that_there_was_no_time_for_is_left_out() -> None:
    stage, score, pictures = electrode(), Score(STEP), list[str]()
    assert list(discharge(stage, score, pictures, time.perf_counter() - 1.0)) == []
    assert score.ended_early and not score.complete and not pictures

    script = Script()
    script.slurry.complete = True
    script.scores = [*(Score(step, complete=True) for step in STEPS[:-1]), score]
    summary = summarise(script, frames_received=0, frames_drawn=0, wall_s=1.0)
    assert summary["complete"] and summary["steps"][-1]["resolved"] is None


def test_a_discharge_that_stops_says_why() -> None:
    stage, score, pictures = electrode(), Score(STEP), list[str]()
    run = discharge(stage, score, pictures, np.inf)
    next(run)
    stage.apply(Sent(Failed(reason="nothing connects", step_id=0)), 0.0)
    assert next(run, "over") == "over"
    assert score.failure == "nothing connects" and not score.complete and not pictures


@pytest.mark.parametrize("azimuth_deg", range(0, 360, 15))
def test_the_cut_face_is_looked_at_from_wherever_the_camera_was(azimuth_deg: float) -> None:
    stage = electrode()
    stage.camera.azimuth_deg = azimuth_deg
    cut_towards(stage)
    for _ in range(60):
        turn(stage, 0.1)
    model: Matrix = stage.model
    normal = model[:3, :3] @ np.array(stage.clip.normal)
    sight = stage.camera.forward * [1.0, 0.0, 1.0]
    cosine = -normal @ sight / np.linalg.norm(normal) / np.linalg.norm(sight)
    assert np.degrees(np.arccos(cosine)) == pytest.approx(26.0, abs=0.5)
    before_deg = stage.camera.azimuth_deg
    turn(stage, 1.0)
    assert stage.camera.azimuth_deg == pytest.approx(before_deg)
