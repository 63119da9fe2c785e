"""Time stepping by a crew of threads that meet twice a step, rebuilding the neighbour list when due."""

import math
from typing import NamedTuple

from .bodies import HEIGHT, LX, LY, LZ, MEASURE, PRESSURE, STEPS, STRAIN, Bodies, Floats, Ints
from .cells import Cells, sort, wrap
from .compiling import kernel
from .crew import CULPRIT, FARTHEST, FULL, PRESSED, Bench, copy, largest, total
from .forces import chunk_forces
from .frame import deform, stretch_of
from .meeting import meet, put_back, take
from .motion import collect, kick_and_drift, kinetic_stress
from .neighbours import carry_memory, list_chunk, share_out
from .pairs import Pairs
from .spheres import Spheres, leave_seats, take_seats
from .walls import move_plane, push_from_walls

DONE, LIST_FULL, EXPLODED = range(3)
"""How `advance` ended."""

TURN, STALE, NOW, ENDED, TAKEN, WHO = range(6)
"""Entries of System.state: which list is in use, whether it is out of date, steps since it was built; how
`advance` ended, after how many steps, and which particle exploded (the user's index)."""

_FORCES, _MOTION, _STRESS = range(3)
"""Kinds of work the threads share out."""

DT, SKIN, DRAG, SPIN_DRAG, SPAN_Z, WIDEST = range(6)
"""Entries of System.settings: step, skin, rates of drag, what the grid spans in z, twice the largest reach
(us, um)."""


class System(NamedTuple):
    """All that the threads share."""

    bodies: Bodies
    spheres: Spheres
    lists: tuple[Pairs, Pairs]
    cells: Cells
    table: Floats  # (KINDS, KINDS, COLUMNS)
    walls: Ints  # (2,) kinds of bottom and plane
    plane: Floats  # (8,) see bodies.Walls
    frame: Floats  # (10,)
    stress: Floats  # (3, 3) sum over the steps, kPa
    sums: Floats  # (chunks, 24) see crew.py
    settings: Floats  # (6,)
    state: Ints  # (6,)
    meeting: Ints  # see meeting.py


@kernel
def build(system: System, bench: Bench, turn: int, now: int, me: int, crew: int) -> int:
    """Sorts the particles and lists their pairs; returns how many did not fit: the old list is kept then."""
    spheres, bodies, frame = system.spheres, system.bodies, bench.frame
    old, pairs = system.lists[turn], system.lists[1 - turn]
    chunks = spheres.bounds.shape[0] - 1
    height = frame[LZ] if frame[LZ] > 0.0 else system.settings[SPAN_Z]
    if me == 0:
        wrap(spheres, frame)
        sort(spheres, system.cells, frame, height)
    meet(system.meeting, crew)
    for chunk in range(me, chunks, crew):
        leave_seats(bodies, spheres, old, spheres.bounds[chunk], spheres.bounds[chunk + 1])
    meet(system.meeting, crew)
    for chunk in range(me, chunks, crew):
        begin, end = spheres.bounds[chunk], spheres.bounds[chunk + 1]
        for i in range(begin, end):
            pairs.user[i] = old.user[system.cells.order[i]]
            pairs.seat[pairs.user[i]] = i
        take_seats(bodies, spheres, pairs, begin, end)
        for i in range(begin, end):
            for axis in range(3):
                spheres.home[i, axis] = spheres.place[i, axis]
    meet(system.meeting, crew)
    for chunk in range(me, chunks, crew):
        system.sums[chunk, FULL] = list_chunk(
            spheres, pairs, system.cells, chunk, height, system.settings[SKIN], bench
        )
        if system.sums[chunk, FULL] == 0.0:
            carry_memory(spheres, old, pairs, chunk, now)
            share_out(spheres, pairs, chunk, bench)
    meet(system.meeting, crew)
    frame[STRAIN] = 0.0
    return int(total(system.sums, FULL))


@kernel
def outdated(system: System, frame: Floats) -> bool:
    """Whether two particles may have come nearer than the list knows, by their ways and the flow."""
    skin = system.settings[SKIN]
    room = skin - frame[STRAIN] * (system.settings[WIDEST] + skin)
    return room <= 0.0 or largest(system.sums, FARTHEST) > 0.25 * room * room


@kernel
def settle(system: System, bench: Bench, keeper: bool) -> None:
    """After a step: moves the plane or the box; `keeper`, the thread that does it, adds up the stress."""
    plane, frame, sums, dt = bench.plane, bench.frame, system.sums, system.settings[DT]
    periodic = frame[LZ] > 0.0
    if keeper and (periodic or frame[MEASURE] > 0.0):
        over = 1.0 / (frame[LX] * frame[LY] * plane[HEIGHT])
        for row in range(3):
            for column in range(3):
                low, high = min(row, column), max(row, column)
                kinetic = 9 + (low * (5 - low)) // 2 + high
                system.stress[row, column] += (total(sums, 3 * row + column) + total(sums, kinetic)) * over
        frame[STEPS] += 1.0
    if periodic:
        deform(plane, frame, stretch_of(plane, frame, dt), dt)
    else:
        plane[PRESSURE] = total(sums, PRESSED) / (frame[LX] * frame[LY])
        move_plane(plane, dt)


@kernel
def advance(
    system: System,
    bench: Bench,
    steps: int,
    coarse: bool,
    attracted: bool,
    arrive: bool,
    leave: bool,
    me: int,
    crew: int,
) -> None:
    """Takes up to `steps` steps as thread `me` of `crew`; system.state says how it ended.

    arrive, leave: whether the user's arrays are read before and written after, as they must be unless a call
    follows on another with nothing in between.
    A list that is out of date is built before the forces; where it has no room nothing is lost: the caller
    makes room and calls again.
    """
    spheres, bodies, sums, state, meeting = (
        system.spheres,
        system.bodies,
        system.sums,
        system.state,
        system.meeting,
    )
    plane, frame, settings = bench.plane, bench.frame, system.settings
    copy(system.plane, plane)
    copy(system.frame, frame)
    chunks, dt = spheres.bounds.shape[0] - 1, settings[DT]
    periodic = frame[LZ] > 0.0
    measured = periodic or frame[MEASURE] > 0.0
    turn, now, stale = state[TURN], state[NOW], state[STALE] != 0
    for chunk in range(me, chunks, crew):
        begin, end = spheres.bounds[chunk], spheres.bounds[chunk + 1]
        if arrive:
            sums[chunk, FARTHEST] = take_seats(bodies, spheres, system.lists[turn], begin, end)
        if measured and math.isnan(sums[chunk, 9]):
            kinetic_stress(spheres, chunk, frame, sums[chunk])
    meet(meeting, crew)
    # moved by hand: a little more than the run itself allows, which has already been found to be in order
    skin = settings[SKIN]
    stale = stale or (arrive and largest(sums, FARTHEST) > 0.2500001 * skin * skin)
    ended, taken, who = DONE, 0, -1
    while True:
        if stale:
            if build(system, bench, turn, now, me, crew) > 0:
                ended = LIST_FULL
                break
            turn, now, stale = 1 - turn, 0, False
        if taken == steps:
            break
        pairs = system.lists[turn]
        now += 1
        chunk = take(meeting, _FORCES, chunks, me, crew)
        while chunk >= 0:
            chunk_forces(
                spheres, pairs, chunk, system.table, coarse, attracted, measured, now, dt, bench, sums[chunk]
            )
            chunk = take(meeting, _FORCES, chunks, me, crew)
        if me == 0:
            put_back(meeting, _MOTION, crew)
        meet(meeting, crew)
        stretch = 0.0
        if periodic:
            zz = total(sums, 8) + total(sums, 14)
            plane[PRESSURE] = zz / (frame[LX] * frame[LY] * frame[LZ])
            stretch = stretch_of(plane, frame, dt)
        chunk = take(meeting, _MOTION, chunks, me, crew)
        while chunk >= 0:
            collect(spheres, chunk)
            if not periodic:
                push_from_walls(spheres, chunk, system.walls, plane, system.table, coarse, dt, sums[chunk])
            kick_and_drift(
                spheres, chunk, frame, stretch, settings[DRAG], settings[SPIN_DRAG], dt, sums[chunk]
            )
            chunk = take(meeting, _MOTION, chunks, me, crew)
        if me == 0:
            put_back(meeting, _FORCES, crew)
            put_back(meeting, _STRESS, crew)
        meet(meeting, crew)
        culprit = int(largest(sums, CULPRIT))
        if culprit > 0:
            ended, who = EXPLODED, pairs.user[culprit - 1]
            break
        settle(system, bench, me == 0)
        if measured:
            meet(meeting, crew)
            chunk = take(meeting, _STRESS, chunks, me, crew)
            while chunk >= 0:
                kinetic_stress(spheres, chunk, frame, sums[chunk])
                chunk = take(meeting, _STRESS, chunks, me, crew)
        taken += 1
        stale = outdated(system, frame)
    if (leave and ended == DONE) or ended == EXPLODED:
        for chunk in range(me, chunks, crew):
            leave_seats(bodies, spheres, system.lists[turn], spheres.bounds[chunk], spheres.bounds[chunk + 1])
    if me == 0:
        copy(plane, system.plane)
        copy(frame, system.frame)
        state[TURN], state[STALE], state[NOW] = turn, stale, now
        state[ENDED], state[TAKEN], state[WHO] = ended, taken, who
