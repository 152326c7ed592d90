"""Runs the real `qd` in a process of its own, in a home of its own."""

from __future__ import annotations

import io
import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from models.operations.command import command
from models.operations.portfolio import portfolio
from tui.__main__ import main


class Answer:
    """What a command said, and its exit code."""

    def __init__(self, finished: subprocess.CompletedProcess[str]) -> None:
        self.out, self.err, self.code = finished.stdout, finished.stderr, finished.returncode
        assert "Traceback" not in self.err, self.err

    @property
    def json(self) -> Any:
        """The answer read as JSON."""
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        """The error read as JSON."""
        return json.loads(self.err)

    @property
    def lines(self) -> list[str]:
        """The lines of the answer."""
        return self.out.splitlines()


class Qd:
    """The command, with a home and a database of its own."""

    def __init__(self, home: Path, database: str) -> None:
        self.home, self.database = home, database
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("QUARTERDECK", "XDG_", "COLUMNS"))}
        self.env = {**kept, "HOME": str(home), "QUARTERDECK_DB": database, "TZ": "UTC", "PYTHONIOENCODING": "utf-8", "TERM": "xterm"}

    @property
    def command(self) -> list[str]:
        """How the program is started: the installed script where there is one."""
        script = os.path.join(os.path.dirname(sys.executable), "qd")
        return [script] if os.path.exists(script) else [sys.executable, "-m", "tui"]

    def __call__(self, *words: str, code: int = 0, stdin: str = "", **env: str) -> Answer:
        """Run a command that ends with `code`."""
        started = [*self.command, *words]
        surroundings = {**self.env, **env}
        answer = Answer(
            subprocess.run(
                started, capture_output=True, encoding="utf-8", input=stdin, env=surroundings, cwd=self.home, timeout=120, check=False
            )
        )
        assert answer.code == code, f"{words}: exit {answer.code}\n{answer.out}\n{answer.err}"
        return answer


@pytest.fixture
def qd(tmp_path: Path, portfolio_path: str) -> Qd:
    """The command over a database that does not exist yet."""
    home = tmp_path / "home"
    home.mkdir()
    return Qd(home, portfolio_path)


@pytest.fixture
def crm(qd: Qd, empty_file: Path) -> Qd:
    """The command over a portfolio with a project CRM: people, three tasks, a risk."""
    with portfolio(shutil.copy(empty_file, qd.database)) as session, command(session, "begin") as work:
        for handle in ("ana", "bob"):
            work.create("person", {"handle": handle, "title": handle.title()})
        project = work.create("project", {"code": "CRM", "title": "CRM replacement", "currency": "EUR", "budget": 81_000_000})
        for title in ("Map customer fields", "API stub for billing", "VPN tunnel to vendor"):
            work.create("task", {"project": project, "title": title, "duration": 2400})
        work.create("risk", {"project": project, "title": "Adapter comes late", "likelihood": 4, "impact": 5})
    return qd


@pytest.fixture
def demo_qd(qd: Qd, demo_copy: str) -> Qd:
    """The command over a demo portfolio of its own."""
    return Qd(qd.home, demo_copy)


class Said(NamedTuple):
    """What a command line said, and its exit code."""

    code: int
    out: str
    err: str


class Here:
    """Command lines run in this process: parsed, carried out and answered as by the program, without the start of one for each."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.capsys, self.monkeypatch = capsys, monkeypatch
        self.database = str(folder / "portfolio.db")
        monkeypatch.setenv("HOME", str(folder))
        monkeypatch.setenv("QUARTERDECK_DB", self.database)
        for name in ("QUARTERDECK_PROJECT", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.chdir(folder)

    def __call__(self, line: str, stdin: str = "") -> Said:
        self.monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        self.capsys.readouterr()
        code = main(shlex.split(line))
        return Said(code, *self.capsys.readouterr())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a portfolio: a project, its tasks and a risk, two snapshots of it and a table; made once."""
    folder = tmp_path_factory.mktemp("made")
    with portfolio(str(folder / "portfolio.db"), create=True) as session:
        with command(session, "begin") as work:
            project = work.create("project", {"code": "CRM", "title": "CRM replacement", "budget": 81_000_000})
            for title in ("Map customer fields", "API stub for billing", "VPN tunnel to vendor"):
                work.create("task", {"project": project, "title": title, "duration": 2400})
            work.create("risk", {"project": project, "title": "Adapter comes late", "likelihood": 4, "impact": 5})
        with command(session, "rename") as work:
            work.change(project, {"title": "CRM, replaced"})
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for line in ("snapshot CRM -o a.toml", "x CRM-3", "snapshot CRM -o b.toml", "export task -o tasks.csv"):
            assert main([*shlex.split(line), "--db", "portfolio.db"]) == 0
    return folder


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, made: Path, tmp_path: Path) -> Here:
    """The same folder, of one's own."""
    shutil.copytree(made, tmp_path / "home")
    (tmp_path / "home").chmod(0o700)
    return Here(capsys, monkeypatch, tmp_path / "home")
