"""The cell resolved in three dimensions and time: lithium in every particle, salt in every pore."""

from .cell import ResolvedCell
from .discharge import resolved_discharge

__all__ = ["ResolvedCell", "resolved_discharge"]
