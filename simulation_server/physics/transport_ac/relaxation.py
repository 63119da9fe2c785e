"""Admittance of a capacitive network at all frequencies, from a few real solutions.

With conductances A and capacitances M, both symmetric, A + s M at s = i omega is solved on the space spanned
by its solutions at a handful of real s (Galerkin projection on a rational Krylov space: Grimme 1997; Druskin,
Knizhnerman and Simoncini 2011). The projected network again has positive resistances and capacitances only,

    Y(s) = s C - s^2 sum_k g_k / (1 + s tau_k),

so that every frequency costs a sum. It holds the response at s = 0 to third order, with the resistance at low
frequency. The error is known: the projection leaves a residual r, Y is off by s^2 r (A + s M)^-1 r, and as
|1 / (a + i w)| <= sqrt(2) / (a + w) that is at most sqrt(2) omega^2 r (A + omega M)^-1 r. Where this exceeds
the tolerance solutions between those there are added.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh

from simulation_server.schema.errors import PhysicsError

from .network import CapacitiveNetwork
from .shifted import energy_of, flow_of, solve_shifted

F64 = NDArray[np.float64]
C128 = NDArray[np.complex128]

TOLERANCE = 1e-3
"""Of the admittance's real part, by the bound; the spectrum itself is mostly ten times nearer."""
_AT_REST_TOLERANCE, _SHIFTED_TOLERANCE = 1e-6, 5e-8
"""Left of the square of the energy norm, for the solution at s = 0 and for the others."""
_SHIFTS_A_DECADE = 2.5
_CHECKS_A_DECADE = 3.0
_STEP_OUT = 6.0
"""From the outermost shifts to the end of the gap beside them."""
_MOST_SOLUTIONS = 48


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Y(s) = s C - s^2 sum of weight / (1 + s tau), per area of the separator."""

    capacitance_f_m2: float
    weight_s_f_m2: F64  # (k,)
    tau_s: F64  # (k,) falling
    error: float  # largest bound on the admittance's error over its real part, at the frequencies checked
    solutions: int  # real systems solved

    @property
    def resistance_ohm_m2(self) -> float:
        """Real part of the impedance towards zero frequency: a third of R_ion in a homogeneous electrode."""
        return float(self.weight_s_f_m2.sum()) / self.capacitance_f_m2**2

    def admittance_s_m2(self, omega_per_s: F64) -> C128:
        """At angular frequencies (n,)."""
        s = 1j * np.asarray(omega_per_s, dtype=np.float64)
        relaxed = np.sum(self.weight_s_f_m2 / (1.0 + s[:, None] * self.tau_s), axis=1)
        result: C128 = s * self.capacitance_f_m2 - s**2 * relaxed
        return result

    def impedance_ohm_m2(self, omega_per_s: F64) -> C128:
        """At angular frequencies (n,)."""
        return 1.0 / self.admittance_s_m2(omega_per_s)


@dataclass(slots=True)
class _Projection:
    """The network on the space of the solutions so far."""

    network: CapacitiveNetwork
    basis: list[NDArray[np.float32]] = field(default_factory=list)  # each (m,) over the conducting cells
    conductance: F64 = field(default_factory=lambda: np.zeros((0, 0)))
    mass: F64 = field(default_factory=lambda: np.zeros((0, 0)))
    charge: F64 = field(default_factory=lambda: np.zeros(0))

    def add(self, solution: F64) -> None:
        """Takes in a solution (padded), made orthogonal to those before."""
        cells = self.network.cells
        vector = solution.ravel()[cells]
        vector /= np.linalg.norm(vector)
        for _ in range(2):
            for known in self.basis:
                vector -= np.dot(known, vector) * known
        size = float(np.linalg.norm(vector))
        if size < 1e-6:  # nothing new beyond what single precision holds
            return
        self.basis.append((vector / size).astype(np.float32))
        unit = self.padded(np.eye(len(self.basis))[-1])
        flow = flow_of(self.network, unit).ravel()[cells]
        mass = self.network.mass_s.ravel()[cells]
        held = mass * self.basis[-1].astype(np.float64)
        self.conductance = _bordered(self.conductance, [float(np.dot(v, flow)) for v in self.basis])
        self.mass = _bordered(self.mass, [float(np.dot(v, held)) for v in self.basis])
        self.charge = np.append(self.charge, held.sum())

    def padded(self, shares: F64) -> F64:
        """Combination of the basis as a padded field."""
        values = np.zeros(self.network.cells.size)
        for share, vector in zip(shares, self.basis, strict=True):
            values += share * vector
        result = np.zeros(self.network.mass_s.shape)
        result.ravel()[self.network.cells] = values
        return result

    def modes(self) -> tuple[F64, F64, F64]:
        """Time constants (k,), charges (k,) and shares (k, k) of the network's own relaxations."""
        tau, shares = eigh(self.mass, self.conductance)
        return np.maximum(tau[::-1], 0.0), shares.T[::-1] @ self.charge, shares[:, ::-1]

    def shares(self, s: complex) -> C128:
        """Of the basis in the solution of (A + s M) x = M 1."""
        tau, charges, shares = self.modes()
        return np.asarray(shares @ (charges / (1.0 + s * tau)), dtype=np.complex128)

    def relaxation(self, error: float) -> Relaxation:
        tau, charges, _ = self.modes()
        per_area = self.network.siemens / self.network.area_m2
        return Relaxation(
            self.network.capacitance_f / self.network.area_m2,
            charges**2 * per_area,
            tau,
            error,
            len(self.basis) - 1,
        )


def _bordered(matrix: F64, row: list[float]) -> F64:
    """`matrix` (n, n) with one more row and column."""
    size = len(row)
    result = np.zeros((size, size))
    result[:-1, :-1] = matrix
    result[-1] = result[:, -1] = row
    return result


def relaxation(
    network: CapacitiveNetwork,
    omega_per_s: Callable[[Relaxation], F64],
    *,
    tolerance: float = TOLERANCE,
    show: Callable[[float, str], None] = lambda _share, _words: None,
) -> Relaxation:
    """The network's response, good to `tolerance` between the lowest and the highest angular frequency.

    `omega_per_s` chooses the frequencies once the response at rest, which sets their scale, is known. `show`
    takes progress (0 to 1) with words. Raises PhysicsError where the error does not come down.
    """
    right = network.mass_s.astype(np.float64)
    projection = _Projection(network)
    projection.add(_everywhere(network))
    show(0.0, "response at rest")
    at_rest = solve_shifted(network, 0.0, right, np.zeros_like(right), _AT_REST_TOLERANCE)
    projection.add(at_rest)
    known = projection.relaxation(np.inf)
    omega = np.sort(omega_per_s(known))
    shifts = _first_shifts(known, float(omega[-1]))
    solved = np.zeros(0)
    checks = _log_spaced(float(omega[0]), float(omega[-1]), _CHECKS_A_DECADE)
    while True:
        for done, shift in enumerate(shifts, start=1):
            start = projection.padded(projection.shares(shift).real)
            show(done / (len(shifts) + 1), f"solution {done} of {len(shifts)}")
            projection.add(solve_shifted(network, float(shift), right, start, _SHIFTED_TOLERANCE))
        solved = np.sort(np.append(solved, shifts))
        show(1.0, "error of the spectrum")
        errors = np.array([_bound(projection, right, float(omega)) for omega in checks])
        if errors.max() <= tolerance:
            return projection.relaxation(float(errors.max()))
        shifts = _between(solved, checks[errors > tolerance])
        if len(solved) + len(shifts) > _MOST_SOLUTIONS:
            raise PhysicsError(
                f"the spectrum is known to {errors.max():.1e} only after {len(solved)} "
                f"solutions, expected {tolerance:.0e}; lower the highest frequency"
            )


def _everywhere(network: CapacitiveNetwork) -> F64:
    """One in every cell that conducts."""
    result = np.zeros(network.mass_s.shape)
    result.ravel()[network.cells] = 1.0
    return result


def _log_spaced(low: float, high: float, a_decade: float) -> F64:
    count = 1 + max(1, int(np.ceil(a_decade * np.log10(high / low)))) if high > low else 1
    return np.geomspace(low, high, count)


def _first_shifts(at_rest: Relaxation, highest_per_s: float) -> F64:
    """From the slowest relaxation of a homogeneous electrode to beyond the highest frequency."""
    slowest = 1.0 / (at_rest.resistance_ohm_m2 * at_rest.capacitance_f_m2)
    if highest_per_s <= 0.3 * slowest:
        return np.zeros(0)
    return _log_spaced(slowest, 3.0 * max(highest_per_s, slowest), _SHIFTS_A_DECADE)


def _bound(projection: _Projection, right: F64, omega_per_s: float) -> float:
    """Bound on the admittance's error over its real part."""
    network, s = projection.network, 1j * omega_per_s
    shares = projection.shares(s)
    real, imaginary = projection.padded(shares.real), projection.padded(shares.imag)
    residual_real = right - flow_of(network, real) + omega_per_s * network.mass_s * imaginary
    residual_imaginary = -flow_of(network, imaginary) - omega_per_s * network.mass_s * real
    energy = energy_of(network, omega_per_s, [residual_real, residual_imaginary])
    error_s_m2 = np.sqrt(2.0) * omega_per_s**2 * energy * network.siemens / network.area_m2
    admittance = projection.relaxation(np.inf).admittance_s_m2(np.array([omega_per_s]))[0]
    return float(error_s_m2 / admittance.real)


def _between(solved: F64, omega_per_s: F64) -> F64:
    """New shifts in the middle of the gaps between those solved that hold these frequencies.

    A real shift does most half a gap away: one beside another brings nothing new.
    """
    if solved.size == 0:
        return omega_per_s[-1:]
    edges = np.concatenate((solved[:1] / _STEP_OUT, solved, solved[-1:] * _STEP_OUT))
    gaps = np.unique(np.clip(np.searchsorted(edges, omega_per_s), 1, edges.size - 1))
    return np.sqrt(edges[gaps - 1] * edges[gaps])
