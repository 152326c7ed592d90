"""Twenty processes write two hundred times each and are killed at random."""

from __future__ import annotations

from pathlib import Path

import pytest
from store.killing import kill_and_check


@pytest.mark.long
def test_twenty_processes_of_two_hundred_writes(tmp_path: Path) -> None:
    kills = kill_and_check(tmp_path / "p.db", writers=20, writes=200, kills=6, seed=2026)
    assert kills >= 100
