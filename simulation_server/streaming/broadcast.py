"""What everyone is told, and what of it is kept for those who come later."""

from simulation_server.schema.messages import Message
from simulation_server.schema.wire import Received

from .audience import Audience
from .present import Present


class Broadcast:
    """Tells all clients, and keeps the newest of each kind."""

    def __init__(self, audience: Audience, present: Present) -> None:
        self._audience = audience
        self._present = present

    def say(self, message: Message) -> None:
        """Tells everyone a message of the server's own."""
        publication = self._audience.new(message)
        self._present.keep(publication)
        self._audience.give_all(publication)

    def show(self, received: Received, wall_time_s: float | None = None) -> None:
        """Passes a message on; `wall_time_s` is when it came to be, unless its own header is to say so."""
        header = received.header
        when_s = header.wall_time_s if wall_time_s is None else wall_time_s
        publication = self._audience.new(received.message, received.arrays, when_s, header.sim_time_us)
        self._present.keep(publication)
        self._audience.give_all(publication)
