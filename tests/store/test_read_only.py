"""A portfolio that this account may read and not write, or not even read."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.operations.command import command
from models.operations.refresh import mark
from models.store.errors import QuarterdeckError
from store.support import make, new_portfolio, opened, project


def look(path: Path) -> list[str]:
    """What another account sees and is told (root is stopped by nothing, so it looks as `nobody`)."""
    reading, writing = os.pipe()
    child = os.fork()  # not a new interpreter: another account may not be able to reach this one
    if child == 0:
        try:
            become_nobody()
            os.write(writing, "\n".join(seen_here(path)).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return text.splitlines()


def become_nobody() -> None:
    """From now on this process is another account, where it may be."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)


def seen_here(path: Path) -> list[str]:
    """The lessons' titles, then what the refusal of a write says."""
    lines = []
    try:
        session = opened(path, "guest")
        lines.append(" ".join(title for (title,) in session.database.rows("SELECT title FROM lesson ORDER BY id")))
        lines += [warning for warning in session.database.warnings if "old" in warning]
        make(session, "lesson", project=project(session), title="no")
    except QuarterdeckError as error:
        lines.append(error.message)
    return lines


def reader(path: Path, asked: int, answers: int) -> None:
    """Open the file, say so, and once more when asked: how many lessons there are, what the file's proof says, whether a change is noticed."""
    become_nobody()
    session = opened(path, "guest")
    before = session.database.data_version()
    for _ in range(2):
        count, proof = session.database.value("SELECT count(*) FROM lesson"), session.database.value("PRAGMA integrity_check")
        os.write(answers, f"{count} {proof} {session.database.data_version() != before}\n".encode())
        os.read(asked, 1)


@pytest.fixture
def path() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp())
    yield folder / "p.db"
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.parametrize("mode", [0o444, 0o666], ids=["its file may not be written", "its folder may not be written"])
def test_it_is_read_and_a_write_says_why_not(path: Path, mode: int) -> None:
    session = new_portfolio(path)
    make(session, "lesson", project=project(session), title="first")
    session.database.close()
    path.chmod(mode)
    path.parent.chmod(0o555)
    before = path.read_bytes()
    assert look(path) == ["first", f"{path} is open for reading only"]
    assert path.read_bytes() == before


@pytest.mark.skipif(os.geteuid() != 0, reason="needs two accounts")
def test_it_is_read_while_its_owner_writes(path: Path) -> None:
    session = new_portfolio(path)
    session.database.close()
    path.chmod(0o644)
    path.parent.chmod(0o755)
    session = opened(path)
    for title in ("first", "second"):
        make(session, "lesson", project=project(session), title=title)
        seen = look(path)
        assert seen[-1] == f"{path} is open for reading only"
    assert seen[0] == "first second"
    session.database.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="needs two accounts")
@pytest.mark.parametrize("leaves", [False, True])
def test_who_reads_meanwhile_sees_what_its_owner_writes(path: Path, leaves: bool) -> None:
    session = new_portfolio(path)
    make(session, "lesson", project=project(session), title="first")
    session.database.close()
    path.chmod(0o644)
    path.parent.chmod(0o755)
    (asked, asks), (answers, answer) = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        os.close(asks)
        try:
            reader(path, asked, answer)
        finally:
            os._exit(0)
    os.close(answer)
    try:
        with os.fdopen(answers) as told:
            assert told.readline() == "1 ok False\n"
            session = opened(path)
            with command(session, "many") as work:
                rows = [{"project": project(session), "title": f"lesson {number} " * 40} for number in range(1200)]
                work.create_many("lesson", rows)
            if leaves:
                session.database.close()
            os.write(asks, b"?")
            assert told.readline() == "1201 ok True\n"
    finally:
        os.close(asks)  # the reader ends
        os.waitpid(child, 0)
    session.database.close()


def test_a_private_file_is_not_read(path: Path) -> None:
    session = new_portfolio(path)
    session.database.close()
    path.chmod(0o600 if os.geteuid() == 0 else 0o000)
    path.parent.chmod(0o755)
    (told,) = look(path)
    assert told == f"{path} cannot be read: Permission denied"


def test_marked_figures_are_read_as_they_are_and_said_to_be_old(path: Path) -> None:
    session = new_portfolio(path)
    with session.database.transaction():
        mark(session.database, project(session))
    session.database.close()
    path.parent.chmod(0o755)
    path.chmod(0o644)
    assert "figures of 1 project may be old" in look(path)[1]
