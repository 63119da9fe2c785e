"""The report as one HTML file: nothing beside it is needed to read it."""

import base64
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from simulation_server.schema.errors import FileError
from simulation_server.schema.recipe_toml import SETTINGS
from simulation_server.version import __version__

from .comparison import compare, headline
from .figures import FIGURES, image
from .findings import Findings
from .line_facts import how_calendered, line_facts
from .look import LOOKS, UNITS

_MIME = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}


@dataclass(frozen=True, slots=True)
class Picture:
    """An embedded picture; `dark` is the version for a dark page, if there is one."""

    name: str
    caption: str
    light: str
    dark: str = ""
    wide: bool = False
    of_line: bool = False


def _data_uri(data: bytes, mime: str) -> str:
    return f"data:{mime};base64,{base64.b64encode(data).decode('ascii')}"


def _figures(findings: Findings) -> list[Picture]:
    found = []
    for drawing in FIGURES:
        kind, mime = ("svg", "image/svg+xml") if drawing.vector else ("png", "image/png")
        drawn = {theme: drawing.draw(findings, look) for theme, look in LOOKS.items()}
        uris = {theme: _data_uri(image(figure, kind), mime) for theme, figure in drawn.items() if figure}
        if uris:
            found.append(
                Picture(
                    drawing.name, drawing.caption, uris["light"], uris["dark"], drawing.wide, drawing.of_line
                )
            )
    return found


def _embedded(path: Path) -> Picture:
    mime = _MIME.get(path.suffix.lower())
    if mime is None:
        raise FileError(f"{path}: cannot be put into the report; expected a PNG or JPEG picture")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileError(f"{path}: {error.strerror}; expected a picture of the run") from None
    caption = path.stem.lstrip("0123456789-_ ").replace("-", " ").replace("_", " ")
    return Picture(path.stem, caption.capitalize(), _data_uri(data, mime))


def report_html(findings: Findings) -> str:
    """The whole page as text; the same findings give the same page."""
    environment = Environment(
        loader=PackageLoader("app.report", "."),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    settings: dict[str, list[tuple[str, str, str, str]]] = {}
    for path, setting in SETTINGS.items():
        table, key = path.split(".")
        unit = UNITS.get(setting.unit, setting.unit)
        row = (key, f"{findings.recipe.get(path)}", unit, setting.meaning)
        settings.setdefault(table, []).append(row)
    figures = _figures(findings)
    return environment.get_template("report.html").render(
        headline=headline(findings),
        rows=compare(findings.outcome, findings.prediction),
        prediction=findings.prediction,
        line=line_facts(findings.outcome.line),
        line_figures=[figure for figure in figures if figure.of_line],
        figures=[figure for figure in figures if not figure.of_line],
        how_calendered=how_calendered(findings.recipe),
        formulation=findings.recipe.formulation,
        pictures=[_embedded(path) for path in findings.pictures],
        settings=settings,
        seed=findings.recipe.simulation.seed,
        version=__version__,
    )


def write_report(findings: Findings, path: Path) -> None:
    """Writes the page to `path`."""
    path.write_text(report_html(findings), encoding="utf-8")
