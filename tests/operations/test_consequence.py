"""The line that says what followed."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.operations import consequence, update
from models.operations.command import command
from models.operations.effect import clock, progress_text
from models.operations.portfolio import portfolio
from models.operations.refresh import standing
from models.values import percent
from models.values.figures import apart

if TYPE_CHECKING:
    from tests.operations.conftest import Office


def test_a_task_that_slips_takes_its_project_along(office: Office) -> None:
    """CRM-2 waits for CRM-1: 5 d of work from Monday 23 Nov, then 2 d; the target is Tuesday 1 December."""
    office.put(office.crm, finish="2026-12-01")
    first, second = office.make(duration=2400, start="2026-11-23"), office.make(duration=960)
    office.make("dependency", predecessor=first, successor=second)
    outcome = office.say("1 40% rem 4d")
    assert outcome.lines == ["CRM-1: todo → doing · done 0 → 40 % · finish 26 Nov (-1 d) · CRM finish 30 Nov (-1 d)"]
    outcome = office.say("1 rem 8d")
    assert outcome.lines == ["CRM-1: finish 2 Dec (+6 d) · CRM finish 4 Dec (+4 d) · schedule ● → ■"]


def test_the_projects_part_stands_once(office: Office) -> None:
    office.make(duration=2400, start="2026-11-23")
    office.make(duration=4800, start="2026-11-23")
    lines = office.say("1 x; 2 x").lines
    assert [line.count("CRM finish") for line in lines] == [0, 1]


def test_what_moves_nothing_is_said_to_be_saved(office: Office) -> None:
    task = office.make(state="doing", duration=480, actual_start="2026-11-23")
    assert office.say("due:fri @bob +legal", task).lines == ["CRM-1: owner – → bob · due – → 27 Nov · +legal"]
    assert office.say("2h as usual", task).lines == ["CRM-1: 2 h of ana on 23 Nov · comment saved"]


def test_money_and_colours_of_a_project(office: Office) -> None:
    office.put(office.crm, budget=100_000_00)
    with command(office.session, "line") as work:
        work.create("budget_line", {"project": office.crm, "title": "Labour", "planned": 100_000_00})
        work.finish()
    with command(office.session, "cost") as work:
        before = standing(office.session.database, office.crm)
        work.create("cost", {"project": office.crm, "title": "Invoice", "posted_on": "2026-11-20", "amount": 101_000_00})
        work.create("budget_line", {"project": office.crm, "title": "More", "planned": 4_00})
        work.finish()
        parts = consequence.project_parts(office.session.database, office.crm, before, work.after[office.crm], date(2026, 11, 23))
    assert parts == ["forecast 100,000.00 → 100,004.00", "actual – → 101 k", "cost ● → ■"]


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        (3000, 6000, "done 30 → 60 %"), (None, 6000, "done – → 60 %"), (9960, 9980, "done 99.6 → 99.8 %"),
        (9990, 10000, "done 99.9 → 100 %"), (30, 30, "done 0.3 → 0.3 %"),
        (6000, 6001, "done 60 → 60.01 %"), (9999, 9999, "done 99.99 → 99.99 %"), (0, 10000, "done 0 → 100 %"),
    ],
)  # fmt: skip
def test_digits_until_the_difference_shows(before: int | None, after: int, text: str) -> None:
    assert progress_text("done", before, after) == text


@given(st.integers(0, 10000), st.integers(0, 10000))
def test_different_figures_never_read_the_same(before: int, after: int) -> None:
    one, other = apart(before, after, 100, percent.WHOLE)
    assert (one == other) == (before == after)
    assert (float(one) < float(other)) == (before < after)
    assert (float(one) == 100, float(other) == 100) == (before == 10000, after == 10000)
    assert (float(one) == 0, float(other) == 0) == (before == 0, after == 0)


@pytest.mark.parametrize(("minutes", "text"), [(120, "2 h"), (90, "1 h 30"), (65, "1 h 05"), (45, "45 m")])
def test_hours_to_read(minutes: int, text: str) -> None:
    assert clock(minutes) == text


def test_days_that_passed_are_named_and_on_a_sunday_work_goes_on_on_monday(office: Office) -> None:
    """5 d of work from Monday 23 Nov; nobody says a word until Sunday 29 Nov, when nothing of it can be done before the 30th."""
    task = office.make(duration=2400, start="2026-11-23")
    office.make("risk", likelihood=2, impact=2)
    session = office.session
    with portfolio(session.database.path, today=date(2026, 11, 29), login=session.login) as sunday:
        said = update.apply(sunday, "CRM-R1 =", here=None, project=office.crm, in_app=False, now=datetime(2026, 11, 29, 12, 0)).lines
        assert sunday.database.value("SELECT status_date FROM project WHERE id = ?", (office.crm,)) == "2026-11-29"
        dates = sunday.database.row("SELECT start, finish FROM task_schedule WHERE task = ?", (task,))
    assert dates == ("2026-11-30", "2026-12-04")
    assert said == ["CRM-R1: no change, still right · CRM finish 4 Dec (+7 d) · status date 23 Nov → 29 Nov"]
