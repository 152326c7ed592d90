"""Formulas of explained figures as a reader with a pocket calculator finds them: right, or said in words."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import pytest

from models.core.access import Session
from models.core.record import find
from models.operations.command import command
from models.reports.why import why
from models.values import duration

_PRODUCT = re.compile(r"= (\S+) × \(1 − (\S+) %\) = (\S+)")
_QUOTIENT = re.compile(r"= (\S+) ÷ (\S+) = (\d+) %")


def is_right(formula: str) -> bool:
    """Whether what the formula calculates is what it says."""
    if found := _PRODUCT.search(formula):
        whole, left = duration.parse(found[1]), duration.parse(found[3])
        return abs(whole * (1 - Fraction(found[2]) / 100) - left) <= 1
    if found := _QUOTIENT.search(formula):
        percents = Fraction(duration.parse(found[1]), duration.parse(found[2])) * 100
        return abs(percents - int(found[3])) <= 1 and (percents == 100) == (found[3] == "100")
    return True


def test_the_arithmetic_of_the_demo_is_right(demo: Session) -> None:
    """Of every project, and of tasks that are not finished."""
    records = demo.database.rows("SELECT id FROM project UNION ALL SELECT id FROM task WHERE state NOT IN ('done', 'cancelled')")
    formulas = [each.formula for (record,) in records for each in why(demo, record)]
    assert [formula for formula in formulas if not is_right(formula)] == []
    assert sum(bool(_QUOTIENT.search(formula)) for formula in formulas) > 10


@pytest.mark.parametrize(("values", "left", "formula"), [
    ({"actual_start": "2010-01-04", "duration": 450 * 480}, "450d", "nobody reported progress: the whole = 450d"),
    ({"actual_start": "2026-11-19", "duration": 10 * 480}, "10d", "nobody reported progress: the whole = 10d"),
    ({"actual_start": "2026-11-19", "duration": 4800, "progress": 3333}, "6.7d", "10d × (1 − 33.33 %) = 6d5h20m"),
    ({"actual_start": "2026-11-19", "duration": 4800, "progress": 3333, "remaining": 60}, "1h", "as it was reported"),
    ({"duration": 4800}, "10d", "it has not begun: the whole = 10d"),
    ({"duration": 4800, "state": "cancelled"}, "0d", "reported"),
    ({}, "–", "nobody said how much work"),
])  # fmt: skip
def test_what_is_left_is_explained_by_the_rule_that_gave_it(session: Session, values: dict[str, Any], left: str, formula: str) -> None:
    """By facts as a file brings them; a project whose figures speak of one day."""
    session.author = session.author._replace(source="import")
    with command(session, "begin") as work:
        project = work.create("project", {"code": "CRM", "title": "Customers", "status_date": "2026-11-23", "status_pinned": 1})
        task = work.create(
            "task", {"project": project, "title": "Migrate", "state": "doing" if "actual_start" in values else "todo", **values}
        )
    told = why(session, task, "left")[0]
    assert told.value == left
    assert formula in told.formula
    assert is_right(told.formula)


def test_a_start_names_the_link_that_holds_it(session: Session) -> None:
    """By its type and lag; without one the days that bound it."""
    with command(session, "begin") as work:
        project = work.create("project", {"code": "CRM", "title": "Customers", "start": "2026-12-01"})
        first, second = (work.create("task", {"project": project, "title": title, "duration": 2400}) for title in ("Dig", "Pour"))
        work.create("dependency", {"predecessor": first, "successor": second, "type": "ss", "lag": 960})
    assert why(session, second, "start")[0].formula == "it starts when CRM-1 Dig starts, 2026-12-01 + 2d working time: on 2026-12-03"
    assert "the latest of project start 2026-12-01, status date" in why(session, find(session, "CRM-1").id, "start")[0].formula


@pytest.mark.parametrize(("constraint", "day", "start", "finish_line", "total"), [
    ("snlt", "2026-12-02", "held at its constraint snlt 2026-12-02, 3d before CRM-1 lets it start, 2026-12-07: on 2026-12-02",
     "held at its constraint snlt 2026-12-02, 3d before CRM-1 lets it start, 2026-12-07",
     "the constraint snlt 2026-12-02 − the start 2026-12-07 that CRM-1 allows = -3d"),
    ("mfo", "2026-12-04", "held at its constraint mfo 2026-12-04, 2d before CRM-1 lets it start, 2026-12-07: on 2026-12-03",
     "held at its constraint mfo 2026-12-04, 2d before CRM-1 lets it start, 2026-12-07",
     "the constraint mfo 2026-12-04 − the finish 2026-12-08 that CRM-1 allows = -2d"),
    ("fnlt", "2026-12-01",
     "held at the status date 2026-12-01 (its constraint fnlt 2026-12-01 asks for an earlier start), 4d before CRM-1 lets it start, 2026-12-07: on 2026-12-01",
     "held at the status date 2026-12-01 (its constraint fnlt 2026-12-01 asks for an earlier start), 4d before CRM-1 lets it start, 2026-12-07",
     "the constraint fnlt 2026-12-01 − the finish 2026-12-08 that CRM-1 allows = -5d"),
])  # fmt: skip
def test_of_a_held_task_is_told_how_long_before_which_link_it_stands(
    session: Session, constraint: str, day: str, start: str, finish_line: str, total: str
) -> None:
    """And of its predecessor that it passes the constraint of what comes behind."""
    with command(session, "begin") as work:
        days = {"start": "2026-12-01", "status_date": "2026-12-01", "status_pinned": 1}
        project = work.create("project", {"code": "CRM", "title": "Customers", **days})
        first = work.create("task", {"project": project, "title": "Dig", "duration": 1920})
        values = {"duration": 960, "constraint": constraint, "constraint_day": day}
        second = work.create("task", {"project": project, "title": "Pour", **values})
        work.create("dependency", {"predecessor": first, "successor": second, "type": "fs"})
    told = {each.figure: each for each in why(session, second)}
    assert told["start"].formula == start
    assert told["finish"].lines == (finish_line,)
    assert told["float"].formula == total
    assert why(session, first, "finish")[0].lines == ("it is later than a constraint, its own or one of a task behind it, allows",)


@pytest.mark.parametrize(("constraint", "told"), [
    ("snet", ", constraint snet 2026-12-10 = 2026-12-10"),
    ("mfo", ", constraint mfo 2026-12-10 − 2d working time (from 2026-12-09 on) = 2026-12-09"),
    ("fnet", ", constraint fnet 2026-12-10 − 2d working time (from 2026-12-09 on) = 2026-12-09"),
    ("fnlt", "status date 2026-12-01 = 2026-12-01"),
])  # fmt: skip
def test_a_start_is_bounded_by_constraints_that_hold_it_back(session: Session, constraint: str, told: str) -> None:
    with command(session, "begin") as work:
        days = {"start": "2026-12-01", "status_date": "2026-12-01", "status_pinned": 1}
        project = work.create("project", {"code": "CRM", "title": "Customers", **days})
        values = {"duration": 960, "constraint": constraint, "constraint_day": "2026-12-10"}
        task = work.create("task", {"project": project, "title": "Pour", **values})
    formula = why(session, task, "start")[0].formula
    assert formula.endswith(told)
    assert (constraint in formula) is (constraint != "fnlt")


def test_of_a_blocked_task_the_block_is_told_first(session: Session) -> None:
    """Before the dates, which speak as if it were over."""
    with command(session, "begin") as work:
        project = work.create("project", {"code": "CRM", "title": "Customers", "start": "2026-12-01"})
        values = {"state": "blocked", "blocked_reason": "no VPN", "blocked_since": "2026-11-20", "blocked_by": "Northgate"}
        task = work.create("task", {"project": project, "title": "Dig", "duration": 2400, **values})
    block, finish = why(session, task)[:2]
    assert (block.figure, block.value, block.formula, block.lines[0]) == ("block", "since 2026-11-20", "no VPN", "waits for Northgate")
    assert finish.figure == "finish"
