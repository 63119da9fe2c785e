"""Electrolyte in a porous electrode under alternating current: double layers, and their admittance."""

from .double_layer import DoubleLayer, Wetted, double_layer
from .network import CapacitiveNetwork, capacitive_network
from .relaxation import Relaxation, relaxation

__all__ = [
    "CapacitiveNetwork",
    "DoubleLayer",
    "Relaxation",
    "Wetted",
    "capacitive_network",
    "double_layer",
    "relaxation",
]
