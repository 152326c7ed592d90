"""While a write waits the screen is alive: keys act, what was typed is written in its order, what goes wrong is said all the same."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path

import pytest
from stage import Player, play

from models.core.access import Session
from models.exchange.files import import_file
from models.store import engine
from models.store.errors import StoppedError


async def tasks_of(at: Player) -> list[int]:
    """Go to the tasks of CRM; the first of them that are open, and the cursor is on the first."""
    await at.look_at("CRM")
    await at.press("2")
    found = [at.value("SELECT id FROM task WHERE number = ? AND project = ?", number, at.app.project) for number in (55, 56, 57, 58)]
    await at.go_to(found[0])
    return found


STATE = "SELECT state FROM task WHERE id = ?"


def test_keys_act_while_a_write_waits_and_what_is_typed_is_written_in_order(demo: Session, free: threading.Event) -> None:
    async def scene(at: Player) -> None:
        first, second, third, fourth = await tasks_of(at)
        at.app.lane.run(free.wait)
        await at.pilot.press("s")
        await at.until(lambda: at.cursor == second)
        assert "saving…" in at.said
        await at.pilot.press("j")
        await at.until(lambda: at.cursor == third)
        await at.pilot.press("s")
        await at.until(lambda: at.cursor == fourth)
        await at.pilot.press("k")
        await at.until(lambda: at.cursor == third)
        assert "saving" not in at.said
        assert at.value(STATE, first) == at.value(STATE, third) == "todo"
        free.set()
        await at.settle()
        assert at.value(STATE, first) == at.value(STATE, third) == "doing"
        assert at.value(STATE, second) == "todo"
        assert at.cursor == third

    play(demo, scene)


def test_a_line_that_waits_lets_the_list_go_and_its_error_is_said(demo: Session, free: threading.Event) -> None:
    async def scene(at: Player) -> None:
        first, second, *_ = await tasks_of(at)
        at.app.lane.run(free.wait)
        await at.pilot.press("u")
        await at.type("due:nonsense")
        await at.pilot.press("enter")
        await at.until(lambda: at.cursor == second)
        await at.pilot.press("k")
        await at.until(lambda: at.cursor == first)
        free.set()
        await at.settle()
        assert "nonsense" in at.said
        assert at.app.focused is at.table

    play(demo, scene)


def test_a_form_that_is_being_saved_is_not_left_and_closes_when_it_is_written(demo: Session, free: threading.Event) -> None:
    async def scene(at: Player) -> None:
        first, *_ = await tasks_of(at)
        at.app.lane.run(free.wait)
        await at.pilot.press("e", "end", "Z", "enter")
        await at.until(lambda: "saving…" in at.screen)
        await at.pilot.press("escape", "j")
        free.set()
        await at.settle()
        assert at.app.focused is at.table
        assert at.cursor == first
        assert at.value("SELECT title FROM task WHERE id = ?", first).endswith("Z")

    play(demo, scene)


def test_leaving_waits_for_what_is_saved(demo: Session, free: threading.Event) -> None:
    async def scene(at: Player) -> None:
        first, second, *_ = await tasks_of(at)
        at.app.lane.run(free.wait)
        await at.pilot.press("s")
        await at.until(lambda: at.cursor == second)
        await at.pilot.press("q")
        await at.until(lambda: "the program ends when it is written" in at.said)
        assert at.app.is_running
        assert at.app._exit is False
        free.set()
        await at.until(lambda: at.app._exit)
        assert demo.database.value(STATE, (first,)) == "doing"

    play(demo, scene)


def test_what_runs_is_stopped_wholly(demo: Session, demo_copy: str, tmp_path: Path) -> None:
    rows = tmp_path / "people.csv"
    rows.write_text("ref,handle,title\n,zoe9,Zoe Adler\n,yan9,Yan Baker\n", encoding="utf-8")

    async def scene(at: Player) -> None:
        await at.press("5")
        await at.pilot.press("ctrl+c")
        assert "nothing runs" in at.said
        other.execute("BEGIN IMMEDIATE")
        await at.pilot.press("I")
        await at.type(str(rows))
        await at.pilot.press("enter")
        await at.until(lambda: "saving…" in at.said)
        await at.pilot.press("ctrl+c")
        await at.settle()
        other.execute("ROLLBACK")
        assert "stopped: nothing of it was written" in at.said
        assert at.value("SELECT count(*) FROM person WHERE handle IN ('zoe9', 'yan9')") == 0
        await at.press("I")
        await at.type(str(rows), "enter")
        assert "created 2 people" in at.said

    with closing(engine.sqlite.connect(demo_copy, isolation_level=None)) as other:
        play(demo, scene)


def test_stopping_is_said_while_what_is_written_goes_on(demo: Session, free: threading.Event) -> None:
    async def scene(at: Player) -> None:
        first, second, *_ = await tasks_of(at)
        at.app.lane.run(free.wait)
        await at.pilot.press("s")
        await at.until(lambda: at.cursor == second)
        await at.pilot.press("ctrl+c")
        assert "stopping what is being saved" in at.said
        free.set()
        await at.settle()
        assert at.value(STATE, first) == "todo"

    play(demo, scene)


def test_an_import_that_is_stopped_in_the_middle_leaves_nothing(demo: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows, asked = tmp_path / "people.csv", iter((False, True))
    rows.write_text("ref,handle,title\n,zoe9,Zoe Adler\n,yan9,Yan Baker\n", encoding="utf-8")
    monkeypatch.setattr(Session, "is_stopped", property(lambda self: next(asked), lambda self, value: None), raising=False)
    before = demo.database.value("SELECT count(*) FROM entry")
    with pytest.raises(StoppedError):
        import_file(demo, str(rows))
    assert demo.database.value("SELECT count(*) FROM entry") == before
    assert demo.database.value("SELECT count(*) FROM person WHERE handle IN ('zoe9', 'yan9')") == 0
