"""Portfolios to test with: made, filled and looked at in a few words."""

from __future__ import annotations

import atexit
import json
import tempfile
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from models.core.access import Session
from models.operations.command import command
from models.operations.portfolio import open_portfolio
from models.store.chain import verify
from models.store.database import Database

TODAY = date(2026, 11, 23)
DERIVED = ("task_schedule", "project_totals", "project_health")


def opened(path: Path | str, login: str = "ana", *, today: date = TODAY, create: bool = False) -> Session:
    """A session over the file, for whoever logs in."""
    return open_portfolio(str(path), create=create, login=login, today=today)


def new_portfolio(path: Path | str, login: str = "ana") -> Session:
    """A session over a new file with the project CRM."""
    session = opened(path, login, create=True)
    make(session, "project", code="CRM", title="New CRM")
    return session


@cache
def empty_portfolio() -> Session:
    """One portfolio without tasks for the many examples of a property, to be read only."""
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    new_portfolio(f"{folder.name}/p.db").database.close()
    return opened(f"{folder.name}/p.db")


def make(session: Session, kind: str, /, **values: Any) -> int:
    """Write one record in a batch of its own."""
    with command(session, f"new {kind}") as work:
        return work.create(kind, values)


def change(session: Session, record: int, /, *, based_on: int | None = None, **values: Any) -> None:
    """Change one record in a batch of its own."""
    with command(session, "set") as work:
        work.change(record, values, based_on=based_on, moving="project" in values)


def note_to_oneself(session: Session, login: str, text: str) -> None:
    """Somebody else logs in and writes a private note."""
    with command(other := opened(session.database.path, login), "note") as work:
        work.change(other.me or 0, {"notes": text})
    other.database.close()


def project(session: Session, code: str = "CRM") -> int:
    """The id of a project."""
    found = session.database.value("SELECT id FROM project WHERE code = ?", (code,))
    assert found is not None
    return int(found)


def stored(session: Session, kind: str, record: int) -> dict[str, Any]:
    """The row as it stands."""
    names = [row[1] for row in session.database.rows(f"PRAGMA table_info({kind})")]
    row = session.database.row(f'SELECT * FROM "{kind}" WHERE id = ?', (record,))
    assert row is not None
    return dict(zip(names, row, strict=True))


def derived(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that is computed from the facts."""
    return {table: database.rows(f"SELECT * FROM {table} ORDER BY 1") for table in DERIVED}


def replayed(database: Database) -> dict[int, dict[str, Any]]:
    """Every record's fields as the history alone says them."""
    found: dict[int, dict[str, Any]] = {}
    for record, public, personal in database.rows("SELECT record, changes, personal FROM entry ORDER BY id"):
        for name, (before, after) in {**json.loads(public), **json.loads(personal or "{}")}.items():
            row = found.setdefault(record, {})
            assert row.get(name) == before or name in ("number", "archived"), (record, name, row.get(name), before)
            row[name] = after
    return found


def assert_sound(database: Database) -> None:
    """The file is whole, the chain holds, and every row is what its history says."""
    assert database.rows("PRAGMA integrity_check") == [("ok",)]
    assert database.rows("PRAGMA foreign_key_check") == []
    assert verify(database).fault is None
    facts = replayed(database)
    for record, kind in database.rows("SELECT id, kind FROM record"):
        names = [row[1] for row in database.rows(f"PRAGMA table_info({kind})")]
        row = dict(zip(names, database.rows(f'SELECT * FROM "{kind}" WHERE id = ?', (record,))[0], strict=True))
        for name, value in facts.get(record, {}).items():
            assert row[name] == value, (kind, record, name, row[name], value)
