"""Every view that can run here, opened, with what a test needs to stand in for a person."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from simulation_server.schema.errors import MachineError
from tests.drawing.packing import particle_frame
from tests.openxr.conftest import monado
from vr_client.stage.stage import Stage
from vr_client.tools.desk_input import DeskInput
from vr_client.views.base import View
from vr_client.views.offscreen import OffscreenView
from vr_client.views.window import WindowView

__all__ = ["monado"]

SIZE_PX = (480, 270)


@dataclass
class Opened:
    view: View
    given: DeskInput  # what mouse and keyboard did before the next frame


@pytest.fixture(scope="session")
def display() -> Iterator[None]:
    """An X server for the window tests: Xvfb, or the one there is."""
    if os.environ.get("DISPLAY"):
        yield
        return
    if shutil.which("Xvfb") is None:
        pytest.skip("no display and no Xvfb: apt-get install xvfb")
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "800x600x24", "-noreset", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        with os.fdopen(read) as pipe:
            os.environ["DISPLAY"] = f":{pipe.readline().strip()}"
        yield
        del os.environ["DISPLAY"]
        server.terminate()


@pytest.fixture(params=["offscreen", "window"])
def opened(request: pytest.FixtureRequest) -> Iterator[Opened]:
    view: OffscreenView | WindowView
    if request.param == "offscreen":
        view = OffscreenView(SIZE_PX)
    else:
        request.getfixturevalue("display")
        view = WindowView(SIZE_PX)
    try:
        view.open()
    except MachineError as error:
        pytest.skip(str(error))
    given = view.given if isinstance(view, OffscreenView) else view._window.given
    yield Opened(view, given)
    view.close()


@pytest.fixture(scope="session")
def sent():
    return particle_frame(500, height_um=22.0)


@pytest.fixture
def stage(sent) -> Stage:
    stage = Stage()
    stage.apply(sent, 0.0)
    stage.advance(1.0)
    return stage
