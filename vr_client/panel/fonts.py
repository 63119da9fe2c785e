"""The panel's lettering: Roboto and Font Awesome's symbols, both shipped with imgui-bundle."""

from dataclasses import dataclass
from pathlib import Path

import imgui_bundle
from imgui_bundle import imgui

from .tabs import TabName

BODY_PX = 15.0
"""Height of body text at scale 1."""
SMALL_PX, TITLE_PX, NUMBER_PX = 12.5, 21.0, 24.0

ICON_PLAY, ICON_PAUSE, ICON_RESTART = "\uf04b", "\uf04c", "\uf2f9"
ICON_FILL, ICON_UNDO, ICON_DEFAULTS = "\uf043", "\uf0e2", "\uf1de"
ICON_SHEAR, ICON_DISCHARGE = "\uf517", "\uf242"
ICON_CAMERA, ICON_WARNING, ICON_FLIP = "\uf030", "\uf071", "\uf362"
ICON_MORE, ICON_LESS = "\uf078", "\uf077"
ICON_DONE, ICON_HELP, ICON_BACKSPACE, ICON_LEAVE = "\uf00c", "\uf059", "\uf55a", "\uf2f5"

TAB_ICONS: dict[TabName, str] = {
    "Recipe": "\uf1de", "Line": "\uf275", "Results": "\uf0ce", "Curves": "\uf201", "View": "\uf06e",
    "Tools": "\uf7d9", "Lesson": "\uf19d", "Settings": "\uf013",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fonts:
    """Fonts of one imgui context; sizes are given where they are used."""

    regular: imgui.ImFont
    bold: imgui.ImFont


def load_fonts() -> Fonts:
    """Adds the fonts to the current imgui context.

    Where an installation lacks imgui-bundle's assets, matplotlib's DejaVu Sans stands in; symbols
    are then missing, which is why every symbol stands beside a word or has a tooltip.
    """
    assets = Path(imgui_bundle.__file__).parent / "assets" / "fonts"
    regular, bold = assets / "Roboto" / "Roboto-Regular.ttf", assets / "Roboto" / "Roboto-Bold.ttf"
    if not (regular.is_file() and bold.is_file()):
        import matplotlib  # only here: it is slow to import

        shipped = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
        regular, bold = shipped / "DejaVuSans.ttf", shipped / "DejaVuSans-Bold.ttf"
    symbols = assets / "Font_Awesome_6_Free-Solid-900.otf"
    return Fonts(_with_symbols(regular, symbols), _with_symbols(bold, symbols))


def _with_symbols(letters: Path, symbols: Path) -> imgui.ImFont:
    atlas = imgui.get_io().fonts
    font = atlas.add_font_from_file_ttf(str(letters), BODY_PX)
    if symbols.is_file():
        merged = imgui.ImFontConfig()
        merged.merge_mode = True
        merged.glyph_offset = imgui.ImVec2(0.0, 0.5)
        atlas.add_font_from_file_ttf(str(symbols), BODY_PX - 2.0, merged)
    return font
