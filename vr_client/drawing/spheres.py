"""The particles as lit spheres: first which is nearest in each pixel, then that one's light.

A packing is many spheres deep. So the first pass does no more than ray against sphere, on instanced quads,
and the second shades each pixel once; see docs/reference/drawing.md for what that is worth.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from vispy import gloo

from simulation_server.schema.states import Phase
from vr_client.stage.colouring import ColourScale, colour_scale, coloured, scalar
from vr_client.stage.fields import told_colour
from vr_client.stage.layers import Layers
from vr_client.stage.particles import ParticleLayer
from vr_client.stage.stage import Stage

from .culling import all_in_sight, in_sight, outer_planes
from .detail import one_of
from .driver import is_software
from .field_colours import FieldColours
from .grain import grain_map
from .graphics_errors import told_apart
from .hidden import seen
from .id_buffer import IdBuffer
from .light import Eye, set_eye, set_light
from .openness import Openness
from .palette import phase_colours, scalar_colours
from .shaders import columns, program
from .sphere_tables import SphereTables

BELOW = 0.7
"""Voxels under a particle's surface at which its field is read: those at the surface itself are half pore."""
DEEPEST = 1.2
"""Voxels under it down to which a field of the surface colours a particle that is cut."""
GRAIN_PX = 6.0
"""Radius on the screen below which no grain is seen; as in sphere.frag."""
CORNERS = np.array([(-1, -1), (1, -1), (-1, 1), (1, 1)], np.float32)


class Spheres:
    """Uploads what changed of a ParticleLayer and draws it for any number of eyes."""

    def __init__(self, *, in_background: bool = True) -> None:
        """`in_background` bakes occlusion beside the frame; without, each picture is complete."""
        self._corners = gloo.VertexBuffer(CORNERS)
        self._grain = gloo.Texture2D(grain_map(), interpolation="linear")
        self._programs: dict[tuple[str, ...], Any] = {}
        self._ids = IdBuffer()
        self._is_software = is_software()  # a graphics card draws hidden spheres sooner than we find them
        self._openness = Openness(in_background=in_background)
        self._tables: SphereTables | None = None
        self._layer: ParticleLayer | None = None
        self._count = 0
        self._sphere = np.zeros((0, 4), np.float32)
        in_sight(self._sphere, np.zeros((6, 4)))  # compiled now, not when the eye first comes near
        self._bounds_um = np.zeros(3), np.zeros(3)  # corners of a box about all spheres
        self._largest_um = self._typical_um = 0.0
        self._shown = np.zeros(0, np.int64)
        self._drawn: NDArray[np.int64] | None = None  # whose instances are uploaded
        self._instances: dict[str, Any] = {}
        self._seen_moved = -1
        self._seen_look: tuple[Any, ...] = ()
        self._phase = np.zeros(0, np.uint8)

    def prepare(self, stage: Stage, layer: ParticleLayer | None = None) -> None:
        """Uploads positions, colours and occlusion where they changed.

        Of `layer` in place of the stage's own where one is given: in the same colours for the same values.
        """
        live, layer = stage.particles, layer or stage.particles
        if layer.count != self._count or layer is not self._layer:
            self._layer = layer
            self._resize(layer.count)
        if not layer.count or self._tables is None:
            return
        told_of = (layer.generation, live.generation)  # whose values are told, and set the colours' range
        if scalar(layer, stage.colour) is None:
            told_of = (0, 0)
        look = (told_of, stage.colour, stage.layers.am, stage.layers.cbd)
        if look != self._seen_look or not np.array_equal(layer.phase, self._phase):
            self._upload_look(layer, stage, colour_scale(live, stage.colour))
            self._seen_look, self._phase = look, layer.phase
        if layer.moved != self._seen_moved:
            self._sphere[:, :3] = layer.positions_um
            if not np.array_equal(self._sphere[:, 3], layer.radii_um):
                self._sphere[:, 3] = layer.radii_um
                self._largest_um, self._typical_um = (
                    float(layer.radii_um.max()),
                    float(np.median(layer.radii_um)),
                )
            low, high = layer.positions_um.min(axis=0), layer.positions_um.max(axis=0)
            self._bounds_um = low - float(self._largest_um), high + float(self._largest_um)
            self._tables.upload("spheres", self._sphere)
            self._drawn, self._seen_moved = None, layer.moved
        self._openness.prepare(layer, self._shown, stage.clip, (stage.layers.am, stage.layers.cbd))

    def draw(self, eye: Eye, stage: Stage, field: FieldColours | None = None) -> None:
        """Draws into the bound framebuffer, coloured by a field that is shown."""
        if self._tables is None or not len(self._shown):
            return
        cut_um = stage.clip.equation()
        low_um, high_um = self._bounds_um
        planes = outer_planes(eye, cut_um)
        fewer = one_of(eye, self._typical_um, len(self._shown))
        ids = self._shown[::fewer]
        metres_a_um = eye.scale * float(np.sqrt(fewer))  # of radii
        if not all_in_sight(planes, low_um, high_um):
            ids = ids[in_sight(self._sphere[ids], planes)]
        if self._is_software and len(ids):
            ids = seen(self._sphere, ids, eye, cut_um)
        if not len(ids):
            return
        self._upload_instances(ids)
        switches = ("CUT",) if stage.clip.enabled else ()
        texture = self._draw_ids(eye, cut_um, switches, metres_a_um)
        nearest_m = max(_distance_m(eye, low_um, high_um), 1e-6)
        largest_px = self._largest_um * eye.scale * eye.px_per_radian / nearest_m
        if largest_px > GRAIN_PX:
            switches = (*switches, "GRAIN")
        p = self._coloured_by(eye, field, switches) if field and field.is_shown else self._shading(switches)
        p["u_ids"] = texture
        self._tables.bind(p)
        self._openness.bind(p)
        set_eye(p, eye)
        set_light(p, eye)
        p["u_scale"] = metres_a_um
        p["u_to_electrode"] = np.ascontiguousarray(eye.rotation, np.float32)  # transposed: its inverse
        if stage.clip.enabled:
            p["u_cut"] = eye.plane(cut_um).astype(np.float32)
        if stage.clip.enabled or "GRAIN" in switches:
            p["u_px"] = eye.px_per_radian
        p["u_plain"] = 0.0 if told_colour(stage) == "phase" else 1.0
        p["u_window"] = window(eye, low_um, high_um)
        gloo.set_state(depth_test=True, blend=False, cull_face=False)
        p.draw("triangle_strip")

    def close(self) -> None:
        """Ends the baking thread; the GL objects go with the context."""
        self._openness.close()

    def _draw_ids(
        self, eye: Eye, cut_um: NDArray[np.float64], switches: tuple[str, ...], metres_a_um: float
    ) -> Any:
        p = self._program("sphere_id.vert", "sphere_id.frag", switches=switches)
        for name, buffer in self._instances.items():
            p[name] = buffer
        set_eye(p, eye)
        p["u_scale"] = metres_a_um
        p["u_cut"] = eye.plane(cut_um).astype(np.float32)
        self._ids.begin(eye.viewport_px)
        p.draw("triangle_strip")
        return self._ids.end()

    def _upload_instances(self, ids: NDArray[np.int64]) -> None:
        if self._drawn is not None and np.array_equal(ids, self._drawn):
            return
        self._instances["a_sphere"].set_data(self._sphere[ids])
        self._instances["a_id"].set_data(ids.astype(np.float32))
        self._drawn = ids

    def _program(self, vertex: str, fragment: str, *parts: str, switches: tuple[str, ...]) -> Any:
        """The program of these files, made when first asked for."""
        key = (vertex, fragment, *parts, *switches)
        if key not in self._programs:
            made = program(vertex, fragment, *parts, lit=fragment == "sphere.frag", defined=switches)
            made["a_corner"] = self._corners
            if "GRAIN" in switches:
                made["u_grain"] = self._grain
            self._programs[key] = made
        return self._programs[key]

    def _shading(self, switches: tuple[str, ...]) -> Any:
        return self._program("sphere.vert", "sphere.frag", "plain_tint.glsl", switches=switches)

    def _coloured_by(self, eye: Eye, field: FieldColours, switches: tuple[str, ...]) -> Any:
        p = self._program("sphere.vert", "sphere.frag", "field.glsl", "field_tint.glsl", switches=switches)
        field.bind(p)
        p["u_from_eye"] = columns(np.asarray(np.linalg.inv(eye.model_view), np.float64))
        voxel_m = field.voxel_um * eye.scale
        p["u_below_m"] = BELOW * voxel_m
        p["u_deepest_m"] = DEEPEST * voxel_m if field.is_of_surface else 1e9
        return p

    def _resize(self, count: int) -> None:
        self._count = count
        self._seen_look, self._seen_moved, self._drawn = (), -1, None
        self._sphere = np.zeros((count, 4), np.float32)
        if not count:
            self._tables, self._shown = None, np.zeros(0, np.int64)
            return
        with told_apart(f"drawing {count:,} particles"):
            self._tables = SphereTables(count)
            self._instances = {
                "a_sphere": gloo.VertexBuffer(self._sphere, divisor=1),
                "a_id": gloo.VertexBuffer(np.zeros(count, np.float32), divisor=1),
            }
            gloo.flush()

    def _upload_look(self, layer: ParticleLayer, stage: Stage, scale: ColourScale | None) -> None:
        assert self._tables is not None
        is_am = layer.phase == Phase.AM
        self._shown = np.flatnonzero(shown(layer, stage.layers))
        values = scalar(layer, stage.colour)
        albedo = np.ones((layer.count, 4), np.float32)
        albedo[:, :3] = phase_colours(is_am)
        if stage.colour != "electron flux":
            albedo[:, 3] = is_am
        albedo[:, 3] += 2.0 * is_am
        if values is not None and scale is not None:
            told = coloured(layer, scale)
            albedo[told, :3] = scalar_colours(values[told], scale.low, scale.high, scale.colours)
        self._tables.upload("albedo", albedo)
        self._drawn = None


def shown(layer: ParticleLayer, layers: Layers) -> NDArray[np.bool_]:
    """(n,) which particles are drawn."""
    is_am = layer.phase == Phase.AM
    return (is_am & layers.am) | (~is_am & layers.cbd)


def window(
    eye: Eye, low_um: NDArray[np.float64], high_um: NDArray[np.float64]
) -> tuple[float, float, float, float]:
    """Left, foot, right, top in clip space (-1 to 1) of what a box can cover of the picture."""
    corners = np.array([[*np.where([k & 1, k & 2, k & 4], high_um, low_um), 1.0] for k in range(8)])
    clip = corners @ (eye.projection @ eye.model_view).T
    if clip[:, 3].min() <= 1e-6:  # the eye is in it or beside it
        return (-1.0, -1.0, 1.0, 1.0)
    at = np.clip(clip[:, :2] / clip[:, 3:], -1.0, 1.0)
    low, high = at.min(axis=0), at.max(axis=0)
    return (float(low[0]), float(low[1]), float(high[0]), float(high[1]))


def _distance_m(eye: Eye, low_um: NDArray[np.float64], high_um: NDArray[np.float64]) -> float:
    """From the eye to the nearest point of a box, 0 inside it."""
    at = (np.linalg.inv(eye.model_view) @ np.array([0.0, 0.0, 0.0, 1.0]))[:3]
    return eye.scale * float(np.linalg.norm(at - np.clip(at, low_um, high_um)))
