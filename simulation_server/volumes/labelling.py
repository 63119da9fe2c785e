"""From the values of a segmented volume to phases: as the user says, or by the plainest reading."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema.errors import FileError
from simulation_server.schema.states import Phase

MOST_LABELS = 16
"""Different values above which a volume is taken for a greyscale scan."""
_NAMES = {Phase.PORE: "pore", Phase.AM: "active material", Phase.CBD: "carbon-binder"}
_OPTIONS = "--pore, --active and --cbd"
_MASK = (0, 255)


@dataclass(frozen=True, slots=True)
class Labels:
    """Values that stand for each phase; empty where the user did not say."""

    pore: tuple[int, ...] = ()
    active: tuple[int, ...] = ()
    cbd: tuple[int, ...] = ()

    def meaning(self) -> dict[int, Phase]:
        """Phase by value. Raises FileError where a value is given two."""
        found: dict[int, Phase] = {}
        for phase, values in ((Phase.PORE, self.pore), (Phase.AM, self.active), (Phase.CBD, self.cbd)):
            for value in values:
                if found.setdefault(value, phase) != phase:
                    raise FileError(
                        f"value {value} is given as {_NAMES[found[value]]} and as {_NAMES[phase]}; "
                        f"expected one phase a value in {_OPTIONS}"
                    )
        return found


def to_phases(path: Path, values: NDArray[Any], labels: Labels) -> tuple[NDArray[np.uint8], str]:
    """Phases of the same shape, and in words which value stands for what. Raises FileError."""
    present = _values_present(path, values)
    meaning = labels.meaning()
    held = _listed(present)
    if len(present) < 2:
        raise FileError(
            f"{path}: every voxel is {held}: one phase, expected pores and a solid; check the segmentation"
        )
    for value in meaning:
        if value not in present:
            raise FileError(f"{path}: no voxel is {value}; it holds {held}: change {_OPTIONS}")
    meaning = _completed(path, present, meaning)
    for phase in (Phase.PORE, Phase.AM):
        solid = phase == Phase.AM
        if not any((kind != Phase.PORE) == solid for kind in meaning.values()):
            missing = "solid" if solid else "pores"
            raise FileError(f"{path}: no {missing} among {held} as you named them; change {_OPTIONS}")
    phases = np.zeros(values.shape, np.uint8)
    for value, phase in meaning.items():
        if phase != Phase.PORE:
            phases[values == value] = phase
    said = ", ".join(f"{value} {_NAMES[phase]}" for value, phase in sorted(meaning.items()))
    return phases, f"labels: {said}"


def _completed(path: Path, present: list[int], given: dict[int, Phase]) -> dict[int, Phase]:
    """The meaning of every value, those that were not named by the plainest reading."""
    left = [value for value in present if value not in given]
    named = set(given.values())
    if not left:
        return given
    if not given:
        if tuple(present) == _MASK:
            raise FileError(
                f"{path}: holds 0 and 255, of which either may be the pores; say --pore 0 or --pore 255"
            )
        if present[0] == 0 and len(present) <= len(Phase):
            return dict(zip(present, Phase, strict=False))
    elif len(left) == 1 and Phase.PORE not in named:
        return given | {left[0]: Phase.PORE}
    elif Phase.PORE in named and Phase.AM not in named and (len(left) == 1 or Phase.CBD in named):
        return given | dict.fromkeys(left, Phase.AM)
    raise FileError(
        f"{path}: holds {_listed(present)}; expected to know what {_listed(left)} stand for; "
        f"say it with {_OPTIONS}, each a value or a list such as 1,3"
    )


def _values_present(path: Path, values: NDArray[Any]) -> list[int]:
    """The whole numbers a volume holds, rising. Raises FileError for what is not a set of labels."""
    kind = values.dtype.kind
    if kind not in "buif":
        raise FileError(
            f"{path}: values of type {values.dtype}, expected whole numbers, one for each phase; "
            "save it as 8 bit labels"
        )
    found: set[float] = set()
    for number, layer in enumerate(values):
        if kind == "f":
            _check_finite(path, values, number, layer)
        found.update(np.unique(layer).tolist())
        if len(found) > MOST_LABELS or any(value != int(value) for value in found):
            scale = "greyscale" if kind != "f" else "floating-point greyscale"
            raise FileError(
                f"{path}: {values.dtype} values such as {', '.join(f'{v:g}' for v in sorted(found)[:4])}: "
                f"a {scale} scan, expected at most {MOST_LABELS} whole numbers, one or more for each phase; "
                "segment it first"
            )
    return sorted(int(value) for value in found)


def _check_finite(path: Path, values: NDArray[Any], number: int, layer: NDArray[Any]) -> None:
    wrong = ~np.isfinite(layer)
    if wrong.any():
        first = (number, *(int(i) for i in np.argwhere(wrong)[0]))
        count = int(np.count_nonzero(~np.isfinite(values)))
        raise FileError(
            f"{path}: {count} of {values.size} voxels are NaN or infinite, the first at index {first}; "
            "expected a label everywhere: fill or crop them, and segment it"
        )


def _listed(values: list[int]) -> str:
    return ", ".join(map(str, values))
