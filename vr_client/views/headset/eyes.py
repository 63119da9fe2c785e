"""The pictures for the two eyes: drawn into buffers of our own, copied into the runtime's swapchains.

The swapchains are sRGB and the renderer's colours are sRGB-encoded already, so `GL_FRAMEBUFFER_SRGB` stays
off and the bytes pass unchanged. Own buffers keep the last picture readable after its swapchain image was
released.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from OpenGL import GL

from simulation_server.schema.errors import MachineError
from vr_client.drawing.framebuffer import Framebuffer
from vr_client.stage.transforms import Matrix

from .geometry import inverse, pose_matrix, projection_matrix
from .runtime import one_line_errors
from .session import Session

NEAR_M = 0.02
"""Nearer than eyes care to look; far enough for depth to tell things apart at the far end of an electrode."""
FORMATS = (GL.GL_SRGB8_ALPHA8, GL.GL_SRGB8)

DrawEye = Callable[[Matrix, Matrix], None]
"""Draws for a view (reference space to eye) and a projection into the bound framebuffer."""


class Eye:
    """One swapchain and the picture that is copied into it."""

    def __init__(self, session: Session, size: tuple[int, int], colour_format: int) -> None:
        self.xr, self.size = session.xr, size
        xr, (width, height) = self.xr, size
        with one_line_errors(xr, "making the pictures for the eyes"):
            self.swapchain = xr.create_swapchain(
                session.handle,
                xr.SwapchainCreateInfo(
                    usage_flags=xr.SwapchainUsageFlags.COLOR_ATTACHMENT_BIT
                    | xr.SwapchainUsageFlags.SAMPLED_BIT,
                    format=colour_format, sample_count=1, width=width, height=height,
                    face_count=1, array_size=1, mip_count=1,
                ),
            )  # fmt: skip
            images = xr.enumerate_swapchain_images(self.swapchain, xr.SwapchainImageOpenGLKHR)
        self._images = [image.image for image in images]
        self._target = int(GL.glGenFramebuffers(1))
        self.drawn = Framebuffer(size)

    def draw(self, located: Any, draw: DrawEye, far_m: float) -> Any:
        """Draws for an `xr.View`, nothing beyond `far_m`, and gives the layer's part for this eye."""
        xr, (width, height) = self.xr, self.size
        self.drawn.bind()
        GL.glViewport(0, 0, width, height)
        GL.glDisable(GL.GL_FRAMEBUFFER_SRGB)
        draw(inverse(pose_matrix(located.pose)), projection_matrix(located.fov, NEAR_M, far_m))
        with one_line_errors(xr, "handing over a picture"):
            index = xr.acquire_swapchain_image(self.swapchain, xr.SwapchainImageAcquireInfo())
            xr.wait_swapchain_image(self.swapchain, xr.SwapchainImageWaitInfo(timeout=xr.INFINITE_DURATION))
            self._copy_to(self._images[index])
            xr.release_swapchain_image(self.swapchain, xr.SwapchainImageReleaseInfo())
        extent = xr.Rect2Di(xr.Offset2Di(0, 0), xr.Extent2Di(width, height))
        return xr.CompositionLayerProjectionView(
            pose=located.pose,
            fov=located.fov,
            sub_image=xr.SwapchainSubImage(swapchain=self.swapchain, image_rect=extent),
        )

    def close(self) -> None:
        """Gives the swapchain and the buffers back."""
        self.drawn.close()
        GL.glDeleteFramebuffers(1, [self._target])
        try:
            self.xr.destroy_swapchain(self.swapchain)
        except self.xr.exception.ResultException:  # lost with its session
            return

    def _copy_to(self, texture: int) -> None:
        width, height = self.size
        self.drawn.bind()
        GL.glBindFramebuffer(GL.GL_DRAW_FRAMEBUFFER, self._target)
        GL.glFramebufferTexture2D(
            GL.GL_DRAW_FRAMEBUFFER, GL.GL_COLOR_ATTACHMENT0, GL.GL_TEXTURE_2D, texture, 0
        )
        GL.glBlitFramebuffer(0, 0, width, height, 0, 0, width, height, GL.GL_COLOR_BUFFER_BIT, GL.GL_NEAREST)
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, 0)


def middle(views: list[Any]) -> Matrix:
    """(4, 4) pose between the eyes of two `xr.View`s, turned as the left one."""
    head = pose_matrix(views[0].pose)
    head[:3, 3] = (head[:3, 3] + pose_matrix(views[1].pose)[:3, 3]) / 2.0
    return head


class Eyes:
    """Both eyes of a session, left first."""

    def __init__(self, session: Session, size: tuple[int, int]) -> None:
        self.session, self.size = session, size
        xr = session.xr
        with one_line_errors(xr, "asking for the pictures' formats"):
            offered = list(xr.enumerate_swapchain_formats(session.handle))
        colour_format = next((f for f in FORMATS if int(f) in offered), None)
        if colour_format is None:
            raise MachineError(f"the OpenXR runtime offers no sRGB pictures to OpenGL (formats {offered})")
        self._eyes = [Eye(session, size, int(colour_format)) for _ in range(2)]

    def locate(self, time: int) -> list[Any]:
        """Both `xr.View`s at `time`; empty while the head is not tracked."""
        xr = self.session.xr
        with one_line_errors(xr, "locating the eyes"):
            state, views = xr.locate_views(
                self.session.handle,
                xr.ViewLocateInfo(xr.ViewConfigurationType.PRIMARY_STEREO, time, self.session.space),
            )
        valid = xr.ViewStateFlags.ORIENTATION_VALID_BIT | xr.ViewStateFlags.POSITION_VALID_BIT
        return list(views[:2]) if int(state.view_state_flags) & int(valid) == int(valid) else []

    def draw(self, views: list[Any], draw: DrawEye, far_m: float) -> Any:
        """Draws both pictures, nothing beyond `far_m`; the projection layer that shows them."""
        xr = self.session.xr
        parts = (xr.CompositionLayerProjectionView * 2)()
        for index, (eye, located) in enumerate(zip(self._eyes, views, strict=True)):
            parts[index] = eye.draw(located, draw, far_m)
        return xr.CompositionLayerProjection(space=self.session.space, views=parts)

    @property
    def left(self) -> Framebuffer:
        """What was drawn last for the left eye."""
        return self._eyes[0].drawn

    def pictures(self) -> list[NDArray[np.uint8]]:
        """(h, w, 3) for each eye, what was drawn last, top row first."""
        return [eye.drawn.read() for eye in self._eyes]

    def close(self) -> None:
        """Gives everything back."""
        for eye in self._eyes:
            eye.close()
        self._eyes = []
