"""Every verb, as a program uses it: with --json one value on standard output, errors as `{"error","field","hint"}` on standard error."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tui.cli.verbs import VERBS

if TYPE_CHECKING:
    from tests.cli.conftest import Here, Said

#: verb → a command line that works; what is read from standard input stands after `<`.
WORKING = {
    "demo": "demo --no-open --db demo.db --projects 1 --tasks 3",
    "u": "u - < CRM-1 60% 2h half of it",
    "x": "x CRM-1",
    "s": "s CRM-2 yesterday",
    "b": "b CRM-1 waiting on VPN",
    "ok": "ok CRM",
    "log": "log CRM-1 2h",
    "ls": "ls task state:open",
    "find": "find tunnel",
    "show": "show CRM-R1",
    "new": "new task -p CRM 'Write the run book' due:fri",
    "set": "set CRM-1 due=fri",
    "archive": "archive CRM-1 CRM-R1",
    "restore": "restore CRM-1",
    "undo": "undo",
    "redo": "redo 3",
    "history": "history CRM-3",
    "status": "status",
    "why": "why CRM finish",
    "import": "import tasks.csv",
    "export": "export task -o again.csv",
    "snapshot": "snapshot CRM -o c.toml",
    "verify": "verify a.toml",
    "diff": "diff a.toml b.toml",
    "backup": "backup copy.db",
    "check": "check",
    "rebuild": "rebuild",
    "use": "use CRM",
    "calc": "calc pert 2,3,5",
    "help": "help new",
}
#: verb → a command line that does not, and the exit code.
FAILING = {
    "demo": ("demo --projects 1 --db portfolio.db", 5),
    "u": ("u 'CRM-99 x'", 1),
    "x": ("x CRM-1 rem 3h", 2),
    "s": ("s CRM-99", 1),
    "b": ("b", 2),
    "ok": ("ok CRM-1 60%", 2),
    "log": ("log CRM-1 much", 2),
    "ls": ("ls task due<soon", 2),
    "find": ("find", 2),
    "show": ("show CRM-99", 1),
    "new": ("new task -p CRM 'Run book' bogus=1", 2),
    "set": ("set CRM-1 title=other --if-version 9", 2),
    "archive": ("archive CRM-99", 1),
    "restore": ("restore", 2),
    "undo": ("undo 4711", 1),
    "redo": ("redo", 1),
    "history": ("history CRM-99", 1),
    "status": ("status XYZ", 1),
    "why": ("why CRM bogus", 2),
    "import": ("import missing.csv", 5),
    "export": ("export bogus", 2),
    "snapshot": ("snapshot CRM", 2),
    "verify": ("verify missing.toml", 5),
    "diff": ("diff a.toml missing.toml", 5),
    "backup": ("backup portfolio.db", 5),
    "check": ("check me", 2),
    "rebuild": ("rebuild all", 2),
    "use": ("use XYZ", 1),
    "calc": ("calc pert 5,3,2", 2),
    "help": ("help statsu", 2),
}


def one_value(text: str) -> Any:
    """The only JSON value that the text is."""
    assert text.endswith("\n")
    return json.loads(text)


def test_every_verb_is_in_both_tables() -> None:
    assert list(WORKING) == list(VERBS) == list(FAILING)


def run(here: Here, line: str, *options: str) -> Said:
    words, _, stdin = line.partition(" < ")
    if line == "redo 3":
        here("undo 3")
    return here(" ".join((words, *options)), stdin)


@pytest.mark.parametrize("verb", VERBS)
def test_with_json_the_answer_is_one_value_and_nothing_else(here: Here, verb: str) -> None:
    for options in (("--json", "--dry-run"), ("--json",)):
        said = run(here, WORKING[verb], *options)
        assert said.code == 0, said
        one_value(said.out)
        assert said.err == "" or said.err.startswith("dry run: "), said.err


@pytest.mark.parametrize("verb", VERBS)
def test_without_json_the_answer_is_words(here: Here, verb: str) -> None:
    said = run(here, WORKING[verb])
    assert said.code == 0, said
    assert said.out.strip()
    assert "\x1b" not in said.out + said.err


@pytest.mark.parametrize("verb", VERBS)
def test_what_fails_says_so_in_words_and_as_json(here: Here, verb: str) -> None:
    line, code = FAILING[verb]
    plain = here(line)
    assert (plain.code, plain.out) == (code, "")
    assert plain.err.startswith("qd: ")
    said = here(f"{line} --json")
    assert (said.code, said.out) == (code, "")
    error = one_value(said.err)
    assert error.keys() == {"error", "field", "hint"}
    assert error["error"] in plain.err


@pytest.mark.parametrize("line", [
    "new task -p CRM 'Run book'", "new project 'First one' budget=much", "new risk 'No project' 4x9", "u 'CRM-1 x'", "set CRM-1 due=fri",
    "undo", "ls task", "snapshot CRM -o c.toml", "import bad.csv", "export task", "check", "backup",
])  # fmt: skip
def test_what_fails_on_a_missing_database_leaves_none(here: Here, line: str) -> None:
    Path("bad.csv").write_text("ref,uid,title\nCRM-1,not a uid,x\n", encoding="utf-8")
    folder = Path("elsewhere")
    folder.mkdir()
    for options in ("", "--json", "--dry-run"):
        said = here(f"{line} {options} --db elsewhere/p.db")
        assert said.code > 0
        assert [*folder.iterdir()] == []


def test_a_first_project_makes_the_database_and_a_dry_run_does_not(here: Here) -> None:
    assert here("new project 'First one' --db first.db --dry-run").code == 0
    assert not Path("first.db").exists()
    assert here("new project 'First one' --db first.db").code == 0
    assert [path.name for path in Path().iterdir() if path.name.startswith("first.db")] == ["first.db"]
    assert "First one" in here("ls project --db first.db").out


def test_a_snapshot_of_another_history_is_warned_of_in_the_answer(here: Here) -> None:
    Path("gone.db").write_bytes(Path("portfolio.db").read_bytes())
    assert here("x CRM-2 --db gone.db").code == 0
    assert here("snapshot CRM -o gone.toml --db gone.db").code == 0
    said = here("verify gone.toml --json")
    assert (said.code, said.err) == (0, "")
    assert "not in the history here" in one_value(said.out)["warnings"][0]
    Path("gone.toml").write_bytes(Path("gone.toml").read_bytes().replace(b"VPN", b"VPM"))
    said = here("verify gone.toml --json")
    assert (said.code, said.err) == (5, "")
    assert one_value(said.out)["ok"] is False


def test_without_a_verb_json_is_the_portfolio_also_where_there_is_none(here: Here) -> None:
    assert one_value(here("--json").out)["projects"][0]["ref"] == "CRM"
    assert one_value(here("--json --db none.db").out)["projects"] == []
    assert not Path("none.db").exists()


def test_warnings_of_the_file_stand_beside_an_answer_never_before_an_error(here: Here) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as open_to_all:
        Path(open_to_all).chmod(0o777)
        path = f"{open_to_all}/portfolio.db"
        shutil.copy(here.database, path)
        assert "other accounts" in here(f"--db {path} ls task --json").err
        assert one_value(here(f"--db {path} show CRM-99 --json").err)["error"]
