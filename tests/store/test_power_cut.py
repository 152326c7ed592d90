"""What a power cut leaves: everything acknowledged, nothing torn."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.store import engine
from store.power import cut_and_check, record_commands


@pytest.mark.parametrize("wal", [True, False], ids=["write-ahead log", "rollback journal"])
def test_a_power_cut_loses_nothing_acknowledged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wal: bool) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(engine, "WAL_IS_SAFE", wal)
        log = record_commands(tmp_path / "p.db", 40, monkeypatch)
        assert sum(event.what == "sync" for event in log) > 40
        assert cut_and_check(log, tmp_path, points=30, seed=11) > 30


def test_the_simulation_notices_a_lazy_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = record_commands(tmp_path / "p.db", 40, monkeypatch)
    lazy = [event for event in log if event.what != "sync" or not event.file.endswith("-wal")]
    with pytest.raises(AssertionError):
        cut_and_check(lazy, tmp_path, points=30, seed=11)
