"""The report of a run: one page that needs nothing else, saying what was found, with its unit."""

import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.report import Findings, report_html, write_figures, write_report
from simulation_server.schema.errors import FileError
from simulation_server.schema.recipe import Calendering, Recipe, Simulation
from simulation_server.schema.recipe_toml import changed
from simulation_server.schema.results import Curve, Outcome, PredictedValue, Prediction, Saturation, Value
from simulation_server.schema.states import PlaneHistory, Voxels
from simulation_server.version import __version__
from tests.panel.scene import LINE


def findings(*pictures: Path) -> Findings:
    """A run with something for every part of the report."""
    rng = np.random.default_rng(1)
    curves = {"C/5": Curve(0.2, [0.0, 2.0, 3.4], [4.15, 3.8, 3.5]), "3C": Curve(3.0, [0.0, 2.5], [4.0, 3.5])}
    return Findings(
        recipe=Recipe(calendering=Calendering(pressure_mpa=87.5), simulation=Simulation(seed=4711)),
        outcome=Outcome(
            {
                "porosity": Value(0.3947, "1"),
                "thickness_um": Value(76.68, "um"),
                "fill_time_ms": Value(0.8, "ms"),
            },
            curves,
            Saturation([0.0, 0.4, 0.8, 2.0], [0.0, 0.6, 0.8, 0.96]),
            LINE,
        ),
        prediction=Prediction(
            {
                "porosity": PredictedValue(0.41, 0.38, 0.44, "1"),
                "thickness_um": PredictedValue(70.0, 68.0, 72.0, "um"),
                "capacity_c5_mah_cm2": PredictedValue(3.3, 3.1, 3.5, "mAh/cm2"),
            },
            curves,
            covered=False,
            why_not_covered="<87.5 MPa> is above 80",
        ),
        voxels=Voxels(rng.integers(0, 3, (20, 18, 30), dtype=np.uint8), 0.7, 0.47),
        history=PlaneHistory(np.array([90.0, 80.0, 70.0, 75.0]), np.array([0.0, 20.0, 87.0, 0.0])),
        pictures=pictures,
    )


class Page(HTMLParser):
    """Collects what a browser would fetch, and the text it would show."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sources: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.sources += [value or "" for name, value in attrs if name in ("src", "srcset", "href")]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_page_needs_nothing_beside_it() -> None:
    html = report_html(findings())
    sources = Page(html).sources
    assert len(sources) == 14  # seven figures, light and dark
    assert all(source.startswith("data:image/") for source in sources)
    assert not re.search(r"url\(|@import|<script", html)


def test_page_says_what_was_found_predicted_and_set() -> None:
    text = Page(report_html(findings())).text
    assert "Porosity 0.395 0.410 0.380 – 0.440 – inside" in text
    assert "Thickness 76.7 70.0 68.0 – 72.0 µm outside" in text
    assert "Capacity at C/5 – 3.30 3.10 – 3.50 mAh/cm² –" in text
    assert "pressure_mpa 87.5 MPa" in text
    assert "seed 4711" in text
    assert f"Mesonaut {__version__}" in text
    assert "outside the runs the prediction was trained on: <87.5 MPa> is above 80" in text


def test_page_tells_of_the_line_what_was_reported() -> None:
    text = Page(report_html(findings())).text
    assert "The line Slurry Density 2.21 g/cm³" in text
    assert "At 100 1/s 1.75 ± 0.05 Pa·s" in text
    assert "Péclet 3.4 Binder top/foot 2.10" in text
    assert "Line load 310 N/mm Roll gap 57 µm" in text
    assert "calendered at 87.5 MPa" in text
    bare = Page(report_html(Findings(Recipe(), Outcome())))
    assert "The line" not in bare.text


@pytest.mark.parametrize(
    ("control", "words"),
    [
        ("line_load", "calendered at 300 N/mm"),
        ("gap", "calendered at a roll gap of 60 µm"),
        ("porosity", "calendered to a porosity of 0.35"),
        ("degree", "calendered by 20 % of its thickness"),
    ],
)
def test_the_heading_says_how_it_was_pressed(control: str, words: str) -> None:
    recipe = changed(Recipe(), {"calendering.control": control})
    assert words in Page(report_html(Findings(recipe, Outcome()))).text


def test_same_findings_give_the_same_page() -> None:
    assert report_html(findings()) == report_html(findings())


def test_parts_without_data_are_left_out() -> None:
    bare = Page(report_html(Findings(Recipe(), Outcome({"porosity": Value(0.4, "1")}))))
    assert bare.sources == []
    assert "Figures" not in bare.text
    assert "95 % interval" not in bare.text
    assert "Porosity 0.400" in bare.text


def test_pictures_are_embedded_and_captioned(tmp_path: Path) -> None:
    picture = tmp_path / "02-higher-pressure.png"
    Image.new("RGB", (8, 8), (10, 120, 110)).save(picture)
    write_report(findings(picture), tmp_path / "report.html")
    page = Page((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert "Higher pressure" in page.text
    assert len(page.sources) == 15


def test_a_picture_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"gone.png: No such file"):
        report_html(findings(tmp_path / "gone.png"))
    with pytest.raises(FileError, match="expected a PNG or JPEG"):
        report_html(findings(tmp_path / "film.mp4"))


def test_figures_are_written_as_pictures_and_as_lines(tmp_path: Path) -> None:
    written = write_figures(findings(), tmp_path / "figures")
    names = sorted(path.name for path in written)
    lines = ("binder", "calendering", "discharge", "filling", "pores", "viscosity")
    assert names == sorted([f"{n}.{kind}" for n in lines for kind in ("png", "svg")] + ["section.png"])
    for path in written:
        if path.suffix == ".png":
            with Image.open(path) as image:
                assert min(image.size) > 400
                assert np.asarray(image.convert("L")).std() > 5.0  # not a blank sheet
        else:
            assert "<svg" in path.read_text(encoding="utf-8")[:400]
