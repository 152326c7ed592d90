"""What goes wrong is said in words, with the exit code of its kind; nothing steers the terminal; nobody sees a traceback."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Qd

HOSTILE = "Evil \x1b[31mred\x1b]0;owned\x07 \u202eesrever \x9b2J end"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["show", "CRM-99"], 1),
        (["show", "@nobody"], 1),
        (["set", "XX-1", "title=a"], 1),
        (["why", "CRM-99"], 1),
        (["undo", "4711"], 1),
        (["bogus"], 2),
        (["ls"], 2),
        (["ls", "nothing"], 2),
        (["ls", "task", "due<soon"], 2),
        (["ls", "task", "--sort", "bogus"], 2),
        (["ls", "task", "--limit", "x"], 2),
        (["show"], 2),
        (["show", "CRM-1", "CRM-2"], 2),
        (["why", "CRM", "bogus"], 2),
        (["status", "--nope"], 2),
        (["show", "CRM-1", "--csv"], 2),
        (["new", "cost", "-p", "CRM", "Invoice", "amount=1.200"], 2),
        (["import", "missing.csv"], 5),
        (["verify", "missing.toml"], 5),
        (["snapshot", "CRM"], 2),
        (["set", "CRM-1", "parent=CRM-1"], 2),
    ],
)
def test_exit_codes_and_json_errors(crm: Qd, words: list[str], code: int) -> None:
    plain = crm(*words, code=code)
    assert plain.err.startswith("qd: ")
    assert plain.out == ""
    error = crm(*words, "--json", code=code).error
    assert set(error) == {"error", "field", "hint"}
    assert error["error"]


def test_a_missing_database_is_said_kindly(qd: Qd) -> None:
    answer = qd("ls", "task", code=5)
    assert "there is no file" in answer.err
    assert "qd demo" in answer.err
    assert not os.path.exists(qd.database)


def test_files_that_are_no_database(qd: Qd, tmp_path: Path) -> None:
    for name, content in (("empty.db", b""), ("text.db", b"hello"), ("fake.db", b"SQLite format 3\x00" + b"x" * 200)):
        path = tmp_path / name
        path.write_bytes(content)
        assert str(path) in qd("--db", str(path), "status", code=5).err
        assert path.read_bytes() == content


def test_a_newer_database_is_refused(crm: Qd) -> None:
    from models.store.engine import sqlite

    connection = sqlite.connect(crm.database)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    assert "newer" in crm("status", code=3).err


def test_hostile_text_is_harmless(crm: Qd) -> None:
    crm("new", "task", HOSTILE)
    crm("u", "CRM-1", "-p", "CRM", HOSTILE)
    from models.store.engine import sqlite

    connection = sqlite.connect(crm.database)
    connection.execute("UPDATE task SET title = ? WHERE number = 2", (HOSTILE,))
    connection.execute("UPDATE comment SET text = ?", (HOSTILE,))
    connection.commit()
    connection.close()
    for words in (
        ["ls", "task"],
        ["show", "CRM-2"],
        ["show", "CRM-1"],
        ["find", "evil"],
        ["status", "CRM"],
        ["history"],
        ["ls", "task", "--json"],
    ):
        out = crm(*words).out
        assert not any(sign in out for sign in "\x1b\x07\u202e\x9b"), words
    refused = crm("show", HOSTILE, code=1)
    assert not any(sign in refused.err for sign in "\x1b\x07\u202e\x9b")
    assert crm("show", "CRM-2", "--json").json["title"]


def test_a_broken_pipe_is_quiet(crm: Qd) -> None:
    many = "\n".join(f"CRM-1 note number {number}" for number in range(2000))
    crm("u", "-", stdin=many)
    script = subprocess.Popen([*crm.command, "ls", "comment"], env=crm.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert script.stdout is not None
    assert script.stderr is not None
    script.stdout.readline()
    script.stdout.close()
    assert script.stderr.read() == b""
    script.wait(30)


def test_closed_streams_are_said_or_quiet(qd: Qd) -> None:
    command = shlex.join([*qd.command, "calc", "emv", "0.3:-40k"])
    answers = {}
    for closed in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-"):
        done = subprocess.run(["sh", "-c", f"{command} {closed}"], env=qd.env, capture_output=True, text=True, check=False)
        answers[closed] = (done.returncode, "EMV" in done.stdout, done.stderr.split("\n")[0])
    assert answers == {
        "<&-": (0, True, ""),
        ">&-": (5, False, "qd: cannot write the output: bad file descriptor"),
        "2>&-": (0, True, ""),
        "<&- >&- 2>&-": (5, False, ""),
    }


def test_interrupted_is_130_and_writes_nothing(crm: Qd) -> None:
    script = subprocess.Popen([*crm.command, "u", "-"], env=crm.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert script.stdin is not None
    script.stdin.write(b"CRM-1 x\n")
    script.stdin.flush()
    _until_it_waits(script.pid)
    script.send_signal(signal.SIGINT)
    _, err = script.communicate(timeout=30)
    assert script.returncode == 130
    assert b"Traceback" not in err
    assert crm("show", "CRM-1", "--json").json["state"] == "todo"


def _until_it_waits(pid: int) -> None:
    """Return when the process has slept for a fifth of a second: it is loaded and waits for its standard input."""
    asleep = 0
    for _ in range(1000):
        asleep = asleep + 1 if psutil.Process(pid).status() == psutil.STATUS_SLEEPING else 0
        if asleep == 10:
            return
        time.sleep(0.02)
    pytest.fail("the program never came to wait for its standard input")


def test_a_fault_of_ours_has_a_number_and_a_log_without_values(crm: Qd, tmp_path: Path) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text(
        "import sys, models.operations.portfolio as p\n"
        "def boom(*a, **k):\n    secret = 'hunter2'\n    raise RuntimeError('boom')\n"
        "p.portfolio = boom\n"
        "import tui.__main__ as m\nsys.argv = ['qd', 'status']\nm.run()\n"
    )
    done = subprocess.run([sys.executable, str(broken)], env=crm.env, capture_output=True, encoding="utf-8", cwd=os.getcwd(), check=False)
    assert done.returncode == 5
    assert "internal error" in done.stderr
    assert "Traceback" not in done.stderr
    number = done.stderr.split("internal error ")[1].split(";")[0]
    log = next(crm.home.rglob("errors.log"))
    assert number in log.read_text()
    assert "hunter2'" not in log.read_text().replace("secret = 'hunter2'", "")
    assert log.stat().st_mode & 0o077 == 0


def test_text_that_the_terminal_cannot_show_is_replaced(demo_qd: Qd) -> None:
    out = demo_qd("status", PYTHONIOENCODING="ascii").out
    assert out.isascii()
    assert "X trouble" in out or "o on track" in out


def test_words_that_are_no_text_are_refused(crm: Qd) -> None:
    for words in (["show", "CRM\udcff"], ["ls", "task", "caf\udce9"], ["set", "CRM-1", "title=\udcff"], ["\udcff"], ["import", "\udcff.csv"]):
        assert "is no text in UTF-8" in crm(*words, code=2).err
    assert crm("show", "\udcff", "--json", code=2).error["error"] == "“?” is no text in UTF-8"
