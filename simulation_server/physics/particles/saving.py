"""A system's state as plain arrays, and back."""

from collections.abc import Mapping

import numpy as np

from .bodies import Bodies, Floats, Ints
from .crew import Bench
from .integrator import NOW, STALE, TURN, System
from .neighbours import share_all_out
from .pairs import Pairs, make_pairs

Saved = Mapping[str, Floats | Ints | float]
Checkpoint = dict[str, Floats | Ints | float]

_BODIES = ("rows", "velocity", "spin", "mass", "lengths", "reach", "peak", "wall_memory", "rank", "span")
_SHARED = ("plane", "frame", "stress", "sums")


def slots_of(begin: Ints, counts: Ints) -> Ints:
    """Entries begin[i], begin[i] + 1, ... of every particle's counts[i] pairs, one after the other."""
    ends = np.cumsum(counts)
    return np.repeat(begin - ends + counts, counts) + np.arange(ends[-1] if len(ends) else 0)


def save(system: System) -> Checkpoint:
    """Everything `load` needs to go on bit for bit, as arrays of its own."""
    pairs = system.lists[system.state[TURN]]
    counts = pairs.end - pairs.begin
    slots = slots_of(pairs.begin, counts)
    saved: Checkpoint = {name: getattr(system.bodies, name).copy() for name in _BODIES}
    saved |= {name: getattr(system, name).copy() for name in _SHARED}
    saved |= {
        "user": pairs.user.astype(np.int64),
        "partners": counts,
        "second": pairs.second[slots].astype(np.int64),
        "memory": pairs.memory[slots],
        "stamp": pairs.stamp[slots].astype(np.int64),
        "home": system.spheres.home.copy(),
        "now": int(system.state[NOW]),
        "stale": int(system.state[STALE]),
    }
    return saved


def load(system: System, bench: Bench, saved: Saved) -> System:
    """Sets a system of the same particles to what was saved; the system returned has room for the list."""
    for name in _BODIES:
        getattr(system.bodies, name)[:] = saved[name]
    for name in _SHARED:
        getattr(system, name)[:] = saved[name]
    system.spheres.home[:] = saved["home"]
    system.spheres.push[:] = 0.0
    counts, bounds = np.asarray(saved["partners"], dtype=np.int64), system.spheres.bounds
    ends = np.concatenate([[0], np.cumsum(counts)])
    most = int(np.diff(ends[bounds]).max()) + 1
    turn = int(system.state[TURN])
    pairs = system.lists[turn]
    if most > len(pairs.first) // (len(bounds) - 1):
        pairs = make_pairs(len(counts), most * (len(bounds) - 1))
        system = with_list(system, turn, pairs)
    _lay_out(pairs, counts, bounds, ends)
    slots = slots_of(pairs.begin, counts)
    pairs.user[:] = saved["user"]
    pairs.seat[pairs.user] = np.arange(len(counts), dtype=np.uint32)
    pairs.first[slots] = np.repeat(np.arange(len(counts)), counts)
    pairs.second[slots] = saved["second"]
    pairs.memory[:] = 0.0
    pairs.memory[slots] = saved["memory"]
    pairs.stamp[slots] = saved["stamp"]
    share_all_out(system.spheres, pairs, bench)
    system.state[NOW], system.state[STALE] = int(np.asarray(saved["now"])), int(np.asarray(saved["stale"]))
    return system


def _lay_out(pairs: Pairs, counts: Ints, bounds: Ints, ends: Ints) -> None:
    """Sets begin and end: each chunk's pairs at the start of its stretch."""
    stretch = len(pairs.first) // (len(bounds) - 1)
    chunk = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
    pairs.begin[:] = ends[:-1] - ends[bounds[:-1]][chunk] + chunk * stretch
    pairs.end[:] = pairs.begin + counts


def with_list(system: System, turn: int, pairs: Pairs) -> System:
    """The same system with another list at `turn`."""
    lists = (pairs, system.lists[1]) if turn == 0 else (system.lists[0], pairs)
    return system._replace(lists=lists)


def forget_contacts(bodies: Bodies, lists: tuple[Pairs, Pairs]) -> None:
    """Clears the memory of all contacts: it means nothing to another law."""
    bodies.wall_memory[:] = 0.0
    for pairs in lists:
        pairs.stamp[:] = -1
