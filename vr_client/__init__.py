"""What people see and touch: a window, pictures, a headset."""

import os
import sys

if sys.platform.startswith("linux"):
    # PyOpenGL asks one platform library for its functions and decides at its first import. EGL serves the
    # window on X11 and Wayland and the offscreen picture alike; GLX would serve only the first.
    os.environ.setdefault("PYOPENGL_PLATFORM", "egl")
