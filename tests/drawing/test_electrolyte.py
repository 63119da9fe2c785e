"""Electrolyte and pores in the picture."""

from dataclasses import replace

import numpy as np
import pytest

from tests.drawing.packing import forecast_frame, front_frame, particle_frame
from vr_client.drawing import palette
from vr_client.drawing.fill_times import time_texels
from vr_client.drawing.reach import continued
from vr_client.stage.clip import clip_through
from vr_client.stage.colouring import FILL_TABLE, fill_scale
from vr_client.stage.meshing import body_surface, front_surface
from vr_client.stage.stage import Stage

from .conftest import SIZE_PX, Easel


@pytest.fixture(scope="module")
def sent():
    return particle_frame(900, height_um=40.0)


def filled(sent, depth: float) -> Stage:
    stage = Stage()
    stage.apply(sent, 0.0)
    stage.apply(front_frame(sent, depth), 0.0)
    front = stage.front
    stage.front_surface.show(front_surface(front.liquid, front.solid, front.lattice_um))
    stage.advance(1.0)
    return stage


def teal(easel: Easel, stage: Stage) -> np.ndarray:
    """(h, w) where the picture is clearly electrolyte."""
    camera = stage.camera
    picture, _ = easel.draw(stage, camera.view(), camera.projection(SIZE_PX[0] / SIZE_PX[1]))
    colours = picture.astype(int)
    return colours[..., 1] - colours[..., 0] > 45


def test_more_electrolyte_is_more_teal_and_it_comes_from_above(easel: Easel, sent) -> None:
    dry = Stage()
    dry.apply(sent, 0.0)
    assert teal(easel, dry).sum() == 0
    shares = [teal(easel, filled(sent, depth)) for depth in (0.3, 0.7)]
    assert 300 < shares[0].sum() < shares[1].sum()
    rows = np.nonzero(shares[0].any(axis=1))[0]
    assert rows.min() < SIZE_PX[1] / 2 and np.average(np.arange(SIZE_PX[1]), weights=shares[0].sum(1)) < 90


def test_the_cut_shows_the_liquid_between_the_discs(easel: Easel, sent) -> None:
    stage = filled(sent, 0.6)
    stage.clip = clip_through("y", (17.5, 17.5, 20.0))
    with_face = teal(easel, stage).sum()
    stage.front_surface.show(None)
    face_alone = teal(easel, stage).sum()
    stage.front = None
    assert teal(easel, stage).sum() == 0
    assert face_alone > 0.25 * with_face > 100


def test_the_electrolyte_can_be_hidden(easel: Easel, sent) -> None:
    stage = filled(sent, 0.6)
    stage.layers.front = False
    assert teal(easel, stage).sum() == 0


def picture_of(easel: Easel, stage: Stage) -> np.ndarray:
    """(h, w, 3) as numbers 0 to 1."""
    camera = stage.camera
    picture, _ = easel.draw(stage, camera.view(), camera.projection(SIZE_PX[0] / SIZE_PX[1]))
    return picture / 255.0


def coral(easel: Easel, stage: Stage) -> np.ndarray:
    """(h, w) where the picture is clearly trapped gas."""
    colours = picture_of(easel, stage)
    return (colours[..., 0] - colours[..., 1] > 0.2) & (colours[..., 0] - colours[..., 2] > 0.2)


def open_along_x(stage: Stage) -> None:
    """Cut through the trapped gas, looked at straight."""
    stage.clip = clip_through("y", (17.5, 10.5, 20.0))
    stage.camera.azimuth_deg, stage.camera.elevation_deg = 0.0, 0.0
    stage.layers.am = stage.layers.cbd = stage.layers.frame = False


def test_trapped_gas_shows_on_the_cut_and_as_a_body_and_can_be_hidden(easel: Easel, sent) -> None:
    stage = filled(sent, 0.6)
    open_along_x(stage)
    assert stage.front.trapped.any()
    stage.front_surface.show(None)
    assert coral(easel, stage).sum() > 40
    stage.layers.trapped = False
    assert coral(easel, stage).sum() == 0
    stage.clip = stage.clip.__class__()
    stage.layers.trapped, stage.layers.front = True, False
    stage.trapped_surface.show(body_surface(stage.front.trapped, stage.front.lattice_um))
    assert coral(easel, stage).sum() > 40


def column(easel: Easel, stage: Stage) -> np.ndarray:
    """(k, 3) colours down the middle of the cut, top first, without what was cut away above and below."""
    middle = picture_of(easel, stage)[:, SIZE_PX[0] // 2 - 30 : SIZE_PX[0] // 2 + 30]
    vivid = np.ptp(middle, axis=2) > 0.15
    rows = [np.median(row[mask], axis=0) for row, mask in zip(middle, vivid, strict=True) if mask.sum() > 3]
    return np.array(rows)


def test_the_cut_takes_its_colours_from_when_the_front_came(easel: Easel, sent) -> None:
    stage = filled(sent, 0.9)
    open_along_x(stage)
    stage.front_surface.show(None)
    stage.layers.trapped = False
    stage.fill_colour = "filling time"
    colours = column(easel, stage)
    table = palette.table(FILL_TABLE)
    nearest = np.linalg.norm(colours[:, None] - table[None], axis=2)
    times_ms = nearest.argmin(axis=1) / 255.0 * fill_scale(stage.front, None).high
    trusted = nearest.min(axis=1) < 0.12
    assert trusted.mean() > 0.6 and len(trusted) > 30
    way = np.linspace(0.0, 0.9, len(times_ms))
    expected_ms = 10.0 * way**2
    assert np.abs(times_ms - expected_ms)[trusted].mean() < 0.8, "earlier above, as the square of the way"


def test_ahead_of_the_front_the_expected_times_are_paler_until_it_comes(easel: Easel, sent) -> None:
    stage = filled(sent, 0.5)
    open_along_x(stage)
    stage.front_surface.show(None)
    stage.layers.trapped = False
    stage.fill_colour = "filling time"
    without = (np.ptp(picture_of(easel, stage), axis=2) > 0.1).sum()
    stage.apply(forecast_frame(sent), 0.0)
    picture = picture_of(easel, stage)
    assert (np.ptp(picture, axis=2) > 0.1).sum() > 1.2 * without
    above, below = picture[50:80, 110:130], picture[105:125, 110:130]

    def vividness(part: np.ndarray) -> float:
        return float(np.percentile(np.ptp(part, axis=2), 80))

    assert vividness(above) > 1.5 * vividness(below)


def test_a_forecast_that_is_made_anew_while_the_front_rests_is_drawn(easel: Easel, sent) -> None:
    stage = filled(sent, 0.5)
    open_along_x(stage)
    stage.fill_colour = "filling time"
    stage.apply(forecast_frame(sent), 0.0)
    first = picture_of(easel, stage)
    assert stage.forecast is not None
    stage.forecast = replace(stage.forecast, filled_ms=0.3 * stage.forecast.filled_ms)
    assert np.abs(picture_of(easel, stage) - first).max() > 0.05


def test_the_texture_tells_simulated_from_expected_and_solids_from_pores(sent) -> None:
    stage = filled(sent, 0.5)
    stage.apply(forecast_frame(sent), 0.0)
    front = stage.front
    texels = time_texels(front, stage.forecast, 16.0)
    reached = ~np.isnan(front.filled_ms)
    assert (texels[front.solid] == 0).all()
    assert (texels[..., 2] > 0)[reached].all() and not (texels[..., 2] > 0)[~reached].any()
    shown_ms = texels[..., 0] / 255.0 * 16.0
    np.testing.assert_allclose(shown_ms[reached], front.filled_ms[reached], atol=0.04)
    expected = ~reached & (texels[..., 1] > 0)
    assert expected.sum() > 1000
    np.testing.assert_allclose(shown_ms[expected], stage.forecast.filled_ms[expected], atol=0.04)


def test_times_reach_as_far_into_solids_as_asked_and_come_from_the_nearest_pore() -> None:
    inside = np.zeros((9, 9, 9), np.bool_)
    inside[4, 4, 4] = inside[0, 0, 0] = True
    sources = continued(inside, 2)
    own = np.arange(inside.size).reshape(inside.shape)
    middle, corner = own[4, 4, 4], own[0, 0, 0]
    assert sources[4, 4, 6] == sources[3, 4, 3] == middle and sources[0, 1, 1] == corner
    assert sources[4, 4, 7] == own[4, 4, 7]
    assert sources[4, 4, 4] == middle
