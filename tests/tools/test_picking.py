"""Pointing at a particle tells its data."""

import numpy as np
import pytest

from simulation_server.schema.messages import CellBase, CellFrame
from tests.drawing.packing import Sent
from vr_client.tools.contacts import contacts
from vr_client.tools.hand_tools import follow_tools, use_hand_tool

from .scene import AM, CBD, cubic, electrode, frame, ray_um, soon


def test_neighbours_are_counted_over_the_periodic_border_by_phase_and_with_the_foil() -> None:
    places = cubic()
    phase = [CBD if z > 3.0 else AM for _, _, z in places]
    layer = electrode(places, phase=phase).particles
    corner = places.index((2.0, 2.0, 2.0))
    assert contacts(layer, corner) == (4, 1, 1)
    middle = places.index((10.0, 10.0, 10.0))
    assert contacts(layer, middle) == (0, 6, 0)


def test_hovering_shows_which_and_a_press_tells_its_data() -> None:
    stage = electrode([(10, 8, 10), (10, 14, 10)], radii=[2.0, 3.0], phase=[CBD, AM])
    stage.tool, ray = "pick", ray_um(stage, (10, -30, 10), (0, 1, 0))
    use_hand_tool(stage, ray, False, False)
    assert stage.hand.picked is None
    assert stage.marks["aim"].points_um[0] == pytest.approx([10, 8, 10])
    use_hand_tool(stage, ray, True, True)
    follow_tools(stage)
    picked = stage.hand.picked
    assert picked is not None and picked.index == 0 and picked.phase == CBD
    assert (picked.diameter_um, picked.position_um) == (4.0, (10.0, 8.0, 10.0))
    assert picked.stress_mpa == pytest.approx(5.0) and picked.cracking == pytest.approx(1.2)
    assert "aim" not in stage.marks and stage.marks["pick"].label == "binder Ø 4.00 µm"
    use_hand_tool(stage, ray_um(stage, (1, -30, 1), (0, 1, 0)), True, True)
    follow_tools(stage)
    assert stage.hand.picked is None and "pick" not in stage.marks


def test_the_data_follow_the_particle_and_end_with_its_structure() -> None:
    stage = electrode([(10, 8, 10), (10, 14, 10)])
    stage.tool = "pick"
    use_hand_tool(stage, ray_um(stage, (10, -30, 10), (0, 1, 0)), True, True)
    stage.apply(frame([(10, 9, 9), (10, 14, 10)]), 0.1)
    stage.advance(5.0)
    follow_tools(stage)
    assert stage.hand.picked is not None and stage.hand.picked.position_um == (10.0, 9.0, 9.0)
    assert stage.marks["pick"].points_um[0] == pytest.approx([10, 9, 9])
    stage.apply(frame([(10, 9, 9), (10, 14, 10)], radii=[2.0, 1.0]), 6.0)  # as many, but others
    follow_tools(stage)
    assert stage.hand.picked is None and "pick" not in stage.marks


def test_during_a_discharge_its_lithiation_is_the_mean_over_its_volume() -> None:
    stage = electrode([(10, 10, 10), (4, 4, 4)], radii=[3.0, 1.5], phase=[AM, CBD])
    codes = np.full((20, 20, 20), 255, np.uint8)
    codes[5:16, 5:16, 5:10], codes[5:16, 5:16, 10:16] = 0, 254  # lower half empty, upper half full
    base = CellBase(voxel_um=1.0, c_rate=1.0, step_id=0)
    stage.apply(Sent(base, phase=np.ones((20, 20, 20), np.uint8)), 0.0)
    moment = CellFrame(
        time_s=1.0, capacity_mah_cm2=0.1, voltage_v=4.0, progress=0.1, ranges={"lithiation": (0.2, 0.8)}
    )
    stage.apply(Sent(moment, lithiation=codes), 0.0)
    assert stage.cell is not None
    stage.cell.settle()
    stage.tool = "pick"
    use_hand_tool(stage, ray_um(stage, (10, -30, 10), (0, 1, 0)), True, True)

    def known() -> bool:
        follow_tools(stage)
        return stage.hand.picked is not None and stage.hand.picked.lithiation is not None

    soon(known)
    assert stage.hand.picked is not None
    assert stage.hand.picked.lithiation == pytest.approx(0.5, abs=0.01)
