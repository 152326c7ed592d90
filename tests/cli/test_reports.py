"""Figures as text: status and why."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.conftest import Qd


def test_the_portfolio_has_trouble_first_and_sums(demo_qd: Qd) -> None:
    answer = demo_qd("status")
    words = [line.split()[1] for line in answer.lines[2:]]
    firsts = [words.index(word) for word in ("trouble", "on")]
    assert firsts == sorted(firsts)
    assert "in trouble" not in answer.lines[0]
    assert answer.lines[0].startswith("24 projects")
    assert answer.lines[-1].startswith("EUR: budget ")
    found = demo_qd("status", "--json").json
    ranks = [["red", "amber", "green", None].index(project["overall"]) for project in found["projects"]]
    assert ranks == sorted(ranks)
    assert found["totals"]["red"] == ranks.count(0)
    assert sum(float(project["budget"]["amount"]) for project in found["projects"] if project["budget"]) == float(
        found["totals"]["money"][0]["budget"]["amount"]
    )


def test_every_colour_but_green_has_its_reason(demo_qd: Qd) -> None:
    for project in demo_qd("status", "--json").json["projects"]:
        if project["overall"] in ("red", "amber"):
            assert project["overall"] in [reason["colour"] for reason in project["reasons"]]


def test_a_project_page_says_finish_money_reasons_and_risks(demo_qd: Qd) -> None:
    out = demo_qd("status", "CRM").out
    for word in ("One customer record", "Finish", "planned", "budget", "Reason", "CRM-R1", "CRM-101"):
        assert word in out
    page = demo_qd("status", "-p", "CRM", "--json").json
    assert page["ref"] == "CRM"
    assert page["forecast"]["currency"] == "EUR"


def test_status_as_csv(demo_qd: Qd) -> None:
    rows = list(csv.DictReader(io.StringIO(demo_qd("status", "--csv").out)))
    assert len(rows) == 24
    assert rows[0]["overall"] == "red"
    assert rows[0]["reasons"]


def test_a_pipe_gets_no_colour(demo_qd: Qd) -> None:
    for words in (["status"], ["show", "CRM-1"], ["why", "CRM"], ["help"], ["history", "CRM-101"]):
        assert "\x1b" not in demo_qd(*words, COLORTERM="truecolor").out


def test_why_shows_formulas_with_their_numbers(crm: Qd) -> None:
    assert "4 × 5 = 20" in crm("why", "CRM-R1").out
    crm("set", "CRM-R1", "expected_cost=10k")
    crm("new", "budget_line", "-p", "CRM", "Licences", "planned=800k", "forecast=990k")
    assert "70 %" in crm("why", "CRM-R1", "exposure").out
    forecast = crm("why", "CRM", "forecast").out
    assert "990,000.00 EUR" in forecast
    assert "180,000.00 EUR" in forecast
    assert "R1 score 20 without owner and response" in crm("why", "CRM", "risk").out
    assert crm("why", "CRM", "health", "--json").json[0]["value"] == "trouble"


def test_why_names_the_tasks_that_drive_a_date(crm: Qd) -> None:
    crm("new", "dependency", "predecessor=CRM-1", "successor=CRM-2")
    crm("new", "dependency", "predecessor=CRM-2", "successor=CRM-3")
    chain = crm("why", "CRM-3", "finish").out
    assert chain.index("CRM-3 waits for CRM-2") < chain.index("CRM-2 waits for CRM-1")
    assert "CRM-2 API stub for billing" in crm("why", "CRM-3", "start").out
    assert "CRM-1" in crm("why", "CRM", "finish").out


def test_why_of_progress_tells_who_said_it(crm: Qd) -> None:
    assert "nobody" in crm("why", "CRM-1", "progress").out
    crm("u", "CRM-1 60%")
    assert "reported" in crm("why", "CRM-1", "progress").out
    assert crm("why", "CRM-1", "left", "--json").json[0]["value"] == "2d"
    assert "3d ÷ 15d = 20 %" in crm("why", "CRM", "progress").out


def test_why_of_other_kinds_gives_what_is_computed(crm: Qd) -> None:
    crm("new", "budget_line", "-p", "CRM", "Licences", "planned=10k", "forecast=12k")
    assert "planned − forecast = 10,000.00 EUR − 12,000.00 EUR = -2,000.00 EUR" in crm("why", "CRM-L1", "variance").out
    assert "none is posted yet" in crm("why", "CRM-L1", "actual").out
    crm("new", "cost", "-p", "CRM", "First order", "line=CRM-L1", "posted_on=2020-05-02", "amount=3k")
    crm("new", "cost", "-p", "CRM", "Second order", "line=CRM-L1", "posted_on=2020-06-02", "amount=1.5k")
    said = crm("why", "CRM-L1").out
    assert "spent 4,500.00 EUR of it = 38 %, to go 7,500.00 EUR" in said
    assert "3,000.00 EUR  2 May 2020  CRM-K1 First order" in said
