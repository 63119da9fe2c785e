"""The report of calendering: all ways of saying how hard the film was pressed, whichever was set."""

import numpy as np
from scipy.spatial import cKDTree

from simulation_server.schema.line import CalenderingReport

from .calendering_targets import degree_pct
from .cracking import cracked_share
from .film import Film
from .nip import Nip

_CURVE_POINTS = 120
"""Of the reported pressure-thickness curve, which travels to every viewer."""


def report(film: Film, nip: Nip) -> CalenderingReport:
    """What the rolls did to a film that has sprung back; `nip` is gauged."""
    history = film.history
    shown = np.unique(np.linspace(0, len(history.plane_um) - 1, _CURVE_POINTS).astype(np.int64))
    return CalenderingReport(
        pressure_mpa=film.pressed_mpa,
        line_load_n_mm=nip.line_load_n_mm,
        gap_um=nip.gap_um,
        degree_pct=degree_pct(nip),
        thickness_before_um=nip.before_um,
        thickness_loaded_um=nip.loaded_um,
        thickness_um=nip.after_um,
        porosity=film.mix.porosity(nip.after_um),
        spring_back_pct=100.0 * (nip.after_um / nip.loaded_um - 1.0) if film.pressed_mpa else 0.0,
        contacts_per_particle=contacts_per_particle(film),
        cracked_share=cracked_share(film),
        curve_plane_um=[float(plane) for plane in history.plane_um[shown]],
        curve_pressure_mpa=[float(pressure) for pressure in history.pressure_mpa[shown]],
    )


def contacts_per_particle(film: Film) -> float:
    """Mean number of spheres, of either kind, that touch an active particle."""
    system, active = film.system, len(film.mix.am_radii_um)
    radii, edge = system.radii_um, film.mix.box_um
    places = system.positions_um
    places[:, :2] %= edge
    places[:, 2] -= places[:, 2].min()
    far = 2.0 * float(places[:, 2].max()) + 4.0 * float(radii.max())  # no images in z
    boxes = (edge, edge, far)
    tree = cKDTree(places[:active], boxsize=boxes)
    reach = float(radii[:active].max() + radii.max())
    near = tree.sparse_distance_matrix(cKDTree(places, boxsize=boxes), reach, output_type="ndarray")
    touching = (near["i"] != near["j"]) & (near["v"] < radii[near["i"]] + radii[near["j"]])
    return float(np.count_nonzero(touching)) / active
