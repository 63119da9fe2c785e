"""`mesonaut scene` and `--scene`, through the command line."""

import json

import pytest
from typer.testing import CliRunner

from app.command_line import cli
from app.lesson import lesson_first
from simulation_server.schema.errors import FileError, SceneError, UserError
from vr_client.stage.stage import Stage

runner = CliRunner()


def test_the_lessons_are_listed_and_told() -> None:
    listed = json.loads(runner.invoke(cli, ["scene", "--json"]).stdout)["scenes"]
    assert [each["name"] for each in listed][:3] == ["slurry", "drying", "calendering"]
    assert all(each["minutes"] > 0 and each["steps"] >= each["questions"] > 0 for each in listed)
    text = runner.invoke(cli, ["scene"]).stdout
    assert all(each["name"] in text for each in listed)
    one = json.loads(runner.invoke(cli, ["scene", "calendering", "--json"]).stdout)
    assert one["recipe"]["calendering"]["pressure_mpa"] == 0.0
    assert one["steps"][1]["action"]["set"] == {"calendering.pressure_mpa": 40.0}
    told = runner.invoke(cli, ["scene", "calendering"]).stdout
    assert "The first squeeze" in told and "answered by the physics: porosity" in told


def test_a_scene_of_one_s_own_is_checked(tmp_path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text('title = "T"\nabout = "A"\n[[steps]]\ntitel = "S"\n')
    answer = runner.invoke(cli, ["scene", str(mine)])
    assert isinstance(answer.exception, SceneError) and answer.exception.exit_code == 2
    assert "did you mean 'title'?" in str(answer.exception)
    assert isinstance(runner.invoke(cli, ["scene", "none"]).exception, FileError)


def test_a_view_begins_with_the_lesson_or_is_not_opened_at_all() -> None:
    assert lesson_first(None) is None
    prepare = lesson_first("drying")
    stage = Stage()
    assert prepare is not None
    prepare(stage)
    assert stage.lesson is not None and stage.lesson.scene.name == "drying"
    with pytest.raises(FileError, match="no scene"):
        lesson_first("dryin")


def test_a_lesson_without_a_window_is_refused() -> None:
    answer = runner.invoke(cli, ["demo", "--offscreen", "--scene", "drying"])
    assert isinstance(answer.exception, UserError) and "needs a window" in str(answer.exception)
