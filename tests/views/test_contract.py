"""Every view has the contract's methods, and nobody relies on more than those."""

import ast
from pathlib import Path

import pytest

import vr_client.views

FOLDER = Path(next(iter(vr_client.views.__path__)))


def classes(path: Path) -> list[ast.ClassDef]:
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ClassDef)]


def signatures(definition: ast.ClassDef) -> dict[str, str]:
    """Arguments and kind of each public method."""
    found = {}
    for node in definition.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            marks = {ast.unparse(mark) for mark in node.decorator_list} & {"property"}
            found[node.name] = f"{sorted(marks)} {ast.unparse(node.args)} -> {ast.unparse(node.returns)}"
    return found


CONTRACT = next(signatures(c) for c in classes(FOLDER / "base.py") if c.name == "View")
VIEWS = {
    definition.name: signatures(definition)
    for path in sorted(FOLDER.rglob("*.py"))
    for definition in classes(path)
    if any(ast.unparse(base) == "View" for base in definition.bases)
}


def test_all_rooms_are_found() -> None:
    assert {"WindowView", "OffscreenView", "HeadsetView", "StubView"} == set(VIEWS)
    assert set(CONTRACT) == {"open", "size", "attach", "frame", "own_pose", "screenshot", "close"}


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_a_view_keeps_to_the_contract_word_for_word(name: str) -> None:
    kept = {method: signature for method, signature in VIEWS[name].items() if method in CONTRACT}
    assert kept == CONTRACT


def test_the_loop_asks_no_more_of_a_view_than_the_contract_holds() -> None:
    tree = ast.parse((FOLDER / "runner.py").read_text())
    asked = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("view", "self.view")
    }
    assert asked <= set(CONTRACT)
