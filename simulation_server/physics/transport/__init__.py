"""Conduction and diffusion through voxel volumes: effective conductivity, tortuosity factor."""

from .solver import Conduction, solve_conduction

__all__ = ["Conduction", "solve_conduction"]
