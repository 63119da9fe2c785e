"""Checks of the physics against theory and measurements, by topic."""

from collections.abc import Sequence

from simulation_server.schema.errors import UserError

from .task import Task

TOPICS = ("manufacturing",)


def tasks_of(topic: str) -> Sequence[Task]:
    """The tasks of a topic, or of `all`. Raises UserError for another word."""
    if topic not in (*TOPICS, "all"):
        raise UserError(f"topic {topic!r}: expected {', '.join(TOPICS)} or all")
    from .manufacturing import TASKS  # loads the physics

    return TASKS
