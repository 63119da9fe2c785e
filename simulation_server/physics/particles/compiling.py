"""How the particle kernels are compiled."""

from collections.abc import Callable
from typing import Any

from numba import njit

# Every relaxation but "no NaN, no infinity": a run that explodes must still be noticed.
_FASTMATH = {"contract", "reassoc", "arcp", "nsz", "afn"}

kernel: Callable[[Callable[..., Any]], Any] = njit(cache=True, nogil=True, fastmath=_FASTMATH)
"""Decorator of a kernel: cached on disk, runs without the interpreter lock."""
