"""One call for any file, as the app makes it: its ending and its columns decide; what came of it is one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.exchange.files import import_file
from models.exchange.map_file import read_map
from models.exchange.snapshot_write import write_snapshot
from models.exchange.tables import import_csv
from models.operations.command import command
from models.operations.portfolio import portfolio
from models.store.errors import StorageError, UsageError


def test_a_snapshot_and_a_table_by_one_call(tmp_path: Path) -> None:
    with portfolio(str(tmp_path / "a.db"), create=True) as session:
        with command(session, "begin") as work:
            project = work.create("project", {"code": "CRM", "title": "CRM replacement"})
        (tmp_path / "CRM.toml").write_bytes(write_snapshot(session, project))
    (tmp_path / "tasks.csv").write_text("project,title,effort\nCRM,Write it,2h\n")
    (tmp_path / "bad.csv").write_text("project,title,effort\nCRM,Write it,soon\n")
    with portfolio(str(tmp_path / "b.db"), create=True) as session:
        assert str(import_file(session, str(tmp_path / "CRM.toml"))) == "CRM: created 1 project"
        assert str(import_file(session, str(tmp_path / "tasks.csv"), map="task")) == "1 row: created 1 task"
        refused = import_file(session, str(tmp_path / "bad.csv"), map="task")
        assert refused.is_refused
        assert "line 2, effort" in str(refused)
        assert session.database.value("SELECT count(*) FROM task") == 1
        with pytest.raises(StorageError):
            import_file(session, str(tmp_path / "missing.csv"))
        with pytest.raises(UsageError):
            import_file(session, str(tmp_path / "CRM.toml"), map="us-it-dashboard")


def test_a_cell_that_two_records_take_is_told_once(tmp_path: Path) -> None:
    record = {"kind": "project", "identity": ["external_id"], "duplicates": "merge", "fields": {"external_id": "id", "manager": "who"}}
    task = {"kind": "task", "identity": ["project", "title"], "fields": {"project": {"record": "project"}, "title": "title", "owner": "who"}}
    columns = {"id": "Id", "title": "Title", "who": "Who"}
    record["fields"] = {**record["fields"], "title": "title"}  # type: ignore[dict-item]
    mapping = read_map({"columns": columns, "record": [record, task]}, "plan")
    (tmp_path / "plan.csv").write_text("Id,Title,Who\n1,Build it,nobody\n")
    with portfolio(str(tmp_path / "p.db"), create=True) as session:
        errors = import_csv(session, str(tmp_path / "plan.csv"), mapping).errors
        assert [(error.line, error.field) for error in errors] == [(2, "Who")]
