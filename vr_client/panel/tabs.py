"""The panel's tabs by name."""

from typing import Literal

TabName = Literal["Recipe", "Line", "Results", "Curves", "View"]
