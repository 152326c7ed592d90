"""One place decides who reads what: a rule given there holds for every verb that reads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from models.core import access
from models.core.listing import Listing
from models.core.registry import get
from models.operations.command import command
from models.operations.portfolio import portfolio
from models.operations.today import rows

if TYPE_CHECKING:
    from models.core.access import Session
    from tests.cli.conftest import Here

READERS = (
    "ls task", "ls task --json", "ls task --csv", "ls task secret", "ls task -p CRM --sort title", "ls risk", "ls comment", "ls link --json",
    "find secret", "find secret --json", "history", "history --json", "history --csv", "status", "status --json", "status CRM",
    "why CRM", "why CRM finish --json", "why CRM-1", "export task", "export risk", "snapshot CRM -o -", "show CRM-1 --json", "show CRM-1",
)  # fmt: skip


@pytest.fixture
def secrets(here: Here) -> Here:
    """A secret task, which another one waits for and which lasts longest; a secret risk, comment and link."""
    with portfolio(here.database) as session:
        (crm, first) = (session.database.value(f"SELECT id FROM {kind} WHERE {which}") for kind, which in
                        (("project", "code = 'CRM'"), ("task", "number = 1")))  # fmt: skip
        with command(session, "more") as work:
            work.create("project", {"code": "SEC", "title": "Secret project"})
            hidden = work.create("task", {"project": crm, "title": "Secret task", "duration": 48000, "owner": session.me})
            work.create("dependency", {"predecessor": hidden, "successor": first, "type": "fs"})
            work.create("risk", {"project": crm, "title": "Secret risk", "likelihood": 5, "impact": 5, "owner": session.me})
            work.create("comment", {"record": first, "text": "Secret words"})
            work.create("link", {"record": first, "url": "https://example.org/secret", "title": "Secret link"})
            work.change(hidden, {"state": "blocked", "blocked_reason": "Secret reason"})
    return here


def refuse_secrets(session: Session, verb: str, kind: str) -> str:
    """A rule as later versions may have one."""
    title = get(kind).title_field
    return f"t.\"{title}\" NOT LIKE '%secret%'" if verb == "read" else access.EVERY_ROW


def test_every_reader_asks_it(secrets: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = [secrets(line) for line in READERS]
    assert [line for line, said in zip(READERS, plain, strict=True) if "ecret" not in said.out] == [], "each of them shows one"
    monkeypatch.setattr(access, "rule", refuse_secrets)
    for line in READERS:
        said = secrets(line)
        assert said.code == 0, (line, said)
        assert "ecret" not in said.out.replace('"secret', ""), (line, said.out)
    hidden = [secrets(f"{verb} CRM-4") for verb in ("show", "history", "why")]
    assert [said.code for said in hidden] == [1, 1, 1]
    assert hidden[0].err == secrets("show CRM-99").err.replace("CRM-99", "CRM-4"), "it is not told from one that is not there"


def test_counts_and_the_day_leave_them_out(secrets: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    with portfolio(secrets.database) as session:
        before = Listing(get("task"), session).count()
        assert len(rows(session, [session.me or 0])) == 1
        monkeypatch.setattr(access, "rule", refuse_secrets)
        listing = Listing(get("task"), session)
        assert (listing.count(), len(listing.ids())) == (before - 1, before - 1)
        assert listing.lines([session.database.value("SELECT id FROM task WHERE title = 'Secret task'")], ["title"]) == []
        assert rows(session, [session.me or 0]) == []
    assert Path(secrets.database).exists()
