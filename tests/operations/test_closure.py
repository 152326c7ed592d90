"""The closure gate: what is open is counted, led by its next, and the list behind each row holds exactly what it counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from models.core import registry
from models.core.access import Session
from models.core.listing import Listing
from models.operations.closure import GateRow, gate
from models.operations.command import command
from models.operations.portfolio import portfolio
from models.store.errors import RefusedError


@pytest.fixture
def office(tmp_path: Path) -> Iterator[tuple[Session, int]]:
    with portfolio(str(tmp_path / "gate.db"), create=True, login="ana", today=date(2026, 11, 23)) as session:
        with command(session, "project") as work:
            project = work.create("project", {"code": "FIN", "title": "Finance upgrade"})
            work.change(project, {"manager": session.me})
        yield session, project


def rows(session: Session, project: int) -> dict[str, GateRow]:
    return {row.key: row for row in gate(session, project)}


def test_an_empty_project_lacks_lessons_and_a_baseline(office: tuple[Session, int]) -> None:
    found = rows(*office)
    assert {key: row.state for key, row in found.items()} == {"tasks": "ok", "raid": "ok", "lessons": "open", "baseline": "open"}
    assert found["lessons"].who == found["baseline"].who == "ana", "its manager is asked"


def test_rows_without_a_register_are_absent(office: tuple[Session, int]) -> None:
    assert not {"orders", "products", "hours", "people", "benefits", "legal", "personal_data"} & rows(*office).keys()


def test_open_tasks_are_led_by_the_one_that_is_due_first(office: tuple[Session, int]) -> None:
    session, project = office
    with command(session, "tasks") as work:
        bob = work.create("person", {"handle": "bob", "title": "Bob"})
        part = work.create("task", {"project": project, "title": "All of it"})
        work.create("task", {"project": project, "title": "Late", "due": "2026-12-20", "parent": part})
        first = work.create("task", {"project": project, "title": "Soon", "due": "2026-12-04", "owner": bob, "parent": part})
        work.create("task", {"project": project, "title": "Gone", "state": "cancelled"})
        work.archive(work.create("task", {"project": project, "title": "Put away"}))
    row = rows(session, project)["tasks"]
    assert (row.state, row.left, row.who, row.next) == ("open", 2, "bob", "FIN-3 Soon, 4Dec")
    with command(session, "one done") as work:
        work.change(first, {"state": "done"})
    row = rows(session, project)["tasks"]
    assert (row.left, row.who, row.next) == (1, "", "FIN-2 Late, 20Dec")


def test_tasks_are_ok_when_the_last_is_done(office: tuple[Session, int]) -> None:
    session, project = office
    with command(session, "task") as work:
        summary = work.create("task", {"project": project, "title": "Summary", "kind": "summary"})
        work.create("task", {"project": project, "title": "Part", "parent": summary, "state": "done"})
    row = rows(session, project)["tasks"]
    assert (row.state, row.left, row.next) == ("ok", 0, "1 done")


def test_issues_come_before_risks_and_the_highest_risk_first(office: tuple[Session, int]) -> None:
    session, project = office
    with command(session, "risks") as work:
        work.create("risk", {"project": project, "title": "Small", "likelihood": 1, "impact": 1})
        work.create("risk", {"project": project, "title": "Great", "likelihood": 4, "impact": 1, "impact_time": 5, "owner": session.me})
        work.create("risk", {"project": project, "title": "Over", "likelihood": 5, "impact": 5, "state": "closed"})
    row = rows(session, project)["raid"]
    assert (row.state, row.left, row.who, row.next, row.kind) == ("open", 2, "ana", "FIN-R2 Great", "risk")
    with command(session, "issue") as work:
        issue = work.create("issue", {"project": project, "title": "Broken", "state": "doing"})
    row = rows(session, project)["raid"]
    assert (row.left, row.next, row.kind) == (3, "FIN-I1 Broken", "issue")
    with command(session, "settled") as work:
        work.change(issue, {"state": "resolved"})
        for (risk,) in session.database.rows("SELECT id FROM risk"):
            work.change(risk, {"state": "closed"})
    row = rows(session, project)["raid"]
    assert (row.state, row.left, row.next) == ("ok", 0, "4 closed")


def test_lessons_and_a_baseline_make_their_rows_ok(office: tuple[Session, int]) -> None:
    session, project = office
    with command(session, "end") as work:
        work.create("lesson", {"project": project, "title": "Ask early"})
        work.create("baseline", {"project": project, "title": "Last plan"})
    found = rows(session, project)
    assert (found["lessons"].state, found["lessons"].next) == ("ok", "1 written")
    assert (found["baseline"].state, found["baseline"].next) == ("ok", "FIN-B1 Last plan")
    with command(session, "put away") as work:
        for (record,) in session.database.rows("SELECT id FROM lesson"):
            work.archive(record)
    assert rows(session, project)["lessons"].state == "open"


def test_the_list_behind_a_row_holds_what_it_counts(office: tuple[Session, int]) -> None:
    session, project = office
    with command(session, "things") as work:
        part = work.create("task", {"project": project, "title": "All of it"})
        for state in ("todo", "doing", "blocked", "review", "done", "cancelled"):
            work.create("task", {"project": project, "title": state, "state": state, "parent": part})
        for state in ("open", "occurred"):
            work.create("risk", {"project": project, "title": state, "state": state})
    for row in gate(session, project):
        listed = Listing(registry.get(row.kind), session, words=row.filter_words, project=project).count()
        assert listed == (row.left if row.key in ("tasks", "raid") else 0), row.key


def test_the_gate_is_of_one_project(office: tuple[Session, int]) -> None:
    session, project = office
    with command(session, "other") as work:
        other = work.create("project", {"code": "NET", "title": "Network"})
        work.create("task", {"project": other, "title": "Lines"})
    assert rows(session, project)["tasks"].state == "ok"
    assert rows(session, other)["tasks"].left == 1


def test_the_refusal_speaks_of_no_key(office: tuple[Session, int]) -> None:
    """It is read on the command line and in scripts too."""
    session, project = office
    with pytest.raises(RefusedError, match="the gate is not clear") as refused, command(session, "close") as work:
        work.change(project, {"state": "closed"})
    assert "enter" not in refused.value.hint
    assert ">" not in refused.value.hint
    with command(session, "stop") as work:
        work.change(project, {"state": "stopped"})
