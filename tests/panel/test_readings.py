"""Predicted beside simulated: nothing is compared that does not belong together."""

from simulation_server.schema.quantities import QUANTITIES
from simulation_server.schema.results import Outcome, PredictedValue, Prediction, Value
from vr_client.panel.figures import DASH
from vr_client.panel.readings import inside_count, readings
from vr_client.panel.shown import shown

from .scene import prediction, stage


def test_a_value_inside_and_one_outside_its_interval() -> None:
    predicted = Prediction(
        {
            "porosity": PredictedValue(0.3, 0.28, 0.32, "1"),
            "thickness_um": PredictedValue(60.0, 58.0, 62.0, "um"),
        }
    )
    simulated = Outcome({"porosity": Value(0.32, "1"), "thickness_um": Value(62.01, "um")})
    rows = readings(predicted, simulated)
    assert [row.inside for row in rows[:3]] == [True, False, None]
    assert inside_count(rows) == (1, 2)
    assert "0.280 to 0.320" in rows[0].note
    assert "outside" in rows[1].note


def test_every_quantity_has_a_row_and_waits_as_a_dash() -> None:
    rows = readings(None, None)
    assert [row.label for row in rows] == [q.label for q in QUANTITIES.values()]
    assert {row.predicted for row in rows} == {row.simulated for row in rows} == {DASH}
    assert inside_count(rows) == (0, 0)


def test_filling_is_not_awaited_before_it_is_asked_for() -> None:
    expected = {name for name, row in zip(QUANTITIES, readings(None, None), strict=True) if row.expected}
    assert set(QUANTITIES) - expected == {"fill_time_ms", "trapped_gas"}


def test_an_outcome_of_another_recipe_is_not_compared() -> None:
    now = stage()
    assert not shown(now).outdated
    now.draft = now.draft.__class__(calendering=now.draft.calendering.__class__(pressure_mpa=90.0))
    now.draft_prediction = prediction()
    seen = shown(now)
    assert seen.outdated
    rows = readings(seen.prediction, seen.outcome, outdated=seen.outdated)
    assert inside_count(rows) == (0, 0)
    assert rows[0].simulated == "0.317"  # still readable


def test_every_quantity_says_what_it_means_and_where_it_comes_from() -> None:
    for row, quantity in zip(readings(None, None), QUANTITIES.values(), strict=True):
        assert row.meaning == quantity.meaning
        assert row.source.startswith("Source: ")
        assert len(quantity.source) > 40


def test_an_uneven_interval_shows_both_its_sides() -> None:
    predicted = Prediction({"fill_time_ms": PredictedValue(3.1, 1.9, 5.4, "ms")})
    row = next(row for row in readings(predicted, None) if row.label == "Fill time")
    assert (row.predicted, row.interval, row.bounds) == ("3.1", "", ("+2.3", "−1.2"))
