"""Several processes on one file: written at once, killed, made by two at the same moment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from store.killing import TESTS, kill_and_check
from store.support import opened


def test_nothing_acknowledged_is_lost_when_writers_are_killed(tmp_path: Path) -> None:
    kills = kill_and_check(tmp_path / "p.db", writers=4, writes=20, kills=2, seed=1)
    assert kills >= 4


_MAKER = """
import sys
from models.operations.portfolio import open_portfolio
from models.operations.command import command
session = open_portfolio(sys.argv[1], create=True, login=sys.argv[2])
with command(session, "new") as work:
    work.create("project", {"title": "Project of " + sys.argv[2]})
"""


def test_processes_that_make_the_same_file_at_once_share_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "p.db"
    environment = {**os.environ, "PYTHONPATH": str(TESTS.parent)}
    processes = [
        subprocess.Popen([sys.executable, "-c", _MAKER, str(path), f"user{number}"], env=environment, stderr=subprocess.PIPE, text=True)
        for number in range(6)
    ]
    assert [(process.communicate()[1], process.returncode) for process in processes] == [("", 0)] * 6
    database = opened(path).database
    assert database.value("SELECT count(*) FROM project") == 6
    assert database.value("SELECT count(DISTINCT code) FROM project") == 6
    assert [name for name in os.listdir(path.parent) if ".new-" in name] == []
