"""The OpenGL context of the panel's tests."""

from tests.panel.conftest import context

__all__ = ["context"]
