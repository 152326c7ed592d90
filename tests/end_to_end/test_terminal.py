"""The program in a real terminal: begins, resizes, shows what others write, keeps still, and leaves as it should."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from end_to_end.conftest import QD
from end_to_end.terminal import Terminal
from models.store import engine


@pytest.fixture
def terminal(deck: Path) -> Iterator[Terminal]:
    with Terminal([QD, "--db", str(deck)]) as terminal:
        terminal.wait_for("❯CRM-101")
        terminal.settle()
        yield terminal


def test_it_leaves_the_terminal_as_it_found_it(terminal: Terminal) -> None:
    terminal.send("q")
    assert terminal.wait_for_end() == 0
    for mode in (b"1049", b"2004", b"1000", b"1003"):
        assert terminal.output.rfind(b"\x1b[?" + mode + b"l") >= terminal.output.rfind(b"\x1b[?" + mode + b"h"), mode
    assert terminal.output.rfind(b"\x1b[?25h") > terminal.output.rfind(b"\x1b[?25l")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_signals_end_it_in_two_seconds(terminal: Terminal, number: signal.Signals) -> None:
    terminal.process.send_signal(number)
    assert terminal.wait_for_end(2.0) == 128 + number


def test_a_lost_terminal_ends_it_in_two_seconds(terminal: Terminal) -> None:
    terminal.hang_up()
    assert terminal.process.wait(2.0) != 0


@pytest.mark.parametrize("way", ["hang up", "SIGTERM"])
def test_it_leaves_though_a_write_waits_for_another_program(terminal: Terminal, deck: Path, way: str) -> None:
    with closing(engine.sqlite.connect(str(deck), isolation_level=None)) as other:
        before = other.execute("SELECT max(id) FROM batch").fetchone()
        other.execute("BEGIN IMMEDIATE")
        terminal.send("x")
        terminal.wait_for("saving…")
        if way == "hang up":
            terminal.hang_up()
        else:
            terminal.process.send_signal(signal.SIGTERM)
        assert terminal.process.wait(15.0) != 0  # it would wait for the other one twice as long
        assert other.execute("SELECT max(id) FROM batch").fetchone() == before


def test_it_leaves_though_an_import_runs(terminal: Terminal, deck: Path, tmp_path: Path) -> None:
    rows = tmp_path / "people.csv"
    rows.write_text("ref,handle,title\n" + "".join(f",p{number},Person {number}\n" for number in range(60_000)), encoding="utf-8")
    terminal.send(f"I{rows}<enter>")
    terminal.wait_for("saving…")
    terminal.process.send_signal(signal.SIGTERM)
    terminal.process.wait(15.0)
    with closing(engine.sqlite.connect(str(deck))) as database:
        assert database.execute("SELECT count(*) FROM person WHERE handle LIKE 'p_%'").fetchone()[0] < 100


def test_it_writes_nothing_while_nothing_happens(terminal: Terminal) -> None:
    before = len(terminal.output)
    terminal.settle(3.0)
    assert len(terminal.output) == before


def test_what_others_write_appears_and_the_cursor_stays(terminal: Terminal, deck: Path) -> None:
    terminal.send("jj")
    terminal.wait_for("❯CRM-103")
    subprocess.run([QD, "set", "CRM-101", "title=Renamed meanwhile", "--db", str(deck)], check=True, capture_output=True)
    screen = terminal.wait_for("Renamed meanwhile")
    assert "❯CRM-103" in screen


@pytest.mark.parametrize("size", [(80, 24), (60, 16), (200, 60), (40, 10)])
def test_every_size_of_window(terminal: Terminal, size: tuple[int, int]) -> None:
    terminal.resize(*size)
    terminal.settle()
    screen = terminal.wait_for("CRM-101")
    assert all(len(line) <= size[0] for line in screen.splitlines())
    terminal.send("j")
    terminal.wait_for("❯CRM-102")
    terminal.send("q")
    assert terminal.wait_for_end() == 0


HOSTILE = {
    "CRM-101": "[/b] [red]x[/] {0} %s \\ [link=file:///etc/passwd]x",
    "CRM-102": "\x1b[31mred\x1b[0m \u202eright \x1b]0;title\x07",
    "CRM-103": "e\u0301\u0327 👩\u200d👧 漢字 " + "a" * 3000,
}


def test_hostile_titles_break_nothing(deck: Path) -> None:
    for reference, title in HOSTILE.items():
        subprocess.run([QD, "set", reference, f"title={title}", "--db", str(deck)], check=True, capture_output=True)
    with Terminal([QD, "--db", str(deck)]) as terminal:
        for reference in HOSTILE:
            terminal.wait_for(f"❯{reference}")
            terminal.send("<enter>")
            terminal.settle()
            terminal.send("<escape>")
            terminal.settle()
            terminal.wait_for(f"❯{reference}")
            terminal.send("j")
        assert b"\x1b[31mred" not in terminal.output
        assert "\u202e".encode() not in terminal.output
        terminal.settle()
        terminal.send("q")
        assert terminal.wait_for_end() == 0


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"LANG": "C", "LC_ALL": "C"}, {"COLORTERM": ""}, {"TERM": "xterm"}])
def test_poorer_terminals(deck: Path, environment: dict[str, str]) -> None:
    with Terminal([QD, "--db", str(deck)], env=environment) as terminal:
        terminal.wait_for("CRM-101")
        terminal.send("q")
        assert terminal.wait_for_end() == 0
        if "NO_COLOR" in environment:
            numbers = {int(number) for codes in re.findall(rb"\x1b\[([0-9;]*)m", terminal.output) for number in codes.split(b";") if number}
            assert not numbers & {*range(30, 39), *range(40, 49), *range(90, 108)}


def test_where_only_ascii_is_drawn_the_programs_own_words_are_ascii(deck: Path) -> None:
    with Terminal([QD, "--db", str(deck)], env={"LANG": "C", "LC_ALL": "C"}) as terminal:
        terminal.wait_for(">CRM-101")
        terminal.send("x")
        assert terminal.wait_for("doing > done").isascii()


def test_a_dumb_terminal_gets_text(deck: Path) -> None:
    with Terminal([QD, "--db", str(deck)], env={"TERM": "dumb"}) as terminal:
        assert terminal.wait_for_end() == 0
        assert b"\x1b" not in terminal.output
        assert b"CRM" in terminal.output


def test_a_damaged_file_is_told_in_words(tmp_path: Path) -> None:
    path = tmp_path / "broken.db"
    path.write_bytes(os.urandom(5000))
    with Terminal([QD, "--db", str(path)]) as terminal:
        assert terminal.wait_for_end() == 5
        assert b"not a database" in terminal.output
        assert b"Traceback" not in terminal.output


@pytest.mark.parametrize("way", ["-p", "$QUARTERDECK_PROJECT", "qd use"])
def test_it_opens_with_the_project_that_was_chosen(deck: Path, tmp_path: Path, way: str) -> None:
    env = {"XDG_STATE_HOME": str(tmp_path)} | ({"QUARTERDECK_PROJECT": "WEB"} if way == "$QUARTERDECK_PROJECT" else {})
    if way == "qd use":
        subprocess.run([QD, "--db", str(deck), "use", "WEB"], env={**os.environ, **env}, check=True)
    with Terminal([QD, "--db", str(deck), *(["-p", "WEB"] if way == "-p" else [])], env=env) as terminal:
        terminal.wait_for("help")
        terminal.settle()
        terminal.send("2")
        terminal.wait_for("❯WEB-")
        assert "All projects" not in terminal.screen()
