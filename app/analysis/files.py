"""The files an analysis leaves, each whole or not at all."""

from pathlib import Path

import msgspec
import numpy as np
import pyvista

from app.report.figures import image
from app.report.look import LOOKS
from simulation_server.performance.analysis.report import Sizes, Structure
from simulation_server.performance.analysis.structure_of import Analysis
from simulation_server.whole_file import replacing

from .document import AnalysedVolume
from .figures import flux_figure, overview_figure

RESULT, PROFILE, PORES, PARTICLES = (
    "result.json",
    "profile.csv",
    "pore_diameters.csv",
    "particle_diameters.csv",
)
OVERVIEW, FLUX, MAPS = "overview.png", "flux.png", "flux.vti"


def write_files(
    folder: Path, result: AnalysedVolume, analysis: Analysis, pictures: tuple[Path, ...]
) -> AnalysedVolume:
    """Writes everything and returns the result with the files' names; result.json comes last."""
    structure, look = result.structure, LOOKS["light"]
    names = [RESULT, PROFILE, PORES, OVERVIEW]
    _write(folder / PROFILE, _profile_csv(structure).encode())
    _write(folder / PORES, _sizes_csv(structure.pore_diameter).encode())
    if structure.contacts.diameter is not None:
        _write(folder / PARTICLES, _sizes_csv(structure.contacts.diameter).encode())
        names.append(PARTICLES)
    _write(folder / OVERVIEW, image(overview_figure(structure, look), "png"))
    if analysis.fluxes:
        _write(folder / FLUX, image(flux_figure(analysis.voxels.phase, analysis.fluxes, look), "png"))
        _write_maps(folder / MAPS, analysis)
        names += [FLUX, MAPS]
    files = tuple(str(folder / name) for name in names) + tuple(map(str, pictures))
    result = msgspec.structs.replace(result, files=files)
    _write(folder / RESULT, msgspec.json.format(msgspec.json.encode(result), indent=2))
    return result


def _write(path: Path, content: bytes) -> None:
    with replacing(path) as part:
        part.write_bytes(content)


def _profile_csv(structure: Structure) -> str:
    shares = structure.profile.shares
    rows = zip(structure.profile.height_um, *shares.values(), strict=True)
    lines = [",".join(["height_um", *shares]), *(",".join(f"{cell:.6g}" for cell in row) for row in rows)]
    return "\n".join(lines) + "\n"


def _sizes_csv(sizes: Sizes) -> str:
    rows = zip(sizes.diameter_um, sizes.volume_share, strict=True)
    return "\n".join(["diameter_um,volume_share", *(f"{a:.6g},{b:.6g}" for a, b in rows)]) + "\n"


def _write_maps(path: Path, analysis: Analysis) -> None:
    """Phases and local fluxes for ParaView."""
    voxels = analysis.voxels
    block = pyvista.ImageData(dimensions=[n + 1 for n in voxels.phase.shape], spacing=(voxels.voxel_um,) * 3)
    block.cell_data["phase"] = voxels.phase.ravel(order="F")
    for field in analysis.fluxes:
        block.cell_data[f"{field.what}_flux_over_mean"] = field.speed.astype(np.float32).ravel(order="F")
    with replacing(path) as part:
        block.save(part)
