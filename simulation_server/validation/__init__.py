"""Checks of the physics against theory and measurements, by topic."""

from collections.abc import Sequence

from simulation_server.schema.errors import UserError

from .task import Task

TOPICS = ("manufacturing", "infiltration", "performance")


def tasks_of(topic: str) -> Sequence[Task]:
    """The tasks of a topic, or of `all`. Raises UserError for another word."""
    if topic not in (*TOPICS, "all"):
        raise UserError(f"topic {topic!r}: expected {', '.join(TOPICS)} or all")
    # Each loads its physics.
    tasks: list[Task] = []
    if topic in ("manufacturing", "all"):
        from .manufacturing import TASKS as OF_MANUFACTURING

        tasks += OF_MANUFACTURING
    if topic in ("infiltration", "all"):
        from .infiltration import TASKS as OF_INFILTRATION

        tasks += OF_INFILTRATION
    if topic in ("performance", "all"):
        from .performance import TASKS as OF_PERFORMANCE

        tasks += OF_PERFORMANCE
    return tasks
