"""Settings are taken back, and made again, in the steps in which they were made."""

from dataclasses import replace

from simulation_server.schema.messages import RecipeChanged, SetRecipe, Welcome
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed
from tests.drawing.packing import Sent
from vr_client.stage.clip import clip_through
from vr_client.stage.pointer import KeyStroke
from vr_client.stage.stage import Stage
from vr_client.tools.keep import keep

PATH = "calendering.pressure_mpa"


def joined() -> Stage:
    stage = Stage()
    watch(stage, 0.0)
    stage.apply(Sent(Welcome(version="9.9", recipe=changed(Recipe(), {PATH: 80.0}), viewers=1)), 0.0)
    watch(stage, 2.0)
    return stage


def watch(stage: Stage, for_s: float) -> None:
    """Frames at twenty a second."""
    for _ in range(max(int(for_s * 20), 1)):
        stage.now_s += 0.05
        stage.past.watch(stage)


def drag(stage: Stage, *pressures: float) -> None:
    """A slider held: the recipe changes frame by frame, the server follows."""
    for pressure in pressures:
        stage.draft = changed(stage.draft, {PATH: pressure})
        stage.apply(Sent(RecipeChanged(recipe=stage.draft, step_id=stage.step_id + 1)), stage.now_s)
        watch(stage, 0.05)


def answer(stage: Stage) -> Recipe:
    """The server takes the recipe that was asked for."""
    asked = [command for command in stage.outbox if isinstance(command, SetRecipe)][-1]
    stage.outbox.clear()
    stage.apply(Sent(RecipeChanged(recipe=asked.recipe, step_id=stage.step_id + 1)), stage.now_s)
    return asked.recipe


def test_one_drag_is_one_step_and_the_server_is_asked_for_what_was_before() -> None:
    stage = joined()
    drag(stage, 90.0, 100.0, 120.0)
    watch(stage, 1.0)
    assert len(stage.past.done) == 1
    assert stage.past.undo(stage) == "roll pressure"
    assert answer(stage).calendering.pressure_mpa == 80.0
    watch(stage, 1.0)
    assert not stage.past.done, "the way back is no step of its own"
    stage.past.redo(stage)
    assert answer(stage).calendering.pressure_mpa == 120.0
    watch(stage, 1.0)
    assert len(stage.past.done) == 1 and not stage.past.undone


def test_a_slider_held_still_makes_no_step_until_it_is_let_go() -> None:
    stage = joined()
    stage.adjusting = True
    drag(stage, 100.0)
    watch(stage, 3.0)
    assert not stage.past.done
    drag(stage, 120.0)
    stage.adjusting = False
    watch(stage, 1.0)
    assert [setup.recipe.calendering.pressure_mpa for setup in stage.past.done] == [80.0]


def test_while_the_server_has_not_answered_the_old_recipe_is_no_new_step() -> None:
    stage = joined()
    drag(stage, 120.0)
    watch(stage, 1.0)
    stage.past.undo(stage)
    stage.draft = stage.recipe  # as the panel shows the server's until it answers
    watch(stage, 1.0)
    assert not stage.past.done and stage.past.undone
    answer(stage)
    watch(stage, 1.0)
    assert stage.draft.calendering.pressure_mpa == 80.0 and stage.past.undone


def test_the_servers_recipe_on_joining_is_nobodys_change() -> None:
    stage = joined()
    assert not stage.past.done and stage.past.undo(stage) == ""


def test_the_view_is_taken_back_too_and_a_new_change_ends_the_way_forward() -> None:
    stage = joined()
    stage.clip = clip_through("x", (1.0, 1.0, 1.0))
    watch(stage, 1.0)
    stage.colour = "stress"
    watch(stage, 1.0)
    stage.layers.cbd = False  # not settled yet: still one to be taken back
    assert stage.past.undo(stage) == "layers" and stage.layers.cbd
    assert stage.past.undo(stage) == "colour" and stage.colour == "phase"
    assert stage.clip.enabled
    assert stage.past.redo(stage) == "colour" and stage.colour == "stress"
    stage.clip = replace(stage.clip, enabled=False)
    watch(stage, 1.0)
    assert stage.past.redo(stage) == ""
    assert not stage.outbox, "the recipe was not touched"


def test_keys_take_back_and_say_what() -> None:
    stage = joined()
    stage.colour = "stress"
    watch(stage, 1.0)
    assert keep(stage, KeyStroke("z", True, control=True))
    assert stage.colour == "phase" and stage.notices.said[-1].text == "undone: colour"
    assert keep(stage, KeyStroke("z", True, shift=True, control=True)) and stage.colour == "stress"
    keep(stage, KeyStroke("z", True, control=True))
    assert keep(stage, KeyStroke("y", True, control=True)) and stage.colour == "stress"
    keep(stage, KeyStroke("y", True, control=True))
    assert stage.notices.said[-1].text == "nothing to do again"
