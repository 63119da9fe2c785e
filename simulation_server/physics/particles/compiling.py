"""How the particle kernels are compiled."""

from collections.abc import Callable
from typing import Any

from numba import njit

# Every relaxation but "no NaN, no infinity": a run that explodes must still be noticed.
RELAXED = ("contract", "reassoc", "arcp", "nsz", "afn")
_HOW: dict[str, Any] = {"cache": True, "nogil": True, "fastmath": set(RELAXED), "error_model": "numpy"}

kernel: Callable[[Callable[..., Any]], Any] = njit(**_HOW)
"""Decorator of a kernel: cached on disk, runs without the interpreter lock."""

inlined: Callable[[Callable[..., Any]], Any] = njit(**_HOW, forceinline=True)
"""Decorator of what is always compiled into its callers, so that their loops run several contacts abreast."""
