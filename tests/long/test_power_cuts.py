"""The power is cut at more than a thousand points of several hundred commands."""

from __future__ import annotations

from pathlib import Path

import pytest
from store.power import cut_and_check, record_commands

from models.store import engine


@pytest.mark.long
@pytest.mark.parametrize(("wal", "points"), [(True, 1_200), (False, 400)], ids=["write-ahead log", "rollback journal"])
def test_a_power_cut_at_every_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wal: bool, points: int) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(engine, "WAL_IS_SAFE", wal)
        log = record_commands(tmp_path / "p.db", 300, monkeypatch)
        assert cut_and_check(log, tmp_path, points=points, seed=2026) > points
