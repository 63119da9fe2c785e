"""The lessons that ship, and any in a file of one's own."""

from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from simulation_server.schema.errors import FileError, SceneError
from simulation_server.schema.scene import Scene
from simulation_server.schema.scene_toml import parse_scene

LARGEST_BYTES = 200_000
"""A lesson is a few pages of text; anything longer is another kind of file."""


def shipped_names() -> list[str]:
    """Names of the lessons in scenes/."""
    return sorted(each.name.removesuffix(".toml") for each in _folder().iterdir() if _is_scene(each))


def shipped_scenes() -> tuple[Scene, ...]:
    """All lessons of scenes/, in the order of their numbers. Raises SceneError for one that is wrong."""
    scenes = [read_scene(name) for name in shipped_names()]
    return tuple(sorted(scenes, key=lambda scene: (scene.number, scene.title)))


def read_scene(name_or_file: str) -> Scene:
    """A shipped lesson by its name, or one in a file (anything with a slash or that ends in .toml).

    Raises FileError where there is no such lesson or it cannot be read, SceneError for what is wrong in it.
    """
    if not name_or_file.endswith(".toml") and Path(name_or_file).name == name_or_file:
        if name_or_file not in shipped_names():
            known = ", ".join(shipped_names())
            raise FileError(f"no scene {name_or_file!r}: expected one of {known}, or a file FILE.toml")
        return _parsed(_folder() / f"{name_or_file}.toml", _folder())
    path = Path(name_or_file)
    return _parsed(path, path.parent)


def _parsed(file: Traversable, folder: Traversable) -> Scene:
    def beside(name: str) -> str:
        if Path(name).is_absolute() or ".." in Path(name).parts:
            raise SceneError(f"recipe = {name!r}: expected a file in the scene's own folder")
        return _text(folder / name)

    return parse_scene(_text(file), file.name.removesuffix(".toml"), beside)


def _text(file: Traversable) -> str:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise FileError(
            f"{file}: cannot be read ({error.strerror}); `mesonaut scene` lists the scenes"
        ) from None
    if len(data) > LARGEST_BYTES:
        raise FileError(f"{file}: {len(data)} bytes, expected TOML text under 200 kB; see scenes/README.md")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise FileError(f"{file}: expected TOML text, found binary data; see scenes/README.md") from None


def _folder() -> Traversable:
    return files("scenes")


def _is_scene(file: Traversable) -> bool:
    return file.name.endswith(".toml")


class Shelf:
    """The shipped lessons, read beside the frames: `scenes` is empty until they are."""

    def __init__(self) -> None:
        executor = ThreadPoolExecutor(1, thread_name_prefix="scenes")
        self._reading: Future[tuple[Scene, ...]] = executor.submit(shipped_scenes)
        executor.shutdown(wait=False)

    @property
    def scenes(self) -> tuple[Scene, ...]:
        """The lessons in their order. Raises SceneError for one that is wrong."""
        return self._reading.result() if self._reading.done() else ()


@cache
def shelf() -> Shelf:
    """The one shelf of this process, filled from the first call on."""
    return Shelf()
