"""The file: made private, opened or refused with a clear word, noticed when it is replaced."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from pathlib import Path

import pytest

from models.operations.portfolio import open_portfolio
from models.store import engine, migrations
from models.store.database import Database
from models.store.errors import QuarterdeckError, RefusedError, StorageError
from models.store.file_check import APPLICATION_ID
from models.store.folders import file_system
from store.support import change, make, new_portfolio, opened, project, stored


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deck" / "portfolio.db"


def refusal(path: Path) -> QuarterdeckError:
    with pytest.raises(QuarterdeckError) as caught:
        open_portfolio(str(path))
    return caught.value


def test_a_new_portfolio_is_private_and_has_the_latest_schema(path: Path) -> None:
    session = new_portfolio(path)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    for name in os.listdir(path.parent):
        assert stat.S_IMODE((path.parent / name).stat().st_mode) == 0o600, name
    assert migrations.version(session.database) == migrations.LATEST
    assert session.database.value("PRAGMA application_id") == APPLICATION_ID
    session.database.close()
    assert os.listdir(path.parent) == ["portfolio.db"]


def test_the_connection_is_as_durable_as_it_says(path: Path) -> None:
    database = new_portfolio(path).database
    asked = ("journal_mode", "synchronous", "foreign_keys", "mmap_size", "secure_delete", "busy_timeout")
    found = {name: database.value(f"PRAGMA {name}") for name in asked}
    mode, synchronous = ("wal", 2) if engine.WAL_IS_SAFE else ("delete", 3)
    rest = {"synchronous": synchronous, "foreign_keys": 1, "mmap_size": 0, "secure_delete": 1, "busy_timeout": 30_000}
    assert found == {"journal_mode": mode, **rest}
    database.close()


def test_a_missing_file_is_named_and_not_made(path: Path) -> None:
    assert "no file" in refusal(path).message
    assert not path.exists()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04 a spreadsheet", "not a database"),
        (b"SQLite format 3\x00", "damaged"),
        (bytes(range(256)) * 32, "not a database"),
    ],
)
def test_what_is_no_database_is_refused_and_left_alone(tmp_path: Path, content: bytes, word: str) -> None:
    file = tmp_path / "other"
    file.write_bytes(content)
    assert word in refusal(file).message
    assert file.read_bytes() == content


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "places.sqlite"
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE bookmark (url)")
    other.close()
    before = file.read_bytes()
    assert "another program" in refusal(file).message
    assert file.read_bytes() == before
    assert os.listdir(tmp_path) == ["places.sqlite"]


def test_a_newer_schema_is_refused(path: Path) -> None:
    session = new_portfolio(path)
    session.database.execute(f"PRAGMA user_version = {migrations.LATEST + 1}")
    session.database.close()
    error = refusal(path)
    assert isinstance(error, RefusedError)
    assert error.exit_code == 3
    assert "newer" in error.message


def test_a_folder_is_no_portfolio(tmp_path: Path) -> None:
    assert isinstance(refusal(tmp_path), StorageError)


def test_a_damaged_file_is_named_when_it_is_read(path: Path) -> None:
    session = new_portfolio(path)
    for number in range(200):
        make(session, "task", project=project(session), title=f"Task {number}", description="words " * 50)
    session.database.close()
    content = bytearray(path.read_bytes())
    for offset in range(4096, len(content), 4096):
        content[offset : offset + 64] = b"\xff" * 64
    path.write_bytes(content)
    with pytest.raises(StorageError, match="damaged"):
        list(open_portfolio(str(path)).database.rows("SELECT * FROM task"))


def test_a_truncated_file_is_named(path: Path) -> None:
    new_portfolio(path).database.close()
    with path.open("r+b") as file:
        file.truncate(5000)
    with pytest.raises(StorageError, match="damaged"):
        open_portfolio(str(path)).database.rows("SELECT * FROM task")


@pytest.mark.parametrize("fate", ["deleted", "replaced"])
def test_a_file_that_goes_while_it_is_open_stops_the_next_write(path: Path, fate: str) -> None:
    session = new_portfolio(path)
    task = make(session, "task", project=project(session), title="Write the plan")
    copy = path.with_name("copy.db")
    session.database.backup_to(str(copy))
    if fate == "deleted":
        path.unlink()
    else:
        os.replace(copy, path)
    with pytest.raises(StorageError, match="replaced or deleted"):
        change(session, task, title="Lost")
    session.database.close()
    if fate == "replaced":
        for leftover in ("-wal", "-shm"):
            Path(f"{path}{leftover}").unlink(missing_ok=True)
        assert stored(opened(path), "task", task)["title"] == "Write the plan"


def test_a_backup_is_whole_private_and_never_overwrites(path: Path) -> None:
    session = new_portfolio(path)
    target = path.with_name("backup.db")
    session.database.backup_to(str(target))
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert opened(target).database.value("SELECT code FROM project") == "CRM"
    with pytest.raises(StorageError, match="there already"):
        session.database.backup_to(str(target))


def test_a_network_file_system_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = new_portfolio(tmp_path / "p.db")
    session.database.close()
    monkeypatch.setattr("models.store.folders.file_system", lambda folder: "nfs4")
    error = refusal(tmp_path / "p.db")
    assert isinstance(error, RefusedError)
    assert "network file system (nfs4)" in error.message
    with pytest.raises(RefusedError):
        Database(str(tmp_path / "new.db")).create()


@pytest.mark.skipif(not os.path.exists("/proc/self/mounts"), reason="mounts are listed on Linux only")
def test_file_systems_are_told_by_the_longest_mount() -> None:
    assert file_system("/proc/self") == "proc"
    assert file_system("/") != ""


def test_awkward_names_of_folders_work(tmp_path: Path) -> None:
    path = tmp_path / "50% of? the #1 – portfolio's" / "ä b.db"
    session = new_portfolio(path)
    session.database.close()
    assert opened(path).database.value("SELECT code FROM project") == "CRM"
    assert os.listdir(tmp_path) == [path.parent.name]


def test_a_change_by_another_connection_is_noticed(path: Path) -> None:
    one, other = new_portfolio(path), opened(path, "ben")
    before = one.database.data_version()
    assert one.database.data_version() == before
    make(one, "task", project=project(one), title="Mine")
    assert one.database.data_version() == before
    make(other, "task", project=project(other), title="Theirs")
    assert one.database.data_version() != before


def test_a_copy_without_its_log_is_still_a_portfolio(path: Path, tmp_path: Path) -> None:
    session = new_portfolio(path)
    session.database.close()
    shutil.copy(path, tmp_path / "mailed.db")
    assert opened(tmp_path / "mailed.db").database.value("SELECT count(*) FROM project") == 1
