"""Health in all dimensions: the worked examples, each rule at its threshold, policies by date, and overrides."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from models.planning.calendar import DayHours, standard
from models.planning.health import Facts, Milestone, Threat
from models.planning.health_dimensions import (
    Breach,
    Measures,
    Overdue,
    Override,
    OverrideError,
    Verdict,
    index_apart,
    judge_all,
    silent_days,
)
from models.planning.policy import Policy, policy_on

TODAY = date(2026, 11, 23)
FACTS = Facts("running", TODAY, "EUR")


def verdict(facts: Facts = FACTS, **measures: Any) -> Verdict:
    return judge_all(facts, Measures(**{name: Decimal(value) if isinstance(value, str) else value for name, value in measures.items()}))


def texts(result: Verdict) -> list[str]:
    return [reason.text for reason in result.reasons]


def test_rag_1() -> None:
    result = verdict(cpi="0.96", spi_t="0.96")
    assert (result.overall, result.colours["cost"], result.colours["schedule"]) == ("green", "green", "green")
    assert texts(result) == ["SPI(t) .96 ≥ .95", "CPI .96 ≥ .95"]


def test_rag_2() -> None:
    result = verdict(cpi="0.9499", spi_t="1.0")
    assert (result.overall, result.colours["cost"]) == ("amber", "amber")
    assert texts(result)[0] == "CPI .9499 < .95"


def test_rag_3() -> None:
    result = verdict(cpi="0.8999", spi_t="1.0")
    assert (result.overall, texts(result)[0]) == ("red", "CPI .8999 < .90")


def test_rag_4() -> None:
    result = verdict(last_update=date(2026, 11, 13), cpi="1", spi_t="1")
    assert (result.overall, result.unconfirmed) == ("green", True)
    assert not verdict(last_update=date(2026, 11, 16), cpi="1").unconfirmed


def test_rag_5() -> None:
    result = verdict(FACTS._replace(milestones=(Milestone("Pilot live", -480),)), cpi="1.1")
    assert (result.overall, result.colours["cost"]) == ("red", "green")
    assert texts(result)[0] == "Pilot live float -1 d"


@pytest.mark.parametrize(
    ("value", "limit", "shown"),
    [("0.9499", "0.95", ".9499"), ("0.94999999", "0.95", ".94999999"), ("0.95", "0.95", ".95"), ("1.2", "0.95", "1.20"), ("-0.1", "0.9", "-0.10")],
)
def test_an_index_shows_on_which_side_it_stands(value: str, limit: str, shown: str) -> None:
    assert index_apart(Decimal(value), Decimal(limit))[0] == shown


@pytest.mark.parametrize(("value", "colour"), [("0.95", "green"), ("0.9499", "amber"), ("0.90", "amber"), ("0.8999", "red")])
def test_an_index_at_its_threshold_still_has_the_better_colour(value: str, colour: str) -> None:
    assert verdict(cpi=value).overall == verdict(spi_t=value).overall == colour


@pytest.mark.parametrize(("forecast", "colour"), [(10_000, "green"), (10_001, "amber"), (10_500, "amber"), (10_501, "red")])
def test_an_estimate_over_its_tolerance_is_red(forecast: int, colour: str) -> None:
    assert verdict(FACTS._replace(budget=10_000, forecast_cost=forecast)).overall == colour


def test_a_load_shows_on_which_side_it_stands() -> None:
    assert texts(verdict(load="1.1000001")) == ["load 110.00001 % in the next four weeks"]
    assert texts(verdict(load="1.254")) == ["load 125 % in the next four weeks"]
    assert texts(verdict(load="0.99")) == ["load 99 % in the next four weeks"]


def test_indices_are_judged_when_enough_has_happened() -> None:
    assert verdict(spi_t="0.5", elapsed="0.0999").colours["schedule"] is None
    assert verdict(spi_t="0.5", elapsed="0.10").colours["schedule"] == "red"
    assert verdict(cpi="0.5", spent="0.0499").colours["cost"] is None
    assert verdict(cpi="0.5", spent="0.05").overall == "red"


@pytest.mark.parametrize(
    ("measures", "dimension", "colour", "overall"),
    [
        ({"actions": (Overdue("A1", 10),)}, "schedule", None, None),
        ({"actions": (Overdue("A1", 11),)}, "schedule", "amber", "amber"),
        ({"rebaselines": 2}, "schedule", None, None),
        ({"rebaselines": 3}, "schedule", "amber", "amber"),
        ({"checks": ()}, "quality", "green", None),
        ({"checks": (Overdue("Q1", 10),)}, "quality", "green", None),
        ({"checks": (Overdue("Q1", 11),)}, "quality", "amber", "amber"),
        ({"changes": (Overdue("C1", 0),)}, "scope", "green", None),
        ({"changes": (Overdue("C1", 1),)}, "scope", "amber", "amber"),
        ({"load": "1.10"}, "team", "green", None),
        ({"load": "1.1000001"}, "team", "amber", "amber"),
        ({"npv": "50", "npv_approved": "100"}, "benefits", "green", None),
        ({"npv": "49.99", "npv_approved": "100"}, "benefits", "amber", "amber"),
        ({"npv": "-0.01", "npv_approved": "100"}, "benefits", "red", "amber"),
        ({"npv": "-1"}, "benefits", "red", "amber"),
    ],
)
def test_each_rule_at_its_threshold(measures: dict[str, Any], dimension: str, colour: str | None, overall: str | None) -> None:
    result = verdict(**measures)
    assert (result.colours[dimension], result.overall) == (colour, overall)


def test_other_dimensions_pull_down_to_amber_or_to_red_where_a_duty_is_breached() -> None:
    assert verdict(cpi="1", npv="-1").overall == "amber"
    breached = verdict(cpi="1", breaches=(Breach("quality", "GDPR: no record of processing"),))
    assert (breached.overall, breached.colours["quality"], texts(breached)[0]) == ("red", "red", "GDPR: no record of processing")


def test_without_rules_or_data_a_dimension_is_never_green() -> None:
    assert verdict().colours == dict.fromkeys(("schedule", "cost", "scope", "quality", "risk", "team", "benefits"))
    assert verdict().overall is None


@pytest.mark.parametrize("state", ["idea", "proposed", "on_hold", "closed", "cancelled"])
def test_what_is_not_under_way_is_not_judged(state: str) -> None:
    result = verdict(FACTS._replace(state=state), cpi="0.1")
    assert (result.overall, result.reasons, result.unconfirmed) == (None, (), False)


def test_a_past_week_is_judged_by_the_policy_in_force_then() -> None:
    policies = (Policy(), Policy(since=date(2026, 6, 1), green=Decimal("0.99")))
    judged = [judge_all(FACTS._replace(today=day), Measures(cpi=Decimal("0.97")), policies).overall for day in (date(2026, 5, 31), date(2026, 6, 1))]
    assert judged == ["green", "amber"]
    assert policy_on((Policy(since=date(2026, 6, 1)),), date(2026, 1, 1)) == Policy()


@pytest.mark.parametrize(
    ("facts", "changes", "colours"),
    [
        ({"milestones": (Milestone("Pilot live", 480),)}, {"little_float": 480}, ("amber", "green")),
        ({"budget": 100, "forecast_cost": 104}, {"tolerance_cost": 300}, ("amber", "red")),
        (
            {"planned_finish": date(2026, 11, 20), "forecast_finish": date(2026, 11, 24), "planned_days": 40},
            {"tolerance_time": 400},
            ("amber", "red"),
        ),
        ({"threats": (Threat("R1", 12, True, True),)}, {"bands": (5, 10, 12)}, ("green", "amber")),
        ({"threats": (Threat("R1", 8, True, False),)}, {"bands": (5, 8, 15)}, ("green", "amber")),
    ],
)
def test_every_threshold_is_the_policys(facts: dict[str, Any], changes: dict[str, Any], colours: tuple[str, str]) -> None:
    known = FACTS._replace(**facts)
    found = tuple(judge_all(known, Measures(), (policy,)).overall for policy in (Policy(), Policy(**changes)))
    assert found == colours


def test_an_index_is_held_against_every_digit_of_its_threshold() -> None:
    assert index_apart(Decimal("0.955"), Decimal("0.955")) == (".955", ".955")


def test_what_the_investment_is_still_worth_is_said_as_it_is_judged() -> None:
    assert texts(verdict(npv="60", npv_approved="100")) == ["forecast NPV at least half the approved one"]
    assert texts(verdict(npv="60")) == texts(verdict(npv="0")) == ["forecast NPV not below 0"]


def test_an_override_leaves_the_computed_colour_visible_until_it_expires() -> None:
    override = Override("green", "the supplier has agreed in writing", "anna", TODAY)
    result = judge_all(FACTS, Measures(cpi=Decimal("0.5")), override=override)
    assert (result.overall, result.computed, result.override) == ("green", "red", override)
    later = judge_all(FACTS._replace(today=date(2026, 11, 24)), Measures(cpi=Decimal("0.5")), override=override)
    assert (later.overall, later.computed, later.override) == ("red", "red", None)
    for changes, word in (({"reason": " "}, "reason"), ({"author": ""}, "author"), ({"colour": "blue"}, "'blue'")):
        with pytest.raises(OverrideError, match=word):
            judge_all(FACTS, Measures(), override=override._replace(**changes))


def test_silence_is_counted_in_working_days_of_the_project() -> None:
    off = DayHours(date(2026, 11, 18), date(2026, 11, 19))
    assert silent_days(None, date(2026, 11, 13), TODAY) == 6
    assert silent_days(standard(exceptions=[off]), date(2026, 11, 13), TODAY) == 4
    assert silent_days(None, TODAY, TODAY) == silent_days(None, date(2026, 12, 1), TODAY) == 0
    calm = judge_all(FACTS, Measures(last_update=date(2026, 11, 13)), calendar=standard(exceptions=[off]))
    assert not calm.unconfirmed
