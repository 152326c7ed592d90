"""The rules of tasks and hours, by whatever road they are written: form, `set`, script."""

from __future__ import annotations

from typing import Any

import pytest

from models.core import registry
from models.core.listing import Listing
from models.store.errors import RefusedError, UsageError
from tests.operations.conftest import Office


def test_progress_says_what_is_left(office: Office) -> None:
    """Unless it is given; a file is taken as it stands."""
    task = office.make(effort=600)
    office.change(task, progress=2500)
    assert office.row(task)["remaining"] == 450
    office.change(task, progress=5000, remaining=60)
    assert office.row(task)["remaining"] == 60
    office.session.author = office.session.author._replace(source="import")
    office.change(task, progress=9000)
    assert office.row(task)["remaining"] == 60


def test_what_is_done_is_reopened_first(office: Office) -> None:
    """No progress of what is done; reopening needs the work that is left."""
    task = office.make(duration=480)
    office.change(task, state="done")
    for values in ({"progress": 5000}, {"remaining": 60}, {"state": "todo"}):
        with pytest.raises(UsageError) as refused:
            office.change(task, **values)
        assert "state=todo remaining=" in refused.value.hint
    office.change(task, state="todo", remaining=60)
    assert office.row(task)["state"] == "todo"


def test_a_summary_has_the_progress_of_its_tasks(office: Office) -> None:
    """It is not typed, nor how long it lasts; what it was estimated at before it held any can be cleared, and comes back with a file."""
    summary = office.make(duration=480)
    office.make(parent=summary)
    with pytest.raises(UsageError, match="progress of its tasks"):
        office.change(summary, progress=5000)
    with pytest.raises(UsageError, match="as long as its tasks"):
        office.change(summary, duration=1440)
    office.change(summary, duration=None)
    office.session.author = office.session.author._replace(source="import")
    office.change(summary, duration=960)
    assert office.row(summary)["duration"] == 960


@pytest.mark.parametrize("values", [
    {"actual_start": "2026-11-24"}, {"state": "done", "actual_finish": "2026-11-24"}, {"actual_start": "2026-11-20", "actual_finish": "2026-11-19"},
])  # fmt: skip
def test_facts_lie_in_the_past_and_in_order(office: Office, values: dict[str, Any]) -> None:
    """Nothing has begun tomorrow, or ended before it began."""
    with pytest.raises(UsageError):
        office.change(office.make(), **values)


def test_a_day_has_24_hours_in_all(office: Office) -> None:
    """Of all entries of one person; none lies in the future."""
    task = office.make()
    entry = {"task": task, "person": office.bob, "day": "2026-11-20"}
    first = office.make("time_entry", minutes=20 * 60, **entry)
    with pytest.raises(UsageError, match="24 hours: 20 h"):
        office.make("time_entry", minutes=5 * 60, **entry)
    office.change(first, minutes=24 * 60)
    with pytest.raises(UsageError, match="future"):
        office.make("time_entry", minutes=60, **{**entry, "day": "2026-11-24"})


def test_a_project_is_closed_only_through_its_gate(office: Office) -> None:
    """Also by its field."""
    with pytest.raises(RefusedError, match="gate is not clear"):
        office.change(office.crm, state="closed")
    office.change(office.crm, state="stopped")


@pytest.mark.parametrize(("register", "first", "last"), [
    ("task", "start", "finish"), ("task", "actual_start", "actual_finish"), ("budget_line", "from_day", "to_day"),
    ("project", "start", "finish"), ("person", "active_from", "active_to"),
])  # fmt: skip
def test_an_end_before_its_beginning_is_refused(office: Office, register: str, first: str, last: str) -> None:
    """With both typed, and with one beside the other; the error names the field that was typed. A file is taken as it stands."""
    more: dict[str, Any] = {"task": {}, "budget_line": {"planned": 100}, "project": {"project": None, "code": "NEW"}, "person": {"handle": "zoe"}}[register]
    with pytest.raises(UsageError, match="before") as refused:
        office.make(register, **more, **{first: "2026-11-20", last: "2026-11-19"})
    assert refused.value.field == last
    record = office.make(register, **more, **{first: "2026-11-18", last: "2026-11-19"})
    with pytest.raises(UsageError, match="after") as refused:
        office.change(record, **{first: "2026-11-20"})
    assert refused.value.field == first
    office.change(record, **{first: "2026-11-20", last: "2026-11-20"})
    office.session.author = office.session.author._replace(source="import")
    office.change(record, **{last: "2026-11-02"})


def test_nothing_was_paid_in_the_future(office: Office) -> None:
    """Unless a file says so."""
    with pytest.raises(UsageError, match="future") as refused:
        office.make("cost", amount=100, posted_on="2026-11-24")
    assert refused.value.field == "posted_on"
    office.session.author = office.session.author._replace(source="import")
    cost = office.make("cost", amount=100, posted_on="2026-11-24")
    office.session.author = office.session.author._replace(source="person")
    office.change(cost, title="Paid in advance")


@pytest.mark.parametrize(("register", "field", "default"), [
    ("task", "priority", 500), ("project", "priority", 500), ("project", "tolerance_time", 1000), ("project", "tolerance_cost", 500),
    ("person", "hours_per_day", 800),
])  # fmt: skip
def test_what_is_not_said_has_its_default(office: Office, register: str, field: str, default: int) -> None:
    """Written when it is made, so that it is shown, filtered and exported; cleared, it has it again."""
    more: dict[str, Any] = {"task": {}, "project": {"project": None, "code": "NEW"}, "person": {"handle": "zoe"}}[register]
    record = office.make(register, **more)
    assert office.seen(record)[field] == default
    office.change(record, **{field: 100})
    office.change(record, **{field: None})
    assert office.seen(record)[field] == default
    words = f"{field}>={default / 100 if 'tolerance' in field or 'hours' in field else default:g}"
    assert record in Listing(registry.get(register), office.session, words=words).ids()


def test_a_task_has_a_duration_or_an_effort(office: Office) -> None:
    """The one that is typed replaces the other, so that the forecast and what progress leaves go by the same work; a file's duration stays."""
    task = office.make(duration=6 * 480)
    office.change(task, effort=20 * 480)
    assert (office.row(task)["duration"], office.row(task)["effort"]) == (None, 20 * 480)
    assert office.seen(task)["left"] == 20 * 480
    office.change(task, progress=5000)
    assert office.row(task)["remaining"] == office.seen(task)["left"] == 10 * 480
    office.change(task, duration=480)
    assert (office.row(task)["duration"], office.row(task)["effort"]) == (480, None)
    with pytest.raises(UsageError, match="a duration or an effort"):
        office.change(task, duration=960, effort=480)
    office.change(task, effort=480)
    assert office.row(task)["duration"] == office.row(task)["effort"] == 480
    office.session.author = office.session.author._replace(source="import")
    filed = office.make(duration=960, effort=480)
    assert (office.row(filed)["duration"], office.row(filed)["effort"]) == (960, None)


@pytest.mark.parametrize(("duration", "effort", "left"), [(960, 480, 480), (None, 960, 480)])
def test_the_quick_line_and_the_form_halve_the_same_work(office: Office, duration: int | None, effort: int, left: int) -> None:
    """The duration where both are stored, whatever wrote them."""
    said, typed = office.make(), office.make()
    for task in (said, typed):
        office.put(task, duration=duration, effort=effort)
    office.say("50%", here=said)
    office.change(typed, progress=5000)
    assert office.row(said)["remaining"] == office.row(typed)["remaining"] == left
