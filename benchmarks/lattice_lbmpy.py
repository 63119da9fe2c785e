"""lbmpy's two-component Shan-Chen kernel, as fast as it can be put together, for benchmarks/lattice.py.

psi = rho, D3Q19, one relaxation time, Guo forcing, the common velocity of Shan and Doolen (1995); float32,
vectorised, OpenMP; no solid at all, which favours it. Three sweeps a step: densities and momentum of what
arrives, the common velocity with half the force, and one fused pull-and-collide for each component. Ghost
layers are not exchanged, which favours it too.
"""

import time
import warnings
from typing import Any

import numpy as np

from simulation_server.schema.errors import MachineError

COUPLING, DENSITIES, RELAXATION_RATE = 0.9, (2.0, 0.06), 1.0
"""Huang et al. (2007)."""


class ShanChen:
    """Two components in a cube of `edge` cells, one in the lower x half and one in the upper."""

    def __init__(self, edge: int, threads: int) -> None:
        self.edge = edge
        self._kernels = _compiled(threads)
        shape = (edge + 2,) * 3
        self._fields = {name: _zeros(19, shape) for name in ("fa", "fb", "fa_new", "fb_new")}
        self._fields |= {
            "ra": _zeros(1, shape)[..., 0],
            "rb": _zeros(1, shape)[..., 0],
            "u": _zeros(3, shape),
        }
        left = np.arange(edge + 2)[:, None, None] < edge // 2
        weights = np.array([_weight(move) for move in _stencil()], dtype=np.float32)
        for name, here in (("fa", left), ("fb", ~left)):
            density = np.where(here, *DENSITIES).astype(np.float32)
            for field in (name, name + "_new"):
                self._fields[field][:] = density[..., None] * weights
        self.advance(1)

    def advance(self, steps: int) -> float:
        """Seconds that `steps` took. Raises MachineError where the components no longer keep apart."""
        fields = self._fields
        arrive, velocity, first, second = self._kernels
        before = time.perf_counter()
        for _ in range(steps):
            common = {name: fields[name] for name in ("ra", "rb", "u")}
            arrive(fa=fields["fa"], fb=fields["fb"], **common)
            velocity(**common)
            first(fa=fields["fa"], fa_new=fields["fa_new"], **common)
            second(fb=fields["fb"], fb_new=fields["fb_new"], **common)
            for name in ("fa", "fb"):
                fields[name], fields[name + "_new"] = fields[name + "_new"], fields[name]
        seconds = time.perf_counter() - before
        middle, quarter = self.edge // 2, self.edge // 4
        rich, poor = (float(fields[name][quarter, middle, middle]) for name in ("ra", "rb"))
        if not rich > 10.0 * poor > 0.0:
            raise MachineError(f"lbmpy's components mix: {rich:.3g} against {poor:.3g}; nothing compared")
        return seconds


def missing() -> str | None:
    """Why lbmpy cannot be run here, or None."""
    try:
        import cpuinfo  # noqa: F401
        import lbmpy  # noqa: F401
        import pystencils  # noqa: F401
    except ImportError as reason:
        return f"{reason}; install mesonaut[bench]"
    try:
        _compiled(1)
    except Exception as reason:  # a compiler that is missing or fails, in the ways it may
        return f"its kernel does not compile: {str(reason).strip().splitlines()[-1]}"
    return None


def _stencil() -> list[tuple[int, ...]]:
    from lbmpy import LBStencil, Stencil

    return [tuple(int(x) for x in move) for move in LBStencil(Stencil.D3Q19)]


def _weight(move: tuple[int, ...]) -> float:
    return (1 / 3, 1 / 18, 1 / 36)[sum(abs(x) for x in move)]


def _zeros(values: int, shape: tuple[int, ...]) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Values of each cell (nx, ny, nz, values), stored one after the other with x fastest."""
    return np.zeros((values, *shape[::-1]), np.float32).transpose(3, 2, 1, 0)


def _compiled(threads: int) -> tuple[Any, ...]:
    """The kernels of a step, compiled for so many threads."""
    if threads not in _COMPILED:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _COMPILED[threads] = _compile(threads)
    return _COMPILED[threads]


_COMPILED: dict[int, tuple[Any, ...]] = {}


def _compile(threads: int) -> tuple[Any, ...]:
    import pystencils as ps
    import sympy as sp
    from lbmpy import (
        ForceModel,
        LBMConfig,
        LBMOptimisation,
        LBStencil,
        Method,
        Stencil,
        create_lb_update_rule,
    )

    def field(name: str) -> Any:
        return ps.fields(f"{name}: float32[3D]", layout="fzyx")

    fa, fb, fa_new, fb_new = (field(f"{name}(19)") for name in ("fa", "fb", "fa_new", "fb_new"))
    ra, rb, u = field("ra"), field("rb"), field("u(3)")
    moves = _stencil()
    back = [tuple(-x for x in move) for move in moves]

    def force(own: Any, other: Any) -> list[Any]:
        return [
            -COUPLING
            * own.center
            * sum(
                sp.Rational(_weight(move)).limit_denominator(36) * move[axis] * other[move] for move in moves
            )
            for axis in range(3)
        ]

    def arriving(populations: Any, q: int) -> Any:
        return populations[back[q]](q)

    arrive = [
        ps.Assignment(density.center, sum(arriving(populations, q) for q in range(19)))
        for density, populations in ((ra, fa), (rb, fb))
    ]
    arrive += [
        ps.Assignment(
            u(axis), sum(move[axis] * (arriving(fa, q) + arriving(fb, q)) for q, move in enumerate(moves))
        )
        for axis in range(3)
    ]
    on_both = [(a + b) / 2 for a, b in zip(force(ra, rb), force(rb, ra), strict=True)]
    velocity = [
        ps.Assignment(u(axis), (u(axis) + on_both[axis]) / (ra.center + rb.center)) for axis in range(3)
    ]
    collide = [
        create_lb_update_rule(
            lbm_config=LBMConfig(
                stencil=LBStencil(Stencil.D3Q19),
                method=Method.SRT,
                relaxation_rate=RELAXATION_RATE,
                compressible=True,
                zero_centered=False,
                force_model=ForceModel.GUO,
                force=tuple(force(own, other)),
                velocity_input=u,
                density_input=own,
                kernel_type="stream_pull_collide",
            ),
            lbm_optimisation=LBMOptimisation(symbolic_field=old, symbolic_temporary_field=new),
        )
        for own, other, old, new in ((ra, rb, fa, fa_new), (rb, ra, fb, fb_new))
    ]
    config = ps.CreateKernelConfig(target=ps.Target.CurrentCPU, default_dtype="float32", ghost_layers=1)
    config.cpu.openmp.enable, config.cpu.openmp.num_threads = True, threads
    config.cpu.vectorize.enable = config.cpu.vectorize.assume_inner_stride_one = True
    return tuple(ps.create_kernel(rule, config).compile() for rule in (arrive, velocity, *collide))
