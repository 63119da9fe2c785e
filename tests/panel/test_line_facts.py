"""What the steps of the line reported, in words and numbers."""

import msgspec
import numpy as np
import pytest

from simulation_server.schema.line import SlurryReport
from vr_client.panel.line_facts import (
    calendering_facts,
    coating_facts,
    drying_facts,
    duration,
    flow_index,
    slurry_facts,
    thickness_story,
    with_error,
)
from vr_client.panel.plots import round_values

from .scene import LINE


def texts(facts: list) -> dict[str, str]:
    return {fact.label: fact.text for fact in facts}


def test_a_slurry_at_rest_has_a_density_and_once_sheared_a_viscosity() -> None:
    sheared = LINE.slurry
    at_rest = SlurryReport(sheared.density_g_cm3, sheared.ideal_density_g_cm3, sheared.solid_volume_fraction)
    assert texts(slurry_facts(at_rest)) == {
        "Density": "2.21 g/cm³", "Off ideal": "−1.8 %", "Solids": "38.2 vol%",
    }  # fmt: skip
    facts = texts(slurry_facts(sheared))
    assert facts["At 100 1/s"] == "1.75 ± 0.05 Pa·s"
    assert facts["Flow index"] == "0.48"


def test_the_flow_index_needs_two_rates_and_no_negative_viscosity() -> None:
    slurry = LINE.slurry
    assert flow_index(slurry) == pytest.approx(0.48)
    one = msgspec.structs.replace(slurry, shear_rate_per_s=[10.0], viscosity_pa_s=[4.0])
    assert flow_index(one) is None
    noisy = msgspec.structs.replace(
        slurry, shear_rate_per_s=[1.0, 10.0, 100.0], viscosity_pa_s=[-0.3, 10.0, 1.0]
    )
    assert flow_index(noisy) == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (1.7512, 0.0521, "1.75 ± 0.05 Pa·s"),
        (8.62, 1.2, "8.6 ± 1.2 Pa·s"),
        (1.7512, 0.0, "1.75 Pa·s"),
        (23.4, 0.0, "23.4 Pa·s"),
        (float("nan"), 0.1, "–"),
        (0.0, 0.0, "0.00 Pa·s"),
    ],
)
def test_a_viscosity_has_the_digits_its_error_allows(value: float, error: float, text: str) -> None:
    assert with_error(value, error, "Pa·s") == text


def test_times_read_in_seconds_or_minutes() -> None:
    assert [duration(x) for x in (4.26, 42.0, 212.0)] == ["4.3 s", "42 s", "3.5 min"]


def test_drying_and_calendering_say_all_they_know() -> None:
    facts = texts(drying_facts(LINE.drying))
    assert facts["Péclet"] == "3.4" and facts["Binder top/foot"] == "2.10"
    assert facts["Dry porosity"] == "0.482"
    assert "Dry porosity" not in texts(drying_facts(msgspec.structs.replace(LINE.drying, porosity=0.0)))
    facts = texts(calendering_facts(LINE.calendering))
    assert facts["Cracked"] == "8.3 %" and facts["Line load"] == "310 N/mm" and facts["Roll gap"] == "57 µm"
    assert thickness_story(LINE.calendering) == "92.3 µm before, 62.1 between the rolls, 65.2 after"


@pytest.mark.parametrize(("low", "high"), [(8.3, 150.0), (1.1, 7.0), (0.01, 300.0), (2.1, 4.8), (6.2, 14.0)])
def test_ticks_of_a_logarithmic_axis_are_round_and_in_sight(low: float, high: float) -> None:
    values = round_values(low, high)
    assert 2 <= len(values) <= 8
    assert low <= min(values) and max(values) <= high
    mantissas = {round(value / 10 ** np.floor(np.log10(value) + 1e-9), 6) for value in values}
    assert mantissas <= {float(k) for k in range(1, 10)}


def test_every_fact_says_what_it_means_and_where_it_comes_from() -> None:
    facts = [
        *slurry_facts(LINE.slurry), *coating_facts(LINE.coating), *drying_facts(LINE.drying),
        *calendering_facts(LINE.calendering),
    ]  # fmt: skip
    assert len(facts) >= 20
    assert all(fact.meaning and fact.source for fact in facts)
