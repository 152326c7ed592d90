"""For a project whose status date is pinned that day is today, in whatever compares with today."""

from __future__ import annotations

import pytest

from models.core import registry
from models.core.listing import Listing
from models.operations import refresh, today, update, workload
from models.operations.edit import read_fields
from models.reports.status import page
from tests.operations.conftest import Office


@pytest.fixture
def old(office: Office) -> int:
    """A task of a project that was imported as it stood at the end of 2012."""
    task = office.make(owner=office.ana, due="2013-01-04", duration=480, state="doing", actual_start="2012-12-20", start="2012-12-20")
    late = office.make(owner=office.ana, due="2012-12-21", duration=480)
    office.put(office.crm, status_date="2012-12-31", status_pinned=1, start="2012-12-03")
    office.put(office.make(project=office.iam, owner=office.ana, due="2026-11-27"), start=None)
    refresh.rebuild(office.session.database)
    assert late == task + 1
    return task


def listed(office: Office, words: str) -> list[int]:
    return list(Listing(registry.get("task"), office.session, words=words).ids())


def test_what_is_late_or_due_soon(office: Office, old: int) -> None:
    """In Today, its reasons, the page of the project, and filters over projects with different days."""
    assert [record for group, record in today.rows(office.session, [office.ana]) if group == 2] == [old + 1, old, old + 2]
    told = today.reasons(office.session, [old, old + 1])
    assert told[old + 1].startswith("late 10 d")
    assert "4 d time" in told[old] or "due in 4 d" in told[old]
    assert listed(office, "due<today") == [old + 1]
    assert listed(office, "due>=today due<=+7d") == [old, old + 2]
    assert listed(office, "due=2013-01-04") == [old]
    assert [ref for ref, *_ in page(office.session, office.crm).next] == ["CRM-2", "CRM-1"]


def test_its_work_is_not_of_these_weeks(office: Office, old: int) -> None:
    """What was left in 2012 burdens nobody now; what is overdue today does."""
    assert workload.loads(office.session, [office.ana], 2)[office.ana].weeks == [0, 0]
    office.make(project=office.iam, owner=office.ana, start="2026-11-02", finish="2026-11-03", effort=480)
    assert workload.loads(office.session, [office.ana], 2)[office.ana].weeks == [480, 0]


def test_what_is_posted_without_a_day_is_of_that_day(office: Office, old: int) -> None:
    """Hours and costs; the hours unpin it."""
    cost = office.make("cost", amount=100)
    assert office.row(cost)["posted_on"] == "2012-12-31"
    office.put(office.crm, status_date="2012-12-31", status_pinned=1)
    entry = office.make("time_entry", task=old, person=office.ana, minutes=60)
    assert office.row(entry)["day"] == "2012-12-31"


def test_days_are_typed_as_from_that_day(office: Office, old: int) -> None:
    """In forms and on the command line, for the project itself and for its records; others count from today."""
    task, project = registry.get("task"), registry.get("project")
    typed = {"due": "+3d"}
    assert read_fields(office.session, task, typed, project=office.crm) == {"due": "2013-01-03"}
    assert read_fields(office.session, task, typed, project=office.iam) == {"due": "2026-11-26"}
    assert read_fields(office.session, project, {"finish": "fri"}, row=office.row(office.crm)) == {"finish": "2013-01-04"}


def test_days_are_read_as_from_the_readers_day(office: Office, old: int) -> None:
    """Nobody takes a day of 2012 for one of this year."""
    shown = Listing(registry.get("task"), office.session, project=office.crm).texts([old], ["start", "due"])
    assert shown == [(old, ("20Dec12", "4Jan13"))]
    assert update.preview(office.session, "CRM-1 2h", here=[], project=None, in_app=False).segments[0].effects == ("2 h of ana on 31 Dec 2012",)
