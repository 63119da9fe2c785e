"""PyBaMM, imported when first needed and so that it never asks, reports or reaches for the network.

PyBaMM offers usage reports and, in a terminal, asks for consent on its first import; the environment
variable below, read during that import, turns both off. It is set even where a user has set it
otherwise: Mesonaut sends nothing anywhere. The import takes more than a second, which no command that
discharges nothing should wait for.
"""

import os
from functools import cache
from typing import Any


@cache
def pybamm() -> Any:
    """The module."""
    os.environ["PYBAMM_DISABLE_TELEMETRY"] = "true"
    import pybamm as module

    module.telemetry.disable()
    module.set_logging_level("ERROR")
    return module
