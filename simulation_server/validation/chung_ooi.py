"""The eight benchmarks of single impacts of Chung and Ooi (2011), run in the particle engine.

References: Hertz's closed form (tests 1 and 2), the set restitution (3), rigid bodies that slide with Coulomb
friction throughout (4, 5, 6, 8), symmetry (7), and the curves published for partial sliding (4, 5, 6, 8).
Those depend on the tangential law. Ours is Mindlin's spring without micro-slip, as in test 4; in test 5 the
finite elements are taken, which it lies closer to than the published discrete elements do.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from math import cos, radians, sin, tan
from pathlib import Path
from typing import Any

from simulation_server.physics.particles.material import Material

from .check import Check, absolute, relative
from .impact import Ball, Hertz, Impact, strike

_FILE = Path(__file__).parents[2] / "assets" / "measurements" / "chung_ooi_2011.toml"
_SOURCE = "Chung and Ooi (2011)"

HERTZ_BAR = 0.01
SLIDING_BAR = 0.02
"""Relative. Where damping is strong the tangential spring lags a little behind the limit of friction."""
SYMMETRY_BAR = 0.001
CURVE_4_BAR = 0.02
"""Of the restitution: published and computed by the same law."""
CURVE_5_BAR = 0.5
"""Of a spin that reaches 5: finite elements have micro-slip, the law has none."""
CURVE_6_BAR = 0.15
"""Of a tangent shown from -2 to 10: the published tangential damping is not ours."""


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _solid(name: str, restitution: float = 1.0, friction: float = 0.0) -> Material:
    values = _table()["materials"][name]
    return Material(
        values["density_g_cm3"], 1e6 * values["young_gpa"], values["poisson"], restitution, friction
    )


def _title(test: int, what: str, of: str, at: str = "") -> str:
    return f"Chung and Ooi {test}: {what}, {of.replace('_', ' ')}" + (f", {at}" if at else "")


def test_1() -> Iterator[Check]:
    """Two equal spheres meet head on, elastically."""
    test = _table()["test1"]
    for name in test["materials"]:
        radius, speed = 1e3 * test["radius_mm"], test["speed_m_s"]
        balls = [Ball(_solid(name), radius, (way * speed, 0.0, 0.0)) for way in (1.0, -1.0)]
        yield from _hertz(1, name, balls, Hertz.of(balls[0], balls[1], 2.0 * speed))


def test_2() -> Iterator[Check]:
    """A sphere falls on a rigid plane, elastically."""
    test = _table()["test2"]
    for name in test["materials"]:
        ball = Ball(_solid(name), 1e3 * test["radius_mm"], (0.0, 0.0, -test["speed_m_s"]))
        yield from _hertz(2, name, [ball], Hertz.of(ball, None, test["speed_m_s"]))


def _hertz(test: int, name: str, balls: list[Ball], theory: Hertz) -> Iterator[Check]:
    found = strike(balls, closely=True)
    source = f"{_SOURCE}, test {test}: Hertz theory"
    for what, value, reference, unit in (
        ("peak force", 1e-12 * found.peak_force_nn, 1e-12 * theory.force_nn, "kN"),
        ("deepest overlap", found.peak_overlap_um, theory.overlap_um, "um"),
        ("time in contact", found.duration_us, theory.duration_us, "us"),
    ):
        yield relative(_title(test, what, name), value, reference, HERTZ_BAR, unit, source)


def test_3() -> Iterator[Check]:
    """A damped sphere falls on a rigid plane."""
    test = _table()["test3"]
    for name in test["materials"]:
        for restitution in test["restitution"]:
            ball = Ball(_solid(name, restitution), 1e3 * test["radius_mm"], (0.0, 0.0, -test["speed_m_s"]))
            found = float(strike([ball]).velocity[0, 2]) / test["speed_m_s"]
            title = _title(3, f"restitution {restitution:g}", name)
            yield relative(title, found, restitution, HERTZ_BAR, "1", f"{_SOURCE}, test 3: the set value")


def test_4() -> Iterator[Check]:
    """Oblique impact at constant speed, angle varied."""
    test = _table()["test4"]
    drop = test["friction"] * (1.0 + test["restitution"])
    for name, curve in test["published"].items():
        for angle, published in curve:
            at, found = f"{angle:g} deg", _restitution_at(test, name, angle)
            title = _title(4, "tangential restitution", name, at)
            yield absolute(title, found, published, CURVE_4_BAR, "1", f"{_SOURCE}, test 4: published curve")
        for angle in test["sliding_deg"]:
            at, found = f"{angle:g} deg", _restitution_at(test, name, angle)
            title = _title(4, "tangential restitution", name, at)
            sliding = 1.0 - drop / tan(radians(angle))
            yield relative(title, found, sliding, SLIDING_BAR, "1", f"{_SOURCE}, test 4: sliding throughout")


def _restitution_at(test: dict[str, Any], name: str, angle_deg: float) -> float:
    along = test["speed_m_s"] * sin(radians(angle_deg))
    down = test["speed_m_s"] * cos(radians(angle_deg))
    solid = _solid(name, test["restitution"], test["friction"])
    return float(strike([Ball(solid, 1e3 * test["radius_mm"], (along, 0.0, -down))]).velocity[0, 0]) / along


def test_5() -> Iterator[Check]:
    """Oblique impact at constant normal speed, tangential speed varied."""
    test = _table()["test5"]
    radius, speed = 1e3 * test["radius_mm"], test["speed_m_s"]
    for name in test["materials"]:
        solid = _solid(name, test["restitution"], test["friction"])

        def hit(ratio: float, solid: Material = solid) -> Impact:
            return strike([Ball(solid, radius, (ratio * test["friction"] * speed, 0.0, -speed))])

        for ratio, published in test["published"].get(name, ()):
            spin = -radius * float(hit(ratio).spin[0, 1]) / (test["friction"] * speed)
            title = _title(5, "spin after impact", name, f"at {ratio:g}")
            source = f"{_SOURCE}, test 5: finite elements (Wu 2001)"
            yield absolute(title, spin, published, CURVE_5_BAR, "1", source)
        for ratio in test["sliding"]:
            along = float(hit(ratio).velocity[0, 0]) / (ratio * test["friction"] * speed)
            title = _title(5, "tangential restitution", name, f"at {ratio:g}")
            sliding = 1.0 - (1.0 + test["restitution"]) / ratio
            yield relative(title, along, sliding, SLIDING_BAR, "1", f"{_SOURCE}, test 5: sliding throughout")


def test_6() -> Iterator[Check]:
    """Normal impact of a spinning sphere on a rigid plane."""
    test = _table()["test6"]
    radius, speed = 1e3 * test["radius_mm"], test["speed_m_s"]
    for name, curve in test["published"].items():
        solid = _solid(name, test["restitution"], test["friction"])

        def rebound(ratio: float, solid: Material = solid) -> float:
            hit = strike([Ball(solid, radius, (0.0, 0.0, -speed), (0.0, -ratio * speed / radius, 0.0))])
            patch = hit.velocity[0, 0] - radius * hit.spin[0, 1]
            return float(patch / hit.velocity[0, 2])

        for ratio, published in curve:
            yield _patch_on_curve(6, name, ratio, rebound(ratio), published)
        for ratio in test["sliding"]:
            yield _patch_sliding(6, name, ratio, rebound(ratio), test)


def test_7() -> Iterator[Check]:
    """Two equal spheres whose surfaces turn alike meet head on."""
    test = _table()["test7"]
    radius, speed = 1e3 * test["radius_mm"], test["speed_m_s"]
    for name in test["materials"]:
        solid = _solid(name, test["restitution"], test["friction"])
        for spin in test["spin_rad_s"]:
            balls = [
                Ball(solid, radius, (way * speed, 0.0, 0.0), (0.0, 0.0, way * 1e-6 * spin)) for way in (1, -1)
            ]
            hit = strike(balls)
            at, source = f"spin {spin:g} rad/s", f"{_SOURCE}, test 7: symmetry"
            after, aside = 1e6 * float(hit.spin[0, 2]), float(hit.velocity[0, 1])
            yield relative(
                _title(7, "spin after impact", name, at), after, spin, SYMMETRY_BAR, "rad/s", source
            )
            title = _title(7, "tangential velocity", name, at)
            yield absolute(title, aside, 0.0, SYMMETRY_BAR * speed, "m/s", source)


def test_8() -> Iterator[Check]:
    """A spinning sphere hits a large heavy one, stiff (A) or of its own stiffness (B)."""
    test = _table()["test8"]
    radius, speed = 1e3 * test["radius_mm"], test["speed_m_s"]
    solid = _solid("al_alloy", test["restitution"], test["friction"])
    for case, curve in test["published"].items():
        stiffness = solid.young_kpa * (test["stiffer"] if case == "A" else 1.0)
        heavy = Material(
            test["denser"] * solid.density, stiffness, solid.poisson, solid.restitution, solid.friction
        )

        def rebound(ratio: float, heavy: Material = heavy) -> float:
            small = Ball(solid, radius, (speed, 0.0, 0.0), (0.0, 0.0, ratio * speed / radius))
            hit = strike([small, Ball(heavy, test["larger"] * radius, (0.0, 0.0, 0.0))])
            patch = hit.velocity[0, 1] + radius * hit.spin[0, 2]
            return -float(patch / hit.velocity[0, 0])

        for ratio, published in curve:
            yield _patch_on_curve(8, f"case {case}", ratio, rebound(ratio), published)
        for ratio in test["sliding"]:
            yield _patch_sliding(8, f"case {case}", ratio, rebound(ratio), test)


def _patch_on_curve(test: int, name: str, ratio: float, found: float, published: float) -> Check:
    title = _title(test, "patch rebound", name, f"at {ratio:g}")
    return absolute(title, found, published, CURVE_6_BAR, "1", f"{_SOURCE}, test {test}: published curve")


def _patch_sliding(test: int, name: str, ratio: float, found: float, settings: dict[str, Any]) -> Check:
    title = _title(test, "patch rebound", name, f"at {ratio:g}")
    restitution = settings["restitution"]
    sliding = (ratio - 3.5 * settings["friction"] * (1.0 + restitution)) / restitution
    return relative(title, found, sliding, SLIDING_BAR, "1", f"{_SOURCE}, test {test}: sliding throughout")


TESTS = (test_1, test_2, test_3, test_4, test_5, test_6, test_7, test_8)
"""In the order of the paper."""
