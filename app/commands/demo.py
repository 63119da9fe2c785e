"""`mesonaut demo`: the main job, live in a window or as a scripted session."""

import os
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from app.demo.plan import USUAL_SECONDS, opening_recipe
from app.output import emit_json, progress_bar
from app.server_process import server_process
from simulation_server.schema.errors import UserError
from simulation_server.schema.recipe_toml import changed
from vr_client.stage.scene_files import read_scene


def demo(
    offscreen: Annotated[
        bool, typer.Option("--offscreen", help="No window: a scripted session that leaves pictures.")
    ] = False,
    seconds: Annotated[
        float, typer.Option(help="Wall time of the scripted session; its scene's size follows from it.")
    ] = USUAL_SECONDS,
    particles: Annotated[
        int | None, typer.Option(help="Spheres in the scene, instead of what fits into --seconds.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for pictures, film and summary.json.")] = Path("out/demo"),
    seed: Annotated[int, typer.Option(help="Seed of the electrode.", min=0)] = 1,
    scene: Annotated[
        str | None, typer.Option(help="A lesson in the window: a name of `mesonaut scene`, or a file.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print summary.json on standard output too.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar.")] = False,
) -> None:
    """Shows an electrode from its slurry on, sheared, pressed, changed and filled, the prediction beside it.

    With a display: a window to play with. Without one, or with --offscreen: the same session driven by a
    script within --seconds, leaving pictures, an MP4 and summary.json in --out.

    Example: mesonaut demo --offscreen --seconds 180 --out out/demo
    """
    if not 60.0 <= seconds <= 86400.0:
        raise UserError(f"--seconds {seconds:g}: expected 60 to 86400; the steps need a minute at the least")
    in_window = not offscreen and has_display()
    if scene is not None:
        if not in_window:
            raise UserError(
                f"--scene {scene}: a lesson needs a window; run it where there is a display, "
                "or `mesonaut serve` here and `mesonaut view --scene` there"
            )
        _teach(scene, seed, particles)
        return
    recipe = opening_recipe(None if in_window else seconds, seed, particles)
    if in_window:
        from app.desk import show_window  # loads OpenGL

        with tempfile.TemporaryDirectory() as folder, server_process(recipe, Path(folder)) as address:
            show_window(address)
        return

    from app.demo.offscreen import run_offscreen  # loads the film writer

    with progress_bar(quiet=quiet) as progress:
        summary = run_offscreen(recipe, seconds, out, progress)
    if json:
        emit_json(summary)
    if not summary["complete"]:
        raise typer.Exit(1)


def _teach(name: str, seed: int, particles: int | None) -> None:
    """A server with a lesson's recipe, and the window with the lesson open."""
    from app.desk import show_window  # loads OpenGL
    from app.lesson import lesson_first

    scene = read_scene(name)
    size = scene.recipe.simulation.particles if particles is None else particles
    recipe = changed(scene.recipe, {"simulation.seed": seed, "simulation.particles": size})
    prepare = lesson_first(msgspec.structs.replace(scene, recipe=recipe))
    with tempfile.TemporaryDirectory() as folder, server_process(recipe, Path(folder)) as address:
        show_window(address, prepare=prepare)


def has_display() -> bool:
    """Whether a window can be opened here."""
    if sys.platform.startswith("linux"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True
