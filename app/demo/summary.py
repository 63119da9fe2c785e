"""summary.json of a scripted session: what was predicted, what the physics gave, how fast it was shown."""

from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from simulation_server.schema.results import Curve
from simulation_server.version import __version__

from .plan import STEPS
from .score import Score
from .script import Script


def summarise(script: Script, *, frames_received: int, frames_drawn: int, wall_s: float) -> dict[str, Any]:
    """The document; quantities by name, with unit."""
    latencies = script.latencies_ms
    return {
        "version": __version__,
        "complete": len(script.scores) == len(STEPS)
        and all(score.complete or score.ended_early for score in (script.slurry, *script.scores)),
        "slurry": _slurry(script.slurry),
        "steps": [_step(score) for score in script.scores],
        "latency_ms": {
            "p50": float(np.percentile(latencies, 50)) if latencies else None,
            "p99": float(np.percentile(latencies, 99)) if latencies else None,
            "changes": len(latencies),
        },
        "frames": {"received": frames_received, "drawn": frames_drawn},
        "wall_s": round(wall_s, 2),
    }


def _step(score: Score) -> dict[str, Any]:
    predicted = score.prediction.quantities if score.prediction else {}
    simulated = score.outcome.quantities if score.outcome else {}
    filling = score.outcome.saturation if score.outcome and score.step.fills else None
    return {
        "name": score.step.name,
        "settings": score.settings,
        "predicted": predicted,
        "simulated": simulated,
        "saturation": filling,
        "resolved": _resolved(score) if score.step.c_rate else None,
        "line": score.outcome.line if score.outcome else None,
        "complete": score.complete,
        "failure": score.failure,
        "seconds": round(score.seconds, 2),
        "picture": score.picture,
    }


def _resolved(score: Score) -> dict[str, Any] | None:
    """The discharge in three dimensions, and what the one-dimensional cell gives down to the same voltage."""
    outcome = score.outcome
    if outcome is None or outcome.resolved is None:
        return None
    curve = outcome.resolved
    alike = next((known for known in outcome.curves.values() if known.c_rate == curve.c_rate), None)
    voltage_v = curve.voltage_v[-1]
    return {
        "c_rate": curve.c_rate,
        "voltage_v": voltage_v,
        "capacity_mah_cm2": curve.capacity_mah_cm2[-1],
        "capacity_1d_mah_cm2": _capacity_at(alike, voltage_v) if alike is not None else None,
        "ended_early": score.ended_early,
        "curve": curve,
    }


def _capacity_at(curve: Curve, voltage_v: float) -> float:
    """mAh/cm2 passed when a discharge falls to a voltage."""
    falling = np.minimum.accumulate(curve.voltage_v)
    return float(np.interp(-voltage_v, -falling, curve.capacity_mah_cm2))


def _slurry(score: Score) -> dict[str, Any]:
    return {
        "report": score.outcome.line.slurry if score.outcome else None,
        "complete": score.complete,
        "failure": score.failure,
        "seconds": round(score.seconds, 2),
        "picture": score.picture,
    }


def write_json(path: Path, document: dict[str, Any]) -> None:
    """Writes the document whole or not at all."""
    part = path.with_suffix(".part")
    part.write_bytes(msgspec.json.format(msgspec.json.encode(document), indent=2))
    part.replace(path)
