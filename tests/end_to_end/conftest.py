"""The demo portfolio on the machine's own day, made once by the program itself; every test has its copy."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

QD = str(Path(sys.executable).parent / "qd")


@pytest.fixture(scope="session")
def demo_of_today(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once; to be copied only."""
    path = tmp_path_factory.mktemp("made") / "demo.db"
    subprocess.run([QD, "demo", "--db", str(path)], check=True, capture_output=True, stdin=subprocess.DEVNULL)
    return path


@pytest.fixture
def deck(demo_of_today: Path, tmp_path: Path) -> Path:
    """A demo portfolio of the account that runs the tests."""
    return Path(shutil.copy(demo_of_today, tmp_path / "demo.db"))
