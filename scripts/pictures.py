"""Makes the window's pictures in docs/pictures again, from one session with a real server (five minutes).

Usage: .venv/bin/python scripts/pictures.py [--out docs/pictures]
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from app.server_process import server_process
from simulation_server.schema.messages import Command, Discharge, Fill, SetRecipe
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import changed
from simulation_server.schema.states import Stage as Part
from vr_client.connection.connection import Connection
from vr_client.panel.legend import Legend
from vr_client.panel.panel import Panel
from vr_client.panel.tabs import TabName
from vr_client.stage.clip import ClipPlane, clip_through
from vr_client.stage.layers import Layers
from vr_client.stage.reading import Reader
from vr_client.stage.stage import Stage
from vr_client.tools.cut import middle_um
from vr_client.views.offscreen import OffscreenView
from vr_client.views.runner import Loop

SIZE_PX, PANEL_PX = (1280, 800), (430, 800)
PAUSE_S, PATIENCE_S, AT_REST_S = 0.1, 400.0, 4.0


class Session:
    """A window without a screen, its server, and the pictures it leaves."""

    def __init__(self, loop: Loop, panel: Panel, out: Path) -> None:
        self.loop, self.panel, self.out, self.stage = loop, panel, out, loop.stage

    def until(self, holds: Callable[[], bool]) -> None:
        """Draws until something holds. Raises SystemExit where it does not come."""
        began_s = time.monotonic()
        while not holds():
            if time.monotonic() - began_s > PATIENCE_S or self.stage.failure:
                raise SystemExit(f"not reached: {self.stage.failure or self.stage.status}")
            self.draw(0.0)

    def draw(self, seconds: float = AT_REST_S) -> None:
        """Draws for a while."""
        end_s = time.monotonic() + seconds
        while True:
            self.loop.step()
            time.sleep(PAUSE_S)
            if time.monotonic() >= end_s:
                return

    def picture(self, name: str, tab: TabName, rest_s: float = AT_REST_S) -> None:
        """Turns to a tab and keeps what is seen once cameras and surfaces are at rest."""
        self.panel.open_tab(tab)
        self.draw(rest_s)
        Image.fromarray(self.loop.view.screenshot(fine=True)).save(self.out / f"{name}.png")
        print(name, flush=True)

    def ask(self, kind: type[Command], **fields: object) -> None:
        """Asks the server for something."""
        self.stage.ask(kind, **fields)

    def press(self, pressure_mpa: float) -> None:
        """Presses the electrode and waits for all results."""
        stage = self.stage
        stage.draft = changed(stage.recipe, {"calendering.pressure_mpa": pressure_mpa})
        self.ask(SetRecipe, recipe=stage.draft)
        self.until(lambda: stage.recipe == stage.draft)
        self.until(lambda: stage.outcome_complete)

    def filled(self, share: float) -> bool:
        """So much of the pores holds electrolyte, or the filling has ended."""
        front = self.stage.front
        return front is not None and (front.saturation >= share or self.stage.status.stage == "ready")


def play(session: Session) -> None:
    """The whole line, pressed twice, filled, pressed again and discharged."""
    stage = session.stage
    session.until(lambda: stage.particles.stage == Part.DRYING)
    session.picture("wet-film", "Line", 0.0)  # it does not last
    session.until(lambda: stage.outcome_complete)
    stage.clip = clip_through("y", middle_um(stage))
    stage.layers = Layers(ions=True)
    stage.fill_colour = "plain"
    session.picture("flux-lines", "View")
    stage.clip, stage.layers = ClipPlane(), Layers()
    session.press(90.0)
    session.picture("window", "Results")
    stage.colour = "cracking"
    session.picture("line", "Line")
    stage.colour = "phase"
    session.ask(Fill)
    session.until(lambda: session.filled(0.45))
    session.picture("filling", "Results")
    session.until(lambda: session.filled(0.62))
    stage.clip, stage.fill_colour = clip_through("y", middle_um(stage)), "filling time"
    session.picture("filling-times", "View")
    session.until(lambda: session.filled(1.0))
    stage.clip, stage.fill_colour = ClipPlane(), "plain"
    stage.layers = Layers(am=False, cbd=False)
    session.picture("gas-left-behind", "View")
    stage.layers = Layers()
    session.ask(Discharge, c_rate=2.0)
    session.until(lambda: stage.cell is not None and stage.status.progress > 0.4)
    stage.clip = clip_through("y", middle_um(stage))
    session.picture("cell-lithiation", "Curves")
    stage.colour = "phase"
    session.picture("cell-salt", "View")


def main() -> None:
    """Plays the session."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--out", type=Path, default=Path("docs/pictures"))
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    recipe = changed(Recipe(), {"calendering.pressure_mpa": 60.0})
    view = OffscreenView(SIZE_PX)
    view.open()
    panel = Panel(PANEL_PX)
    view.attach(panel, Legend())
    with (
        tempfile.TemporaryDirectory() as folder,
        server_process(recipe, Path(folder)) as address,
        Connection(address, "pictures", read=Reader()) as connection,
    ):
        loop = Loop(view, connection, Stage())
        try:
            play(Session(loop, panel, out))
        finally:
            loop.close()


if __name__ == "__main__":
    main()
