import numpy as np
import pytest

from simulation_server.live.preview import goes_back, preview_frame

from ..wire.test_display_packing import frame_of
from .serving import SMALL, with_changes


@pytest.mark.parametrize(
    ("change", "pressed_mpa", "back"),
    [
        ({"calendering": {"pressure_mpa": 100.0}}, 60.0, False),
        ({"calendering": {"pressure_mpa": 40.0}}, 60.0, True),
        ({"calendering": {"pressure_mpa": 40.0}}, 0.0, False),
        ({"calendering": {"pressure_mpa": 40.0}}, 25.0, False),
        ({"calendering": {"roll_temperature_c": 80.0}}, 60.0, False),
        ({"calendering": {"control": "gap"}}, 60.0, False),
        ({"simulation": {"engine": "lammps"}}, 60.0, True),
        ({"formulation": {"active_wt_pct": 92.0}}, 0.0, True),
        ({"drying": {"consolidation_pressure_kpa": 90.0}}, 60.0, True),
        ({"simulation": {"seed": 5}}, 60.0, True),
        ({"simulation": {"voxel_um": 1.0}}, 60.0, False),
        ({"cell": {"lower_cutoff_v": 3.0}}, 60.0, False),
        ({"infiltration": {"contact_angle_deg": 40.0}}, 60.0, False),
    ],
    ids=str,
)
def test_only_what_the_physics_cannot_follow_goes_back(
    change: dict[str, dict[str, float]], pressed_mpa: float, back: bool
) -> None:
    assert goes_back(SMALL, with_changes(**change), pressed_mpa) is back


@pytest.mark.parametrize(
    ("control", "key", "softer", "harder"),
    [
        ("line_load", "line_load_n_mm", 100.0, 500.0),
        ("gap", "gap_um", 80.0, 40.0),
        ("porosity", "target_porosity", 0.45, 0.25),
        ("degree", "degree_pct", 5.0, 40.0),
    ],
)
def test_every_way_of_pressing_less_goes_back(control: str, key: str, softer: float, harder: float) -> None:
    old = with_changes(calendering={"control": control})
    for value, back in ((softer, True), (harder, False)):
        new = with_changes(old, calendering={key: value})
        assert goes_back(old, new, pressed_mpa=30.0) is back
        assert not goes_back(old, new, pressed_mpa=0.0)


def test_a_preview_is_the_last_structure_scaled_to_the_predicted_thickness() -> None:
    last, arrays = frame_of(200)
    recipe = with_changes(calendering={"pressure_mpa": 20.0})
    frame, scaled = preview_frame(last, arrays, recipe, 76.0, step_id=4)
    assert frame.preview and (frame.plane_um, frame.step_id, frame.pressure_mpa) == (76.0, 4, 20.0)
    np.testing.assert_allclose(
        scaled["position"][:, 2], arrays["position"][:, 2] * 76.0 / last.plane_um, rtol=1e-6
    )
    np.testing.assert_array_equal(scaled["position"][:, :2], arrays["position"][:, :2])
    assert not scaled["stress"].any() and not scaled["cracking"].any()
