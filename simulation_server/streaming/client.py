"""One client as the server sees it: what waits for it, and what it already holds."""

from collections import deque
from dataclasses import dataclass, field

from simulation_server.schema.wire import Coded, Part

from .publication import Publication

MAX_WAITING = 512
MAX_WAITING_BYTES = 256 * 2**20
"""What may wait for one client; behind by more, it can never catch up and is let go."""


@dataclass(slots=True)
class Client:
    """Droppable messages wait in one slot a kind, where the newest replaces the last; others queue."""

    identity: bytes
    name: str
    credit: bool = False
    slots: dict[type, Publication] = field(default_factory=dict)
    waiting: deque[list[Part]] = field(default_factory=deque)
    waiting_bytes: int = 0
    keyframes: dict[type, Coded] = field(default_factory=dict)

    def take(self, publication: Publication) -> None:
        """Gives the client a message: into its slot or behind those that wait."""
        kind = type(publication.message)
        if publication.message.droppable:
            self.slots[kind] = publication
        else:
            parts, _ = publication.parts(None)
            self.waiting.append(parts)
            self.waiting_bytes += _size(parts)

    def taken(self) -> None:
        """The first of those that wait has left."""
        self.waiting_bytes -= _size(self.waiting.popleft())

    @property
    def is_hopeless(self) -> bool:
        """Whether more waits than a client may be behind."""
        return len(self.waiting) > MAX_WAITING or self.waiting_bytes > MAX_WAITING_BYTES


def _size(parts: list[Part]) -> int:
    return sum(len(part) for part in parts)
