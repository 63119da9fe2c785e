"""The panel's tabs by name."""

from typing import Literal

TabName = Literal["Recipe", "Line", "Results", "Curves", "View", "Tools", "Lesson", "Settings"]
TABS: tuple[TabName, ...] = ("Recipe", "Line", "Results", "Curves", "View", "Tools", "Lesson", "Settings")
"""In the order in which they stand."""
