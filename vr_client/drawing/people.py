"""The others: a head with a dark visor, hands, a name above, a thin ray to what they point at."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from vispy import gloo

from vr_client.stage.people import Person
from vr_client.stage.stage import Stage
from vr_client.stage.surfaces import Surface
from vr_client.stage.transforms import Matrix, scale_of, translation

from .balls import unit_ball
from .labels import Label
from .light import Eye, set_light
from .lines import Lines, Strokes, joined_strokes
from .palette import PEOPLE, VISOR, Rgb, linear
from .shaders import columns, program

SMALLEST, LARGEST = 0.12, 1.5
"""How large a person is drawn beside a real one: one who stands in a pore would be too small to be seen."""
NAME_ABOVE_M = 0.13
RAY_PX = 0.8


@dataclass(frozen=True, slots=True)
class Part:
    """An ellipsoid of a body, in its own metres."""

    centre_m: tuple[float, float, float]
    radii_m: tuple[float, float, float]
    dark: bool = False

    def matrix(self) -> Matrix:
        """(4, 4) from the unit ball."""
        return translation(self.centre_m) @ np.diag([*self.radii_m, 1.0])


HEAD = (
    Part((0.0, 0.0, 0.02), (0.082, 0.112, 0.098)),
    Part((0.0, 0.012, -0.050), (0.079, 0.042, 0.055), dark=True),
)
HAND = (
    Part((0.0, 0.0, 0.02), (0.026, 0.018, 0.052)),
    Part((0.0, 0.004, -0.045), (0.010, 0.010, 0.036)),
)
"""The palm and the finger that points along -z."""


class People:
    """Draws stage.people."""

    def __init__(self) -> None:
        ball: Surface = unit_ball(3)
        self._program = program("surface.vert", "person.frag", lit=True)
        self._program["a_position"] = gloo.VertexBuffer(ball.vertices_um)
        self._program["a_normal"] = gloo.VertexBuffer(ball.normals)
        self._indices = gloo.IndexBuffer(ball.triangles.ravel())
        self._rays = Lines()

    def prepare(self, stage: Stage) -> None:
        """Takes up where they point."""
        rays = [_ray(person) for person in stage.people.values()]
        self._rays.set(joined_strokes([ray for ray in rays if ray is not None]))

    def draw(self, eye: Eye, stage: Stage) -> None:
        """Heads and hands, opaque, then their rays."""
        for person in stage.people.values():
            colour = colour_of(person)
            for body, parts in ((person.head, HEAD), *((hand, HAND) for hand in person.hands.values())):
                if body is not None:
                    self._draw_body(eye, own_size(eye.model, body), parts, colour)
        self._rays.draw(eye)

    def labels(self, stage: Stage, model: Matrix) -> list[Label]:
        """Their names, above their heads."""
        found = []
        for person in stage.people.values():
            if person.head is None:
                continue
            head = own_size(model, person.head)
            above_m = head[:3, 3] + np.array([0.0, NAME_ABOVE_M * scale_of(head), 0.0])
            point = (np.linalg.inv(model) @ np.array([*above_m, 1.0]))[:3]
            found.append(Label(person.name, (point[0], point[1], point[2]), colour_of(person), centred=True))
        return found

    def _draw_body(self, eye: Eye, body: Matrix, parts: tuple[Part, ...], colour: Rgb) -> None:
        p: Any = self._program
        set_light(p, eye)
        p["u_projection"] = columns(eye.projection)
        gloo.set_state(depth_test=True, blend=False, cull_face=True)
        for part in parts:
            to_eye = eye.view @ body @ part.matrix()
            p["u_model_view"] = columns(to_eye)
            p["u_normal"] = np.ascontiguousarray(np.linalg.inv(to_eye[:3, :3]), np.float32)  # its transpose
            p["u_colour"] = linear(VISOR if part.dark else colour)
            p.draw("triangles", self._indices)
        gloo.set_state(cull_face=False)


def colour_of(person: Person) -> Rgb:
    """A person's colour (sRGB)."""
    return PEOPLE[person.colour % len(PEOPLE)]


def own_size(model: Matrix, body: Matrix) -> Matrix:
    """(4, 4) from a body's own metres to the world's, as large as beside the electrode but within bounds."""
    placed = model @ body
    scale = scale_of(placed)
    kept = placed.copy()
    kept[:3, :3] *= np.clip(scale, SMALLEST, LARGEST) / scale
    return kept


def _ray(person: Person) -> Strokes | None:
    """From a hand, else from the head, to where it points; a point there."""
    target = person.pointing_um
    body = next(iter(person.hands.values()), person.head)
    if target is None or body is None:
        return None
    start: NDArray[np.float64] = body[:3, 3]
    ends = np.array([target, target], np.float32)
    looks = np.array([[*colour_of(person), RAY_PX], [*colour_of(person), 4.0]], np.float32)
    return Strokes(np.array([start, target], np.float32), ends, looks)
