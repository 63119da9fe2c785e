"""Scenes as TOML text: read with one clear line for each mistake.

Text in, text out; opening files is the caller's.
"""

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from .errors import RecipeError, SceneError
from .recipe_toml import changed, parse_recipe, recipe_from_tables
from .scene import MEASURES, Action, Question, Scene, Show, Step

REMEDY = "see scenes/README.md"
LONGEST_TEXT = 700
"""Characters of a text on one screen of the panel."""
MOST_STEPS, MOST_CHOICES = 20, 5

_PARTS: dict[str, type] = {"show": Show, "question": Question, "action": Action}


def parse_scene(text: str, name: str, read_recipe: Callable[[str], str] | None = None) -> Scene:
    """The scene in a TOML text; `name` is its file's, without the ending.

    `read_recipe` gives the text of a recipe file beside the scene's, for `recipe = "power.toml"`.
    Raises SceneError with the place, what was found, what was expected and the remedy.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SceneError(f"{name}: not valid TOML: {error}; {REMEDY}") from None
    try:
        return _scene(tables, name, read_recipe)
    except (SceneError, RecipeError) as error:
        raise SceneError(f"{name}: {error}") from None


def _scene(tables: dict[str, Any], name: str, read_recipe: Callable[[str], str] | None) -> Scene:
    _check_keys(tables, Scene, "")
    steps = tables.get("steps", [])
    if not isinstance(steps, list) or not 1 <= len(steps) <= MOST_STEPS:
        found = len(steps) if isinstance(steps, list) else repr(steps)
        raise SceneError(f"steps: expected 1 to {MOST_STEPS} [[steps]], found {found}; {REMEDY}")
    for number, step in enumerate(steps, 1):
        where = f"step {number}"
        if not isinstance(step, dict):
            raise SceneError(f"{where}: expected a table [[steps]], found {step!r}; {REMEDY}")
        _check_keys(step, Step, where)
        for part, kind in _PARTS.items():
            if isinstance(step.get(part), dict):
                _check_keys(step[part], kind, f"{where}, {part}")
    recipe = tables.pop("recipe", {})
    if isinstance(recipe, str):
        made = _recipe_beside(recipe, read_recipe)
    elif isinstance(recipe, dict):
        made = recipe_from_tables(recipe)
    else:
        raise SceneError(f"recipe = {recipe!r}: expected [recipe.calendering] and the like, or a file's name")
    try:
        scene = msgspec.convert(tables, Scene)
    except msgspec.ValidationError as error:
        raise SceneError(_in_words(str(error))) from None
    scene = msgspec.structs.replace(scene, name=name, recipe=made)
    for number, each in enumerate(scene.steps, 1):
        _check_step(each, scene, f"step {number}")
    return scene


def _recipe_beside(file: str, read_recipe: Callable[[str], str] | None) -> Any:
    if read_recipe is None:
        raise SceneError(f"recipe = {file!r}: a file cannot be read here; write [recipe.calendering] instead")
    return parse_recipe(read_recipe(file), file)


def _check_keys(table: Mapping[str, Any], kind: type, where: str) -> None:
    known = [field.name for field in msgspec.structs.fields(kind)]
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else "known: " + ", ".join(known)
            raise SceneError(f"{_at(where)}unknown key {key!r}: {hint}")


def _at(where: str) -> str:
    return f"{where}: " if where else ""


def _in_words(said: str) -> str:
    """msgspec's `Expected x, got y - at `$.steps[0].title`` as `step 1, title: expected x, got y`."""
    what, _, place = said.partition(" - at `$")
    parts = [part for part in re.split(r"[.\[\]`]+", place) if part]
    words: list[str] = []
    for index, part in enumerate(parts):
        if part.isdigit() and index and parts[index - 1] == "steps":
            words[-1] = f"step {int(part) + 1}"
        elif part.isdigit():
            words[-1] += f" {int(part) + 1}"
        else:
            words.append(part)
    return f"{_at(', '.join(words))}{what[:1].lower()}{what[1:].replace('`', '')}; {REMEDY}"


def _check_step(step: Step, scene: Scene, where: str) -> None:
    explains = step.question.explains if step.question is not None else ""
    for what, text in (("text", step.text), ("question, explains", explains)):
        if len(text) > LONGEST_TEXT:
            raise SceneError(
                f"{where}, {what}: {len(text)} characters, expected at most {LONGEST_TEXT}; "
                "make two steps of it"
            )
    if not 0.0 <= step.show.cut_at <= 1.0:
        raise SceneError(f"{where}, show.cut_at = {step.show.cut_at:g}: expected a share from 0 to 1")
    if not 0.2 <= step.show.nearer <= 20.0:
        raise SceneError(f"{where}, show.nearer = {step.show.nearer:g}: expected 0.2 to 20")
    if step.question is not None:
        _check_question(step.question, f"{where}, question")
        if step.question.compare == "before" and step.action is None:
            raise SceneError(
                f"{where}, question: compare = 'before' needs an action that changes something; "
                "add [steps.action], or compare = 'value'"
            )
    if step.action is not None:
        _check_action(step.action, scene, f"{where}, action")


def _check_question(question: Question, where: str) -> None:
    if question.measure and question.measure not in MEASURES:
        near = difflib.get_close_matches(question.measure, MEASURES, n=1)
        hint = f"did you mean {near[0]!r}?" if near else "known: " + ", ".join(MEASURES)
        raise SceneError(f"{where}, measure = {question.measure!r}: {hint}")
    if question.guess is not None:
        if question.choices or not question.measure:
            raise SceneError(f"{where}: a guess needs a measure and no choices; {REMEDY}")
        if not question.guess[0] < question.guess[1]:
            raise SceneError(f"{where}, guess = {list(question.guess)}: expected the lower bound first")
        return
    count = len(question.choices)
    if not 2 <= count <= MOST_CHOICES:
        raise SceneError(f"{where}: {count} choices, expected 2 to {MOST_CHOICES}, or a guess; {REMEDY}")
    if question.measure:
        rising = all(a < b for a, b in zip(question.limits, question.limits[1:], strict=False))
        if len(question.limits) != count - 1 or not rising:
            raise SceneError(
                f"{where}, limits = {list(question.limits)}: expected {count - 1} rising numbers that part "
                f"the {count} choices, which are listed from low to high"
            )
    elif not 1 <= question.right <= count:
        raise SceneError(
            f"{where}, right = {question.right}: expected the number of the right choice, 1 to {count}, "
            "or a measure with limits"
        )


def _check_action(action: Action, scene: Scene, where: str) -> None:
    if not action.set and action.do is None:
        raise SceneError(f"{where}: nothing to do; expected set = {{...}}, or do = '...', or both; {REMEDY}")
    if not 0.05 <= action.c_rate <= 5.0:
        raise SceneError(f"{where}, c_rate = {action.c_rate:g}: expected 0.05 to 5")
    for path in action.set:
        if "." not in path:
            raise SceneError(f"{where}, set {path!r}: expected a dotted path as in calendering.pressure_mpa")
    try:
        changed(scene.recipe, action.set)
    except RecipeError as error:
        raise SceneError(f"{where}, set: {error}") from None
