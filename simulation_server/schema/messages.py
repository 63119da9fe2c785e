"""Every message on the wire, by name. Arrays travel beside a message (see wire.py), never inside.

Droppable messages (frames, status, poses) may be skipped for a slow client, which then gets only the
newest of each kind; all others arrive, in order.
"""

from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from .presence import MOST_NAME, MOST_PEOPLE, Placed
from .recipe import Recipe
from .results import Outcome, Prediction

PROTOCOL = 5
"""Version of the protocol: raised when a change is not just a new field with a default."""


class Message(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """Base of all messages; `droppable` says whether a slow client may miss one."""

    droppable: ClassVar[bool] = False


# --- from a client ---------------------------------------------------------------------------


class Hello(Message, tag="hello", frozen=True, kw_only=True):
    """First message of a client; answered by Welcome or Refused, then by the present state."""

    protocol: int = PROTOCOL
    name: Annotated[str, Meta(max_length=80)] = ""  # as the others are to see it
    key: Annotated[str, Meta(max_length=40)] = ""  # who comes back with it is the same person


class Introduce(Message, tag="introduce", frozen=True, kw_only=True):
    """The person at this client goes by another name from now on."""

    name: Annotated[str, Meta(max_length=80)]


class Presence(Message, tag="presence", frozen=True, kw_only=True):
    """Where the person at this client is; at most 20 a second reach the others."""

    droppable: ClassVar[bool] = True
    pose: Placed


class Credit(Message, tag="credit", frozen=True, kw_only=True):
    """Asks for the next batch of droppable messages: sent once what came before was drawn."""


class Leave(Message, tag="leave", frozen=True, kw_only=True):
    """Last message of a client that goes; one that just vanishes is noticed a little later."""


class Command(Message, tag="command", frozen=True, kw_only=True):
    """Base of commands: `id` is the client's own, returned in the Reply."""

    id: int


class SetRecipe(Command, tag="set_recipe", frozen=True, kw_only=True):
    """Turns the running electrode to a new recipe; a prediction is sent to everyone at once."""

    recipe: Recipe


class Predict(Command, tag="predict", frozen=True, kw_only=True):
    """Asks for a prediction alone (sent to the asker); the physics goes on untouched."""

    recipe: Recipe


class Fill(Command, tag="fill", frozen=True, kw_only=True):
    """Lets electrolyte into the present electrode once it is made."""


class Shear(Command, tag="shear", frozen=True, kw_only=True):
    """Shears the slurry of the present recipe at these rates, and measures its viscosity."""

    rates_per_s: Annotated[
        tuple[Annotated[float, Meta(ge=1.0, le=1000.0)], ...], Meta(min_length=1, max_length=8)
    ] = (12.5, 25.0, 50.0, 100.0)


class Discharge(Command, tag="discharge", frozen=True, kw_only=True):
    """Discharges the present electrode, resolved in three dimensions, once it is made and analysed."""

    c_rate: Annotated[float, Meta(ge=0.05, le=5.0)] = 1.0


class Pause(Command, tag="pause", frozen=True, kw_only=True):
    """Holds the physics."""


class Resume(Command, tag="resume", frozen=True, kw_only=True):
    """Lets the physics go on."""


class Restart(Command, tag="restart", frozen=True, kw_only=True):
    """Makes the electrode of the present recipe again from the slurry."""


class Shutdown(Command, tag="shutdown", frozen=True, kw_only=True):
    """Ends the server; accepted only where it was started with that allowed (the demo's own)."""


# --- from the server -------------------------------------------------------------------------


class Welcome(Message, tag="welcome", frozen=True, kw_only=True):
    """Answer to Hello: what runs here."""

    protocol: int = PROTOCOL
    version: str
    recipe: Recipe
    viewers: int
    person: int = 0  # by which PersonHere and Poses mean the one at this client


class PersonHere(Message, tag="person_here", frozen=True, kw_only=True):
    """Someone has come, or goes by another name now; to a joiner also of each who is here already."""

    person: int
    name: Annotated[str, Meta(max_length=MOST_NAME)]  # plain text; no two who are here have the same
    colour: int  # the least that nobody else here has


class PersonLeft(Message, tag="person_left", frozen=True, kw_only=True):
    """Someone has gone."""

    person: int


class Poses(Message, tag="poses", frozen=True, kw_only=True):
    """Where everyone is, by their numbers; of whoever is not named nothing is known."""

    droppable: ClassVar[bool] = True
    poses: Annotated[dict[int, Placed], Meta(max_length=MOST_PEOPLE)]


class Refused(Message, tag="refused", frozen=True, kw_only=True):
    """Answer to a Hello of another protocol or to a message that could not be read."""

    reason: str


class Reply(Message, tag="reply", frozen=True, kw_only=True):
    """Answer to every Command: done, or why not."""

    id: int
    ok: bool
    detail: str = ""


class Status(Message, tag="status", frozen=True, kw_only=True):
    """What the server is doing now."""

    droppable: ClassVar[bool] = True
    stage: str  # a Stage, or "compiling", "ready", "paused", "stopped"
    progress: float = 0.0
    detail: str = ""
    pressure_mpa: float = 0.0
    plane_um: float = 0.0
    time_us: float = 0.0
    step_id: int = 0  # the change (SetRecipe, Fill, Restart) this belongs to
    viewers: int = 0


class ParticleFrame(Message, tag="particles", frozen=True, kw_only=True):
    """Arrays: position (n,3) um, radius (n,) um, phase (n,), stress (n,) MPa, cracking (n,) largest crushing
    stress so far over the strength, displacement (n,) um since the stage began."""

    droppable: ClassVar[bool] = True
    stage: str
    box_um: tuple[float, float]
    plane_um: float
    pressure_mpa: float
    progress: float
    shear_rate_per_s: float = 0.0
    step_id: int = 0
    preview: bool = False  # a stand-in shown until the physics catches up


class FrontBase(Message, tag="front_base", frozen=True, kw_only=True):
    """A whole moment of filling, from which the FrontFrames of the same `base` tell what has changed.

    Arrays: solid (nx,ny,nz) bool as u1; of the p cells that are not solid, in the order of their flat index
    (z runs fastest): liquid (p,) u1, gas to electrolyte in steps (see front_codes.py); filled (p,) u2, when
    the front came, in steps of `time_ms`; trapped (p,) bool as u1, gas that has no way out any more.
    """

    base: int
    lattice_um: float
    time_ms: float
    saturation: float
    progress: float
    step_id: int = 0


class FrontFrame(Message, tag="front", frozen=True, kw_only=True):
    """All that differs from the FrontBase of number `base` now: of these frames any may be missed.

    Arrays, of the k cells that differ, rising: step (k,) i4 from the cell before, counted through the cells
    that are not solid, the first from -1; liquid, filled, trapped (k,) as in the base.
    """

    droppable: ClassVar[bool] = True
    base: int
    time_ms: float
    saturation: float
    progress: float
    step_id: int = 0


class FillForecast(Message, tag="fill_forecast", frozen=True, kw_only=True):
    """The filling as the geometry alone lets expect it; sent when it begins, and again when it is steered.

    Saturation (0 to 1) over time. Arrays: filled (nx,ny,nz) u2, when the front is expected, in steps of
    `until_ms` (see front_codes.py).
    """

    time_ms: list[float]
    saturation: list[float]
    until_ms: float
    wall_s: float = 0.0
    step_id: int = 0


class FluxLines(Message, tag="flux", frozen=True, kw_only=True):
    """Where ions or electrons flow through the analysed electrode.

    Arrays: speed (nx,ny,nz) u1, the local flux over the mean one in steps of `most` / 254, 255 where nothing
    flows; point (k,3) f4 um of all stream lines; start (m + 1,) i4; along (k,) f4, over the mean flux.
    """

    what: str  # "ions" or "electrons"
    voxel_um: float
    most: float
    step_id: int = 0


class CellBase(Message, tag="cell_base", frozen=True, kw_only=True):
    """A discharge resolved in three dimensions begins. Arrays: phase (nx,ny,nz) u1."""

    voxel_um: float
    c_rate: float
    step_id: int = 0


class CellFrame(Message, tag="cell", frozen=True, kw_only=True):
    """A moment of it; `ranges` gives the values that codes 0 and 254 of the array of a name stand for.

    Arrays, each (nx,ny,nz) u1, 255 where the field has no meaning: lithiation (1), salt (mol/m3),
    overpotential (V), and sei (nm), which has a range only on an anode with an SEI.
    """

    droppable: ClassVar[bool] = True
    time_s: float
    capacity_mah_cm2: float
    voltage_v: float
    progress: float
    ranges: dict[str, tuple[float, float]]
    step_id: int = 0


class VoxelFrame(Message, tag="voxels", frozen=True, kw_only=True):
    """Arrays: phase (nx,ny,nz) u1 of a made electrode."""

    voxel_um: float
    step_id: int = 0


class RecipeChanged(Message, tag="recipe_changed", frozen=True, kw_only=True):
    """The server's recipe is now this one (whoever changed it)."""

    recipe: Recipe
    step_id: int


class Predicted(Message, tag="predicted", frozen=True, kw_only=True):
    """The surrogate's answer. `command_id` is the asker's id in the asker's own copy, None in others."""

    recipe: Recipe
    prediction: Prediction
    step_id: int = 0
    command_id: int | None = None


class Simulated(Message, tag="simulated", frozen=True, kw_only=True):
    """What the physics has given so far for a change; sent again as quantities are added."""

    recipe: Recipe
    outcome: Outcome
    step_id: int
    complete: bool = False


class Failed(Message, tag="failed", frozen=True, kw_only=True):
    """The physics of a change stopped; the last good state is kept."""

    reason: str
    step_id: int


class Alive(Message, tag="alive", frozen=True, kw_only=True):
    """Sent to every client once a second, so that it can tell a silent server from one that is gone."""

    viewers: int


class Goodbye(Message, tag="goodbye", frozen=True, kw_only=True):
    """The server ends."""

    reason: str = ""


FromClient = (
    Hello | Introduce | Presence | Credit | Leave | SetRecipe | Predict | Fill | Shear | Discharge | Pause
    | Resume | Restart | Shutdown
)  # fmt: skip
FromServer = (
    Welcome | PersonHere | PersonLeft | Poses | Refused | Reply | Status | ParticleFrame | FrontBase
    | FrontFrame | FillForecast | FluxLines | CellBase | CellFrame | VoxelFrame | RecipeChanged | Predicted
    | Simulated | Failed | Alive | Goodbye
)  # fmt: skip
