"""A strip below a picture that says what it shows and how to make it again."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from matplotlib import font_manager
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from simulation_server.schema.quantities import QUANTITIES
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import SETTINGS, in_use
from simulation_server.version import __version__
from vr_client.stage.comparison import title
from vr_client.stage.setting_words import UNIT_SIGNS, setting_text
from vr_client.stage.settings import Theme
from vr_client.stage.stage import Stage

from .provenance import fingerprint

Rgb = tuple[int, int, int]
COLOURS: dict[Theme, tuple[Rgb, Rgb, Rgb]] = {
    "dark": ((18, 22, 29), (238, 242, 247), (163, 176, 192)),
    "light": ((238, 241, 245), (23, 32, 43), (77, 90, 105)),
}
"""Of the ground, of text, of what is quieter."""
LETTERS = 0.021
"""Height of the letters as a share of the picture's, never below `LEAST_PX`."""
LEAST_PX = 11
TOLD = (
    "formulation.active_wt_pct", "formulation.binder", "slurry.solid_content_wt_pct", "coating.comma_gap_um",
    "drying.rate_g_m2_s", "drying.oven_temperature_c", "calendering.pressure_mpa",
    "calendering.line_load_n_mm", "calendering.gap_um", "calendering.target_porosity",
    "calendering.degree_pct",
)  # fmt: skip
"""Settings told in any case, where they count; the others where they are not the default."""


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """`length_px` of the picture are what `text` says."""

    length_px: float
    text: str


@dataclass(frozen=True, slots=True)
class CardFacts:
    """The strip's lines: what is shown; parts of the recipe; where it comes from."""

    heading: str
    recipe: tuple[str, ...]
    origin: tuple[str, ...]
    theme: Theme


def with_card(picture: NDArray[np.uint8], facts: CardFacts, bar: ScaleBar | None = None) -> NDArray[np.uint8]:
    """(h + strip, w, 3): the picture (h, w, 3) as it is, and the strip below it."""
    height, width = picture.shape[:2]
    px = max(round(LETTERS * height), LEAST_PX)
    edge, step = round(0.9 * px), round(1.5 * px)
    bar_px = round(bar.length_px) if bar is not None else 0
    bar_room = bar_px + 2 * edge if bar is not None else edge
    ground, strong, quiet = COLOURS[facts.theme]
    lines = [(facts.heading, _font(px, bold=True), strong)]
    lines += [(text, _font(px), strong) for text in _wrapped(facts.recipe, px, width - edge - bar_room)]
    lines += [(text, _font(px), quiet) for text in _wrapped(facts.origin, px, width - edge - bar_room)]
    strip = Image.new("RGB", (width, edge * 2 + step * (len(lines) - 1) + round(1.15 * px)), ground)
    draw = ImageDraw.Draw(strip)
    for number, (text, font, colour) in enumerate(lines):
        draw.text((edge, edge + number * step), text, font=font, fill=colour)
    if bar is not None:
        _draw_bar(draw, bar, width - edge - bar_px, strip.height, px, strong)
    return np.concatenate([picture, np.asarray(strip)])


def card_facts(stage: Stage, date: str) -> CardFacts:
    """Of what is on show now; `date` as it is to be written."""
    layer, outcome = stage.particles, stage.outcome
    heading = [title(stage)]
    if layer.preview:
        heading.append("preview")
    if outcome is not None:
        for name in ("porosity", "thickness_um"):
            if name in outcome.quantities:
                quantity = QUANTITIES[name]
                unit = UNIT_SIGNS.get(quantity.unit, quantity.unit)
                value = f"{outcome.quantities[name].value:.{quantity.decimals}f} {unit}".rstrip()
                heading.append(f"{quantity.label.lower()} {value}")
    if stage.front is not None:
        heading.append(f"filled {100.0 * stage.front.saturation:.0f} %")
    origin = (
        f"Mesonaut {__version__}",
        *([f"server {stage.server_version}"] if stage.server_version not in ("", __version__) else []),
        f"seed {stage.recipe.simulation.seed}",
        f"recipe {fingerprint(stage.recipe)}",
        f"{layer.count} particles in {layer.box_um[0]:.0f} × {layer.box_um[1]:.0f} × {layer.plane_um:.0f} µm",
        date,
    )
    return CardFacts(", ".join(heading), told_settings(stage.recipe), origin, stage.settings.theme)


def told_settings(recipe: Recipe) -> tuple[str, ...]:
    """Settings in words: the foremost ones, and all that are not at their default."""
    found = []
    for path, setting in SETTINGS.items():
        value, step = recipe.get(path), path.partition(".")[0]
        if step == "simulation" or path == "formulation.active_material" or not in_use(recipe, path):
            continue
        if path in TOLD or value != setting.default:
            found.append(setting_text(path, value, setting.unit))
    return tuple(found)


def _wrapped(parts: tuple[str, ...], px: int, room_px: int) -> list[str]:
    """Lines of parts with dots between, none longer than the room where that can be."""
    lines: list[str] = []
    for part in parts:
        longer = f"{lines[-1]}  ·  {part}" if lines else part
        if lines and _font(px).getlength(longer) <= room_px:
            lines[-1] = longer
        else:
            lines.append(part)
    return lines


def _draw_bar(draw: ImageDraw.ImageDraw, bar: ScaleBar, left: int, height: int, px: int, colour: Rgb) -> None:
    right, y, half = left + round(bar.length_px), round(0.66 * height), round(0.35 * px)
    weight = max(round(0.16 * px), 1)
    draw.line((left, y, right, y), fill=colour, width=weight)
    for x in (left, right):
        draw.line((x, y - half, x, y + half), fill=colour, width=weight)
    font = _font(px)
    draw.text(
        (0.5 * (left + right - font.getlength(bar.text)), y - 1.6 * px), bar.text, font=font, fill=colour
    )


@cache
def _font(px: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    wanted = font_manager.FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")
    return ImageFont.truetype(font_manager.findfont(wanted), px)
