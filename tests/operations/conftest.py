"""A small office to try operations on: two projects, three people, a Monday morning."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from models.core import registry
from models.core.access import Session
from models.operations import update
from models.operations.command import command
from models.operations.portfolio import portfolio
from models.reports.record import Records
from models.store.shape import read_row

MONDAY = date(2026, 11, 23)
NINE, NOON = datetime(2026, 11, 23, 9, 0), datetime(2026, 11, 23, 12, 0)


class Office:
    """The session and short ways to make, read and say things."""

    def __init__(self, session: Session) -> None:
        self.session = session
        with command(session, "office") as work:
            self.crm = work.create("project", {"code": "CRM", "title": "CRM replacement", "start": "2026-11-02", "finish": "2026-12-31"})
            self.iam = work.create("project", {"code": "IAM", "title": "Single sign-on", "start": "2026-11-02"})
            self.bob = work.create("person", {"handle": "bob", "title": "Bob Klein"})
            self.eva = work.create("person", {"handle": "eva", "title": "Eva Roth"})
        assert session.me is not None
        self.ana = session.me

    def make(self, register: str = "task", /, **values: Any) -> int:
        """A new record, of CRM unless told otherwise."""
        if register != "person":
            values.setdefault("project", self.crm)
        values.setdefault("title", "Something")
        with command(self.session, "make") as work:
            return work.create(register, values)

    def change(self, record: int, **values: Any) -> None:
        """One command that changes one record."""
        with command(self.session, "change") as work:
            work.change(record, values)

    def put(self, record: int, **values: Any) -> None:
        """Stored values set as they are, past every rule: the state to start from."""
        kind = self.session.database.value("SELECT kind FROM record WHERE id = ?", (record,))
        with command(self.session, "put") as work:
            work.batch.update(registry.get(kind).shape, record, values)

    def row(self, record: int) -> dict[str, Any]:
        """The record as it is stored."""
        kind = self.session.database.value("SELECT kind FROM record WHERE id = ?", (record,))
        return read_row(self.session.database, registry.get(kind).shape, record)

    def seen(self, record: int) -> dict[str, Any]:
        """The record as everybody reads it, with what is computed."""
        kind = self.session.database.value("SELECT kind FROM record WHERE id = ?", (record,))
        return Records(self.session, registry.get(kind), [record]).rows[0]

    def say(self, text: str, here: int | None = None, **more: Any) -> update.Outcome:
        """The quick line, applied: in the app where a row is under the cursor, else on the command line with CRM chosen."""
        return update.apply(self.session, text, **self._where(here, more))

    def look(self, text: str, here: int | None = None, **more: Any) -> update.Preview:
        """The quick line's preview."""
        return update.preview(self.session, text, **self._where(here, more))

    def _where(self, here: int | None, more: dict[str, Any]) -> dict[str, Any]:
        return {"here": here, "project": self.crm, "in_app": here is not None, "now": NOON, **more}

    def hours(self, task: int) -> list[tuple[int, str, int]]:
        """Who worked when how long on a task."""
        return self.session.database.rows("SELECT person, day, minutes FROM time_entry WHERE task = ? ORDER BY day, id", (task,))

    def comments(self, record: int) -> list[str]:
        """What was said about a record."""
        return [text for (text,) in self.session.database.rows("SELECT text FROM comment WHERE record = ? ORDER BY id", (record,))]

    def entries(self) -> int:
        """How much history there is."""
        return int(self.session.database.value("SELECT count(*) FROM entry"))


@pytest.fixture
def office(tmp_path: Path, empty_file: Path) -> Iterator[Office]:
    with portfolio(str(shutil.copy(empty_file, tmp_path / "office.db")), login="ana", today=MONDAY) as session:
        yield Office(session)
