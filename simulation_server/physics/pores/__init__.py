"""The pore space as a network: pores, throats, and the liquid that invades them."""

from .grains import grains
from .pore_map import PoreMap, Throats
from .segmentation import segment

__all__ = ["PoreMap", "Throats", "grains", "segment"]
