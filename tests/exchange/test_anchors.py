"""Snapshots as anchors of the history: their heads are kept, and a history that lost one says so."""

from __future__ import annotations

from pathlib import Path

from store.support import change, make, new_portfolio, project
from store.test_journal import without_triggers

from models.exchange.anchors import keep_head, stray_head
from models.exchange.snapshot import import_snapshot, write_snapshot
from models.operations.check import own_heads
from models.store.chain import verify


def test_a_history_cut_behind_a_snapshot_is_found(tmp_path: Path) -> None:
    session = new_portfolio(tmp_path / "p.db")
    task = make(session, "task", project=project(session), title="Plan")
    data = write_snapshot(session, project(session))
    keep_head(session, project(session), data)
    keep_head(session, project(session), data)
    assert len(own_heads(session.database)) == 1
    assert stray_head(session, data) is None
    change(session, task, title="Plan B")
    assert verify(session.database, own_heads(session.database)).fault is None
    without_triggers(session)
    session.database.execute("DELETE FROM entry WHERE id >= (SELECT max(entry) FROM (SELECT min(id) AS entry FROM entry WHERE record = ?))", (task,))
    assert "cut" in (verify(session.database, own_heads(session.database)).fault or "")
    assert "not in the history here" in (stray_head(session, data) or "")
    assert any("not in the history here" in warning for warning in import_snapshot(session, data, dry_run=True).warnings)


def test_a_project_from_elsewhere_has_its_head_elsewhere(tmp_path: Path) -> None:
    here, there = new_portfolio(tmp_path / "a.db"), new_portfolio(tmp_path / "b.db")
    there_project = make(there, "project", code="NET", title="Network")
    data = write_snapshot(there, there_project)
    import_snapshot(here, data)
    assert stray_head(here, data) is None
