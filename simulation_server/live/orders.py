"""What the server and its worker process say to each other, in the wire's own format."""

from collections.abc import Sequence

from simulation_server.schema.messages import (
    CellBase,
    CellFrame,
    Discharge,
    Failed,
    Fill,
    FillForecast,
    FluxLines,
    FrontBase,
    FrontFrame,
    Message,
    ParticleFrame,
    Pause,
    Restart,
    Resume,
    SetRecipe,
    Shear,
    Simulated,
    Status,
    VoxelFrame,
)


class Order(Message, tag="order", frozen=True, kw_only=True):
    """A command handed on to the session, with the number of the change it makes."""

    command: SetRecipe | Fill | Shear | Discharge | Pause | Resume | Restart
    step_id: int


class Joined(Message, tag="joined", frozen=True, kw_only=True):
    """The worker's first message: the token it was given proves who it is."""

    token: str


FromWorker = (
    Joined | Status | ParticleFrame | FrontBase | FrontFrame | FillForecast | FluxLines | CellBase | CellFrame
    | VoxelFrame | Simulated | Failed
)  # fmt: skip


def newest(orders: Sequence[Order]) -> list[Order]:
    """The orders without those SetRecipe that a later one overtook: of a drag, only its end is made."""
    recipes = [order for order in orders if isinstance(order.command, SetRecipe)]
    overtaken = {id(order) for order in recipes[:-1]}
    return [order for order in orders if id(order) not in overtaken]
