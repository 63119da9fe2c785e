"""How a lesson's steps show the electrode: layers, colours, cut, and the desk's camera."""

from dataclasses import fields

from msgspec.structs import replace

from simulation_server.schema.scene import Show

from .camera import Camera
from .clip import ClipPlane, clip_through
from .lesson import Lesson
from .stage import Stage


def so_far(lesson: Lesson) -> Show:
    """What the present step shows, with what the steps before it left as it was: for those who jump."""
    whole = lesson.step.show
    for step in reversed(lesson.scene.steps[: lesson.at]):
        before = step.show
        if whole.cut is None:
            whole = replace(whole, cut=before.cut, cut_at=before.cut_at)
        whole = replace(
            whole,
            layers=before.layers if whole.layers is None else whole.layers,
            colour=whole.colour or before.colour,
            electrolyte=whole.electrolyte or before.electrolyte,
        )
    return whole


def show(stage: Stage, wanted: Show) -> None:
    """Layers, colours, cut and the desk's view as a step wants them."""
    if wanted.layers is not None:
        for layer in fields(stage.layers):
            setattr(stage.layers, layer.name, layer.name in wanted.layers)
    stage.colour = wanted.colour or stage.colour
    stage.fill_colour = wanted.electrolyte or stage.fill_colour
    if wanted.cut == "none":
        stage.clip = ClipPlane(False, stage.clip.normal, stage.clip.offset_um)
    elif wanted.cut is not None:
        length, width = stage.particles.box_um
        at = wanted.cut_at
        point = (at * length, at * width, at * stage.particles.plane_um)
        stage.clip = clip_through(wanted.cut, point)
    if wanted.azimuth_deg is not None or wanted.elevation_deg is not None or wanted.nearer != 1.0:
        _turn_camera(stage, wanted)


def _turn_camera(stage: Stage, wanted: Show) -> None:
    usual = Camera()
    stage.look_at_electrode()
    stage.camera.azimuth_deg = usual.azimuth_deg if wanted.azimuth_deg is None else wanted.azimuth_deg
    stage.camera.elevation_deg = usual.elevation_deg if wanted.elevation_deg is None else wanted.elevation_deg
    if wanted.nearer != 1.0:
        stage.camera.zoom(1.0 / wanted.nearer)
