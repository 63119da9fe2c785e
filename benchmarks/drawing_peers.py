"""The renderers that benchmarks/drawing.py compares: ours, PyVista's two ways, vispy's markers.

Each draws a stage as its camera stands, without multisampling, and hands the picture back as an array.
"""

from abc import ABC, abstractmethod

import numpy as np
import pyvista as pv
import vispy
from drawing_scene import SIZE_PX, world_of
from numpy.typing import NDArray
from OpenGL import GL
from vispy import app, scene

from vr_client.drawing.framebuffer import Framebuffer
from vr_client.drawing.renderer import Renderer
from vr_client.stage.stage import Stage

GLYPH = 12
"""Points around and along a glyph's sphere; PyVista's default of 30 makes it slower still."""

Picture = NDArray[np.uint8]


class Drawer(ABC):
    """One way to draw the spheres of a stage."""

    name: str
    bar: float | None
    """Least ratio of its time to ours."""

    @abstractmethod
    def __init__(self, stage: Stage) -> None:
        """Makes everything ready for the first picture."""

    @abstractmethod
    def picture(self, stage: Stage) -> Picture:
        """(h, w, 3) as the stage's camera sees it."""

    @abstractmethod
    def close(self) -> None:
        """Gives back what it holds."""


class Ours(Drawer):
    """Mesonaut's renderer, with its ambient occlusion and its backdrop."""

    name, bar = "Mesonaut", None

    def __init__(self, stage: Stage) -> None:
        vispy.use(app="egl", gl="gl+")
        self._canvas = app.Canvas(size=(16, 16))
        self._canvas.set_current()
        self._target = Framebuffer(SIZE_PX)
        self._renderer = Renderer(in_background=False)

    def picture(self, stage: Stage) -> Picture:
        """As `Drawer.picture`."""
        self._canvas.set_current()
        self._renderer.prepare(stage)
        self._target.bind()
        camera = stage.camera
        self._renderer.draw(stage, camera.view(), camera.projection(SIZE_PX[0] / SIZE_PX[1]), SIZE_PX)
        return self._target.read()

    def close(self) -> None:
        """As `Drawer.close`."""
        self._canvas.set_current()
        self._renderer.close()
        self._target.close()
        self._canvas.close()


class _PyVista(Drawer):
    """What PyVista's two ways share."""

    def __init__(self, stage: Stage) -> None:
        world = world_of(stage)
        cloud = pv.PolyData(world.centres_m)
        cloud["radius"], cloud["rgb"] = world.radii_m, np.round(255 * world.colours).astype(np.uint8)
        self._plotter = pv.Plotter(off_screen=True, window_size=list(SIZE_PX))
        self._plotter.ren_win.SetMultiSamples(1)
        self._plotter.set_background("black")
        self._add(cloud)

    @abstractmethod
    def _add(self, cloud: pv.PolyData) -> None:
        """Puts the spheres on show."""

    def picture(self, stage: Stage) -> Picture:
        """As `Drawer.picture`."""
        camera, seen = self._plotter.camera, stage.camera
        camera.position, camera.focal_point, camera.up = seen.eye_m, seen.target_m, (0.0, 1.0, 0.0)
        camera.view_angle = seen.vertical_fov_deg
        self._plotter.renderer.reset_camera_clipping_range()
        self._plotter.render()
        return np.asarray(self._plotter.screenshot(return_img=True))

    def close(self) -> None:
        """As `Drawer.close`."""
        self._plotter.close()


class Glyphs(_PyVista):
    """A sphere of triangles for each particle."""

    name, bar = "PyVista glyphs", 5.0

    def _add(self, cloud: pv.PolyData) -> None:
        ball = pv.Sphere(radius=1.0, theta_resolution=GLYPH, phi_resolution=GLYPH)
        glyphs = cloud.glyph(geom=ball, scale="radius", orient=False)
        self._plotter.add_mesh(glyphs, scalars="rgb", rgb=True, smooth_shading=True)


class Gaussians(_PyVista):
    """Splats shaded as spheres."""

    name, bar = "PyVista point-gaussian spheres", 1.0

    def _add(self, cloud: pv.PolyData) -> None:
        actor = self._plotter.add_mesh(
            cloud,
            style="points_gaussian",
            render_points_as_spheres=True,
            scalars="rgb",
            rgb=True,
            emissive=False,
        )
        actor.mapper.SetScaleArray("radius")
        actor.mapper.SetScaleFactor(1.0)


class Markers(Drawer):
    """vispy's own spheres."""

    name, bar = "vispy Markers(spherical=True)", 1.0

    def __init__(self, stage: Stage) -> None:
        vispy.use(app="egl", gl="gl+")
        world = world_of(stage)
        self._canvas = scene.SceneCanvas(size=SIZE_PX, show=False, bgcolor="black", create_native=True)
        self._view = self._canvas.central_widget.add_view()
        markers = scene.visuals.Markers(
            pos=world.centres_m, size=2.0 * world.radii_m, face_color=world.colours, edge_width=0,
            scaling="scene", spherical=True, antialias=0, parent=self._view.scene,
        )  # fmt: skip
        markers.set_gl_state("opaque", depth_test=True)
        self._view.camera = scene.cameras.TurntableCamera(up="+y", fov=stage.camera.vertical_fov_deg)

    def picture(self, stage: Stage) -> Picture:
        """As `Drawer.picture`."""
        self._canvas.set_current()
        camera, seen = self._view.camera, stage.camera
        camera.fov, camera.distance = seen.vertical_fov_deg, seen.distance_m
        camera.center = tuple(seen.target_m)
        camera.azimuth, camera.elevation = -seen.azimuth_deg, seen.elevation_deg
        return np.asarray(self._canvas.render(alpha=False))

    def close(self) -> None:
        """As `Drawer.close`."""
        self._canvas.close()


PEERS: tuple[type[Drawer], ...] = (Glyphs, Gaussians, Markers)


def driver() -> str:
    """What draws here, by its own name."""
    vispy.use(app="egl", gl="gl+")
    canvas = app.Canvas(size=(16, 16))
    canvas.set_current()
    name = (GL.glGetString(GL.GL_RENDERER) or b"unknown").decode()
    canvas.close()
    return name
