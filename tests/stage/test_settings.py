"""Settings outlive a session; whatever stands in their file, a session begins."""

import json
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict, replace

from simulation_server.schema.errors import MachineError
from vr_client.stage.kept_settings import kept_settings
from vr_client.stage.settings import Settings
from vr_client.stage.settings_file import FOLDER_VARIABLE, load_settings, save_settings, settings_path
from vr_client.stage.stage import Stage

CHANGED = Settings(
    theme="light", high_contrast=True, text_scale=1.5, tooltips=False, screen_keys=True, name="Ada",
    hand="left", travel="fly", turn="smooth", turn_deg=45.0, seated=False, vignette_deg=0.0, haptics=False,
    reduced_motion=True, remind_min=20.0,
)  # fmt: skip


def test_every_setting_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.json"
    assert all(value != getattr(Settings(), name) for name, value in asdict(CHANGED).items())
    save_settings(CHANGED, path)
    assert load_settings(path) == (CHANGED, "")
    assert [each.name for each in path.parent.iterdir()] == ["settings.json"]


def test_without_a_file_a_session_begins_with_the_defaults_and_no_word(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.json") == (Settings(), "")


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", "\x00\xff", '"dark"', "[" * 20_000, '{"theme": "dark"'])
def test_a_damaged_file_gives_the_defaults_and_says_so(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(text, encoding="latin-1")
    settings, told = load_settings(path)
    assert settings == Settings()
    assert str(path) in told
    assert "\n" not in told


def test_one_bad_setting_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"theme": "light", "text_scale": 40, "hand": "third", "of_tomorrow": 1}))
    settings, told = load_settings(path)
    assert settings == Settings(theme="light")
    assert "text_scale = 40" in told
    assert "hand = 'third'" in told
    assert "of_tomorrow" not in told


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.lists(inner)))
def test_no_value_of_a_setting_ends_a_session(value: object) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "settings.json"
        path.write_text(json.dumps(dict.fromkeys(asdict(Settings()), value)))
        settings, _ = load_settings(path)
    assert 0.8 <= settings.text_scale <= 2.0
    assert settings.theme in ("dark", "light")


def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(MachineError, match=FOLDER_VARIABLE):
        save_settings(Settings(), tmp_path / "file" / "settings.json")


def test_the_folder_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    assert settings_path() == tmp_path / "settings.json"
    monkeypatch.delenv(FOLDER_VARIABLE)
    assert settings_path().name == "settings.json"
    assert "mesonaut" in str(settings_path())


def test_a_change_is_on_disk_while_the_session_still_runs(tmp_path: Path) -> None:
    path, stage = tmp_path / "settings.json", Stage()
    with kept_settings(stage, path):
        assert stage.settings == Settings()
        stage.settings = replace(stage.settings, theme="light")
        until_s = time.monotonic() + 10.0
        while not path.exists() and time.monotonic() < until_s:
            time.sleep(0.02)
        assert load_settings(path)[0].theme == "light"
        stage.settings = replace(stage.settings, text_scale=2.0)
    after = Stage()
    with kept_settings(after, path):
        assert after.settings == Settings(theme="light", text_scale=2.0)


def test_untouched_settings_leave_no_file_and_a_damaged_one_as_it_is(tmp_path: Path) -> None:
    path, stage = tmp_path / "settings.json", Stage()
    with kept_settings(stage, path):
        pass
    assert not path.exists()
    path.write_text("{ my own notes")
    with kept_settings(stage, path):
        assert "cannot read the settings" in stage.notices.said[-1].text
    assert path.read_text() == "{ my own notes"


def test_settings_that_cannot_be_kept_are_said_and_the_session_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    stage = Stage()
    with kept_settings(stage, tmp_path / "file" / "settings.json"):
        stage.settings = CHANGED
    assert "cannot keep the settings" in stage.notices.said[-1].text


def test_a_pause_is_called_every_so_many_minutes_and_only_then() -> None:
    stage = Stage(settings=Settings(remind_min=10.0))
    called_s = []
    for now_s in range(0, 1900, 7):
        before = len(stage.notices.said), stage.notices.said[-1].time_s if stage.notices.said else None
        stage.advance(float(now_s))
        after = len(stage.notices.said), stage.notices.said[-1].time_s if stage.notices.said else None
        if after != before:
            called_s.append(now_s)
    assert [round(at / 600) for at in called_s] == [1, 2, 3]
    silent = Stage()
    silent.advance(0.0)
    silent.advance(7200.0)
    assert not silent.notices.said
