"""The one line that says what the picture shows, and the swatches that belong to it."""

from simulation_server.schema.states import Stage as Step
from vr_client.drawing import palette
from vr_client.stage.fields import pore_field, solid_field, told_colour
from vr_client.stage.stage import Stage

from .figures import plain, rate_text

Swatch = tuple[str, palette.Rgb]
"""A name and its sRGB colour."""


def caption(stage: Stage) -> str:
    """As in `simulated · calendering · 62 MPa · 41.3 µm`: where the numbers come from stands first."""
    layer, front = stage.particles, stage.front
    shown = stage.cell.shown if stage.cell is not None else None
    if not layer.count and front is None:
        flows = " and ".join(stage.flux)  # of a scan there is nothing else
        return f"computed · flux of {flows}" if flows else "nothing to show yet"
    source = "preview" if layer.preview else "simulated"
    if stage.cell is not None and shown is not None:
        rate, volts = rate_text(stage.cell.c_rate), plain(shown.voltage_v, 3)
        return f"{source} · discharge in 3D · {rate} · {plain(shown.time_s / 60.0, 1)} min · {volts} V"
    if front is not None:
        filled = f"{plain(100.0 * front.saturation, 0)} % filled"
        return f"{source} · filling · {filled} · {plain(front.time_ms, 2)} ms"
    parts = [source, layer.stage] if layer.stage else [source]
    if layer.stage == Step.SHEARING:
        parts.append(f"{layer.shear_rate_per_s:g} 1/s")
    if layer.stage == Step.CALENDERING and not (layer.preview and layer.pressure_mpa == 0.0):
        parts.append(f"{plain(layer.pressure_mpa, 0 if layer.pressure_mpa >= 10.0 else 1)} MPa")
    parts.append(f"{plain(layer.plane_um, 1)} µm")
    return " · ".join(parts)


def swatches(stage: Stage) -> list[Swatch]:
    """Name and sRGB colour of each thing on show that has one colour."""
    layers, front = stage.layers, stage.front
    field = solid_field(stage)
    binder = field is not None and field.scale.active_only
    solid = stage.particles.count > 0 and told_colour(stage) == "phase"
    plain = pore_field(stage) is None and (stage.fill_colour == "plain" or front is None)
    shown = [
        ("active material", palette.AM, layers.am and solid),
        ("carbon-binder", palette.CBD, layers.cbd and (solid or binder)),
        ("electrolyte", palette.ELECTROLYTE, layers.front and front is not None and plain),
        ("pores", palette.PORES, layers.pores and stage.voxels is not None and plain),
        ("separator", palette.SEPARATOR, layers.frame and _has_separator(stage)),
        ("trapped gas", palette.TRAPPED, layers.trapped and front is not None and bool(front.trapped.any())),
    ]
    return [(name, colour) for name, colour, on in shown if on]


def _has_separator(stage: Stage) -> bool:
    surface = stage.separator_surface.surface
    return surface is not None and len(surface.triangles) > 0
