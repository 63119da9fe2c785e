"""The topic `infiltration`: interfaces at rest, single-phase flow, capillary filling, and liquid kept."""

from . import (
    capillary_rise,
    contact_angles,
    duct_flow,
    liquid_balance,
    rise_benchmark,
    young_laplace,
    zick_homsy,
)
from .task import Task

TASKS: tuple[Task, ...] = (
    Task("laplace, cylinders", young_laplace.cylinders, 3.0),
    Task("laplace, drops", young_laplace.drops, 40.0),
    Task("spurious currents", young_laplace.eddies),
    Task("contact angle, plates", contact_angles.plates, 3.0),
    Task("contact angle, drops", contact_angles.sessile_drops, 30.0),
    Task("contact angle, tube", contact_angles.round_tube, 25.0),
    Task("poiseuille, slit", duct_flow.slits),
    Task("poiseuille, tube", duct_flow.round_tube, 4.0),
    Task("permeability of spheres", zick_homsy.quick, 5.0),
    Task("permeability of sphere arrays", zick_homsy.arrays, 25.0),
    Task("washburn, course in a slit", capillary_rise.slit_course, 4.0),
    Task("washburn, course in a tube", capillary_rise.tube_course, 20.0),
    Task("washburn, speed in a slit", capillary_rise.slit_speed, 25.0),
    Task("washburn, speed in a tube", capillary_rise.tube_speed, 60.0),
    Task("jurin, slit", capillary_rise.slit_height, 2.0),
    Task("jurin, tube", capillary_rise.tube_height, 16.0),
    Task("capillary rise at omega 1", rise_benchmark.rise, 3.0),
    Task("liquid kept", liquid_balance.closed_box_shortly),
    Task("liquid kept for long", liquid_balance.closed_box, 16.0),
    Task("liquid soaked up", liquid_balance.soaking),
    Task("liquid let in", liquid_balance.filling, 16.0),
    Task("liquid let in and soaked up", liquid_balance.filling_and_soaking, 16.0),
)
"""Names are what `--only` looks in."""
