"""Where the command line reads and writes: named databases, refused imports, backups, an output that takes nothing."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Qd


def test_an_empty_name_is_not_the_default_database(crm: Qd) -> None:
    assert "--db" in crm("ls", "task", "--db", "", code=2).err
    assert "--db" in crm("ls", "task", "--db=", code=2).err


def test_a_closed_folder_is_not_no_portfolio_yet(qd: Qd) -> None:
    (qd.home / "file").write_text("no folder")
    answer = qd("--db", str(qd.home / "file" / "p.db"), code=5)
    assert "cannot be read" in answer.err
    assert "no portfolio yet" not in answer.err


@pytest.mark.parametrize(("name", "text"), [("bad.toml", "x"), ("bad.csv", ""), ("bad.csv", "ref,title,state\n,New,nonsense\n")])
def test_a_refused_import_makes_no_database(qd: Qd, name: str, text: str) -> None:
    (qd.home / name).write_text(text)
    assert qd("import", name, code=2).err
    assert not os.path.exists(qd.database)
    assert not [each for each in os.listdir(os.path.dirname(qd.database)) if ".making" in each]


def test_a_first_import_makes_the_database(crm: Qd) -> None:
    crm("snapshot", "CRM", "-o", "CRM.toml")
    there = str(crm.home / "new" / "p.db")
    assert crm("--db", there, "import", "CRM.toml").out.startswith("CRM: created")
    assert crm("--db", there, "ls", "task").lines


def test_two_backups_in_a_second_are_two_files(crm: Qd) -> None:
    made = [crm("backup").out.strip() for _ in range(3)]
    assert len(set(made)) == 3
    assert "nowhere/copy.db" in crm("backup", "nowhere/copy.db", code=5).err


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_an_output_that_is_full_is_said_plainly(crm: Qd) -> None:
    with open("/dev/full", "w") as full:
        ended = subprocess.run([*crm.command, "ls", "task"], stdout=full, stderr=subprocess.PIPE, env=crm.env, text=True, check=False)
    assert ended.returncode == 5
    assert "cannot write the output: no space left" in ended.stderr
    assert "internal" not in ended.stderr


def test_what_is_no_snapshot_has_no_digest(crm: Qd) -> None:
    (crm.home / "bad.toml").write_text("x")
    assert "sha256 e" not in crm("verify", "bad.toml", code=5).out.replace("no sha256", "")
    assert crm("verify", "bad.toml", "--json", code=5).json["sha256"] is None


def test_export_is_csv_and_says_so(crm: Qd) -> None:
    assert "CSV" in crm("export", "task", "--json", code=2).error["error"]
    assert crm("export", "task", "-o", "t.csv", "--json").json == {"file": "t.csv", "records": 3, "replaced": False}
