"""A one-line command imports what it needs and nothing else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Qd

#: Runs a command line as `qd` does and prints what was imported by the end.
_SCRIPT = """
import sys, os
import tui.__main__ as program
code = program.main(sys.argv[1:])
sys.stderr.write("\\n".join(sorted(sys.modules)))
sys.stderr.flush()
os._exit(code)
"""
_ROOT = Path(__file__).resolve().parents[2]
_NEVER = (
    *("textual", "rich", "asyncio", "ssl", "numpy", "psycopg", "psycopg2", "importlib.metadata", "dateutil", "importlib.resources"),
    *("platformdirs", "tomllib", "argparse", "screens", "tui.app", "inspect", "logging", "socket", "dataclasses", "unittest"),
)


@pytest.fixture(autouse=True)
def unmeasured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measuring coverage imports modules of its own: these processes go without."""
    for name in [name for name in os.environ if name.startswith("COVERAGE_")]:
        monkeypatch.delenv(name)


def imported(qd: Qd, *words: str) -> set[str]:
    """The modules a command line leaves imported."""
    env = {name: value for name, value in qd.env.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run([sys.executable, "-c", _SCRIPT, *words], env=env, capture_output=True, encoding="utf-8", check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize(
    ("words", "registers"),
    [
        (["x", "CRM-1"], {"task", "project"}),
        (["s", "CRM-1"], {"task", "project"}),
        (["log", "CRM-1", "2h"], {"task", "project", "time_entry"}),
        (["show", "CRM-1"], {"task", "project"}),
        (["ls", "risk"], {"risk"}),
        (["status"], set()),
        (["set", "CRM-R1", "impact=4"], {"risk", "project"}),
    ],
)
def test_only_what_is_touched(crm: Qd, words: list[str], registers: set[str]) -> None:
    crm("ok", "CRM-1")
    found = imported(crm, *words)
    assert not {name for name in found for never in _NEVER if name == never or name.startswith(f"{never}.")}
    assert {name.split(".")[2] for name in found if name.startswith("models.registers.")} <= registers
    assert not {name for name in found if name.startswith("models.exchange")}
    if "pysqlite3" in found:
        assert "sqlite3" not in found


def test_peewee_finds_its_seldom_used_modules_when_it_asks_for_them() -> None:
    script = (
        "import sys; from models.store.engine import peewee\n"
        "assert not {'inspect', 'logging', 'socket', 'uuid', 'calendar'} & set(sys.modules)\n"
        "assert peewee.uuid.uuid4().hex and peewee.calendar.timegm((1970, 1, 2, 0, 0, 0)) == 86400\n"
        "import inspect, logging, socket, uuid\n"
        "assert inspect.getdoc(inspect) and logging.getLogger('x') and socket.socket and uuid.UUID\n"
        "assert peewee.isclass(int) and not peewee.isclass(1) and peewee.logging.INFO == logging.INFO\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_the_command_does_not_wait_for_garbage_or_teardown() -> None:
    script = "import atexit, gc, sys, tui.__main__ as m; atexit.register(print, 'torn down'); sys.argv = ['qd', '--version']; m.run()"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.startswith("quarterdeck")
    assert "torn down" not in done.stdout


def test_named_tuples_that_writing_loads_compile_no_code(crm: Qd) -> None:
    """Each made with the library's would be felt in every command."""
    made = set()
    for words in (["x", "CRM-1"], ["s", "CRM-2"], ["ok", "CRM-2"]):
        made |= {name for name in imported(crm, *words) if name.split(".")[0] in ("models", "tui") and name != "models.values.named"}
    assert "models.store.journal" in made
    sources = {name: (_ROOT / name.replace(".", "/")).with_suffix(".py") for name in made}
    users = [name for name, path in sorted(sources.items()) if path.exists() and re.search(r"from typing import .*NamedTuple", path.read_text())]
    assert users == []
