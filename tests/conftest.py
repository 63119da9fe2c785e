"""Imported before every test: the viewer chooses PyOpenGL's platform, which is fixed at its first import."""

import vr_client  # noqa: F401
