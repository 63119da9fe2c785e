"""A lesson that a view begins with."""

from app.desk import Prepare
from simulation_server.schema.scene import Scene
from vr_client.stage.scene_files import read_scene
from vr_client.stage.stage import Stage
from vr_client.stage.teaching import begin_lesson


def lesson_first(scene: str | Scene | None) -> Prepare | None:
    """What prepares a stage for a scene, given by its name or file, or as it is; None for none.

    Raises FileError or SceneError before anything is opened.
    """
    if scene is None:
        return None
    read = read_scene(scene) if isinstance(scene, str) else scene

    def prepare(stage: Stage) -> None:
        begin_lesson(stage, read)

    return prepare
