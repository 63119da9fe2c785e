"""A simulation server in a process of its own, joined only by ZeroMQ; it ends when we do."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from simulation_server.schema.errors import MachineError
from simulation_server.schema.recipe import Recipe
from simulation_server.schema.recipe_toml import format_recipe

END_SECONDS = 15.0
"""How long a server may take to end its worker and sockets before it is ended for it."""


@contextmanager
def server_process(recipe: Recipe, folder: Path) -> Iterator[str]:
    """Starts a server for `recipe` on any free loopback port; gives its address; ends it on the way out.

    `folder` receives the recipe it was started with. The server watches its standard input, so that it
    ends even when this process is killed. Raises MachineError when it does not come up.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "recipe.toml"
    file.write_text(format_recipe(recipe), encoding="utf-8")
    command = [sys.executable, "-m", "app", "serve", str(file), "--address", "tcp://127.0.0.1:0"]
    process = subprocess.Popen(
        [*command, "--json", "--quiet", "--until-stdin-closes"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        yield _address(process)
    finally:
        _end(process)


def _address(process: subprocess.Popen[bytes]) -> str:
    assert process.stdout is not None
    text = b""
    while line := process.stdout.readline():
        text += line
        try:
            return str(json.loads(text)["address"])
        except json.JSONDecodeError:
            continue
    raise MachineError(
        f"the simulation server ended before it listened (exit code {process.wait()}); "
        "start `mesonaut serve` by itself to see why"
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None and process.stdout is not None
    process.stdin.close()
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    process.stdout.close()
