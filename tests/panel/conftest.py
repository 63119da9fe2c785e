"""An OpenGL context without a display for the tests that draw."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

os.environ.setdefault("EGL_PLATFORM", "surfaceless")
os.environ.setdefault("PYOPENGL_PLATFORM", "egl")


@pytest.fixture(scope="session")
def canvas() -> Iterator[Any]:
    import vispy

    vispy.use("egl", gl="gl+")
    from vispy import app, gloo

    canvas = app.Canvas(size=(32, 32))
    canvas.set_current()
    gloo.flush()
    yield canvas
    canvas.close()


@pytest.fixture(scope="module")
def context(canvas: Any) -> None:
    """Current again where tests of another room had one of their own."""
    canvas.set_current()
