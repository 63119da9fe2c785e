"""Pictures on disk that say where they come from."""

from pathlib import Path
from typing import Any, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin

from simulation_server.schema.errors import FileError
from simulation_server.schema.recipe_toml import format_recipe
from simulation_server.version import __version__
from vr_client.stage.stage import Stage


class Pictured(Protocol):
    """A view, as far as pictures go."""

    def screenshot(self, *, fine: bool = False) -> NDArray[np.uint8]:
        """(h, w, 3) of the last frame; `fine` for the best it can do."""


def provenance(stage: Stage) -> dict[str, str]:
    """What a picture shows and how to make it again, as text by PNG keyword."""
    layer = stage.particles
    clip: dict[str, Any] = msgspec.to_builtins(
        {"enabled": stage.clip.enabled, "normal": stage.clip.normal, "offset_um": stage.clip.offset_um}
    )
    scene = {
        "stage": layer.stage, "progress": layer.progress, "preview": layer.preview,
        "pressure_mpa": layer.pressure_mpa, "plane_um": layer.plane_um, "particles": layer.count,
        "step_id": layer.step_id, "colour": stage.colour, "fill_colour": stage.fill_colour, "clip": clip,
        "saturation": stage.front.saturation if stage.front else None,
    }  # fmt: skip
    return {
        "Software": f"Mesonaut {__version__}",
        "Mesonaut version": stage.server_version or __version__,
        "Mesonaut recipe": format_recipe(stage.recipe),
        "Mesonaut seed": str(stage.recipe.simulation.seed),
        "Mesonaut scene": msgspec.json.encode(scene).decode(),
    }


def save_screenshot(view: Pictured, stage: Stage, path: Path) -> Path:
    """Writes what the view shows as PNG with its provenance; raises FileError where it cannot."""
    info = PngImagePlugin.PngInfo()
    for key, text in provenance(stage).items():
        info.add_text(key, text)
    try:
        Image.fromarray(view.screenshot(fine=True)).save(path, format="PNG", pnginfo=info)
    except OSError as error:
        raise FileError(
            f"cannot write the picture {path}: {error.strerror}; choose a folder you may write to"
        ) from error
    return path
