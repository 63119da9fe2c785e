"""Fields of a discharge and of a flux in the picture: each place has the colour of its value."""

import time

import numpy as np
import pytest

from simulation_server.schema.states import Phase
from tests.drawing.discharge import cell_frames, cell_state, flux_frame
from tests.drawing.packing import particle_frame
from vr_client.drawing import palette
from vr_client.drawing.renderer import Renderer
from vr_client.drawing.stream_lines import cut_at_edges, directions, ribbon_triangles
from vr_client.drawing.tables import OWN_TABLES, oklab
from vr_client.stage.clip import clip_through
from vr_client.stage.fields import flux_scale, pore_field, solid_field
from vr_client.stage.stage import Stage

from .conftest import SIZE_PX, Easel

SHARE = 0.6
CUT_UM = 17.5


@pytest.fixture(scope="module")
def sent():
    return particle_frame(900, height_um=40.0)


def opened(sent) -> Stage:
    """The discharge on show, cut across y and looked at straight from near by."""
    stage = Stage()
    stage.apply(sent, 0.0)
    for message in cell_frames(sent, (0.1, SHARE), sei=True):
        stage.apply(message, 0.0)
    stage.cell.settle()
    stage.clip = clip_through("y", (CUT_UM, CUT_UM, 20.0))
    stage.camera.azimuth_deg, stage.camera.elevation_deg = 0.0, 0.0
    stage.layers.frame = False
    stage.advance(1.0)
    return stage


def pixels(stage: Stage, points_um: np.ndarray) -> np.ndarray:
    """(k, 2) row and column at which points (k, 3) are drawn."""
    camera = stage.camera
    matrix = camera.projection(SIZE_PX[0] / SIZE_PX[1]) @ camera.view() @ stage.model
    clip = np.append(points_um, np.ones((len(points_um), 1)), axis=1) @ matrix.T
    at = clip[:, :2] / clip[:, 3:]
    column = (at[:, 0] * 0.5 + 0.5) * SIZE_PX[0]
    row = (0.5 - at[:, 1] * 0.5) * SIZE_PX[1]
    return np.floor(np.stack([row, column], axis=1)).astype(int)


def picture_of(easel: Easel, stage: Stage) -> np.ndarray:
    """(h, w, 3) as numbers 0 to 1."""
    camera = stage.camera
    return easel.draw(stage, camera.view(), camera.projection(SIZE_PX[0] / SIZE_PX[1]))[0] / 255.0


def read(picture: np.ndarray, at: np.ndarray, scale) -> np.ndarray:
    """(k,) values that the colours at pixels stand for; NaN where the colour is not of the scale."""
    table = palette.table(scale.colours)
    away = np.linalg.norm(picture[at[:, 0], at[:, 1]][:, None] - table[None], axis=2)
    values = scale.low + (scale.high - scale.low) * away.argmin(axis=1) / 255.0
    return np.where(away.min(axis=1) < 0.06, values, np.nan)


def discs(sent, least_um: float) -> tuple[np.ndarray, np.ndarray]:
    """Centres (k, 3) on the cut and depths (k,) there of large particles that it goes through."""
    position, radius = sent.arrays["position"], sent.arrays["radius"]
    away = np.abs(position[:, 1] - CUT_UM)
    x = position[:, 0]
    hit = (sent.arrays["phase"] == Phase.AM) & (radius - away > least_um) & (x > 5.0) & (x < 30.0)
    centres = position[hit].copy()
    centres[:, 1] = CUT_UM
    return centres, 1.0 - away[hit] / radius[hit]


def test_particles_that_are_cut_show_the_lithium_inside_them(easel: Easel, sent) -> None:
    stage = opened(sent)
    centres, depth = discs(sent, 1.5)
    assert len(centres) > 5
    got = read(picture_of(easel, stage), pixels(stage, centres), solid_field(stage).scale)
    expected = 0.3 + 0.5 * SHARE + 0.1 * centres[:, 2] / 40.0 - 0.15 * depth
    assert np.isfinite(got).mean() > 0.85
    off = np.abs(got - expected)[np.isfinite(got)]
    assert np.median(off) < 0.015 and off.max() < 0.05


def test_the_cut_shows_the_salt_of_the_pores(easel: Easel, sent) -> None:
    stage = opened(sent)
    stage.layers.am = stage.layers.cbd = False
    state = cell_state(sent, SHARE)
    j = int(CUT_UM)
    pore = np.argwhere(np.isfinite(state.salt_mol_m3[:, j]) & (state.phase[:, j] == Phase.PORE))
    points = np.column_stack([pore[:, 0] + 0.5, np.full(len(pore), CUT_UM), pore[:, 1] + 0.5])
    got = read(picture_of(easel, stage), pixels(stage, points), pore_field(stage).scale)
    assert np.isfinite(got).mean() > 0.8
    expected = state.salt_mol_m3[pore[:, 0], j, pore[:, 1]]
    assert np.nanmedian(np.abs(got - expected)) < 8.0
    inside = np.argwhere(state.phase[1:-1, j, 1:-1] == Phase.AM) + 1
    deep = [k for k in inside if (state.phase[k[0] - 1 : k[0] + 2, j, k[1] - 1 : k[1] + 2] == Phase.AM).all()]
    points = np.array([[k[0] + 0.5, CUT_UM, k[1] + 0.5] for k in deep])
    through = read(picture_of(easel, stage), pixels(stage, points), pore_field(stage).scale)
    assert np.isnan(through).mean() > 0.9, "there is no salt in the active material"


def test_the_surface_is_coloured_too_and_looking_back_changes_it(easel: Easel, sent) -> None:
    stage = opened(sent)
    stage.clip = stage.clip.__class__()
    stage.layers.cbd = False
    stage.spread = "discharge"
    late = picture_of(easel, stage)
    stage.cell.choose(0.0)
    early = picture_of(easel, stage)
    lit = late.sum(axis=2) > 1.2
    warmth = (late - early)[lit]
    assert lit.sum() > 4000
    assert np.median(warmth[:, 1] - warmth[:, 2]) > 0.2, "more lithium is more yellow, less blue"


def test_a_field_of_the_surface_leaves_the_inside_of_cut_particles_alone(easel: Easel, sent) -> None:
    stage = opened(sent)
    centres, _ = discs(sent, 2.6)
    stage.colour = "phase"
    grey = picture_of(easel, stage)
    stage.colour = "sei"
    coloured = picture_of(easel, stage)
    at = pixels(stage, centres)
    assert len(centres) >= 2
    np.testing.assert_allclose(coloured[at[:, 0], at[:, 1]], grey[at[:, 0], at[:, 1]], atol=0.08)
    assert (np.abs(coloured - grey).max(axis=2) > 0.15).sum() > 800


def test_without_what_was_chosen_the_particles_have_the_colours_of_their_phase(easel: Easel, sent) -> None:
    stage = Stage()
    stage.apply(sent, 0.0)
    plain = picture_of(easel, stage)
    stage.colour, stage.fill_colour = "lithiation", "salt"
    np.testing.assert_array_equal(picture_of(easel, stage), plain)


def test_lines_have_the_colour_of_the_local_flux(easel: Easel, sent) -> None:
    stage = Stage()
    stage.apply(sent, 0.0)
    stage.apply(flux_frame(sent), 0.0)
    stage.layers.am = stage.layers.cbd = stage.layers.frame = False
    stage.camera.azimuth_deg, stage.camera.elevation_deg = 0.0, 0.0
    bare = picture_of(easel, stage)
    stage.layers.ions = True
    picture = picture_of(easel, stage)
    drawn = np.abs(picture - bare).max(axis=2) > 0.1
    assert drawn.sum() > 1500
    columns = np.nonzero(drawn)[1]
    left, right = np.percentile(columns, [20, 80])
    table = palette.table(flux_scale(stage.flux["ions"], "ions").colours)

    def share(part: np.ndarray) -> float:
        hues = part / np.linalg.norm(part, axis=1, keepdims=True)
        known = table / np.linalg.norm(table, axis=1, keepdims=True)
        return float(np.median((hues @ known.T).argmax(axis=1)) / 255.0)

    at_left = share(picture[:, : int(left)][drawn[:, : int(left)]])
    at_right = share(picture[:, int(right) :][drawn[:, int(right) :]])
    assert at_left < 0.84 < 0.92 < at_right, "0.75 and 1.5 of the mean on two decades up to 2"


def test_hidden_lines_still_shine_through_a_little(easel: Easel, sent) -> None:
    stage = Stage()
    stage.apply(sent, 0.0)
    stage.apply(flux_frame(sent), 0.0)
    without = picture_of(easel, stage)
    stage.layers.ions = True
    change = np.abs(picture_of(easel, stage) - without).max(axis=2)
    assert (change > 0.3).sum() > 300 and ((change > 0.03) & (change < 0.2)).sum() > 1000


def test_ribbons_join_the_points_of_a_line_and_no_others() -> None:
    starts = np.array([0, 3, 3, 5], np.int32)
    pieces = ribbon_triangles(starts).reshape(-1, 3) // 2
    assert {tuple(sorted(set(map(int, piece)))) for piece in pieces} == {(0, 1), (1, 2), (3, 4)}
    points = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [5, 5, 5], [5, 5, 7]], np.float32)
    ways = directions(points, starts)
    np.testing.assert_allclose(ways[[0, 2, 3, 4]], [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1]])
    np.testing.assert_allclose(ways[1], [2**-0.5, 2**-0.5, 0], atol=1e-6)


def test_a_line_that_leaves_the_box_and_comes_in_at_the_other_side_is_not_drawn_across_it(sent) -> None:
    x = np.array([32.0, 33.0, 34.5, 0.5, 1.5], np.float32)
    points = np.column_stack([x, np.full(5, 3.0), np.linspace(9.0, 0.0, 5)]).astype(np.float32)
    stage = Stage()
    starts = np.array([0, 5], np.int32)
    stage.apply(flux_frame(sent, points_um=points, starts=starts, along=np.ones(5, np.float32)), 0.0)
    np.testing.assert_array_equal(cut_at_edges(stage.flux["ions"]), [0, 3, 5])


@pytest.mark.parametrize("name", OWN_TABLES)
def test_our_tables_are_even_to_the_eye_and_rise_in_lightness(name: str) -> None:
    table = palette.table(name)
    lab = oklab(palette.linear(table).astype(np.float64))
    steps = np.linalg.norm(np.diff(lab, axis=0), axis=1)
    assert (np.diff(lab[:, 0]) > 0).all()
    assert steps.std() < 0.1 * steps.mean()
    np.testing.assert_array_equal(palette.table(f"{name}_r"), table[::-1])


def test_beside_the_frames_the_same_picture_comes_a_little_later(easel: Easel, sent) -> None:
    stage = opened(sent)
    complete = picture_of(easel, stage)
    easel.renderer.close()
    easel.renderer = Renderer(in_background=True)
    first = picture_of(easel, stage)
    until = time.monotonic() + 20.0
    while np.abs(picture_of(easel, stage) - complete).max() > 0.02:
        assert time.monotonic() < until, "the field never came"
        time.sleep(0.01)
    assert np.abs(first - complete).max() > 0.2, "the first frame did not wait for it"
