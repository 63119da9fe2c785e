"""Colours that can be told apart, and scalars at the right place of their table."""

from itertools import pairwise

import matplotlib as mpl
import numpy as np
import pytest

from vr_client.drawing import palette
from vr_client.drawing.slabs import cross_section, edges, slab


def luminance(colour: palette.Rgb) -> float:
    return float(palette.linear(colour) @ np.array([0.2126, 0.7152, 0.0722]))


def test_phases_differ_in_lightness_so_that_no_colour_vision_is_needed() -> None:
    """WCAG 2.2 asks a contrast of 3 between graphical objects."""
    contrast = (luminance(palette.AM) + 0.05) / (luminance(palette.CBD) + 0.05)
    assert contrast > 2.5
    assert abs(luminance(palette.ELECTROLYTE) - luminance(palette.AM)) > 0.1


def test_scalars_run_from_the_tables_first_to_its_last_colour() -> None:
    colours = palette.scalar_colours(np.array([-1.0, 0.0, 5.0, 10.0, 99.0], np.float32), 0.0, 10.0, "viridis")
    ends = [palette.linear(mpl.colormaps["viridis"](at)[:3]) for at in (0.0, 1.0)]
    assert colours[0] == pytest.approx(ends[0]) and colours[1] == pytest.approx(ends[0])
    assert colours[3] == pytest.approx(ends[1]) and colours[4] == pytest.approx(ends[1])
    assert luminance(tuple(colours[1])) < luminance(tuple(colours[2])) < luminance(tuple(colours[3]))


def test_a_value_that_is_no_number_has_a_colour() -> None:
    assert np.isfinite(palette.scalar_colours(np.array([np.nan], np.float32), 0.0, 1.0, "inferno")).all()


def test_a_slab_is_closed_and_faces_outwards() -> None:
    box = slab((0, 0, 0), (1, 2, 3))
    corners = box.vertices_um[box.triangles]
    area = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]) / 2
    assert np.linalg.norm(area, axis=1).sum() == pytest.approx(22.0)
    assert np.einsum("ij,ij->", area, corners.mean(axis=1)) / 3 == pytest.approx(6.0), "volume by Gauss"
    assert (np.einsum("ij,ij->i", area, box.normals[box.triangles[:, 0]]) > 0).all()


def test_a_cross_section_has_the_area_of_the_cut() -> None:
    for plane, expected in (((1, 0, 0, -0.5), 6.0), ((0, 0, 1, -1.0), 2.0), ((1, 0, 0, -7.0), 0.0)):
        corners = cross_section(np.array(plane, float), (0, 0, 0), (1, 2, 3)).astype(float)
        area = sum(
            np.linalg.norm(np.cross(a - corners[0], b - corners[0])) / 2 for a, b in pairwise(corners[1:])
        )
        assert area == pytest.approx(expected, abs=1e-5)
    assert edges((0, 0, 0), (1, 1, 1)).shape == (24, 3)
