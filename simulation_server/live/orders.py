"""What the server and its worker process say to each other, in the wire's own format."""

from simulation_server.schema.messages import (
    Failed,
    Fill,
    FillForecast,
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

    command: SetRecipe | Fill | Shear | Pause | Resume | Restart
    step_id: int


class Joined(Message, tag="joined", frozen=True, kw_only=True):
    """The worker's first message: the token it was given proves who it is."""

    token: str


FromWorker = (
    Joined | Status | ParticleFrame | FrontBase | FrontFrame | FillForecast | VoxelFrame | Simulated | Failed
)
