"""The particles as lit spheres: instanced quads, ray-sphere intersection for each pixel."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from vispy import gloo

from simulation_server.schema.states import Phase
from vr_client.stage.colouring import colour_scale, coloured, scalar
from vr_client.stage.fields import told_colour
from vr_client.stage.particles import ParticleLayer
from vr_client.stage.stage import Layers, Stage

from .field_colours import FieldColours
from .grain import grain_map
from .light import Eye, set_eye, set_light
from .newest import Newest
from .occlusion import PITCH, bake
from .palette import phase_colours, scalar_colours
from .shaders import columns, program

BELOW = 0.7
"""Voxels under a particle's surface at which its field is read: those at the surface itself are half pore."""
DEEPEST = 1.2
"""Voxels under it down to which a field of the surface colours a particle that is cut."""
CORNERS = np.array([(-1, -1), (1, -1), (-1, 1), (1, 1)], np.float32)


@dataclass(frozen=True, slots=True)
class Atlas:
    """Where each sphere's occlusion tile lies in the texture."""

    columns: int
    rows: int

    @classmethod
    def of(cls, count: int) -> "Atlas":
        """The squarest grid of tiles for `count` spheres."""
        columns = max(int(np.ceil(np.sqrt(count))), 1)
        return cls(columns, max(-(-count // columns), 1))

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in texels."""
        return self.columns * PITCH, self.rows * PITCH

    def origins(self, count: int) -> NDArray[np.float32]:
        """(n, 2) first texel of each tile."""
        k = np.arange(count)
        return np.stack([k % self.columns, k // self.columns], axis=1).astype(np.float32) * PITCH

    def image(self, tiles: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """(rows * PITCH, columns * PITCH) texture of tiles (n, PITCH, PITCH)."""
        grid = np.full((self.rows * self.columns, PITCH, PITCH), 255, np.uint8)
        grid[: len(tiles)] = tiles
        shaped = grid.reshape(self.rows, self.columns, PITCH, PITCH).swapaxes(1, 2)
        return np.ascontiguousarray(shaped.reshape(self.rows * PITCH, self.columns * PITCH))


class Spheres:
    """Uploads what changed of a ParticleLayer and draws it for any number of eyes."""

    def __init__(self, *, in_background: bool = True) -> None:
        """`in_background` bakes occlusion beside the frame; without, each picture is complete."""
        self._fixed = {
            "a_corner": gloo.VertexBuffer(CORNERS),
            "u_grain": gloo.Texture2D(grain_map(), interpolation="linear"),
        }
        self._program = program("sphere.vert", "sphere.frag", "plain_tint.glsl", lit=True)
        self._fielded: Any = None  # made when first asked for
        self._baker: Newest[tuple[int, NDArray[np.uint8]]] = Newest()
        self._in_background = in_background
        self._buffers: dict[str, Any] = {}
        self._count = 0
        self._layer: ParticleLayer | None = None
        self._atlas = Atlas.of(0)
        self._occlusion: Any = None
        self._shown = np.zeros(0, np.bool_)
        self._seen_moved = -1
        self._seen_look: tuple[Any, ...] = ()
        self._seen_bake: tuple[Any, ...] = ()

    def prepare(self, stage: Stage) -> None:
        """Uploads positions, colours and occlusion where they changed."""
        layer = stage.particles
        if layer.count != self._count or layer is not self._layer:
            self._layer = layer
            self._resize(layer.count)
        if not layer.count:
            return
        look = (layer.generation, stage.colour, stage.layers.am, stage.layers.cbd)
        if look != self._seen_look:
            self._upload_look(layer, stage)
            self._seen_look, self._seen_moved = look, -1
        if layer.moved != self._seen_moved:
            sphere = np.empty((layer.count, 4), np.float32)
            sphere[:, :3] = layer.positions_um
            sphere[:, 3] = np.where(self._shown, layer.radii_um, 0.0)
            self._buffers["a_sphere"].set_data(sphere)
            self._seen_moved = layer.moved
        self._update_occlusion(layer, stage)

    def draw(self, eye: Eye, stage: Stage, field: FieldColours) -> None:
        """Draws into the bound framebuffer, coloured by the field where that is shown."""
        if not self._count:
            return
        p = self._coloured_by(eye, field) if field.is_shown else self._program
        for name, thing in (self._fixed | self._buffers).items():
            p[name] = thing
        p["u_occlusion"], p["u_atlas"] = self._occlusion, tuple(float(size) for size in self._atlas.size)
        set_eye(p, eye)
        set_light(p, eye)
        p["u_scale"] = eye.scale
        p["u_to_electrode"] = np.ascontiguousarray(eye.rotation, np.float32)  # transposed: its inverse
        p["u_cut"] = eye.plane(stage.clip.equation()).astype(np.float32)
        p["u_px"] = eye.px_per_radian
        p["u_plain"] = 0.0 if told_colour(stage) == "phase" else 1.0
        gloo.set_state(depth_test=True, blend=False, cull_face=False)
        p.draw("triangle_strip")

    def close(self) -> None:
        """Ends the baking thread; the GL objects go with the context."""
        self._baker.close()

    def _coloured_by(self, eye: Eye, field: FieldColours) -> Any:
        if self._fielded is None:
            self._fielded = program("sphere.vert", "sphere.frag", "field.glsl", "field_tint.glsl", lit=True)
        field.bind(self._fielded)
        self._fielded["u_from_eye"] = columns(np.asarray(np.linalg.inv(eye.model_view), np.float64))
        voxel_m = field.voxel_um * eye.scale
        self._fielded["u_below_m"] = BELOW * voxel_m
        self._fielded["u_deepest_m"] = DEEPEST * voxel_m if field.is_of_surface else 1e9
        return self._fielded

    def _resize(self, count: int) -> None:
        self._count = count
        self._seen_look, self._seen_moved, self._seen_bake = (), -1, ()
        if not count:
            return
        for name, width in (("a_sphere", 4), ("a_albedo", 4), ("a_finish", 3), ("a_tile", 2)):
            self._buffers[name] = gloo.VertexBuffer(np.zeros((count, width), np.float32), divisor=1)
        self._atlas = Atlas.of(count)
        self._buffers["a_tile"].set_data(self._atlas.origins(count))
        width, height = self._atlas.size
        self._occlusion = gloo.Texture2D(
            np.full((height, width), 200, np.uint8), interpolation="linear", format="luminance"
        )

    def _upload_look(self, layer: ParticleLayer, stage: Stage) -> None:
        is_am = layer.phase == Phase.AM
        self._shown = shown(layer, stage.layers)
        values, scale = scalar(layer, stage.colour), colour_scale(layer, stage.colour)
        albedo = np.ones((layer.count, 4), np.float32)  # the last: whether a field may colour it
        albedo[:, :3] = phase_colours(is_am)
        if stage.colour != "electron flux":
            albedo[:, 3] = is_am
        if values is not None and scale is not None:
            told = coloured(layer, scale)
            albedo[told, :3] = scalar_colours(values[told], scale.low, scale.high, scale.colours)
        self._buffers["a_albedo"].set_data(albedo)
        finish = np.empty((layer.count, 3), np.float32)
        finish[:, 0] = np.where(is_am, 0.8, 0.12)
        finish[:, 1] = np.where(is_am, 0.55, 0.5)
        finish[:, 2] = np.arange(layer.count) * 2.399963 % 6.2831853
        self._buffers["a_finish"].set_data(finish)

    def _update_occlusion(self, layer: ParticleLayer, stage: Stage) -> None:
        cut = stage.clip.equation() if stage.clip.enabled else None
        newest = layer.generation if self._in_background else layer.moved
        wanted = (newest, stage.clip, stage.layers.am, stage.layers.cbd)
        if wanted != self._seen_bake:
            self._seen_bake = wanted
            at = layer.target_um if self._in_background else layer.positions_um
            mask, positions, radii = self._shown, at, layer.radii_um

            def job() -> tuple[int, NDArray[np.uint8]]:
                tiles = np.full((len(radii), PITCH, PITCH), 255, np.uint8)
                tiles[mask] = bake(positions[mask], radii[mask], cut)
                return len(radii), tiles

            if not self._in_background:
                self._occlusion.set_data(self._atlas.image(job()[1]))
                return
            self._baker.request(job)
        done = self._baker.poll()
        if done is not None and done[0] == self._count:
            self._occlusion.set_data(self._atlas.image(done[1]))


def shown(layer: ParticleLayer, layers: Layers) -> NDArray[np.bool_]:
    """(n,) which particles are drawn."""
    is_am = layer.phase == Phase.AM
    return (is_am & layers.am) | (~is_am & layers.cbd)
