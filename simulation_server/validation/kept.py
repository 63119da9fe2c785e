"""Results of long tasks, kept in the user's cache until the code or the assets behind them change."""

import hashlib
import re
from functools import cache
from pathlib import Path

import msgspec
import platformdirs

from simulation_server.version import __version__
from simulation_server.whole_file import replacing

from .check import Check

_ROOT = Path(__file__).parents[2]
_BEHIND = (
    "simulation_server/schema", "simulation_server/physics", "simulation_server/manufacturing",
    "simulation_server/performance", "simulation_server/validation", "assets/calibration", "assets/cells",
    "assets/materials", "assets/measurements",
)  # fmt: skip


class _Kept(msgspec.Struct, frozen=True):
    checks: list[Check]


@cache
def fingerprint() -> str:
    """A hash of the version, and of every source and asset a result may depend on."""
    digest = hashlib.sha256(__version__.encode())
    for folder in _BEHIND:
        for file in sorted((_ROOT / folder).rglob("*")):
            if file.suffix in (".py", ".toml"):
                digest.update(file.relative_to(_ROOT).as_posix().encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _file(task: str) -> Path:
    plain = re.sub(r"[^a-z0-9]+", "-", task.lower()).strip("-")
    return Path(platformdirs.user_cache_dir("mesonaut")) / "validation" / f"{plain}-{fingerprint()}.json"


def recall(task: str) -> list[Check] | None:
    """The checks of an earlier run of the same code and assets; None where there is none to trust."""
    file = _file(task)
    try:
        return msgspec.json.decode(file.read_bytes(), type=_Kept).checks
    except (OSError, msgspec.DecodeError):
        return None


def keep(task: str, checks: list[Check]) -> None:
    """Keeps the checks of a task for the next run."""
    file = _file(task)
    file.parent.mkdir(parents=True, exist_ok=True)
    with replacing(file) as part:
        part.write_bytes(msgspec.json.encode(_Kept(checks)))
