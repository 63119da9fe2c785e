"""Measures the pulls of physics/lattice/wetting_table.py; `python -m` this module prints them.

A plug of liquid rests between two plates; the walls' pull grows step by step, and at each the angle is the
mean of the one of the meniscus' circle and the one of its pressure jump.
"""

from concurrent.futures import ProcessPoolExecutor
from itertools import product

import numpy as np
from numpy.typing import NDArray

from simulation_server.physics.lattice.fluids import Fluids
from simulation_server.physics.lattice.two_phase import TwoPhase
from simulation_server.physics.lattice.wetting_table import ANGLES_DEG, GAS_SHARES, TENSIONS

from .menisci import channel_angle_deg

_GAP, _LENGTH = 20, 100
_PULLS = (0.0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.8, 2.0, 2.4, 2.8, 3.4)
_MOST_TENSION, _MOST_VISCOSITY = 0.1, 0.9
_FIRST_STEPS, _STEPS, _LOOKS, _STEPS_A_LOOK = 20_000, 3000, 10, 50
_MARGIN_DEG = 5.0  # beyond the table's angles


def plug(tension: float, gas_share: float) -> TwoPhase:
    """A plug of liquid between plates; `tension` is over the liquid's viscosity, `gas_share` the gas's."""
    share = np.zeros((_LENGTH, 1, _GAP))
    share[_LENGTH // 4 : 3 * _LENGTH // 4] = 1.0
    gamma = min(_MOST_TENSION, _MOST_VISCOSITY * tension)
    viscosity = gamma / tension
    fluids = Fluids(90.0, gamma, viscosity, gas_share * viscosity)
    return TwoPhase(np.zeros(share.shape, bool), share, fluids, open_ends=False)


def angles_deg(lattice: TwoPhase) -> tuple[float, float]:
    """Angle of a plug's menisci from their circle and from their pressure jump, means over some steps."""
    half = _LENGTH // 2
    found = []
    for _ in range(_LOOKS):
        lattice.run(_STEPS_A_LOOK)
        pressure = lattice.pressure()[:, 0]
        jump = np.concatenate([pressure[:3], pressure[-3:]]).mean() - pressure[half - 3 : half + 3].mean()
        cosine = np.clip(0.5 * _GAP * jump / lattice.fluids.surface_tension, -1.0, 1.0)
        found.append((channel_angle_deg(lattice.liquid()[:half, 0]), float(np.degrees(np.arccos(cosine)))))
    circle, jump_angle = np.mean(found, axis=0)
    return float(circle), float(jump_angle)


def pulls(setting: tuple[float, float]) -> NDArray[np.float64]:
    """The pull (angles,) that makes each of ANGLES_DEG, for a tension over viscosity and a gas share."""
    measured = {}
    for side in (1.0, -1.0):
        lattice = plug(*setting)
        lattice.run(_FIRST_STEPS)
        for pull in _PULLS:
            # Beyond what any angle gives, so that the table does not depend on the one before it.
            lattice._strength[:] = 2.0 * lattice.fluids.sharpness * side * pull
            lattice.run(_STEPS)
            angle = float(np.mean(angles_deg(lattice)))
            measured[side * pull] = np.cos(np.radians(angle))
            if not ANGLES_DEG[0] - _MARGIN_DEG < angle < ANGLES_DEG[-1] + _MARGIN_DEG:
                break
    scale = np.array(sorted(measured))
    cosines = np.maximum.accumulate([measured[pull] for pull in scale])
    wanted: NDArray[np.float64] = np.interp(np.cos(np.radians(ANGLES_DEG)), cosines, scale)
    return wanted


def main() -> None:
    """Prints the rows of PULLS in their order."""
    settings = list(product(TENSIONS, GAS_SHARES))
    order = [(tension, share) for share, tension in product(GAS_SHARES, TENSIONS)]
    with ProcessPoolExecutor(2) as workers:
        found = dict(zip(settings, workers.map(pulls, settings), strict=True))
    for setting in order:
        row = ", ".join(f"{pull:.3f}" for pull in found[setting])
        print(f"({row}),  # tension {setting[0]:g}, gas share {setting[1]:.2g}", flush=True)


if __name__ == "__main__":
    main()
