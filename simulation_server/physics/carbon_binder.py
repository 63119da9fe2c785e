"""The carbon-binder domain (CBD) of a formulation: carbon black, binder and the nanopores between them.

What is published is one apparent density and one conductivity, of half PVDF and half carbon black. Other
binders and shares follow from volumes that add, under two assumptions. The nanopores keep their share of the
domain: what the published apparent density leaves beside carbon black and PVDF, 0.47. The conductivity goes
with the square of the carbon's volume share, as above the threshold of percolation in three dimensions
(Stauffer and Aharony 1994, exponent 2.0); structured blacks percolate at a few percent, which is neglected.
"""

from dataclasses import dataclass
from functools import cache

from .material_files import material

REFERENCE_BINDER = "PVDF"
REFERENCE_SHARE_WT_PCT = 50.0
"""Binder and its share in the carbon-binder that assets/materials/cbd.toml describes."""
_PERCOLATION_EXPONENT = 2.0


@dataclass(frozen=True, slots=True)
class CarbonBinder:
    """The domain of one formulation, dry."""

    solid_density_g_cm3: float  # of carbon black and binder without pores
    nanoporosity: float  # pores over the domain's volume
    conductivity_s_m: float  # electronic, nanopores included
    diameter_um: float  # nominal, of one sphere
    solvent_share: float  # of the slurry's solvent, held by the domain

    @property
    def apparent_density_g_cm3(self) -> float:
        """Density with the nanopores empty."""
        return self.solid_density_g_cm3 * (1.0 - self.nanoporosity)


@cache
def cbd(binder: str = REFERENCE_BINDER, binder_share_wt_pct: float = REFERENCE_SHARE_WT_PCT) -> CarbonBinder:
    """The domain made with this binder and share; the rest is carbon black."""
    tables = material("cbd")
    density, carbon = _solid(binder, binder_share_wt_pct)
    reference_density, reference_carbon = _solid(REFERENCE_BINDER, REFERENCE_SHARE_WT_PCT)
    richer = (carbon / reference_carbon) ** _PERCOLATION_EXPONENT
    return CarbonBinder(
        solid_density_g_cm3=density,
        nanoporosity=1.0 - tables["apparent_density_g_cm3"] / reference_density,
        conductivity_s_m=richer * tables["conductivity_s_m"],
        diameter_um=tables["sphere"]["diameter_um"],
        solvent_share=tables["sphere"]["solvent_share"],
    )


def _solid(binder: str, binder_share_wt_pct: float) -> tuple[float, float]:
    """Density (g/cm3) of carbon black and binder without pores, and the carbon's share of that volume."""
    share = binder_share_wt_pct / 100.0
    carbon = (1.0 - share) / material("carbon-black")["density_g_cm3"]
    volume = carbon + share / material(binder)["density_g_cm3"]
    return 1.0 / volume, carbon / volume
