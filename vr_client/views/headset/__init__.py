"""The headset view: OpenXR through pyopenxr."""

from .view import HeadsetView

__all__ = ["HeadsetView"]
