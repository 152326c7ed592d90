"""Looking after the database: check, verify, backup, rebuild."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from models.store.engine import sqlite

if TYPE_CHECKING:
    from tests.cli.conftest import Qd


def harm(qd: Qd, *statements: str) -> None:
    """Change the file behind the program's back."""
    connection = sqlite.connect(qd.database)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_sound_database_proves_itself(demo_qd: Qd) -> None:
    answer = demo_qd("check")
    assert "FAULT" not in answer.out
    found = demo_qd("check", "--json").json
    assert found["ok"]
    assert {each["check"] for each in found["checks"]} == {
        *("schema", "file", "references", "history", "declarations", "directory", "rows", "search", "computed")
    }
    assert "entries, head" in demo_qd("verify").out


@pytest.mark.parametrize(
    ("harmed", "check", "word"),
    [
        ("UPDATE task SET title = 'Forged' WHERE number = 2", "rows", "title"),
        ("UPDATE task SET version = 9 WHERE number = 2", "rows", "version"),
        ("UPDATE project_totals SET budget = 1", "computed", "project_totals"),
        ("DELETE FROM task_schedule", "computed", "task_schedule"),
        ("DELETE FROM search WHERE rowid = (SELECT id FROM task WHERE number = 2)", "search", "not in the search"),
        ("UPDATE record SET number = 77 WHERE kind = 'task' AND number = 2", "directory", "number"),
        ("UPDATE task SET parent = 4711 WHERE number = 2", "references", "task"),
        ("DROP TRIGGER entry_is_fixed; UPDATE entry SET changes = '{}' WHERE id = 3", "history", "entry 3"),
    ],
)
def test_damage_is_named(crm: Qd, harmed: str, check: str, word: str) -> None:
    harm(crm, *harmed.split("; "))
    found = crm("check", "--json", code=5).json
    faults = {each["check"]: " ".join(each["faults"]) for each in found["checks"]}
    assert word in faults[check]
    assert "FAULT" in crm("check", code=5).out


def test_a_torn_file_is_named(crm: Qd) -> None:
    harm(crm, "VACUUM")
    size = os.path.getsize(crm.database)
    with open(crm.database, "r+b") as file:
        file.seek(size // 2)
        file.write(b"\xff" * (size // 4))
    assert crm("check", code=5)


def test_verify_names_the_first_bad_entry(crm: Qd) -> None:
    harm(crm, "DROP TRIGGER entry_is_fixed", "UPDATE entry SET verb = 'archive' WHERE id = 4")
    assert "entry 4" in crm("verify", code=5).out
    assert crm("verify", "--json", code=5).json["ok"] is False


def test_rebuild_mends_what_is_computed(crm: Qd) -> None:
    before = crm("status", "CRM", "--json").json
    harm(crm, "DELETE FROM task_schedule", "UPDATE project_totals SET budget = 1", "DELETE FROM project_health")
    crm("rebuild")
    crm("check")
    assert crm("status", "CRM", "--json").json == before


def test_backup_is_private_whole_and_never_overwrites(crm: Qd, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    crm("backup", str(target))
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert crm("--db", str(target), "show", "CRM-1", "--json").json == crm("show", "CRM-1", "--json").json
    before = target.read_bytes()
    assert "there already" in crm("backup", str(target), code=5).err
    assert target.read_bytes() == before
    beside = crm("backup", "--json").json["file"]
    assert Path(beside).parent == Path(crm.database).parent
    assert "dry run" in crm("backup", str(tmp_path / "other.db"), "--dry-run").err
    assert not (tmp_path / "other.db").exists()


def test_nobody_may_write_only_read(crm: Qd) -> None:
    if os.geteuid() == 0:
        pytest.skip("root is not stopped by permissions")
    os.chmod(crm.database, 0o400)
    assert crm("ls", "task").out
    assert "read" in crm("x", "CRM-1", code=5).err
