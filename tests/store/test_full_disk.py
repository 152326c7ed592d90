"""A disk that fills up: the write fails with a clear word, nothing of it stays, and after making room everything goes on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.core.access import Session
from models.store.errors import StorageError
from store.killing import TESTS
from store.support import assert_sound, make, new_portfolio, opened, project

_LIMITED = """
import os, resource, sys
from models.store.errors import StorageError
from store.support import assert_sound, make, new_portfolio, project
path = sys.argv[1]
session = new_portfolio(path)
size = max(os.path.getsize(path), os.path.getsize(path + "-wal"))
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 400_000, resource.RLIM_INFINITY))
written = 0
try:
    while True:
        make(session, "lesson", project=project(session), title=f"L{written}", recommendation="x" * 3000)
        written += 1
except StorageError as error:
    print(error.message)
count = session.database.value("SELECT count(*) FROM lesson")
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
make(session, "lesson", project=project(session), title=f"L{written}")
assert_sound(session.database)
print(written, count, session.database.value("SELECT count(*) FROM lesson"))
session.database.close()
"""


def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent)])}
    command = [sys.executable, "-c", _LIMITED, str(tmp_path / "p.db")]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    message, figures = result.stdout.splitlines()
    assert "nothing was written" in message
    written, count, after = map(int, figures.split())
    assert written == count >= 1
    assert after == count + 1


def fill(session: Session) -> None:
    for number in range(10_000):
        make(session, "lesson", project=project(session), title=f"L{number}", recommendation="x" * 3000)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("a disk of its own can only be mounted by root")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_disk_without_room(small_disk: Path) -> None:
    session = new_portfolio(small_disk / "p.db")
    with pytest.raises(StorageError, match="disk") as caught:
        fill(session)
    assert "nothing was written" in caught.value.message
    assert_sound(session.database)
    written = session.database.value("SELECT count(*) FROM lesson")
    assert written >= 1
    subprocess.run(["mount", "-o", "remount,size=4m", str(small_disk)], check=True)
    make(session, "lesson", project=project(session), title="after")
    assert_sound(session.database)
    session.database.close()
    assert opened(small_disk / "p.db").database.value("SELECT count(*) FROM lesson") == written + 1


def test_a_disk_without_room_for_a_new_portfolio(small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(bytes((1 << 20) - 4096))
    with pytest.raises(StorageError):
        new_portfolio(small_disk / "p.db")
    assert [name for name in os.listdir(small_disk) if ".new-" in name] == []
