"""Red, amber and green: the worked examples, every rule at its threshold, and what the reasons say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.planning.health import Facts, Health, Milestone, Threat, is_unconfirmed, judge, severity
from models.values.figures import apart, money_apart

TODAY = date(2026, 11, 23)
FINE = Facts(
    "running",
    TODAY,
    "EUR",
    planned_finish=date(2026, 12, 18),
    forecast_finish=date(2026, 12, 17),
    planned_days=100,
    budget=81_000_000,
    forecast_cost=80_000_000,
    actual_cost=40_000_000,
    threats=(),
)


def health(**changes: Any) -> Health:
    return judge(FINE._replace(**changes))


def texts(result: Health, dimension: str) -> list[str]:
    return [reason.text for reason in result.reasons if reason.dimension == dimension]


def test_everything_fine_is_green_and_says_why() -> None:
    result = health()
    assert (result.schedule, result.cost, result.risk, result.overall) == ("green",) * 4
    assert [reason.text for reason in result.reasons] == [
        "finish 17 Dec, planned 18 Dec",
        "forecast 800 k, budget 810 k",
        "actual 400 k, budget 810 k",
        "no open threat",
    ]


def test_rag_4() -> None:
    assert not is_unconfirmed(date(2026, 11, 16), TODAY)
    assert is_unconfirmed(date(2026, 11, 13), TODAY)
    assert is_unconfirmed(None, TODAY)
    assert health().overall == "green"


def test_rag_5() -> None:
    result = health(milestones=(Milestone("Pilot live", -480),), forecast_cost=73_600_000)
    assert (result.overall, result.schedule, result.cost) == ("red", "red", "green")
    assert result.reasons[0].text == "Pilot live float -1 d"
    assert result.reasons[0].numbers == (("float", -480),)


@pytest.mark.parametrize("state", ["idea", "proposed", "on_hold", "closed", "stopped"])
def test_what_is_not_under_way_is_not_judged(state: str) -> None:
    assert health(state=state) == Health(None, None, None, None, ())


@pytest.mark.parametrize("state", ["approved", "running", "closing"])
def test_what_is_under_way_is_judged(state: str) -> None:
    assert health(state=state).overall == "green"


def test_a_dimension_without_data_is_never_green() -> None:
    result = judge(Facts("running", TODAY, "EUR"))
    assert result == Health(None, None, None, None, ())
    assert judge(Facts("running", TODAY, "EUR", threats=())).overall == "green"
    assert health(budget=None).cost is None
    assert health(forecast_cost=None, actual_cost=None).cost is None


@pytest.mark.parametrize(
    ("finish", "colour", "text"),
    [
        (date(2026, 12, 18), "green", "finish 18 Dec, planned 18 Dec"),
        (date(2026, 12, 21), "amber", "finish 21 Dec > 18 Dec by 1 working day, tolerance 10"),
        (date(2027, 1, 1), "amber", "finish 1 Jan 2027 > 18 Dec by 10 working days, tolerance 10"),
        (date(2027, 1, 4), "red", "finish 4 Jan 2027 > 18 Dec by 11 working days, tolerance 10"),
    ],
)
def test_the_finish_against_its_tolerance(finish: date, colour: str, text: str) -> None:
    result = health(forecast_finish=finish)
    assert result.schedule == result.overall == colour
    assert texts(result, "schedule") == [text]


def test_the_tolerance_is_settable_and_shown_until_it_is_clear() -> None:
    result = health(forecast_finish=date(2027, 1, 1), planned_days=499, tolerance_time=200)
    assert result.schedule == "red"
    assert texts(result, "schedule") == ["finish 1 Jan 2027 > 18 Dec by 10 working days, tolerance 9.98"]
    assert health(forecast_finish=date(2026, 12, 21), tolerance_time=0).schedule == "red"


def test_an_overrun_without_a_planned_duration_is_amber() -> None:
    result = health(forecast_finish=date(2027, 3, 12), planned_days=None)
    assert (result.schedule, texts(result, "schedule")) == ("amber", ["finish 12 Mar 2027 > 18 Dec by 60 working days"])


@pytest.mark.parametrize(
    ("minutes", "colour", "shown"),
    [(-1, "red", "-0.002"), (-1920, "red", "-4"), (0, "amber", "0"), (1440, "amber", "3"), (2399, "amber", "4.998"), (2400, "green", "5")],
)
def test_the_float_of_a_promised_milestone(minutes: int, colour: str, shown: str) -> None:
    result = health(milestones=(Milestone("Pilot live", minutes),))
    assert result.schedule == colour
    assert f"Pilot live float {shown} d" in texts(result, "schedule")


@pytest.mark.parametrize(
    ("forecast", "colour", "text"),
    [
        (81_000_000, "green", "forecast 810 k, budget 810 k"),
        (81_000_001, "amber", "forecast 810.00001 k > budget 810.00000 k (+0.000001 %)"),
        (83_000_000, "amber", "forecast 830 k > budget 810 k (+2 %)"),
        (85_050_000, "amber", "forecast 850 k > budget 810 k (+5 %)"),
        (85_082_400, "red", "forecast 851 k > budget 810 k (+5.04 %)"),
        (98_300_000, "red", "forecast 983 k > budget 810 k (+21 %)"),
    ],
)
def test_the_forecast_against_the_budget(forecast: int, colour: str, text: str) -> None:
    result = health(forecast_cost=forecast, actual_cost=None)
    assert result.cost == colour
    assert texts(result, "cost") == [text]


def test_more_spent_than_the_budget_is_red() -> None:
    result = health(actual_cost=83_000_000)
    assert (result.cost, texts(result, "cost")[0]) == ("red", "actual 830 k > budget 810 k")


def test_anything_over_a_budget_of_nothing_is_red() -> None:
    result = health(budget=0, forecast_cost=50_000, actual_cost=0)
    assert (result.cost, texts(result, "cost")[0]) == ("red", "forecast 500 > budget 0")


@pytest.mark.parametrize(
    ("threat", "colour", "text"),
    [
        (Threat("R3", 20, True, False), "red", "R3 score 20 without response"),
        (Threat("R3", 15, False, True), "red", "R3 score 15 without owner"),
        (Threat("R3", 16, False, False), "red", "R3 score 16 without owner and response"),
        (Threat("R3", 25, True, True), "amber", "R3 score 25"),
        (Threat("R3", 10, True, False), "amber", "R3 score 10 without response"),
        (Threat("R3", 14, True, True), "green", "worst R3 score 14"),
        (Threat("R3", 9, False, False), "green", "worst R3 score 9"),
    ],
)
def test_open_threats(threat: Threat, colour: str, text: str) -> None:
    result = health(threats=(Threat("R1", 2, True, True), threat))
    assert (result.risk, texts(result, "risk")) == (colour, [text])


def test_blocked_tasks_are_said_without_a_colour() -> None:
    result = health(blocked=1)
    assert result.schedule == "green"
    assert result.reasons[-1].colour is None
    assert result.reasons[-1].text == "1 blocked"


def test_the_worst_reason_stands_first() -> None:
    result = health(forecast_finish=date(2026, 12, 21), threats=(Threat("R3", 20, True, False),), forecast_cost=83_000_000)
    assert [reason.colour for reason in result.reasons] == ["red", "amber", "amber", "green"]
    assert result.overall == "red"


@given(st.integers(-(10**12), 10**12), st.integers(-(10**12), 10**12), st.integers(1, 10**9))
def test_figures_show_which_is_greater(value: int, limit: int, unit: int) -> None:
    first, second = apart(value, limit, unit)
    assert (float(first) > float(second), float(first) < float(second)) == (value > limit, value < limit)


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_amounts_show_which_is_greater(value: int, limit: int) -> None:
    first, second = (_amount(text) for text in money_apart(value, limit, "EUR"))
    assert (first > second, first < second) == (value > limit, value < limit)


def _amount(text: str) -> Decimal:
    """The amount that a short text says."""
    figure, _, unit = text.partition(" ")
    return Decimal(figure.replace(",", "")) * {"": 1, "k": 10**3, "M": 10**6, "bn": 10**9}[unit]


@pytest.mark.parametrize(("value", "limit", "texts"), [
    (280_000, 121_000_000, ("2.8 k", "1.21 M")), (0, 2_747_000_000, ("0", "27.47 M")), (98_300_000, 81_000_000, ("983 k", "810 k")),
    (81_020_000, 81_000_000, ("810.2 k", "810.0 k")),
])  # fmt: skip
def test_each_amount_stands_in_its_own_unit(value: int, limit: int, texts: tuple[str, str]) -> None:
    assert money_apart(value, limit, "EUR") == texts


def test_a_portfolio_is_ordered_by_colour_then_by_respects_then_by_what_is_beyond_its_tolerance() -> None:
    """The tolerance is 10 days of 100, and 5 % of the budget of 810 k: 4 times it costs 972 k."""
    late, later = date(2027, 1, 8), date(2027, 2, 26)
    ordered = [
        health(forecast_finish=late, forecast_cost=90_000_000),
        health(forecast_finish=later),
        health(forecast_cost=97_200_000),
        health(forecast_finish=late),
        health(threats=(Threat("R1", 20, True, False),)),
        health(forecast_cost=83_000_000),
        health(),
        health(state="idea"),
    ]
    found = [severity(each) for each in ordered]
    assert found == sorted(set(found), reverse=True)
    assert severity(health(forecast_cost=97_200_000)) % 100_000 == 400
