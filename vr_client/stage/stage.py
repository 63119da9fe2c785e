"""What is on show, as plain data. Messages come in through `apply`, views and panels read the fields.

stage = Stage()
stage.apply(received, now_s)     # for each message of the connection
stage.advance(now_s)             # once a frame, before drawing
stage.ask(SetRecipe, recipe=stage.draft)   # a command; the view's loop sends stage.outbox
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from simulation_server.schema import messages
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.results import Outcome, Prediction

from .body import Body, Wish
from .camera import Camera
from .cell_history import CellHistory
from .clip import ClipPlane
from .colouring import ColourMode, FillColour, Spread
from .flight import Flight
from .flux import FluxLayer
from .hand_work import HandWork
from .held import Held, both_um
from .layers import Layers
from .lesson import Lesson
from .marks import Mark
from .notices import Level, Notices
from .particles import ParticleLayer
from .past import Past
from .people import People
from .reading import Read, Reader
from .reminder import PAUSE, pause_due
from .settings import Settings
from .slice_view import SliceView
from .surfaces import Forecast, FrontLattice, SurfaceLayer, VoxelGrid
from .tool import ToolName
from .transforms import Z_UP_TO_Y_UP, Matrix, scale_of, scaling, translation
from .viewpoints import Shelf

SIZE_M = 0.4
"""Largest edge of the electrode in the world when it is first placed."""
BOTH = 1.2
"""Room in the picture for two electrodes and their titles, over their own size."""
FOLLOW_S = 0.7
"""Time constant with which the camera follows the electrode as it shrinks."""


class Received(Protocol):
    """A message with its arrays by name, as the connection's `poll()` gives them."""

    @property
    def message(self) -> messages.Message:
        """What was said."""

    @property
    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """The arrays that came with it, by name."""


@dataclass(slots=True, eq=False)
class Stage:
    """Everything a view draws and a panel shows; written by the view's thread only."""

    particles: ParticleLayer = field(default_factory=ParticleLayer)
    front: FrontLattice | None = None
    forecast: Forecast | None = None  # of the filling on show
    voxels: VoxelGrid | None = None
    cell: CellHistory | None = None  # the discharge in three dimensions
    flux: dict[str, FluxLayer] = field(default_factory=dict)  # of "ions" and "electrons"
    front_surface: SurfaceLayer = field(default_factory=SurfaceLayer)
    trapped_surface: SurfaceLayer = field(default_factory=SurfaceLayer)
    separator_surface: SurfaceLayer = field(default_factory=SurfaceLayer)
    pore_surface: SurfaceLayer = field(default_factory=SurfaceLayer)

    status: messages.Status = field(default_factory=lambda: messages.Status(stage="connecting"))
    connected: bool = False
    server_version: str = ""
    recipe: Recipe = field(default_factory=Recipe)  # the server's
    draft: Recipe = field(default_factory=Recipe)  # as the panel's sliders stand
    step_id: int = 0  # the change the server's recipe belongs to
    prediction: Prediction | None = None  # for `recipe`
    draft_prediction: Prediction | None = None  # for `draft`, the newest asked for
    outcome: Outcome | None = None  # simulated so far for `recipe`
    outcome_complete: bool = False
    previous_outcome: Outcome | None = None  # of the change before, to compare with
    failure: str = ""  # why the physics of the present change stopped
    notices: Notices = field(default_factory=Notices)
    outbox: list[messages.Command] = field(default_factory=list)

    layers: Layers = field(default_factory=Layers)
    clip: ClipPlane = field(default_factory=ClipPlane)
    colour: ColourMode = "phase"
    fill_colour: FillColour = "plain"
    spread: Spread = "moment"
    c_rate: float = 1.0  # of the discharge in three dimensions that is asked for next
    camera: Camera = field(default_factory=Camera)
    model: Matrix = field(default_factory=lambda: np.eye(4))  # (4, 4) um -> world metres
    now_s: float = 0.0
    help_shown: bool = False
    panel_shown: bool = True
    panel_focus: bool = False  # the keys work the panel
    adjusting: bool = False  # a slider of the recipe is held: more is to come
    controllers: str = (
        ""  # in a headset: which ones are in hand, a title of HEADSET_HELP; "" before it is known
    )
    settings: Settings = field(default_factory=Settings)
    tool: ToolName = "look"
    hand: HandWork = field(default_factory=HandWork)  # what the tool has pointed at
    beside: Held | None = None  # an electrode kept to compare with, standing beside the live one
    slice_view: SliceView | None = None  # looking straight on the cut
    past: Past = field(default_factory=Past)  # undo and redo
    viewpoints: Shelf = field(default_factory=Shelf)
    filming: bool = False  # a film of the view is being made
    marks: dict[str, Mark] = field(default_factory=dict)  # by who drew them, "distance.1"
    people: People = field(default_factory=People)  # the others, by what the server calls them
    body: Body | None = None  # the person in the headset
    wishes: list[Wish] = field(default_factory=list)  # asked by the panel, carried out by the view
    lesson: Lesson | None = None  # under way
    flight: Flight = field(default_factory=Flight)  # through the pores
    tab_asked: str = ""  # of the panel, to be opened with its next frame
    _reader: Reader = field(default_factory=Reader)  # of messages that come unread
    _cell_before: CellHistory | None = None  # put away while another structure was on show
    _placed: bool = False
    _last_id: int = 0
    _waiting: dict[int, type[messages.Command]] = field(default_factory=dict)

    def ask(self, kind: type[messages.Command], **fields: Any) -> int:
        """Puts a command of `kind` into the outbox and returns its id."""
        self._last_id += 1
        self.outbox.append(kind(id=self._last_id, **fields))
        self._waiting[self._last_id] = kind
        return self._last_id

    def apply(self, received: Received, now_s: float) -> None:
        """Takes one message of the server in."""
        message, arrays = received.message, received.arrays
        made = received.made if isinstance(received, Read) else self._reader.made_of(message, arrays)
        match message:
            case messages.ParticleFrame() as frame:
                self._take_particles(frame, arrays, now_s)
            case messages.FrontBase() | messages.FrontFrame():
                if isinstance(made, FrontLattice) and made.step_id >= self.particles.step_id:
                    self.front = made  # else of an electrode that is no more
            case messages.FillForecast():
                self.forecast = made if isinstance(made, Forecast) else None
            case messages.FluxLines() as lines:
                if isinstance(made, FluxLayer) and made.step_id >= self.particles.step_id:
                    self.flux[lines.what] = made
            case messages.CellBase() as base:
                self._take_cell_base(base, arrays)
            case messages.CellFrame() as frame:
                if self.cell is not None and frame.step_id >= self.particles.step_id:
                    self.cell.add(frame, arrays)
            case messages.VoxelFrame() as frame:
                self.voxels = VoxelGrid(arrays["phase"], frame.voxel_um, frame.step_id)
            case messages.Status() as status:
                self.status = status
            case messages.Welcome() as welcome:
                self.connected, self.server_version = True, welcome.version
                self.people.begin(welcome.person)
                self.recipe = self.draft = welcome.recipe
            case messages.PersonHere() | messages.PersonLeft() | messages.Poses() as news:
                self.people.take(news, now_s)
            case messages.RecipeChanged() as changed:
                self._take_recipe(changed)
            case messages.Predicted() as predicted:
                if predicted.recipe == self.recipe:
                    self.prediction = predicted.prediction
                if predicted.recipe == self.draft:
                    self.draft_prediction = predicted.prediction
            case messages.Simulated() as simulated:
                if simulated.step_id >= self.step_id:
                    self.outcome, self.outcome_complete = simulated.outcome, simulated.complete
            case messages.Reply() as reply:
                asked = self._waiting.pop(reply.id, None)
                if not reply.ok:
                    what = asked.__struct_config__.tag if asked else "command"
                    self.notices.say(f"{what} refused: {reply.detail}", "error", now_s)
                elif reply.detail and asked is messages.SetRecipe:  # done, but without a prediction
                    self.notices.say(reply.detail, "warning", now_s)
                elif reply.detail and asked in (messages.Shear, messages.Discharge):
                    self.notices.say(reply.detail, "info", now_s)
            case messages.Refused() as refused:
                self.connected = False
                self.notices.say(f"the server refused: {refused.reason}", "error", now_s)
            case messages.Failed() as failed:
                self.failure = failed.reason
                self.notices.say(f"stopped: {failed.reason}", "error", now_s)
            case messages.Goodbye() as goodbye:
                self.lost(goodbye.reason or "the server ended", now_s)

    def lost(self, reason: str, now_s: float) -> None:
        """The server is gone; what was shown stays on show."""
        self.connected = False
        self.people.clear()
        self.notices.say(reason, "error", now_s)

    def say(self, text: str, level: Level = "info") -> None:
        """A notice at the present time of the view."""
        self.notices.say(text, level, self.now_s)

    def advance(self, now_s: float) -> None:
        """Brings what is drawn to the view's time `now_s`."""
        dt_s = max(now_s - self.now_s, 0.0)
        if pause_due(self.settings.remind_min, self.now_s, now_s):
            self.notices.say(PAUSE, "info", now_s)
        self.now_s = now_s
        self.particles.advance(now_s)
        self.people.advance(now_s)
        if self._placed and self.camera.follows and not self.settings.reduced_motion:
            self._follow(1.0 - float(np.exp(-dt_s / FOLLOW_S)))

    def place(self, base_m: tuple[float, float, float] = (0.0, 0.0, 0.0), size_m: float = SIZE_M) -> None:
        """Stands the electrode upright on `base_m`, its largest edge `size_m` long."""
        length, width = self.particles.box_um
        height = max(self.particles.plane_um, 1.0)
        centred = translation((-length / 2, -width / 2, 0.0))
        scale = size_m / max(length, width, height)
        self.model = translation(base_m) @ Z_UP_TO_Y_UP @ scaling(scale) @ centred
        self._placed = True

    def look_at_electrode(self) -> None:
        """Puts the camera where the whole electrode is well in sight."""
        self.camera = Camera()
        self._follow(1.0)

    def look_on(self) -> None:
        """Lets the camera follow what is on show again, at once, from the side it looks from."""
        self.camera.follows = True
        self._follow(1.0)

    def _follow(self, share: float) -> None:
        """Moves the camera by `share` of the way to where what is on show fills the picture."""
        scale = scale_of(self.model)
        if self.beside is None:
            low, high = np.zeros(3), np.array([*self.particles.box_um, self.particles.plane_um])
            half_width = 0.6 * float(np.hypot(high[0], high[1]))  # with the margin of the foil
            half_height = 0.5 * float(high[2])
        else:
            low, high = both_um(self.beside, self.particles)
            half_width, half_height = 0.5 * BOTH * (high - low)[[0, 2]]
        centre = self.model @ np.append(0.5 * (low + high), 1.0)
        self.camera.fit(centre[:3], half_width * scale, half_height * scale, share)

    def _take_particles(
        self, frame: messages.ParticleFrame, arrays: Mapping[str, NDArray[Any]], now_s: float
    ) -> None:
        layer = self.particles
        layer.receive(
            arrays["position"], arrays["radius"], arrays["phase"], arrays["stress"],
            arrays["displacement"], frame.box_um, frame.plane_um, now_s, arrays["cracking"],
        )  # fmt: skip
        layer.shear_rate_per_s = frame.shear_rate_per_s
        layer.stage, layer.progress, layer.step_id = frame.stage, frame.progress, frame.step_id
        layer.pressure_mpa, layer.preview = frame.pressure_mpa, frame.preview
        if self.forecast is not None and frame.step_id > self.forecast.step_id:
            self.forecast = None
        if self.front is not None and frame.step_id > self.front.step_id:
            self.front = None
            for surface in (self.front_surface, self.trapped_surface, self.separator_surface):
                surface.show(None)
        if self.cell is not None and frame.step_id > self.cell.step_id:
            self.cell, self._cell_before = None, self.cell
        self.flux = {what: lines for what, lines in self.flux.items() if lines.step_id >= frame.step_id}
        if self.voxels is not None and frame.step_id > self.voxels.step_id:
            self.voxels = None
            self.pore_surface.show(None)
        if not self._placed:
            self.place()
            self.look_at_electrode()

    def _take_cell_base(self, base: messages.CellBase, arrays: Mapping[str, NDArray[Any]]) -> None:
        """A discharge that begins is shown; one that is sent again after another structure goes on."""
        if base.step_id < self.particles.step_id:
            return
        before, self._cell_before = self._cell_before, None
        if self.cell is None and before is not None and before.is_alike(base, arrays):
            self.cell = before
            self.cell.step_id = base.step_id
            return
        self.cell = CellHistory.of(base, arrays)
        self.colour = "lithiation" if self.colour == "phase" else self.colour
        self.fill_colour = "salt" if self.fill_colour == "plain" else self.fill_colour

    def _take_recipe(self, changed: messages.RecipeChanged) -> None:
        if self.draft == self.recipe:
            self.draft = changed.recipe
        self.recipe, self.step_id = changed.recipe, changed.step_id
        if self.outcome is not None and self.outcome_complete:
            self.previous_outcome = self.outcome
        self.outcome, self.outcome_complete, self.failure = None, False, ""
        self.prediction = self.draft_prediction if changed.recipe == self.draft else None
