"""The GLSL programs, read from assets/shaders. GLSL 1.20, which every desktop OpenGL since 2.1 takes."""

from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from vispy import gloo

from simulation_server.schema.errors import MachineError
from vr_client.stage.transforms import Matrix

_HEADER = "#version 120\n"


@cache
def source(name: str) -> str:
    """Text of a shader file."""
    try:
        return (files("assets") / "shaders" / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise MachineError(
            f"the shader assets/shaders/{name} is missing: reinstall Mesonaut, then run `mesonaut doctor`"
        ) from None


def program(vertex: str, fragment: str, *parts: str, lit: bool = False, defined: tuple[str, ...] = ()) -> Any:
    """A gloo Program of two shader files; `parts` are files in front of the fragment shader.

    `lit` puts the room's light there, before the others; `defined` are the switches of the fragment shader
    that are on.
    """
    before = "".join(f"#define {name}\n" for name in defined)
    before += "".join(source(part) for part in (("light.glsl", *parts) if lit else parts))
    return gloo.Program(_HEADER + source(vertex), _HEADER + before + source(fragment))


def plain_source(name: str) -> str:
    """A shader file with its version line, for raw OpenGL."""
    return _HEADER + source(name)


def columns(matrix: Matrix) -> np.ndarray[Any, Any]:
    """A matrix for column vectors as gloo uploads it."""
    return np.ascontiguousarray(matrix.T, np.float32)
