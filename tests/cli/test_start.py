"""Without a verb, and the demo: the app on a terminal, text elsewhere."""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Qd


def test_without_a_terminal_the_portfolio_is_printed(crm: Qd) -> None:
    answer = crm()
    assert answer.out == crm("status").out
    assert "qd status" in answer.err


def test_without_a_terminal_and_portfolio_it_says_how_to_begin(qd: Qd) -> None:
    answer = qd()
    assert answer.out == ""
    assert "qd demo" in answer.err
    assert not os.path.exists(qd.database)


def test_a_dumb_terminal_gets_text(crm: Qd) -> None:
    shown = on_terminal(crm, [], TERM="dumb")
    assert "Health" in shown
    assert "\x1b" not in shown


def on_terminal(qd: Qd, words: list[str], **env: str) -> str:
    """What the command writes to a terminal."""
    keyboard, screen = pty.openpty()
    started = subprocess.Popen([*qd.command, *words], env={**qd.env, **env}, stdin=screen, stdout=screen, stderr=screen, cwd=qd.home)
    os.close(screen)
    shown = b""
    while True:
        try:
            piece = os.read(keyboard, 65536)
        except OSError:  # Linux says so that the other end was closed
            break
        if not piece:
            break
        shown += piece
    os.close(keyboard)
    assert started.wait(60) == 0
    return shown.decode()


@pytest.mark.parametrize("words", [["status"], ["ls", "task"], ["help"], ["show", "CRM-1"]])
def test_a_terminal_gets_colour_unless_it_is_not_wanted(crm: Qd, words: list[str]) -> None:
    assert "\x1b[1m" in on_terminal(crm, words)
    assert "\x1b" not in on_terminal(crm, words, NO_COLOR="1")


def test_a_list_fits_the_terminal(crm: Qd) -> None:
    crm("new", "task", "A title that is far longer than any terminal is wide " * 4)
    lines = on_terminal(crm, ["ls", "task"], NO_COLOR="1", COLUMNS="80").replace("\r", "").splitlines()
    assert lines[0].startswith("Ref")
    assert max(len(line) for line in lines) <= 80


def test_the_demo_is_made_in_its_own_file(qd: Qd) -> None:
    first = qd("demo", "--no-open", QUARTERDECK_DB="")
    path = Path(first.lines[0])
    assert path.is_relative_to(qd.home)
    assert path.name == "demo.db"
    before = path.read_bytes()
    again = qd("demo", "--no-open", QUARTERDECK_DB="")
    assert "already" in again.out
    assert path.read_bytes() == before
    assert "there already" in qd("demo", "--projects", "2", QUARTERDECK_DB="", code=5).err
    opened = qd("demo", QUARTERDECK_DB="")
    assert "24 projects" in opened.out


def test_the_demo_leaves_the_own_portfolio_alone(crm: Qd) -> None:
    before = Path(crm.database).read_bytes()
    crm("demo", "--no-open")
    assert Path(crm.database).read_bytes() == before


def test_a_large_demo_has_the_size_asked_for(qd: Qd, tmp_path: Path) -> None:
    path = str(tmp_path / "large.db")
    assert qd("demo", "--db", path, "--projects", "3", "--tasks", "300", "--no-open", "--json").json == {"file": path, "made": True}
    assert len(qd("--db", path, "ls", "project").lines) == 3
    assert len(qd("--db", path, "ls", "task").lines) >= 300
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith("large")] == ["large.db"]


def test_a_dry_demo_makes_nothing(qd: Qd, tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    qd("demo", "--db", str(path), "--dry-run")
    assert not path.exists()
