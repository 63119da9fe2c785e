"""What messages make of the stage."""

import numpy as np
import pytest

from simulation_server.schema.messages import (
    Failed,
    Predicted,
    RecipeChanged,
    Refused,
    Reply,
    SetRecipe,
    Shear,
    Simulated,
    Welcome,
)  # fmt: skip
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed
from simulation_server.schema.results import Outcome, PredictedValue, Prediction, Value
from simulation_server.schema.states import Phase
from tests.drawing.packing import Sent, forecast_frame, front_frame, particle_frame
from vr_client.stage.colouring import colour_scale, coloured
from vr_client.stage.stage import SIZE_M, Stage
from vr_client.stage.surfaces import Surface

PRESSED = changed(Recipe(), {"calendering.pressure_mpa": 120.0})
PREDICTION = Prediction({"porosity": PredictedValue(0.3, 0.28, 0.32, "1")})


@pytest.fixture(scope="module")
def sent() -> Sent:
    return particle_frame(300, height_um=12.0)


def joined() -> Stage:
    stage = Stage()
    stage.apply(Sent(Welcome(version="9.9", recipe=Recipe(), viewers=1)), 0.0)
    return stage


def test_the_electrode_stands_upright_in_the_room(sent: Sent) -> None:
    stage = Stage()
    stage.apply(sent, 0.0)
    corners = np.array([[0, 0, 0, 1], [35, 0, 0, 1], [0, 35, 0, 1], [0, 0, 12, 1]], float)
    origin, x, y, z = (stage.model @ corner for corner in corners)
    assert np.linalg.norm((x - origin)[:3]) == pytest.approx(SIZE_M)
    assert (z - origin)[1] > 0 and (z - origin)[[0, 2]] == pytest.approx(0)
    assert (y - origin)[2] < 0, "y goes away from the viewer"


def test_the_camera_sees_the_whole_electrode(sent: Sent) -> None:
    stage = Stage()
    stage.apply(sent, 0.0)
    clip = stage.camera.projection(16 / 9) @ stage.camera.view() @ stage.model
    for x in (0, 35):
        for y in (0, 35):
            for z in (0, 12):
                at = clip @ [x, y, z, 1]
                assert (np.abs(at[:3] / at[3]) < 1).all()


def test_a_later_frame_does_not_move_what_the_user_placed(sent: Sent) -> None:
    stage = Stage()
    stage.apply(sent, 0.0)
    stage.model = stage.model @ np.diag([2.0, 2.0, 2.0, 1.0])
    stage.camera.orbit(40.0, 5.0)
    model, eye = stage.model.copy(), stage.camera.eye_m
    stage.apply(sent, 0.1)
    assert (stage.model == model).all() and (stage.camera.eye_m == eye).all()


def test_predictions_go_to_the_recipe_they_are_for() -> None:
    stage = joined()
    stage.draft = PRESSED
    stage.apply(Sent(Predicted(recipe=PRESSED, prediction=PREDICTION)), 0.0)
    assert stage.draft_prediction == PREDICTION and stage.prediction is None
    stage.ask(SetRecipe, recipe=PRESSED)
    stage.apply(Sent(RecipeChanged(recipe=PRESSED, step_id=1)), 0.0)
    assert stage.prediction == PREDICTION and stage.recipe == PRESSED


def test_a_change_by_another_viewer_moves_the_sliders_unless_they_are_being_moved() -> None:
    stage = joined()
    stage.apply(Sent(RecipeChanged(recipe=PRESSED, step_id=1)), 0.0)
    assert stage.draft == PRESSED
    mine = changed(PRESSED, {"formulation.active_wt_pct": 92.0})
    stage.draft = mine
    stage.apply(Sent(RecipeChanged(recipe=Recipe(), step_id=2)), 0.0)
    assert stage.draft == mine and stage.recipe == Recipe()


def test_results_of_an_overtaken_change_are_not_shown() -> None:
    stage = joined()
    stage.apply(Sent(RecipeChanged(recipe=PRESSED, step_id=2)), 0.0)
    late = Outcome({"porosity": Value(0.5, "1")})
    stage.apply(Sent(Simulated(recipe=Recipe(), outcome=late, step_id=1, complete=True)), 0.0)
    assert stage.outcome is None
    stage.apply(Sent(Simulated(recipe=PRESSED, outcome=late, step_id=2, complete=True)), 0.0)
    assert stage.outcome == late and stage.outcome_complete
    stage.apply(Sent(RecipeChanged(recipe=Recipe(), step_id=3)), 0.0)
    assert stage.outcome is None and stage.previous_outcome == late


def test_a_new_electrode_takes_the_old_electrolyte_away(sent: Sent) -> None:
    stage = Stage()
    stage.apply(sent, 0.0)
    stage.apply(forecast_frame(sent), 0.0)
    stage.apply(front_frame(sent), 0.0)
    none = np.zeros((0, 3), np.float32)
    for layer in (stage.front_surface, stage.trapped_surface):
        layer.show(Surface(none, none, none.astype(np.uint32)))
    stage.apply(particle_frame(300, height_um=12.0, step_id=1), 0.0)
    assert stage.front is None and stage.forecast is None
    assert stage.front_surface.surface is None and stage.trapped_surface.surface is None
    stage.apply(front_frame(sent), 0.0)
    assert stage.front is None, "what comes late of the old electrode stays away"
    stage.apply(front_frame(sent, step_id=1), 0.0)
    assert stage.front is not None


def test_failures_and_refusals_are_said() -> None:
    stage = joined()
    stage.apply(Sent(Failed(reason="the plane found no resistance", step_id=0)), 1.0)
    stage.apply(Sent(Refused(reason="protocol 1 expected")), 2.0)
    texts = [n.text for n in stage.notices.shown(3.0)]
    assert texts == ["stopped: the plane found no resistance", "the server refused: protocol 1 expected"]
    assert not stage.notices.shown(100.0)


def test_what_an_answer_adds_is_said() -> None:
    stage = joined()
    shear, recipe = stage.ask(Shear), stage.ask(SetRecipe, recipe=PRESSED)
    stage.apply(Sent(Reply(id=shear, ok=True, detail="sheared now; filling goes on afterwards")), 1.0)
    stage.apply(Sent(Reply(id=recipe, ok=True, detail="no predictions: train a surrogate")), 2.0)
    assert [(n.level, n.text) for n in stage.notices.shown(3.0)] == [
        ("info", "sheared now; filling goes on afterwards"),
        ("warning", "no predictions: train a surrogate"),
    ]


def test_a_particle_that_leaves_a_slurry_at_its_top_does_not_fly_through_it() -> None:
    stage = Stage()
    first = particle_frame(300, height_um=12.0, stage="shearing")
    second = particle_frame(300, height_um=12.0, stage="shearing")
    first.arrays["position"][0] = (3.0, 4.0, 11.9)
    second.arrays["position"][0] = (9.0, 4.0, 0.1)
    stage.apply(first, 0.0)
    stage.apply(second, 0.1)
    stage.advance(0.15)
    assert stage.particles.positions_um[0] == pytest.approx([9.0, 4.0, 0.1])


def test_cracking_is_coloured_about_the_strength_and_only_of_active_particles(sent: Sent) -> None:
    stage = Stage()
    stage.apply(sent, 0.0)
    scale = colour_scale(stage.particles, "cracking")
    assert (scale.low, scale.high, scale.unit) == (0.0, 2.0, "")
    assert (coloured(stage.particles, scale) == (stage.particles.phase == Phase.AM)).all()
    assert coloured(stage.particles, colour_scale(stage.particles, "stress")).all()


def test_the_colour_range_is_round_and_covers_nearly_all(sent: Sent) -> None:
    stage = Stage()
    stage.apply(sent, 0.0)
    for mode in ("stress", "displacement"):
        scale = colour_scale(stage.particles, mode)
        values = stage.particles.stress_mpa if mode == "stress" else stage.particles.displacement_um
        assert scale.low == 0.0 and (values <= scale.high).mean() >= 0.98
        assert f"{scale.high:.0e}"[0] in "125"
    assert colour_scale(stage.particles, "phase") is None


def test_the_camera_follows_a_shrinking_electrode_until_the_user_takes_it() -> None:
    stage = Stage()
    stage.apply(particle_frame(300, height_um=60.0), 0.0)
    stage.advance(0.0)
    far = stage.camera.distance_m
    stage.apply(particle_frame(300, height_um=20.0), 1.0)
    stage.advance(1.0)
    for now_s in np.arange(1.0, 6.0, 0.1):
        stage.advance(float(now_s))
    near = stage.camera.distance_m
    assert near < 0.8 * far
    stage.camera.zoom(0.5)
    stage.apply(particle_frame(300, height_um=60.0), 7.0)
    stage.advance(9.0)
    assert stage.camera.distance_m == pytest.approx(0.5 * near)
