"""What no command may do: tear projects apart, edit what is frozen or archived, change the currency of amounts."""

from __future__ import annotations

from typing import Any

import pytest

from models.core import registry
from models.core.listing import Listing
from models.operations import move, today, workload
from models.operations.command import command
from models.operations.search import search
from models.operations.undo import undo
from models.store.errors import UsageError
from tests.operations.conftest import Office


@pytest.mark.parametrize(("kind", "field", "target"), [
    ("cost", "line", "budget_line"), ("cost", "task", "task"), ("budget_line", "task", "task"), ("issue", "from_risk", "risk"), ("task", "parent", "task"),
])  # fmt: skip
def test_references_stay_in_the_project(office: Office, kind: str, field: str, target: str) -> None:
    """Neither a new record nor a change refers into another project."""
    money: dict[str, Any] = {"cost": {"amount": 100}, "budget_line": {"planned": 100}}
    there = office.make(target, project=office.iam, **money.get(target, {}))
    with pytest.raises(UsageError, match="another project"):
        office.make(kind, **{field: there}, **money.get(kind, {}))
    here = office.make(kind, **money.get(kind, {}))
    with pytest.raises(UsageError, match="another project"):
        office.change(here, **{field: there})
    with command(office.session, "many") as work, pytest.raises(UsageError, match="another project"):
        work.create_many(kind, [{"project": office.crm, "title": "x", field: there, **money.get(kind, {})}])


def test_only_a_move_changes_the_project_and_tears_nothing_apart(office: Office) -> None:
    """The field alone is refused; a move that would leave a reference behind too."""
    risk = office.make("risk")
    with pytest.raises(UsageError, match="stays in its project"):
        office.change(risk, project=office.iam)
    issue = office.make("issue", from_risk=risk)
    with command(office.session, "move") as work, pytest.raises(UsageError, match="refers to"):
        move.move(work, issue, project=office.iam)
    with command(office.session, "move") as work:
        move.move(work, risk, project=office.iam)
    assert [office.row(each)["project"] for each in (risk, issue)] == [office.iam] * 2


def test_baselines_are_frozen(office: Office) -> None:
    """Only the approval is filled, once; undo of the creation takes it away."""
    office.make(duration=480)
    baseline = office.make("baseline", title="First")
    line = office.session.database.value("SELECT id FROM baseline_line")
    office.change(baseline, approved_on="2026-11-20")
    for record, values in ((baseline, {"title": "Other"}), (baseline, {"approved_on": "2026-11-19"}), (line, {"cost": 1}), (line, {"archived": "x"})):
        with pytest.raises(UsageError, match="frozen"):
            office.change(record, **values)
    undo(office.session)
    undo(office.session)
    assert office.row(baseline)["archived"]
    assert office.row(line)["archived"]


def test_the_currency_stays_with_its_amounts(office: Office) -> None:
    """It changes while there is none; it is one of ISO 4217; a budget is not negative."""
    office.change(office.crm, currency="USD")
    office.make("risk", expected_cost=100)
    office.make("budget_line", planned=100, forecast=200)
    with pytest.raises(UsageError, match="3 amounts"):
        office.change(office.crm, currency="EUR")
    for values in ({"currency": "XYZ"}, {"budget": -1}):
        with pytest.raises(UsageError):
            office.change(office.iam, **values)


def test_what_is_archived_is_out_of_sight_and_not_written(office: Office) -> None:
    """Neither in lists, search, Today and workload, nor changed before it is restored."""
    task = office.make(title="Hidden plan", owner=office.ana, duration=480, finish="2026-11-24")
    risk = office.make("risk", owner=office.ana, review_on="2026-11-20")
    assert today.rows(office.session, [office.ana])
    assert search(office.session, "hidden")
    with command(office.session, "archive") as work:
        work.archive(office.crm)
    assert not today.rows(office.session, [office.ana])
    assert not search(office.session, "hidden")
    assert not sum(workload.loads(office.session, [office.ana], 4)[office.ana].weeks)
    for kind in ("task", "risk"):
        assert Listing(registry.get(kind), office.session).count() == 0
    for record in (task, risk, office.crm):
        with pytest.raises(UsageError, match="archived"):
            office.change(record, title="Changed")
    with pytest.raises(UsageError, match="archived"):
        office.make()
    with command(office.session, "restore") as work:
        work.restore(office.crm)
    office.change(task, title="Changed")
    assert Listing(registry.get("task"), office.session).count() == 1
    with command(office.session, "archive") as work:
        work.archive(task)
    with pytest.raises(UsageError, match="archived"):
        office.change(task, title="Again")


def test_hours_and_comments_are_words(office: Office) -> None:
    """A task in work that somebody spoke of is not silent."""
    task = office.make(state="doing", owner=office.ana, actual_start="2026-11-02", duration=40 * 480)
    with office.session.database.transaction():
        office.session.database.execute("UPDATE task SET updated = '2026-11-02T08:00:00.000000Z' WHERE id = ?", (task,))
    assert (3, task) in today.rows(office.session, [office.ana])
    office.make("time_entry", task=task, person=office.ana, day="2026-11-20", minutes=60)
    with office.session.database.transaction():
        office.session.database.execute("UPDATE task SET updated = '2026-11-02T08:00:00.000000Z' WHERE id = ?", (task,))
    assert (3, task) not in today.rows(office.session, [office.ana])
