"""Conduction and diffusion through voxel volumes: effective conductivity, tortuosity factor."""

from .conductances import Level, finest_level, level_of
from .multigrid import WCycle
from .solver import Conduction, solve_conduction

__all__ = ["Conduction", "Level", "WCycle", "finest_level", "level_of", "solve_conduction"]
