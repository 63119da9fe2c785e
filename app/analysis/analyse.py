"""One analysis of a user's volume from its checks to its result."""

import time
from collections.abc import Callable

from simulation_server.performance.analysis.structure_of import Analysis
from simulation_server.performance.structure import conductivities
from simulation_server.physics.carbon_binder import cbd
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.states import Phase
from simulation_server.volumes import Volume, require_way

from .document import AnalysedVolume, summarise


def analyse_volume(
    file: str,
    volume: Volume,
    cbd_nanoporosity: float | None,
    show: Callable[[float, str], None],
) -> tuple[Analysis, AnalysedVolume]:
    """Analyses the volume; `show` takes progress (0 to 1) with words.

    cbd_nanoporosity: of the carbon-binder, where the file does not say; that of PVDF's when None. An
    electrode of ours is periodic in x and y and knows its formulation; of others NMC111's conductivities
    are taken. Raises UserError where no pore, resolved or nanoporous, leads through the thickness.
    """
    began = time.perf_counter()
    voxels = volume.voxels(cbd().nanoporosity if cbd_nanoporosity is None else cbd_nanoporosity)
    permeable = voxels.cbd_nanoporosity > 0.0 and (volume.labels == Phase.CBD).any()
    if not permeable:
        require_way(volume, Phase.PORE)
    recipe = volume.recipe or Recipe()
    periodic = volume.recipe is not None
    analysis = Analysis(
        voxels, *conductivities(recipe.formulation), periodic=periodic, particles=volume.particles
    )
    for progress, words in analysis.run():
        show(progress, words)
    assert analysis.structure is not None
    way = analysis.structure.transport["electrolyte"]["z"]
    if way.effective is None:
        require_way(volume, Phase.PORE)  # says where the pores end
    show(1.0, "figures and pictures")
    wall_s = round(time.perf_counter() - began, 2)
    return analysis, summarise(file, volume, periodic, analysis.structure, wall_s)
