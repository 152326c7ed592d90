"""The proof of a database finds what is wrong, and nothing where nothing is."""

from __future__ import annotations

import pytest

from models.core.access import Session
from models.operations.check import check
from models.operations.command import command
from models.store.errors import StorageError

#: Another record's words under this one's number.
_OTHER_WORDS = "INSERT OR REPLACE INTO search(rowid, title, body) SELECT id, 'forged', '' FROM task WHERE title = 'Second'"


def faults(session: Session) -> dict[str, tuple[str, ...]]:
    return {finding.check: finding.faults for finding in check(session) if finding.faults}


@pytest.fixture
def sound(session: Session) -> Session:
    """A portfolio with a project, tasks, an edit, an archived record and one that moved."""
    with command(session, "begin") as work:
        crm = work.create("project", {"code": "CRM", "title": "Customer record", "currency": "EUR"})
        pay = work.create("project", {"code": "PAY", "title": "Payroll", "currency": "EUR"})
        first = work.create("task", {"project": crm, "title": "First", "duration": 960})
        second = work.create("task", {"project": crm, "title": "Second", "labels": "legal"})
    with command(session, "edit") as work:
        work.change(first, {"title": "First of all"})
        work.change(second, {"project": pay, "parent": None}, moving=True)
        work.archive(first)
    return session


def test_a_sound_portfolio_has_no_faults(sound: Session, demo: Session) -> None:
    assert faults(sound) == {}
    assert faults(demo) == {}


def test_it_leaves_everything_as_it_is(sound: Session) -> None:
    tables = ("task_schedule", "project_totals", "project_health", "entry", "task")

    def content() -> list[list[tuple[object, ...]]]:
        return [sound.database.rows(f"SELECT * FROM {table} ORDER BY 1") for table in tables]

    before = content()
    check(sound)
    assert content() == before


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("UPDATE task SET labels = 'other' WHERE title = 'Second'", "rows"),
        ("UPDATE task SET archived = NULL", "rows"),
        ("UPDATE task SET updated = '2020-01-01T00:00:00.000Z'", "rows"),
        ("UPDATE project SET code = 'XYZ' WHERE code = 'PAY'", "rows"),
        ("UPDATE project_totals SET tasks = 99", "computed"),
        ("UPDATE project_health SET reasons = '[]', severity = 9", "computed"),
        ("DELETE FROM task_schedule", "computed"),
        ("INSERT INTO search(rowid, title, body) VALUES (999, 'ghost', '')", "search"),
        (_OTHER_WORDS, "search"),
        ("UPDATE record SET kind = 'ghost' WHERE kind = 'task'", "directory"),
        ("UPDATE kind SET prefix = 'X' WHERE key = 'risk'", "declarations"),
        ("PRAGMA user_version = 0", "schema"),
        ("DROP TRIGGER entry_is_fixed", "schema"),
        ("DROP TRIGGER weekly_fact_is_fixed", "schema"),
        ("DROP INDEX task_owner", "schema"),
        ("CREATE TRIGGER quiet BEFORE UPDATE ON task BEGIN SELECT 1; END", "schema"),
    ],
)
def test_each_kind_of_damage_is_found(sound: Session, statement: str, where: str) -> None:
    sound.database.execute(statement)
    assert where in faults(sound)


def test_facts_of_the_weeks_are_changed_by_nobody(demo: Session) -> None:
    before = demo.database.rows("SELECT * FROM weekly_fact")
    for statement in ("UPDATE weekly_fact SET overall = 'green'", "DELETE FROM weekly_fact WHERE week < '2026-11-01'"):
        with pytest.raises(StorageError, match="weekly facts cannot be"):
            demo.database.execute(statement)
    demo.database.execute("INSERT OR REPLACE INTO weekly_fact SELECT * FROM weekly_fact")
    repainted = "INSERT OR REPLACE INTO weekly_fact(project, week, overall, unconfirmed) SELECT project, week, 'green', 0 FROM weekly_fact"
    demo.database.execute(repainted)
    assert demo.database.rows("SELECT * FROM weekly_fact") == before
    assert faults(demo) == {}


def test_a_project_marked_as_old_is_no_fault(sound: Session) -> None:
    sound.database.execute("UPDATE project_totals SET tasks = 99")
    sound.database.execute("INSERT INTO stale(project) SELECT id FROM project")
    assert faults(sound) == {}


def test_many_faults_are_counted_not_listed(demo: Session) -> None:
    demo.database.execute("UPDATE task SET title = 'Forged'")
    assert faults(demo)["rows"][-1].startswith("and ")
