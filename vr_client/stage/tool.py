"""The tool in hand: what a click, or the trigger off the panel, does."""

from typing import Literal

ToolName = Literal["look", "pick", "distance", "pore", "cut", "stand"]
"""Look around; a particle's data; a distance; a pore's diameter; the cut by hand; stand where one points."""

TOOLS: tuple[ToolName, ...] = ("look", "pick", "distance", "pore", "cut", "stand")
