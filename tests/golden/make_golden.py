"""Makes the golden file of the present schema, with rows in every table; to be run when a schema is released."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from models.core.access import Session
from models.core.record import find
from models.operations import refresh
from models.operations.command import command
from models.operations.portfolio import portfolio
from models.store import migrations
from models.store.hashes import chain_head

LAST_WEEK, TODAY = date(2026, 11, 16), date(2026, 11, 23)


def make(path: Path) -> None:
    """Two projects with a record of every kind, and a row in every table that the program keeps beside them."""
    with portfolio(str(path), create=True, today=LAST_WEEK, login="golden") as session:
        _begin(session)
    with portfolio(str(path), today=TODAY, login="golden") as session:
        _go_on(session)
        database, project = session.database, find(session, "OLD").id
        with database.transaction():
            head = chain_head(database)
            database.execute(
                "INSERT INTO anchor(head, project, at, source) VALUES (?, ?, '2026-11-23T09:00:00.000Z', 'import')", (head, project)
            )
            refresh.mark(database, project)
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.execute("VACUUM")


def _begin(session: Session) -> None:
    with command(session, "begin") as work:
        unit = work.create("unit", {"title": "Integration"})
        person = work.create("person", {"handle": "ana", "title": "Ana Lindgren", "unit": unit, "hours_per_day": 800})
        work.change(session.author.person or 0, {"notes": "private"})
        own = {
            "project": work.create(
                "project", {"code": "OLD", "title": "An old project", "start": "2026-11-02", "budget": 100_000, "lead": person}
            )
        }
        work.create("project", {"code": "NEW", "title": "A new project"})
        head = work.create("task", {**own, "title": "Summary", "kind": "summary"})
        first = work.create("task", {**own, "title": "First", "parent": head, "duration": 2400, "owner": person, "labels": "legal"})
        second = work.create("task", {**own, "title": "Second", "parent": head, "effort": 480, "description": "Two\nlines"})
        work.create("dependency", {"predecessor": first, "successor": second, "type": "fs", "lag": 480})
        line = work.create("budget_line", {**own, "title": "Licences", "planned": 90_000, "task": first})
        work.create("cost", {**own, "title": "Invoice", "amount": -500, "line": line, "posted_on": "2026-11-13"})
        risk = work.create("risk", {**own, "title": "It comes late", "likelihood": 4, "impact": 5, "expected_cost": 12_345})
        work.create("issue", {**own, "title": "It came late", "from_risk": risk})
        work.create("time_entry", {"task": first, "person": person, "day": "2026-11-13", "minutes": 90, "note": "begun"})
        work.create("comment", {"record": risk, "text": "Asked on Friday."})
        work.create("link", {"record": first, "url": "https://wiki.example.org/"})
        work.create("lesson", {**own, "title": "Ask early"})
        work.setting("zone", "Europe/Paris")
    with command(session, "freeze the plan") as work:
        work.create("baseline", {**own, "title": "First plan", "approved_by": person})


def _go_on(session: Session) -> None:
    with command(session, "go on") as work:
        work.change(find(session, "OLD-2").id, {"state": "doing", "progress": 4000})
        work.change(find(session, "OLD-R1").id, {"project": find(session, "NEW").id}, moving=True)
        work.change(find(session, "NEW").id, {"code": "NEWER"})
        work.archive(find(session, "OLD-3").id)


if __name__ == "__main__":
    target = Path(__file__).with_name(f"schema-{migrations.LATEST}.db")
    target.unlink(missing_ok=True)
    make(target)
    for ending in ("-wal", "-shm"):
        target.with_name(target.name + ending).unlink(missing_ok=True)
    print(f"{target.name}: {target.stat().st_size} bytes")
