"""Which value stands for what: as given, or the plainest reading, which is said."""

from pathlib import Path

import numpy as np
import pytest

from simulation_server.schema.errors import FileError
from simulation_server.schema.states import Phase
from simulation_server.volumes import Labels
from simulation_server.volumes.labelling import to_phases

PATH = Path("scan.tif")


def _read(values: list[int], labels: Labels = Labels(), kind: type = np.uint8) -> list[int]:
    """Phase of each value, in its order."""
    volume = np.array(values, kind).repeat(8).reshape(-1, 2, 4)
    return to_phases(PATH, volume, labels)[0][:, 0, 0].tolist()


@pytest.mark.parametrize(
    ("values", "phases"),
    [
        ([0, 1], [Phase.PORE, Phase.AM]),
        ([0, 7], [Phase.PORE, Phase.AM]),
        ([0, 1, 2], [Phase.PORE, Phase.AM, Phase.CBD]),
        ([0, 85, 170], [Phase.PORE, Phase.AM, Phase.CBD]),
    ],
)
@pytest.mark.parametrize("kind", [np.uint8, np.int32, np.float32])
def test_the_plainest_reading(values: list[int], phases: list[int], kind: type) -> None:
    assert _read(values, kind=kind) == phases


def test_a_mask_is_read_as_a_truth() -> None:
    assert _read([0, 1], kind=np.bool_) == [Phase.PORE, Phase.AM]


@pytest.mark.parametrize(
    ("values", "labels", "phases"),
    [
        ([0, 255], Labels(pore=(255,)), [Phase.AM, Phase.PORE]),
        ([0, 255], Labels(pore=(0,)), [Phase.PORE, Phase.AM]),
        ([1, 2], Labels(active=(1,)), [Phase.AM, Phase.PORE]),
        ([1, 2, 3], Labels(pore=(3,), cbd=(1,)), [Phase.CBD, Phase.AM, Phase.PORE]),
        ([0, 1, 2, 3], Labels((0,), (1, 3), (2,)), [Phase.PORE, Phase.AM, Phase.CBD, Phase.AM]),
        ([-1, 4, 9], Labels((-1,), (4,), (9,)), [Phase.PORE, Phase.AM, Phase.CBD]),
    ],
)
def test_values_stand_for_what_the_user_says(values: list[int], labels: Labels, phases: list[int]) -> None:
    assert _read(values, labels, np.int16) == phases


def test_the_reading_is_said() -> None:
    volume = np.arange(3, dtype=np.uint8).repeat(8).reshape(-1, 2, 4) * 85
    assert to_phases(PATH, volume, Labels())[1] == "labels: 0 pore, 85 active material, 170 carbon-binder"


@pytest.mark.parametrize(
    ("values", "labels", "said"),
    [
        ([0, 255], Labels(), "say --pore 0 or --pore 255"),
        ([1, 2], Labels(), "what 1, 2 stand for"),
        ([0, 1, 2, 3], Labels(), "what 0, 1, 2, 3 stand for"),
        ([0, 1, 2], Labels(pore=(0,)), "what 1, 2 stand for"),
        ([0, 1], Labels(pore=(5,)), "no voxel is 5; it holds 0, 1"),
        ([0, 1], Labels(pore=(0,), cbd=(0,)), "value 0 is given as pore and as carbon-binder"),
        ([0, 1], Labels(pore=(0, 1)), "no solid among 0, 1"),
        ([0, 1], Labels(active=(0, 1)), "no pores among 0, 1"),
    ],
)
def test_what_is_not_clear_is_asked(values: list[int], labels: Labels, said: str) -> None:
    with pytest.raises(FileError, match=said):
        _read(values, labels)
