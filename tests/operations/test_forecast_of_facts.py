"""What the forecast says of facts: days as they were typed, a planned finish kept, risks by their worst impact."""

from __future__ import annotations

from typing import Any

import pytest

from models.planning import health
from models.values.figures import apart
from tests.operations.conftest import MONDAY, Office


def schedule(office: Office, task: int) -> tuple[Any, ...]:
    """Forecast start and finish of a task."""
    return office.session.database.rows("SELECT start, finish FROM task_schedule WHERE task = ?", (task,))[0]


def test_actual_days_at_a_weekend_are_shown_as_typed(office: Office) -> None:
    """A task done on Sunday finished on Sunday, and so did the project."""
    done = office.make(duration=480, state="done", actual_start="2026-11-21", actual_finish="2026-11-22")
    begun = office.make(duration=480, state="doing", actual_start="2026-11-15", remaining=0)
    assert schedule(office, done) == ("2026-11-21", "2026-11-22")
    assert schedule(office, begun)[0] == "2026-11-15"
    office.put(begun, archived="2026-11-23T09:00:00Z")
    office.make(state="cancelled")
    assert office.session.database.value("SELECT finish FROM project_totals WHERE project = ?", (office.crm,)) == "2026-11-22"


def test_a_planned_finish_with_a_duration_is_not_passed(office: Office) -> None:
    """A task with a finish and a duration starts so early that it ends on that day."""
    task = office.make(duration=5 * 480, finish="2026-12-11")
    assert schedule(office, task) == ("2026-12-07", "2026-12-11")


@pytest.mark.parametrize("constraint", ["fnet", "mfo", "mso"])
def test_a_milestone_stands_on_the_day_of_its_constraint(office: Office, constraint: str) -> None:
    task = office.make(kind="milestone", constraint=constraint, constraint_day="2026-12-11")
    assert schedule(office, task) == ("2026-12-11", "2026-12-11")


def test_exposure_counts_the_worst_impact_and_is_rounded_once(office: Office) -> None:
    """Score by the worst of the four impacts; two halves of a cent make one."""
    for _ in range(2):
        office.make("risk", likelihood=3, impact=1, impact_time=5, expected_cost=1)
    totals = office.session.database.row("SELECT top_score, exposure FROM project_totals WHERE project = ?", (office.crm,))
    assert totals == (15, 1)


def test_a_tolerance_of_no_planned_days_is_not_available() -> None:
    """Where the plan ends before it begins, later is amber and no tolerance is told."""
    found = health.judge(health.Facts("running", MONDAY, "EUR", planned_finish=MONDAY, forecast_finish=MONDAY.replace(day=25), planned_days=-3))
    assert (found.schedule, "tolerance" in found.reasons[0].text) == ("amber", False)


def test_a_small_overrun_is_not_called_nothing() -> None:
    """+0 % would say that nothing is over."""
    assert apart(48, 500, 100) == ("0.5", "5")
