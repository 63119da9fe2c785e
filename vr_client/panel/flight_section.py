"""The pore flight's controls, and its way's tortuosity beside the shortest and the solver's."""

from imgui_bundle import imgui

from vr_client.stage.flight import Flight, FlightResult, Pilot
from vr_client.stage.lesson_values import measured
from vr_client.stage.stage import Stage

from .figures import plain
from .fonts import ICON_PLAY, ICON_RESTART
from .look import Look
from .paragraphs import gap
from .widgets import button, card, choice, progress, spinner

PILOTS: dict[Pilot, str] = {"hand": "By hand", "glide": "Glide", "guide": "Guided"}
WHAT = (
    "From the surface through the pores down to the collector, as an ion goes: walls are felt. "
    "The way is measured."
)
HOW = "W A S D, Q E and the mouse at a desk; the stick in a headset. Glide goes where you look."
MEANING = (
    "Tortuosity: length of a way over the straight distance. A tube that winds t times as long lets 1/t² "
    "through: it is longer, and the same volume makes it thinner. So the root of the solver's factor "
    "compares; it also knows narrow throats, and lets ions through the carbon-binder, which stops you."
)
SOURCE = "Epstein 1989; Tjaden, Brett and Shearing 2018."


def flight_section(look: Look, stage: Stage) -> None:
    """A card: start, what is under way, and what came out."""
    flight = stage.flight
    with card(look, "flight"):
        look.text("Pore flight", bold=True)
        pilots = list(PILOTS)
        picked = choice(look, "flight.pilot", list(PILOTS.values()), pilots.index(flight.pilot), keys=pilots)
        flight.pilot = pilots[picked]
        look.tooltip("Who flies", HOW, "Guided follows the shortest way.")
        if flight.state == "finding":
            spinner(look)
            imgui.same_line(0.0, look.px(6.0))
            look.small("Finds the ways through the pores.")
        elif flight.state == "flying":
            _under_way(look, flight)
        else:
            _offer(look, stage, flight)
        if flight.result is not None and flight.state != "flying":
            _result(look, stage, flight, flight.result)


def _offer(look: Look, stage: Stage, flight: Flight) -> None:
    if flight.result is None:
        look.small(WHAT)
    enabled = stage.voxels is not None
    word = "Fly again" if flight.result is not None else "Fly through the pores"
    if button(look, "flight.start", f"{ICON_PLAY}  {word}", _width(), main=enabled, enabled=enabled):
        flight.wish = "start"
    look.tooltip("Pore flight", "Key: G." if enabled else "It needs an electrode that is made and analysed.")


def _under_way(look: Look, flight: Flight) -> None:
    progress(look, flight.depth)
    look.small(f"{100.0 * flight.depth:.0f} % of the way down, tortuosity so far {flight.tortuosity:.2f}")
    if button(look, "flight.end", "End the flight", _width()):
        flight.wish = "end"
    look.small(HOW)


def _result(look: Look, stage: Stage, flight: Flight, result: FlightResult) -> None:
    gap(look)
    name = "Guided way" if result.guided else "Your way"
    root = measured(stage, "root_of_factor")
    _row(look, name, plain(result.flown, 2), bold=True)
    _row(look, "Shortest way", plain(result.shortest, 2))
    _row(look, "Shortest ways, mean of all entrances", plain(result.mean, 2))
    _row(look, "Root of the solver's factor", plain(root, 2))
    if not result.guided:
        best = f", best {flight.best}" if flight.best > result.score else ""
        _row(look, "Score", f"{result.score} of 100{best}", bold=True)
    _row(look, "Time", f"{result.seconds:.0f} s")
    spacing = look.px(6.0)
    width = 0.5 * (imgui.get_content_region_avail().x - spacing)
    if button(look, "flight.replay", f"{ICON_RESTART}  Race both ways", width):
        flight.wish = "replay"
    look.tooltip("Race both ways", "Two balls, as fast as each other: the shorter way is through first.")
    imgui.same_line(0.0, spacing)
    if button(look, "flight.clear", "Take away", width):
        flight.wish = "clear"
    look.tooltip("Take away", "Both lines and this result.")
    look.small(MEANING)
    look.small(SOURCE)


def _row(look: Look, name: str, value: str, *, bold: bool = False) -> None:
    look.text(name, look.theme.quiet)
    imgui.same_line(0.0, 0.0)
    look.text_right(value, bold=bold)


def _width() -> float:
    return float(imgui.get_content_region_avail().x)
