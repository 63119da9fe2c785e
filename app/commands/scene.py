"""`mesonaut scene`: the lessons, and what one of them holds."""

from typing import Annotated, Any

import msgspec
import typer
from rich.table import Table

from app.output import emit_json, paper
from simulation_server.schema.scene import Scene, Step
from vr_client.stage.scene_files import read_scene, shipped_scenes


def scene(
    name: Annotated[str | None, typer.Argument(metavar="[NAME|FILE.toml]", help="One lesson.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Lists the lessons, or reads one whole: its steps, questions and what it asks to be done.

    A file of your own is checked on the way. Open one with `mesonaut demo --scene NAME`.

    Example: mesonaut scene calendering
    """
    if name is None:
        scenes = shipped_scenes()
        if json:
            emit_json({"scenes": [_brief(each) for each in scenes]})
        else:
            _list(scenes)
        return
    read = read_scene(name)
    if json:
        emit_json({**_brief(read), "recipe": read.recipe, "steps": msgspec.to_builtins(read.steps)})
    else:
        _tell(read)


def _brief(scene: Scene) -> dict[str, Any]:
    return {
        "name": scene.name, "title": scene.title, "about": scene.about, "audience": scene.audience,
        "minutes": scene.minutes, "steps": len(scene.steps),
        "questions": sum(step.question is not None for step in scene.steps),
    }  # fmt: skip


def _list(scenes: tuple[Scene, ...]) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("name", "steps", "minutes", "for", "about"):
        table.add_column(heading, overflow="fold")
    for each in scenes:
        row = (each.name, len(each.steps), each.minutes, each.audience, each.about)
        table.add_row(*(str(cell) for cell in row))
    paper.print(table)
    paper.print("open one: mesonaut demo --scene NAME")


def _tell(scene: Scene) -> None:
    paper.print(f"[bold]{scene.title}[/]  {scene.about}")
    for number, step in enumerate(scene.steps, 1):
        paper.print(f"\n[bold]{number}  {step.title}[/]\n{step.text}")
        _tell_question(step)
        if step.action is not None:
            paper.print(f"[bold]Do:[/] {step.action.says}")


def _tell_question(step: Step) -> None:
    question = step.question
    if question is None:
        return
    paper.print(f"[bold]Predict:[/] {question.asks}")
    for index, words in enumerate(question.choices, 1):
        paper.print(f"  {'*' if index == question.right else '-'} {words}", markup=False)
    if question.measure:
        paper.print(f"  answered by the physics: {question.measure} ({question.compare})")
