"""The screens show moments in the portfolio's zone, and count days there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from models.core.access import Session
from models.core.record import find
from models.operations import today
from models.operations.command import command
from screens.around import around
from screens.parts.reader import ReaderScreen
from screens.readers import history_reader
from screens.records import record_lines
from screens.since import changes_reader


def told(reader: ReaderScreen) -> str:
    return "\n".join("".join(text for text, _ in line) for line in reader.text.shown())


@pytest.fixture
def task(demo: Session, zone: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> int:
    """A task changed and commented on in the evening of the 19th by UTC, in the morning of the 20th in Auckland."""
    monkeypatch.setattr("models.store.journal.now", lambda: "2026-11-19T18:30:00.000Z")
    found = find(demo, "CRM-55").id
    with command(demo, "say") as work:
        work.change(found, {"title": "Renamed", "state": "doing", "due": None, "finish": None})
        work.create("comment", {"record": found, "text": "Said early"})
    zone("Pacific/Auckland")
    return found


def test_a_record_and_its_history_show_the_portfolios_time(demo: Session, task: int) -> None:
    page = "\n".join(line if isinstance(line, str) else "".join(text for text, _ in line) for line in record_lines(demo, task)[1])
    assert "2026-11-20 @ana" in page
    assert "last changed 2026-11-20 07:30 by" in page
    assert "2026-11-20 07:30" in told(history_reader(demo, task))
    pane = [entry.text for entry in around(demo, task)]
    assert any("2026-11-20: Said early" in text for text in pane)
    assert any(text.startswith("2026-11-20 ana") for text in pane)


def test_what_changed_since_begins_at_the_portfolios_midnight(demo: Session, task: int) -> None:
    """The last working day before Monday 23 November is Friday the 20th, which has begun in Auckland."""
    since = told(changes_reader(Session(demo.database, today=date(2026, 11, 23)), None, 100))
    assert "07:30" in since
    assert "Renamed" in since


def test_silence_is_counted_in_the_portfolios_days(demo: Session, task: int) -> None:
    """Five working days from Friday the 20th are over on Friday the 27th, and seven calendar days."""
    owner = demo.database.value("SELECT owner FROM task WHERE id = ?", (task,))
    friday, monday = (Session(demo.database, today=day) for day in (date(2026, 11, 27), date(2026, 11, 30)))
    assert (3, task) not in today.rows(friday, [owner], "title:Renamed")
    assert today.reasons(friday, [task])[task] == "no word for 7 d"
    assert (3, task) in today.rows(monday, [owner], "title:Renamed")
