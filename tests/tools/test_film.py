"""Films play at the pace of the session, whole, and never hold a frame up."""

import re
import subprocess
import time
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from simulation_server.schema.errors import MachineError
from vr_client.tools.film import PICTURES_A_SECOND, WAITING, Film
from vr_client.tools.recorder import Recorder

from .scene import electrode, soon

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()


def flat(level: int, size: tuple[int, int] = (96, 64)) -> np.ndarray:
    return np.full((size[1], size[0], 3), level, np.uint8)


class Camera:
    """Gives each picture a frame after it was asked for, as a graphics card does."""

    def __init__(self) -> None:
        self.asked = 0
        self._coming = [False, False]

    def ask(self) -> bool:
        self.asked += 1
        self._coming[1] = True
        return True

    def poll(self) -> np.ndarray | None:
        there, self._coming = self._coming[0], [self._coming[1], False]
        return flat(120) if there else None


def levels(path: Path) -> list[float]:
    """Mean brightness of each picture of a film."""
    width, height = size_of(path)
    raw = subprocess.run(
        [FFMPEG, "-i", str(path), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"], capture_output=True, check=True
    ).stdout
    return list(np.frombuffer(raw, np.uint8).reshape(-1, width * height * 3).mean(axis=1))


def size_of(path: Path) -> tuple[int, int]:
    """Width and height of a film as ffmpeg reads it."""
    told = subprocess.run([FFMPEG, "-i", str(path)], capture_output=True, text=True, check=False).stderr
    found = re.search(r"Video:.* (\d+)x(\d+)", told)
    assert found is not None, told
    return int(found[1]), int(found[2])


def test_a_picture_is_shown_for_as_long_as_it_stood(tmp_path: Path) -> None:
    with Film(tmp_path / "film.mp4") as film:
        for now_s, level in ((10.0, 40), (10.5, 200), (10.75, 90)):
            assert film.wants(now_s)
            film.take(flat(level), now_s)
            assert not film.wants(now_s + 0.01)
    seen = levels(tmp_path / "film.mp4")
    assert len(seen) == 0.75 * PICTURES_A_SECOND + 1
    assert np.allclose(seen[:12], 40, atol=4) and np.allclose(seen[12:18], 200, atol=4)
    assert seen[-1] == pytest.approx(90, abs=4)
    assert not list(tmp_path.glob("*.part*"))


def test_sped_up_it_shows_several_seconds_in_one(tmp_path: Path) -> None:
    with Film(tmp_path / "film.mp4", speed=6.0) as film:
        for k in range(9):
            if film.wants(0.25 * k):
                film.take(flat(20 * k), 0.25 * k)
                time.sleep(0.05)  # the encoder keeps up
    assert len(levels(tmp_path / "film.mp4")) == 9


def test_more_than_the_encoder_takes_is_left_out_without_waiting(tmp_path: Path) -> None:
    film = Film(tmp_path / "film.mp4")
    large, longest = flat(100, (1600, 900)), 0.0
    for k in range(60):
        began = time.perf_counter()
        film.take(large, k / PICTURES_A_SECOND)
        longest = max(longest, time.perf_counter() - began)
    film.end()
    film.wait()
    film.check()
    assert film.left_out >= 60 - WAITING - 40 and longest < 0.2
    assert levels(tmp_path / "film.mp4"), "what it took is a whole film"


def test_the_recipe_is_in_the_file(tmp_path: Path) -> None:
    with Film(tmp_path / "film.mp4", told={"title": "Mesonaut", "comment": "[drying]\nrate = 0.5"}) as film:
        film.take(flat(50), 0.0)
    asked = [FFMPEG, "-i", str(tmp_path / "film.mp4"), "-f", "ffmetadata", "-"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    assert re.search(r"title=Mesonaut", told) and "rate \\= 0.5" in told


def test_a_window_made_larger_goes_on_in_the_same_film(tmp_path: Path) -> None:
    with Film(tmp_path / "film.mp4") as film:
        film.take(flat(50, (97, 65)), 0.0)
        film.take(flat(150, (192, 128)), 0.1)
    assert size_of(tmp_path / "film.mp4") == (96, 64)
    assert levels(tmp_path / "film.mp4")[-1] == pytest.approx(150, abs=5)


def test_a_session_that_fails_leaves_no_film(tmp_path: Path) -> None:
    with pytest.raises(KeyError), Film(tmp_path / "film.mp4") as film:
        film.take(flat(50), 0.0)
        raise KeyError("gone")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_refuses_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with (
        pytest.raises(MachineError, match=r"no film film\.mp4: .*writable"),
        Film(tmp_path / "file" / "film.mp4") as film,
    ):
        film.take(flat(50), 0.0)


def test_the_recorder_begins_ends_and_says_what_it_saved(tmp_path: Path) -> None:
    stage, recorder = electrode([(10, 10, 10)]), Recorder(lambda: tmp_path)
    camera = Camera()
    recorder.follow(stage, camera.ask, camera.poll)
    assert camera.asked == 0
    stage.filming = True
    for _ in range(10):
        stage.now_s += 0.02
        recorder.follow(stage, camera.ask, camera.poll)
    assert 4 <= camera.asked <= 6, "as often as the film shows pictures"
    stage.filming = False

    def told() -> bool:
        recorder.follow(stage, camera.ask, camera.poll)
        return "saved" in stage.notices.said[-1].text

    soon(told)
    (file,) = tmp_path.glob("mesonaut-*.mp4")
    assert len(levels(file)) >= 4


def test_closing_in_mid_film_keeps_it(tmp_path: Path) -> None:
    stage, recorder = electrode([(10, 10, 10)]), Recorder(lambda: tmp_path)
    stage.filming = True
    camera = Camera()
    for _ in range(2):
        recorder.follow(stage, camera.ask, camera.poll)
    recorder.close()
    assert len(list(tmp_path.glob("*.mp4"))) == 1
