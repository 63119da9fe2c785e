"""The OpenGL context of the panel's tests."""

from tests.panel.conftest import canvas, context

__all__ = ["canvas", "context"]
