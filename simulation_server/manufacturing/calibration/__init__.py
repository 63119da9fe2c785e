"""Fits of the line's few free parameters to measured rows, each formulation judged by fits without it."""
