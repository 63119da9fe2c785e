"""An interpreter that keeps out of a frame's way while a view runs."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

SWITCH_S = 0.0005
"""For so long another thread may keep the interpreter from a frame that waits for it; usual are 5 ms."""


@contextmanager
def undisturbed() -> Iterator[None]:
    """Other threads give way sooner, and what is there already is not searched for garbage time and again."""
    before_s = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_S)
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        sys.setswitchinterval(before_s)
