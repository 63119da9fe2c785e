"""Binder migration: what drying does to the binder's profile through the thickness.

After Font et al. (2018, arXiv 1801.01580). The film of height h loses solvent at its surface, which comes
down at v = rate / density. Particles stay evenly spread while the film shrinks, so the solvent they displace
flows up past them and carries the dissolved binder; diffusion evens it out. With z = h x, the solvent's
height L = h - solids and c the binder's concentration in the solvent, the balance is

    d(L c)/dt + d/dx(v x c - D_eff (L/h^2) dc/dx) = 0,   no flux at x = 0 and x = 1.

In s = ln(L0/L), and with C = L c, binder per thickness over its mean:

    dC/ds + d/dx(x C - k dC/dx) = 0,   k(s) = phi^(3/2) (h0/h) / Pe,   Pe = v h0 / D,

phi = L/h being the solvent's share and D_eff = D phi^(1/2) (Bruggeman's tortuosity). At small Pe C stays 1;
at large Pe what the receding solvent leaves, 1 - L/L0 of the binder, gathers at the surface and the rest
stays even. It ends when the particles touch: the binder sets there, emptying of the pores is not part of
this.
"""

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_banded

Floats = NDArray[np.float64]

_CELLS = 200
_LONGEST_STEP = 0.01
"""In s; with 200 cells the ratio of top to bottom is then within 1e-4 of the converged one."""
_STAGE = 1.0 - np.sqrt(0.5)
"""Diagonal of the two-stage, L-stable, second-order SDIRK method (Alexander 1977)."""


@dataclass(frozen=True, slots=True)
class BinderProfile:
    """Binder through the thickness when it sets."""

    faces: Floats  # (cells + 1,) from 0 at the collector to 1 at the surface
    content: Floats  # (cells,) over the mean

    def mean(self, low: Floats | float, high: Floats | float) -> Floats:
        """Mean content between relative heights; `low` and `high` broadcast, low < high within 0 to 1."""
        total = np.concatenate([[0.0], np.cumsum(self.content * np.diff(self.faces))])
        inside = np.interp(high, self.faces, total) - np.interp(low, self.faces, total)
        return np.asarray(inside / (np.asarray(high) - np.asarray(low)))

    @property
    def top_over_bottom(self) -> float:
        """Mean of the top tenth over that of the bottom tenth."""
        return float(self.mean(0.9, 1.0) / self.mean(0.0, 0.1))


def peclet(surface_speed_um_s: float, wet_um: float, diffusivity_m2_s: float) -> float:
    """Surface speed times wet thickness over diffusivity."""
    return surface_speed_um_s * wet_um / (diffusivity_m2_s * 1e12)


def _grid(cells: int) -> Floats:
    """Faces (cells + 1,), denser towards the surface, where the binder gathers."""
    return np.asarray(1.0 - (1.0 - np.linspace(0.0, 1.0, cells + 1)) ** 2)


def _bernoulli(x: Floats) -> Floats:
    """x / (e^x - 1), 1 at 0."""
    near = np.abs(x) < 1e-6
    safe = np.where(near, 1.0, np.clip(x, -700.0, 700.0))
    return np.where(near, 1.0 - 0.5 * x, safe / np.expm1(safe))


def _exchange(faces: Floats, mixing: float) -> tuple[Floats, Floats]:
    """What an inner face (cells - 1,) passes up of the content below it, and down of that above it.

    Exponentially fitted (Scharfetter and Gummel 1969): positive, and exact where the flux is constant.
    """
    width = np.diff(faces)
    between = 0.5 * (width[1:] + width[:-1])
    ratio = faces[1:-1] * between / mixing
    return mixing / between * _bernoulli(-ratio), mixing / between * _bernoulli(ratio)


def _slope(faces: Floats, mixing: float, known: Floats, ds: float) -> Floats:
    """dC/ds (cells,) of an implicit stage: at the content that `known` and this slope itself lead to.

    Made of differences of fluxes, so that it conserves the binder to rounding.
    """
    width = np.diff(faces)
    up, down = _exchange(faces, mixing)
    implicit = np.zeros((3, len(width)))
    implicit[1] = 1.0
    implicit[1, :-1] += _STAGE * ds * up / width[:-1]
    implicit[1, 1:] += _STAGE * ds * down / width[1:]
    implicit[0, 1:] = -_STAGE * ds * down / width[:-1]
    implicit[2, :-1] = -_STAGE * ds * up / width[1:]
    reached = np.asarray(solve_banded((1, 1), implicit, known))
    flux = np.zeros(len(faces))
    flux[1:-1] = up * reached[:-1] - down * reached[1:]
    return np.asarray(-np.diff(flux) / width)


class Migration:
    """The binder's profile in a film that shrinks from wet to touching particles, followed on the way."""

    def __init__(self, wet_um: float, solids_um: float, peclet: float, *, cells: int = _CELLS) -> None:
        """wet_um: thickness of the wet film; solids_um: what the solids would have alone."""
        if not 0.0 < solids_um < wet_um or not peclet >= 0.0:
            raise ValueError(
                f"film of {wet_um} um with {solids_um} um of solids at a Peclet number of {peclet}: expected "
                "0 < solids < wet and a Peclet number of 0 or more"
            )
        self.peclet = peclet
        self._wet_um, self._solids_um = wet_um, solids_um
        self._gone = 0.0  # s so far
        self._faces, self._content = _grid(cells), np.ones(cells)

    @property
    def profile(self) -> BinderProfile:
        """The binder now."""
        return BinderProfile(self._faces, self._content.copy())

    def shrink_to(self, height_um: float, *, longest_step: float = _LONGEST_STEP) -> None:
        """Takes the film down to this height; a height above the present one changes nothing."""
        start, end = self._gone, self._passed(height_um)
        if end <= start or self.peclet == 0.0:
            return
        steps = ceil((end - start) / longest_step)
        ds = (end - start) / steps
        for step in range(steps):
            first = _slope(self._faces, self._mixing(start + (step + _STAGE) * ds), self._content, ds)
            ahead = self._content + (1.0 - _STAGE) * ds * first
            second = _slope(self._faces, self._mixing(start + (step + 1.0) * ds), ahead, ds)
            self._content = ahead + _STAGE * ds * second
        self._gone = end

    def _passed(self, height_um: float) -> float:
        """s at a height."""
        if not height_um > self._solids_um:
            raise ValueError(f"film of {height_um} um: expected more than its solids, {self._solids_um} um")
        return float(np.log((self._wet_um - self._solids_um) / (height_um - self._solids_um)))

    def _mixing(self, s: float) -> float:
        """k at s: diffusion over advection."""
        liquid = (self._wet_um - self._solids_um) * np.exp(-s)
        height = liquid + self._solids_um
        return float((liquid / height) ** 1.5 * self._wet_um / height / self.peclet)


def binder_shares(
    profile: BinderProfile, height: Floats, radius: float, binder_volume_share: float
) -> Floats:
    """Volume of each carbon-binder sphere over their mean (n,), from its place in the film.

    height (n,) and radius over the film's height. A sphere takes the mean content over its own height; the
    binder's share of its volume goes with that, the carbon's stays. The mean of what is returned is 1.
    """
    low, high = np.clip(height - radius, 0.0, 1.0), np.clip(height + radius, 0.0, 1.0)
    content = profile.mean(low, np.maximum(high, low + 1e-9))
    share = 1.0 + binder_volume_share * (content / content.mean() - 1.0)
    return np.asarray(share / share.mean())
