"""When the front came, or is expected, as a texture that surfaces and the cut face take their colour from."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from vispy import gloo

from vr_client.stage.colouring import ColourScale, fill_scale
from vr_client.stage.stage import Stage
from vr_client.stage.surfaces import Forecast, FrontLattice

from .field_colours import table_texture
from .reach import continued

REACH = 4
"""Cells by which times are continued into solids: surfaces that take their colour from there end in them."""


class FillTimes:
    """Keeps the texture up to date while the stage shows filling times."""

    def __init__(self) -> None:
        self._texture: Any = None
        self._colours: Any = None
        self._extent_um = (1.0, 1.0, 1.0)
        self._seen: tuple[FrontLattice, Forecast | None, ColourScale] | None = None
        self._solid: NDArray[np.bool_] | None = None
        self._sources = np.zeros(0, np.int32)

    @property
    def is_shown(self) -> bool:
        """Whether there are times to be shown."""
        return self._seen is not None

    def prepare(self, stage: Stage) -> None:
        """Uploads the times where they have changed."""
        front, forecast = stage.front, stage.forecast
        scale = fill_scale(front, forecast) if stage.fill_colour == "filling time" else None
        if front is None or scale is None:
            self._seen = None
            return
        if self._seen is not None and self._seen[0] is front and self._seen[1:] == (forecast, scale):
            return
        self._seen = front, forecast, scale
        if front.solid is not self._solid:
            self._solid, self._sources = front.solid, continued(~front.solid, REACH)
        texels = time_texels(front, forecast, scale.high).reshape(-1, 4)[self._sources.ravel()]
        self._upload(texels.reshape(*front.solid.shape, 4), front.lattice_um, scale)

    def bind(self, program: Any) -> None:
        """Gives a program with field.glsl what that reads."""
        program["u_field"], program["u_field_table"] = self._texture, self._colours
        program["u_field_um"] = self._extent_um

    def _upload(self, texels: NDArray[np.uint8], lattice_um: float, scale: ColourScale) -> None:
        if self._texture is None or self._texture.shape != texels.shape:
            self._texture = gloo.Texture3D(texels, interpolation="linear", format="rgba")
        else:
            self._texture.set_data(texels)
        if self._colours is None:
            self._colours = table_texture(scale)
        nx, ny, nz = texels.shape[:3]
        self._extent_um = (nx * lattice_um, ny * lattice_um, nz * lattice_um)


def time_texels(front: FrontLattice, forecast: Forecast | None, high_ms: float) -> NDArray[np.uint8]:
    """(nx, ny, nz, 4): time of `high_ms` times known, known, simulated times known; all 0 to 255."""
    times_ms, simulated = front.filled_ms, ~np.isnan(front.filled_ms)
    if forecast is not None and forecast.filled_ms.shape == times_ms.shape:
        times_ms = np.where(simulated, times_ms, forecast.filled_ms)
    known = ~(np.isnan(times_ms) | front.solid)
    share = np.clip(np.nan_to_num(times_ms) / high_ms, 0.0, 1.0)
    texels = np.zeros((*times_ms.shape, 4), np.uint8)
    texels[..., 0] = np.where(known, np.rint(255.0 * share), 0)
    texels[..., 1] = np.where(known, 255, 0)
    texels[..., 2] = np.where(known & simulated, 255, 0)
    return texels
