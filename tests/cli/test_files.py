"""Files in and out: import, export, snapshot, verify, diff."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.conftest import Qd


def test_export_edit_import(crm: Qd, tmp_path: Path) -> None:
    file = tmp_path / "tasks.csv"
    crm("export", "task", "-o", str(file))
    assert file.read_text() == crm("export", "tasks").out
    assert "unchanged 3 task" in crm("import", str(file)).out
    file.write_text(file.read_text().replace("API stub for billing", "API stub reviewed"))
    assert "updated 1 task" in crm("import", str(file), "--dry-run").out
    assert crm("show", "CRM-2", "--json").json["title"] == "API stub for billing"
    crm("import", str(file))
    assert crm("show", "CRM-2", "--json").json["title"] == "API stub reviewed"
    crm("undo")
    assert crm("show", "CRM-2", "--json").json["title"] == "API stub for billing"


def test_export_takes_filter_words(crm: Qd) -> None:
    assert len(crm("export", "task", "-vpn").lines) == 3
    assert len(crm("export", "task", "vpn", "-p", "CRM").lines) == 2


def test_bad_rows_are_named_and_nothing_is_written(crm: Qd, tmp_path: Path) -> None:
    file = tmp_path / "tasks.csv"
    crm("export", "task", "-o", str(file))
    lines = file.read_text().splitlines()
    lines[1] = lines[1].replace("todo", "perhaps").replace("Map customer", "Change customer")
    lines[2] = lines[2].replace("API stub", "The stub")
    file.write_text("\n".join(lines) + "\n")
    refused = crm("import", str(file), code=2)
    assert "line 2" in refused.err
    assert "state" in refused.err
    assert crm("show", "CRM-2", "--json").json["title"] == "API stub for billing"
    written = crm("import", str(file), "--skip-bad", "--json").json
    assert Path(written["bad_file"]).exists()
    assert crm("show", "CRM-2", "--json").json["title"] == "The stub for billing"


MAP = """
title = "Plan"
[columns]
project = "Project"
name = "Work"
start = { column = "From", type = "day" }
[[record]]
kind = "project"
identity = ["external_id"]
duplicates = "merge"
[record.fields]
external_id = "project"
title = "project"
[record.new]
state = { value = "running" }
currency = { value = "EUR" }
[[record]]
kind = "task"
identity = ["project", "external_id"]
duplicates = "number"
[record.fields]
project = { record = "project" }
external_id = "name"
title = "name"
start = "start"
"""


def test_a_foreign_file_by_a_map_into_a_new_database(qd: Qd, tmp_path: Path) -> None:
    file, mapping = tmp_path / "plan.csv", tmp_path / "plan.toml"
    file.write_text("Project,Work,From\nIntranet,Build it,2026-03-02\nIntranet,Test it,2026-03-09\n")
    mapping.write_text(MAP)
    assert "no map" in qd("import", str(file), "--map", "nothing", code=2).err
    assert "created 1 project, 2 tasks" in qd("import", str(file), "--map", str(mapping), "--dry-run").out
    assert not Path(qd.database).exists()
    qd("import", str(file), "--map", str(mapping))
    assert [task["title"] for task in qd("ls", "task", "--json").json] == ["Build it", "Test it"]
    assert "unchanged" in qd("import", str(file), "--map", str(mapping)).out
    error = write_bad(file) and qd("import", str(file), "--map", str(mapping), "--json", code=2).error
    assert error["errors"][0]["line"] == 2
    qd("check")


def write_bad(path: Path) -> bool:
    """Put a date that is none into the file's second line."""
    return bool(path.write_text(path.read_text().replace("2026-03-02", "yesterdayish")))


def test_a_snapshot_goes_round_the_world(crm: Qd, tmp_path: Path) -> None:
    first, second, elsewhere = tmp_path / "one.toml", tmp_path / "two.toml", str(tmp_path / "elsewhere.db")
    crm("snapshot", "CRM", "-o", str(first))
    assert "as it was sealed" in crm("verify", str(first)).out
    assert crm("snapshot", "CRM", "-o", str(first)).out.startswith(f"replaced {first}: ")
    assert first.stat().st_mode & 0o077 == 0
    crm("--db", elsewhere, "import", str(first))
    shown = crm("--db", elsewhere, "show", "CRM-2", "--json").json
    assert shown["title"] == "API stub for billing"
    assert "unchanged" in crm("--db", elsewhere, "import", str(first)).out
    crm("set", "CRM-2", "title=API stub reviewed", "duration=4h", "progress=25%")
    crm("snapshot", "CRM", "-o", str(second))
    told = crm("diff", str(first), str(second)).out
    assert "API stub reviewed" in told
    assert "→ 4h\n" in told
    assert "done: – → 25 %\n" in told
    assert any(each["field"] == "title" for each in crm("diff", str(first), str(second), "--json").json)
    crm("verify")
    crm("--db", elsewhere, "check")


def test_what_two_have_changed_is_said_as_people_write_it(crm: Qd, tmp_path: Path) -> None:
    """A value of both sides refuses the file, one of this side alone stays: both are said in words, and in JSON as the field has them."""
    file, elsewhere = str(tmp_path / "crm.toml"), ("--db", str(tmp_path / "elsewhere.db"))
    crm("set", "CRM-2", "remaining=4h")
    crm("snapshot", "CRM", "-o", file)
    crm(*elsewhere, "import", file)
    crm(*elsewhere, "set", "CRM-2", "remaining=3d")
    crm("set", "CRM-1", "due=2026-12-01")
    crm("snapshot", "CRM", "-o", file)
    assert "kept as it is here: CRM-2 remaining: here 3d, in the file 4h" in crm(*elsewhere, "import", file, "--dry-run").err
    (kept,) = crm(*elsewhere, "import", file, "--json").json["kept"]
    assert (kept["field"], kept["here"], kept["file"]) == ("remaining_minutes", 3 * 480, 240)
    crm("set", "CRM-2", "remaining=2d")
    crm("snapshot", "CRM", "-o", file)
    refused = crm(*elsewhere, "import", file, code=4).err
    assert "CRM-2 remaining: before 4h, theirs 3d (" in refused
    assert "), mine 2d" in refused
    (clash,) = crm(*elsewhere, "import", file, "--json", code=4).error["clashes"]
    assert (clash["before"], clash["theirs"], clash["mine"]) == (240, 3 * 480, 2 * 480)


def test_one_changed_byte_breaks_the_seal(crm: Qd, tmp_path: Path) -> None:
    file = tmp_path / "crm.toml"
    crm("snapshot", "CRM", "-o", str(file))
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    assert crm("verify", str(file), "--json", code=5).json["ok"] is False


def test_dry_runs_write_no_file(crm: Qd, tmp_path: Path) -> None:
    target = tmp_path / "none"
    crm("snapshot", "CRM", "-o", str(target), "--dry-run")
    crm("export", "task", "-o", str(target), "--dry-run")
    assert not target.exists()


def test_a_place_that_cannot_be_written_is_named(crm: Qd, tmp_path: Path) -> None:
    target = str(tmp_path / "no" / "folder" / "x.csv")
    assert target in crm("export", "task", "-o", target, code=5).err
    assert target in crm("snapshot", "CRM", "-o", target, code=5).err


def test_a_pipe_is_written_into(crm: Qd, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)  # holds both ends: nobody has to wait
    try:
        crm("export", "task", "-o", str(pipe))
        assert pipe.is_fifo()
        assert os.read(reader, 1 << 16).decode() == crm("export", "task").out
    finally:
        os.close(reader)


def test_a_link_stays_and_what_it_names_is_written(crm: Qd, tmp_path: Path) -> None:
    file, link = tmp_path / "real.csv", tmp_path / "link.csv"
    link.symlink_to(file)
    for _ in range(2):
        crm("export", "task", "-o", str(link))
        assert link.is_symlink()
        assert file.read_text() == crm("export", "task").out
    assert not list(tmp_path.glob("*writing*"))
