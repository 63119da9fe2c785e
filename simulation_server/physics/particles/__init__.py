"""Spheres that attract, touch, slide and yield: one engine for suspensions and for dry granular films."""

from .coarse_grain import CoarseGrain
from .engine import ParticleEngine, threads
from .material import Material
from .probe import Reading
from .system import ParticleSystem

__all__ = ["CoarseGrain", "Material", "ParticleEngine", "ParticleSystem", "Reading", "threads"]
