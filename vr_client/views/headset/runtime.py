"""The OpenXR loader and runtime: found, opened, and their failures said in one line."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import byref, cast
from typing import Any

from simulation_server.schema.errors import MachineError
from simulation_server.version import __version__

from .profiles import extensions_wanted

OPENGL_EXTENSION = "XR_KHR_opengl_enable"


def load_openxr() -> Any:
    """The `xr` module, with PyOpenGL left on its platform; MachineError when it is not installed."""
    os.environ.setdefault("XR_LOADER_DEBUG", "none")  # the loader's own log repeats what we say in one line
    loaded = sys.modules.get("xr")
    if loaded is not None:
        return loaded
    import OpenGL.platform

    chosen = OpenGL.platform.PLATFORM
    try:
        import xr
    except ModuleNotFoundError as error:
        raise MachineError(
            f"the headset view needs pyopenxr ({error}): run  pip install 'mesonaut[vr]'"
        ) from None
    except (ImportError, OSError) as error:
        raise MachineError(f"pyopenxr does not load ({error}): run `mesonaut doctor`") from None
    finally:
        OpenGL.platform.PLATFORM = chosen  # importing xr on Linux puts GLX there, whatever was in use
    return xr


@contextmanager
def one_line_errors(xr: Any, doing: str) -> Iterator[None]:
    """Turns an OpenXR failure while `doing` something into a MachineError with its remedy."""
    exception = xr.exception
    try:
        yield
    except exception.RuntimeUnavailableError:
        file = os.environ.get("XR_RUNTIME_JSON")
        where = f" (XR_RUNTIME_JSON={file})" if file else ""
        raise MachineError(
            f"no OpenXR runtime is active{where}: start SteamVR, WiVRn, Monado or the headset's own "
            "software and set it as the OpenXR runtime, or set XR_RUNTIME_JSON to its .json file"
        ) from None
    except (
        exception.FormFactorUnavailableError,
        exception.FormFactorUnsupportedError,
        exception.SystemInvalidError,
    ):
        raise MachineError(
            "the OpenXR runtime sees no headset: connect it, switch it on and try again"
        ) from None
    except exception.ExtensionNotPresentError:
        raise MachineError(
            f"the OpenXR runtime cannot take OpenGL pictures ({OPENGL_EXTENSION} is missing): use SteamVR, "
            "WiVRn, Monado or the headset's own PC software"
        ) from None
    except (exception.InstanceLostError, exception.SessionLostError, exception.SessionLossPending):
        raise MachineError(
            f"the OpenXR runtime was lost while {doing}: start it again, the view comes back by itself"
        ) from None
    except exception.RuntimeFailureError:
        raise MachineError(
            f"the OpenXR runtime failed while {doing}: check that its service runs and the headset is awake"
        ) from None
    except exception.ErrorResult as error:
        name = type(error).__name__.removesuffix("Error")
        raise MachineError(f"OpenXR reported {name} while {doing}: see the runtime's own log") from None


class Runtime:
    """An OpenXR instance and the head-mounted system in it."""

    def __init__(self, xr: Any, binding_extension: str | None) -> None:
        """Opens the active runtime; `binding_extension` is what the graphics binding needs besides."""
        self.xr = xr
        needed = [OPENGL_EXTENSION] + ([binding_extension] if binding_extension else [])
        with one_line_errors(xr, "opening the runtime"):
            offered = {e.extension_name.decode() for e in xr.enumerate_instance_extension_properties()}
            self.extensions = frozenset([*needed, *extensions_wanted(offered)])
            self.instance = xr.create_instance(
                xr.InstanceCreateInfo(
                    application_info=xr.ApplicationInfo(
                        "Mesonaut", _version_number(), "Mesonaut", 1, xr.Version(1, 0, 34)
                    ),
                    enabled_extension_names=sorted(self.extensions),
                )
            )
        try:
            with one_line_errors(xr, "looking for a headset"):
                self.system = xr.get_system(
                    self.instance, xr.SystemGetInfo(form_factor=xr.FormFactor.HEAD_MOUNTED_DISPLAY)
                )
                self._ask_graphics_requirements()
        except MachineError:
            self.close()
            raise

    @property
    def name(self) -> str:
        """Name and version of the runtime."""
        properties = self.xr.get_instance_properties(self.instance)
        return f"{properties.runtime_name.decode()} {properties.runtime_version}"

    def recommended_size(self) -> tuple[int, int]:
        """Width and height in pixels of an eye's picture, as the runtime would have it."""
        xr = self.xr
        with one_line_errors(xr, "asking for the size of the pictures"):
            eyes = xr.enumerate_view_configuration_views(
                self.instance, self.system, xr.ViewConfigurationType.PRIMARY_STEREO
            )
        return eyes[0].recommended_image_rect_width, eyes[0].recommended_image_rect_height

    def close(self) -> None:
        """Gives the instance back; may be called twice."""
        if self.instance is not None:
            instance, self.instance = self.instance, None
            # A lost instance can only be let go: there is nothing left to tell the user.
            self._quietly(lambda: self.xr.destroy_instance(instance))

    def _quietly(self, step: Any) -> None:
        try:
            step()
        except self.xr.exception.ResultException:
            return

    def _ask_graphics_requirements(self) -> None:
        """The specification asks for this call before a session, whatever the answer."""
        xr = self.xr
        address = xr.get_instance_proc_addr(self.instance, "xrGetOpenGLGraphicsRequirementsKHR")
        ask = cast(address, xr.PFN_xrGetOpenGLGraphicsRequirementsKHR)
        outcome = xr.check_result(
            xr.Result(ask(self.instance, self.system, byref(xr.GraphicsRequirementsOpenGLKHR())))
        )
        if outcome.is_exception():
            raise outcome


def _version_number() -> int:
    """The version as the one integer OpenXR carries: 1.2.3 is 10203."""
    number = 0
    for part in __version__.split(".")[:3]:
        digits = "".join(c for c in part if c.isdigit())
        number = 100 * number + int(digits or 0)
    return number
