"""What a picture or a film shows, and how to make it again."""

import hashlib
from typing import Any

import msgspec

from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import format_recipe
from simulation_server.version import __version__
from vr_client.stage.stage import Stage


def provenance(stage: Stage) -> dict[str, str]:
    """As text by PNG keyword."""
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


def fingerprint(recipe: Recipe) -> str:
    """Eight letters that tell one recipe from another: of the SHA-256 of its TOML text."""
    return hashlib.sha256(format_recipe(recipe).encode()).hexdigest()[:8]
