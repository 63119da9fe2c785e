"""A discharge in three dimensions on the stage: what is kept of it, what can be looked back at."""

import numpy as np
import pytest

from simulation_server.schema.cell_codes import code_values
from simulation_server.schema.messages import CellFrame, FluxLines
from tests.drawing.discharge import cell_frames, cell_state, flux_frame
from tests.drawing.packing import Sent, particle_frame
from vr_client.stage import cell_history
from vr_client.stage.fields import (
    colours_offered,
    pore_colours_offered,
    pore_field,
    solid_field,
    told_colour,
)
from vr_client.stage.stage import Stage

SHARES = (0.1, 0.3, 0.5, 0.8)


@pytest.fixture(scope="module")
def sent() -> Sent:
    return particle_frame(150, height_um=10.0)


def discharged(sent: Sent, shares: tuple[float, ...] = SHARES, **how: bool) -> Stage:
    stage = Stage()
    stage.apply(sent, 0.0)
    for message in cell_frames(sent, shares, **how):
        stage.apply(message, 0.0)
    stage.cell.settle()
    return stage


def test_every_moment_comes_back_as_it_was(sent: Sent) -> None:
    stage = discharged(sent)
    assert [moment.time_s for moment in stage.cell.moments] == [3600.0 * share for share in SHARES]
    for share, moment in zip(SHARES, stage.cell.moments, strict=True):
        exact = cell_state(sent, share).salt_mol_m3
        low, high = moment.ranges["salt"]
        got = code_values((low, high))[moment.field("salt")]
        np.testing.assert_allclose(got, exact, atol=0.51 * (high - low) / 254)
        assert moment.size < 0.6 * 3 * exact.size, "less than the codes themselves"


def test_the_newest_is_shown_until_another_is_chosen_and_again_at_the_end(sent: Sent) -> None:
    stage = discharged(sent)
    assert stage.cell.shown.time_s == 2880.0
    stage.cell.choose(1000.0)
    assert stage.cell.shown.time_s == 1080.0
    for message in cell_frames(sent, (0.9,))[1:]:
        stage.apply(message, 0.0)
    stage.cell.settle()
    assert stage.cell.shown.time_s == 1080.0
    stage.cell.choose(1e9)
    assert stage.cell.chosen is None and stage.cell.shown.time_s == 3240.0


def test_of_many_moments_those_stay_that_are_spread_evenly(
    sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cell_history, "MOST_MOMENTS", 12)
    stage = discharged(sent, (0.0,))
    arrays = cell_frames(sent, (0.0,))[1].arrays
    looked_at = None
    for k in range(1, 200):
        frame = CellFrame(
            time_s=10.0 * k, capacity_mah_cm2=0.0, voltage_v=4.0, progress=0.5,
            ranges={"lithiation": (0.0, 1.0)},
        )  # fmt: skip
        stage.apply(Sent(frame, **arrays), 0.0)
        if k == 3:
            stage.cell.settle()
            stage.cell.choose(20.0)
            looked_at = stage.cell.chosen
    stage.cell.settle()
    times_s = np.array([moment.time_s for moment in stage.cell.moments])
    assert len(times_s) == 12 and (times_s[0], times_s[-1]) == (0.0, 1990.0)
    assert looked_at in stage.cell.moments
    assert np.diff(np.delete(times_s, list(times_s).index(20.0))).max() < 4.0 * 1990.0 / 11


def test_colours_are_offered_with_what_they_tell_and_fall_back_without(sent: Sent) -> None:
    stage = Stage()
    stage.apply(sent, 0.0)
    before = colours_offered(stage), pore_colours_offered(stage)
    stage = discharged(sent)
    assert set(colours_offered(stage)) - set(before[0]) == {"lithiation", "overpotential"}
    assert set(pore_colours_offered(stage)) - set(before[1]) == {"salt"}
    assert "sei" in colours_offered(discharged(sent, sei=True))
    assert (told_colour(stage), stage.fill_colour) == ("lithiation", "salt"), "a discharge is shown at once"
    stage.apply(particle_frame(150, height_um=9.0, step_id=5), 0.0)
    assert stage.cell is None and told_colour(stage) == "phase"
    assert solid_field(stage) is None and pore_field(stage) is None


def test_what_someone_has_chosen_to_see_stays_when_a_discharge_begins(sent: Sent) -> None:
    stage = Stage()
    stage.apply(sent, 0.0)
    stage.colour, stage.fill_colour = "stress", "filling time"
    for message in cell_frames(sent, SHARES):
        stage.apply(message, 0.0)
    assert (stage.colour, stage.fill_colour) == ("stress", "filling time")


def test_colours_span_the_moment_or_all_of_the_discharge(sent: Sent) -> None:
    stage = discharged(sent)
    now = solid_field(stage).scale
    stage.spread = "discharge"
    whole = solid_field(stage).scale
    assert whole.low < now.low and whole.high >= now.high
    assert whole.low == pytest.approx(0.3 + 0.5 * SHARES[0] - 0.1, abs=0.1)
    stage.cell.choose(0.0)
    assert solid_field(stage).scale == whole


def test_the_same_discharge_goes_on_after_another_structure_was_on_show(sent: Sent) -> None:
    stage = discharged(sent)
    stage.apply(particle_frame(150, height_um=10.0, step_id=7, stage="shearing"), 0.0)
    assert stage.cell is None
    stage.apply(particle_frame(150, height_um=10.0, step_id=7), 0.0)
    for message in cell_frames(sent, (0.8, 0.9), step_id=7):
        stage.apply(message, 0.0)
    assert [moment.time_s for moment in stage.cell.moments] == [3600.0 * k for k in (*SHARES, 0.9)]


def test_one_that_begins_again_forgets_the_one_before(sent: Sent) -> None:
    stage = discharged(sent)
    stage.cell.choose(0.0)
    for message in cell_frames(sent, (0.05,)):
        stage.apply(message, 0.0)
    stage.cell.settle()
    assert [moment.time_s for moment in stage.cell.moments] == [180.0]
    assert stage.cell.shown.time_s == 180.0


def test_frames_of_an_electrode_that_is_no_more_are_not_taken(sent: Sent) -> None:
    stage = discharged(sent)
    stage.apply(particle_frame(150, height_um=9.0, step_id=5), 0.0)
    for message in cell_frames(sent, (0.9,), step_id=4):
        stage.apply(message, 0.0)
    assert stage.cell is None


def test_lines_are_kept_by_sort_until_the_structure_changes(sent: Sent) -> None:
    stage = Stage()
    stage.apply(sent, 0.0)
    for what in ("ions", "electrons"):
        stage.apply(flux_frame(sent, what), 0.0)
    assert set(stage.flux) == {"ions", "electrons"}
    assert colours_offered(stage)[-1] == "electron flux" and pore_colours_offered(stage)[-1] == "ion flux"
    stage.colour = "electron flux"
    assert solid_field(stage).scale.high == 2.0
    stage.apply(particle_frame(150, height_um=9.0, step_id=1), 0.0)
    assert not stage.flux


@pytest.mark.parametrize("starts", [[0, 5], [1, 9], [0, 7, 3, 9], []], ids=str)
def test_lines_that_do_not_fit_their_points_are_not_taken(starts: list[int]) -> None:
    stage = Stage()
    message = FluxLines(what="ions", voxel_um=1.0, most=2.0)
    points = np.zeros((9, 3), np.float32)
    speed = np.zeros((2, 2, 2), np.uint8)
    stage.apply(
        Sent(message, speed=speed, point=points, start=np.array(starts, np.int32), along=points[:, 0]), 0.0
    )
    assert not stage.flux
