"""The result of an analysis, as result.json and `--json` have it."""

import msgspec

from simulation_server.performance.analysis.report import Structure
from simulation_server.version import __version__
from simulation_server.volumes import Volume


class AnalysedVolume(msgspec.Struct, frozen=True):
    """The file as it was understood, and what its structure is worth."""

    version: str
    file: str
    shape: tuple[int, ...]  # (nx, ny, nz); z is the thickness
    voxel_um: float
    periodic: bool  # in x and y
    notes: tuple[str, ...]
    structure: Structure
    wall_s: float
    files: tuple[str, ...] = ()


def summarise(
    file: str, volume: Volume, periodic: bool, structure: Structure, wall_s: float
) -> AnalysedVolume:
    """The document of an analysis; what does not connect along x or y is among its notes."""
    blocked = tuple(way.why for ways in structure.transport.values() for way in ways.values() if way.why)
    return AnalysedVolume(
        version=__version__,
        file=file,
        shape=volume.labels.shape,
        voxel_um=volume.voxel_um,
        periodic=periodic,
        notes=(*volume.notes, *dict.fromkeys(blocked)),
        structure=structure,
        wall_s=wall_s,
    )
