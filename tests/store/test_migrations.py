"""Steps from schema to schema: whole or not at all, after a backup, once however many processes begin them."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from models.store import migrations
from models.store.database import Database
from models.store.errors import StorageError
from models.store.migrations import m0001_foundation
from store.support import assert_sound, make, new_portfolio, opened, project

Step = Callable[[Database], None]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    session = new_portfolio(tmp_path / "p.db")
    make(session, "task", project=project(session), title="Plan")
    session.database.close()
    return tmp_path / "p.db"


@pytest.fixture
def second_step(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Step], None]]:
    """Makes the program one schema newer than it is."""

    def install(up: Step) -> None:
        module = ModuleType("models.store.migrations.m0002_of_a_test")
        module.up = up  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, module.__name__, module)
        monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, "m0002_of_a_test"))
        monkeypatch.setattr(migrations, "LATEST", migrations.LATEST + 1)

    return install


def add_column(database: Database) -> None:
    database.execute("ALTER TABLE task ADD COLUMN mood TEXT")


def test_a_step_is_taken_once_after_a_private_backup(path: Path, second_step: Callable[[Step], None]) -> None:
    old = migrations.LATEST
    second_step(add_column)
    session = opened(path)
    assert session.database.value("SELECT count(*) FROM pragma_table_info('task') WHERE name = 'mood'") == 1
    (warning,) = session.database.warnings
    backup = path.with_name(f"p.db.before-{old + 1}")
    assert str(backup) in warning
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    kept = Database(str(backup))
    kept.open()
    assert migrations.version(kept) == old
    assert kept.value("SELECT title FROM task") == "Plan"
    kept.close()
    assert opened(path).database.warnings == []
    assert_sound(session.database)


def test_a_failed_step_leaves_the_file_as_it_was(path: Path, second_step: Callable[[Step], None]) -> None:
    def fail(database: Database) -> None:
        add_column(database)
        database.execute("UPDATE task SET title = 'half'")
        database.execute("INSERT INTO nowhere VALUES (1)")

    old = migrations.LATEST
    second_step(fail)
    with pytest.raises(StorageError):
        opened(path)
    database = Database(str(path))
    database.open()
    assert migrations.version(database) == old
    assert database.value("SELECT title FROM task") == "Plan"
    assert database.value("SELECT count(*) FROM pragma_table_info('task') WHERE name = 'mood'") == 0


def test_a_step_that_would_break_references_is_refused(path: Path, second_step: Callable[[Step], None]) -> None:
    second_step(lambda database: database.execute("UPDATE task SET owner = 99999"))  # type: ignore[arg-type,return-value]
    with pytest.raises(StorageError, match="would break 1 references"):
        opened(path)
    database = Database(str(path))
    database.open()
    assert database.value("SELECT owner FROM task") is None


@pytest.mark.parametrize(
    ("sql", "lost"),
    [("DELETE FROM task", "task"), ("DROP TRIGGER entry_is_final", "entry_is_final")],
)
def test_a_step_that_loses_rows_or_triggers_is_refused(path: Path, second_step: Callable[[Step], None], sql: str, lost: str) -> None:
    def lose(database: Database) -> None:
        database.execute("DELETE FROM task_schedule")
        database.execute(sql)

    second_step(lose)
    with pytest.raises(StorageError, match=f"of {lost}"):
        opened(path)
    database = Database(str(path))
    database.open()
    assert database.value("SELECT count(*) FROM task") == 1
    assert database.value("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'") == 8


def test_a_table_is_rebuilt_without_losing_what_refers_to_it(path: Path, second_step: Callable[[Step], None]) -> None:
    session = opened(path)
    make(session, "risk", project=project(session), title="Late", owner=session.me)
    before = session.database.rows("SELECT * FROM risk"), session.database.value("SELECT count(*) FROM person")
    session.database.close()

    def rebuild_person(database: Database) -> None:
        (sql,) = database.rows("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'person'")[0]
        database.execute(sql.replace("person", "person_new", 1))
        database.execute("INSERT INTO person_new SELECT * FROM person")
        database.execute("DROP TABLE person")
        database.execute("ALTER TABLE person_new RENAME TO person")

    second_step(rebuild_person)
    session = opened(path)
    assert (session.database.rows("SELECT * FROM risk"), session.database.value("SELECT count(*) FROM person")) == before
    assert session.database.value("PRAGMA foreign_keys") == 1
    assert_sound(session.database)


def test_another_process_that_was_quicker_keeps_its_backup(path: Path, second_step: Callable[[Step], None]) -> None:
    old = migrations.LATEST
    late = Database(str(path))
    late.open()
    second_step(add_column)
    opened(path).database.close()
    backup = path.with_name(f"p.db.before-{old + 1}")
    before = backup.read_bytes()
    assert migrations._backup(late, old) == str(backup)
    assert backup.read_bytes() == before
    assert [name for name in os.listdir(path.parent) if ".new-" in name] == []


def test_a_database_of_a_newer_program_is_not_backed_up_or_touched(path: Path) -> None:
    database = Database(str(path))
    database.open()
    database.execute("PRAGMA user_version = 99")
    database.close()
    before = path.read_bytes()
    with pytest.raises(Exception, match="newer Quarterdeck"):
        opened(path)
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == ["p.db"]


def test_triggers_are_not_cut_at_their_inner_semicolons() -> None:
    found = m0001_foundation.split(
        ["CREATE TABLE a (b); CREATE TRIGGER t BEFORE DELETE ON a BEGIN SELECT 1; SELECT 2; END; ", "\n", "SELECT 3;"]
    )
    assert found == [
        "CREATE TABLE a (b);",
        "CREATE TRIGGER t BEFORE DELETE ON a BEGIN SELECT 1; SELECT 2; END;",
        "SELECT 3;",
    ]
