"""A summary is what its tasks are: its kind and state follow from theirs, wherever they are read."""

from __future__ import annotations

import io
from typing import Any

import pytest

from models.core import registry
from models.core.listing import Listing
from models.exchange.csv_out import export_csv
from models.exchange.snapshot import import_snapshot, write_snapshot
from models.operations import move, refresh, search
from models.operations.check import check
from models.operations.command import command
from models.operations.consequence import followed
from models.operations.undo import undo
from models.planning.summaries import rolled_state
from models.store.errors import UsageError
from tests.operations.conftest import Office

TODAY, FRIDAY = "2026-11-23", "2026-11-20"


def listed(office: Office, words: str) -> set[int]:
    """The tasks that the filter finds."""
    return set(Listing(registry.get("task"), office.session, words=words).ids())


@pytest.mark.parametrize(("states", "begun", "state"), [
    ({"cancelled"}, False, "cancelled"), ({"done"}, True, "done"), ({"done", "cancelled"}, True, "done"), ({"todo"}, False, "todo"),
    ({"todo", "cancelled"}, False, "todo"), ({"todo", "done"}, True, "doing"), ({"doing", "blocked"}, True, "doing"),
    ({"blocked", "done"}, True, "blocked"), ({"blocked", "todo"}, False, "todo"), ({"review", "cancelled"}, True, "review"),
])  # fmt: skip
def test_the_state_that_follows_from_the_parts(states: set[str], begun: bool, state: str) -> None:
    """Open parts decide, then whether any was done."""
    assert rolled_state(states, begun) == state


def test_the_first_part_makes_a_summary_and_the_last_leaves_a_task(office: Office) -> None:
    """Archived, moved away, or undone: the task is what it was before, with what was reported on it."""
    task = office.make(effort=600, state="doing", progress=4000, actual_start=FRIDAY)
    before = office.seen(task)
    assert (before["kind"], before["state"], before["progress"]) == ("task", "doing", 4000)
    part, other = office.make(parent=task), office.make()
    whole = office.seen(task)
    assert [whole[name] for name in ("kind", "state", "progress", "actual_start")] == ["summary", "todo", None, None]
    with command(office.session, "archive") as work:
        work.archive(part)
    assert {name: office.seen(task)[name] for name in ("kind", "state", "progress", "actual_start")} == {
        name: before[name] for name in ("kind", "state", "progress", "actual_start")
    }
    with command(office.session, "restore") as work:
        work.restore(part)
        move.move(work, other, parent=task)
        move.move(work, part, parent=None)
    assert office.seen(task)["kind"] == "summary"
    undo(office.session)
    assert office.seen(task)["kind"] == "task"
    assert not [finding for finding in check(office.session) if finding.faults]


def test_it_is_done_with_its_tasks_and_open_again_with_a_new_one(office: Office) -> None:
    """In filters, lists, JSON, the search and what other people are told."""
    top = office.make(kind="summary", title="Integration", owner=office.bob)
    middle = office.make(parent=top, kind="summary")
    first, second = office.make(parent=middle), office.make(parent=top)
    assert {top, middle} <= listed(office, "state:todo")
    office.say("s fri", first)
    assert {top, middle, first} == listed(office, "state:doing")
    assert office.seen(top)["actual_start"] == FRIDAY
    office.say("x", first)
    assert listed(office, "state:done") == {middle, first}
    with pytest.raises(UsageError, match="open task"):
        office.say("x", top)
    told = office.say("x all", top).lines
    assert "doing → done" in told[0]
    assert listed(office, "state:open") == set()
    assert office.seen(top)["actual_finish"] == TODAY
    assert [hit.state for hit in search.search(office.session, "Integration")] == ["done"]
    assert office.session.database.value("SELECT open_rows FROM project_totals WHERE project = ?", (office.crm,)) == 0
    office.make(parent=middle, title="One more")
    assert {top, middle} <= listed(office, "state:doing")
    office.say(">cancelled", second)
    assert office.seen(top)["state"] == "doing"
    before = office.session.database.rows("SELECT * FROM task_schedule ORDER BY task")
    refresh.rebuild(office.session.database)
    assert office.session.database.rows("SELECT * FROM task_schedule ORDER BY task") == before


@pytest.mark.parametrize("values", [
    {"state": "done"}, {"progress": 5000}, {"remaining": 60}, {"actual_finish": FRIDAY}, {"blocked_reason": "no room"}, {"kind": "task"},
])  # fmt: skip
def test_what_follows_from_the_tasks_is_not_typed(office: Office, values: dict[str, Any]) -> None:
    """The error names the field."""
    summary = office.make()
    office.make(parent=summary)
    with pytest.raises(UsageError, match=r"summary") as refused:
        office.change(summary, **values)
    assert refused.value.field in values


def test_files_say_what_everybody_reads(office: Office) -> None:
    """The list as CSV, and the snapshot, which taken back changes nothing."""
    top = office.make(title="Integration")
    part = office.make(parent=top)
    office.say("x", part)
    out = io.StringIO()
    export_csv(office.session, registry.get("task"), "", out)
    line = next(line for line in out.getvalue().splitlines() if "Integration" in line)
    assert ",summary,done," in line
    data = write_snapshot(office.session, office.crm)
    assert b'kind = "summary"\nstate = "done"' in data
    report = import_snapshot(office.session, data)
    assert (report.updated, report.batch) == ({}, None)


def test_a_summary_goes_out_of_sight_with_its_parts_and_comes_back_with_them(office: Office) -> None:
    """What was archived before stays so; one change, one undo."""
    top = office.make(title="Whole", duration=480)
    summary = office.make(title="Build", parent=top)
    first, second, earlier = (office.make(parent=summary, duration=480) for _ in range(3))
    office.make(parent=top, duration=480, state="done")
    session, everything = office.session, {summary, first, second}
    with command(session, "earlier") as work:
        work.archive(earlier)
    with command(session, "archive") as work:
        work.archive(summary)
    assert not listed(office, "") & {*everything, earlier}
    assert followed(work) == ["with 2 parts", "CRM-1 done 33 → 100 %"]
    undo(session)
    assert listed(office, "") >= everything
    with command(session, "archive") as work:
        work.archive(summary)
    with command(session, "restore") as work:
        work.restore(summary)
    assert listed(office, "") >= everything
    assert earlier not in listed(office, "")
    assert followed(work)[0] == "with 2 parts"


def test_a_task_that_becomes_a_summary_says_what_counts_no_more(office: Office) -> None:
    plain, part = office.make(title="Build", duration=4800), office.make(title="Test", duration=480)
    with command(office.session, "into") as work:
        move.move(work, part, parent=plain)
    assert followed(work)[0] == "CRM-1 is a summary now: its own 10d counts no more"
    with command(office.session, "out of") as work:
        move.move(work, part, parent=None)
    assert followed(work)[0] == "CRM-1 holds nothing now: its own 10d counts again"


def test_of_a_summary_without_an_estimate_it_is_not_known_what_is_left(office: Office) -> None:
    summary = office.make(title="Build")
    part = office.make(parent=summary)
    left = "SELECT remaining FROM task_schedule WHERE task = ?"
    assert office.session.database.value(left, (summary,)) is None
    office.change(part, duration=480)
    assert office.session.database.value(left, (summary,)) == 480
    office.change(part, state="done")
    assert office.session.database.value(left, (summary,)) == 0
