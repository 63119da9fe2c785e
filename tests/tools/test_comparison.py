"""An electrode kept beside the live one stays as it was."""

import numpy as np
import pytest

from simulation_server.schema.recipe_toml import changed
from simulation_server.schema.results import Outcome, Value
from tests.panel.scene import LINE, outcome
from vr_client.stage.comparison import both_results, hold
from vr_client.stage.differences import differing_settings
from vr_client.stage.pointer import KeyStroke
from vr_client.stage.stage import Stage
from vr_client.tools.hand_tools import follow_tools
from vr_client.tools.keep import keep

from .scene import electrode, frame


def test_it_stays_as_it_was_while_the_live_one_is_pressed_on() -> None:
    stage = electrode([(10, 10, 10), (4, 4, 4)])
    assert keep(stage, KeyStroke("b", True))
    held = stage.beside
    assert held is not None and held.title == "NMC111, under 60 MPa"
    stage.apply(frame([(10, 10, 7), (4, 4, 3)]), 1.0)
    stage.advance(9.0)
    assert stage.particles.positions_um[0] == pytest.approx([10, 10, 7])
    assert held.particles.positions_um[0] == pytest.approx([10, 10, 10])
    held.particles.advance(20.0)
    assert held.particles.positions_um[0] == pytest.approx([10, 10, 10])
    assert np.shares_memory(held.particles.radii_um, stage.particles.radii_um) is False
    assert keep(stage, KeyStroke("b", True)) and stage.beside is None


def test_sprung_back_from_the_rolls_it_is_named_for_what_it_was_pressed_with() -> None:
    stage = electrode([(10, 10, 10)])
    stage.particles.pressure_mpa = 0.1
    stage.outcome = outcome(LINE)
    held = hold(stage)
    assert held is not None and held.title == "NMC111, pressed at 62 MPa"


def test_both_come_into_sight_and_the_camera_follows_the_live_one_again() -> None:
    stage = electrode([(10, 10, 10), (4, 4, 4)])
    stage.beside = hold(stage)
    follow_tools(stage)
    assert stage.beside is not None
    shift = np.array(stage.beside.offset_um(stage.particles))
    corners = np.array([(x, y, z, 1.0) for x in (0, 20) for y in (0, 20) for z in (0, 20)])
    both = np.concatenate([corners, corners + np.append(shift, 0.0)])
    clip = stage.camera.projection(1.3) @ stage.camera.view() @ stage.model @ both.T
    assert (np.abs(clip[:2] / clip[3]) < 1.0).all()
    eye = stage.camera.eye_m
    follow_tools(stage)
    assert stage.camera.eye_m == pytest.approx(eye) and stage.camera.follows, "both, as they change"
    stage.beside = None
    follow_tools(stage)
    assert stage.camera.follows


def test_an_electrode_caught_in_movement_is_kept_where_it_comes_to_rest() -> None:
    stage = electrode([(10, 10, 10)])
    stage.apply(frame([(10, 10, 6)]), 1.0)
    stage.advance(1.0)
    held = hold(stage)
    assert held is not None and held.particles.positions_um[0] == pytest.approx([10, 10, 6])
    assert hold(Stage()) is None, "there is nothing to keep"


def test_only_settings_that_count_and_differ_are_told_and_results_of_both() -> None:
    stage = electrode([(10, 10, 10)])
    stage.outcome = Outcome({"porosity": Value(0.31, "1"), "thickness_um": Value(61.0, "um")}, {})
    held = hold(stage)
    assert held is not None
    live = changed(
        stage.recipe,
        {"calendering.control": "gap", "calendering.gap_um": 60.0, "formulation.binder": "CMC-SBR"},
    )
    told = {setting.name: (setting.kept, setting.live) for setting in differing_settings(held.recipe, live)}
    assert told["calendering.gap_um"] == (None, 60.0), "no gap was set before"
    assert told["calendering.pressure_mpa"][1] is None, "no pressure is set any more"
    assert told["formulation.binder"] == ("PVDF", "CMC-SBR")
    assert "coating.comma_gap_um" not in told
    stage.outcome = Outcome({"porosity": Value(0.27, "1")}, {})
    results = [(result.name, result.kept, result.live) for result in both_results(held, stage)]
    assert results == [("porosity", 0.31, 0.27), ("thickness_um", 61.0, None)]
