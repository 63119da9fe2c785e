"""The slurry that is sheared beside the electrode: the electrode's work waits meanwhile and is kept."""

from collections.abc import Generator, Iterator
from typing import Any

from simulation_server.schema.states import ParticleState

from .frames import Emit, FrameGate
from .steps import RunnableChain


class Shearing:
    """Asked for, under way, or neither; a new wish replaces what is under way."""

    def __init__(self, emit: Emit) -> None:
        self._gate = FrameGate(emit)
        self._asked: tuple[float, ...] = ()
        self._states: Iterator[ParticleState] | None = None

    @property
    def is_asked(self) -> bool:
        """Whether it is to begin as soon as there is a slurry."""
        return bool(self._asked)

    @property
    def is_running(self) -> bool:
        """Whether it is under way."""
        return self._states is not None

    def ask(self, rates_per_s: tuple[float, ...]) -> None:
        """Wants the slurry sheared at these rates."""
        self._asked = rates_per_s

    def begin(self, chain: RunnableChain) -> None:
        """Begins what was asked."""
        self.leave()
        self._states = iter(chain.shear(self._asked))
        self._asked = ()
        self._gate.begin()

    def advance(self, step_id: int) -> ParticleState | None:
        """Shows the next state and gives it; None when there is none. What the chain raises passes."""
        assert self._states is not None
        state = next(self._states, None)
        if state is None:
            self._gate.flush(step_id)
            self._states = None
        else:
            self._gate.show(state, step_id)
        return state

    def leave(self) -> None:
        """Ends it half-way; rates that were done stay measured."""
        close(self._states)
        self._states = None


def close(generator: Iterator[Any] | None) -> None:
    """Leaves a generator half-way, so that it lets go of what it holds."""
    if isinstance(generator, Generator):
        generator.close()
