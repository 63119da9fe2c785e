"""What a resolved cell conserves: lithium, salt and charge."""

from dataclasses import dataclass

import numpy as np

from simulation_server.physics.electrochemistry.constants import FARADAY
from simulation_server.physics.electrochemistry.lattice import INNER, Part
from simulation_server.physics.electrochemistry.model import CellModel
from simulation_server.physics.electrochemistry.sei import lithium_mol_m2


@dataclass(frozen=True, slots=True)
class Balance:
    """Relative errors: of lithium against the charge passed, of salt against all salt, of current."""

    lithium: float
    salt: float
    charge: float

    @property
    def worst(self) -> float:
        """The largest, without sign."""
        return max(abs(self.lithium), abs(self.salt), abs(self.charge))


@dataclass(frozen=True, slots=True)
class Content:
    """Moles in the cell."""

    first: float  # lithium in the first electrode, its interphase included
    counter: float
    salt: float

    def against(self, start: "Content", model: CellModel) -> Balance:
        """The balance of this moment with what was there at the start."""
        passed = model.state.charge_c / FARADAY
        scale = abs(passed) if passed else 1.0
        errors = [self.first - start.first - passed]
        if not model.setting.lithium_metal:
            errors.append(self.counter - start.counter + passed)
        return Balance(
            lithium=max(errors, key=abs) / scale,
            salt=self.salt / start.salt - 1.0,
            charge=model.charge_miss,
        )


def content(model: CellModel) -> Content:
    """The moles at the model's present state."""
    state, lattice, setting = model.state, model.lattice, model.setting
    lithium = state.lithium_mol_m3[INNER] * lattice.volumes_m3
    own = [float(lithium[lattice.part == part].sum()) for part in (Part.AM, Part.COUNTER_AM)]
    if setting.interphase is not None:
        film = lithium_mol_m2(setting.interphase, state.thickness_m)
        own[setting.interphase_on] += float(np.dot(film, model.surface.area_m2))
    share = np.where(model.network.wet, setting.electrolyte_share[lattice.part], 0.0)
    salt = float((state.salt_mol_m3[INNER] * share * lattice.volumes_m3).sum())
    return Content(own[0], own[1], salt)
