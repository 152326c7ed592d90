"""Making, reading and changing records: new, ls, find, show, set, archive, restore, undo, redo, history."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING

from models.operations.portfolio import portfolio

if TYPE_CHECKING:
    from tests.cli.conftest import Qd


def test_the_first_write_makes_the_file_private_and_the_login_a_person(qd: Qd) -> None:
    import os
    import stat

    answer = qd("new", "project", "CRM replacement", "code=CRM", "budget=810k")
    assert answer.lines[0].startswith("CRM")
    assert stat.S_IMODE(os.stat(qd.database).st_mode) == 0o600
    people = qd("ls", "person", "--json").json
    assert len(people) == 1
    assert people[0]["login"]


def test_new_prints_the_reference_first(crm: Qd) -> None:
    assert crm("new", "risk", "-p", "CRM", "Vendor may drop support", "4x5", "@ana").lines[0].split()[0] == "CRM-R2"
    risk = crm("show", "CRM-R2", "--json").json
    assert (risk["likelihood"], risk["impact"], risk["score"], risk["owner"]) == (4, 5, 20, "@ana")
    assert risk["title"] == "Vendor may drop support"


def test_new_takes_fields_labels_and_named_tokens_in_any_order(crm: Qd) -> None:
    crm("new", "task", "effort=3d", "Write the", "run book", "+legal", "parent=CRM-1", "due:2026-12-01", "+urgent", "-p", "CRM")
    task = crm("show", "CRM-4", "--json").json
    assert task["title"] == "Write the run book"
    assert task["effort_minutes"] == 3 * 480
    assert task["parent"] == {"ref": "CRM-1", "title": "Map customer fields"}
    assert task["due"] == "2026-12-01"
    assert task["labels"] == ["legal", "urgent"]


def test_new_uses_the_only_running_project(crm: Qd) -> None:
    assert crm("new", "task", "Next step").lines == ["CRM-4  Next step"]
    crm("new", "project", "Payroll", "code=PAY")
    refused = crm("new", "task", "Where to?", code=2)
    assert "-p" in refused.err


def test_new_names_what_is_wrong(crm: Qd) -> None:
    assert crm("new", "task", "Title", "effrt=3d", "--json", code=2).error["field"] == "effrt"
    assert crm("new", "risk", "-p", "CRM", "Title", "impact=9", "--json", code=2).error["field"] == "impact"
    assert crm("new", "task", "--json", code=2).error["field"] == "title"
    assert crm("new", "nothing", "Title", "--json", code=2).error["field"] == "kind"
    assert crm("ls", "task", "--json").json[-1]["ref"] == "CRM-3"


def test_a_title_may_hold_signs(crm: Qd) -> None:
    assert crm("new", "task", "E=mc2 and more").lines == ["CRM-4  E=mc2 and more"]
    assert crm("new", "task", "--", "-40 degrees due:fri").lines == ["CRM-5  -40 degrees due:fri"]


def test_a_dry_run_writes_nothing(crm: Qd) -> None:
    assert crm("new", "task", "Maybe", "--dry-run").lines == ["CRM-4  Maybe"]
    assert crm("set", "CRM-1", "title=Other", "--dry-run").out
    crm("archive", "CRM-1", "--dry-run")
    titles = [row["title"] for row in crm("ls", "task", "--json").json]
    assert titles == ["Map customer fields", "API stub for billing", "VPN tunnel to vendor"]


def test_a_dry_run_makes_no_file(qd: Qd) -> None:
    import os

    assert qd("new", "project", "Try", "code=TRY", "--dry-run").lines == ["TRY  Try"]
    assert not os.path.exists(qd.database)


def test_once_prints_the_first_result_again(crm: Qd) -> None:
    first = crm("new", "task", "Only once", "--once", "k1")
    second = crm("new", "task", "Only once", "--once", "k1")
    assert first.out == second.out
    assert "done before" in second.err
    assert crm("ls", "task", "Only", "--json").json[0]["ref"] == "CRM-4"
    assert len(crm("ls", "task").lines) == 4
    changed = crm("set", "CRM-4", "title=Twice", "--once", "k2").out
    assert crm("set", "CRM-4", "title=Twice", "--once", "k2").out == changed


def test_ls_filters_sorts_and_limits(crm: Qd) -> None:
    crm("set", "CRM-2", "due=2026-12-01", "owner=@ana")
    assert [line.split("\t")[0] for line in crm("ls", "task", "owner:ana").lines] == ["CRM-2"]
    assert [line.split("\t")[0] for line in crm("ls", "task", "-billing").lines] == ["CRM-1", "CRM-3"]
    assert [line.split("\t")[0] for line in crm("ls", "tasks", "--sort", "title", "--limit", "2").lines] == ["CRM-2", "CRM-1"]
    assert crm("ls", "task", "vpn", "-p", "CRM").lines[0].startswith("CRM-3\t")
    assert crm("ls", "task", "state:done", "--json").json == []
    assert crm("ls", "task", "state:done").out == ""
    assert "position 1" in crm("ls", "task", "bogus:1", code=2).err


def test_ls_as_csv_has_a_heading_and_every_field(crm: Qd) -> None:
    rows = list(csv.DictReader(io.StringIO(crm("ls", "project", "--csv").out)))
    assert rows[0]["ref"] == "CRM"
    assert rows[0]["budget"] == "810000.00"


def test_csv_holds_no_formula(crm: Qd) -> None:
    crm("new", "task", "title==1+1", "owner=@ana")
    row = list(csv.DictReader(io.StringIO(crm("ls", "task", "--csv").out)))[-1]
    assert (row["title"], row["owner"]) == ("'=1+1", "@ana")


def test_json_follows_the_form(crm: Qd) -> None:
    project = crm("show", "CRM", "--json").json
    assert project["budget"] == {"amount": "810000.00", "currency": "EUR"}
    assert project["manager"] is None
    assert project["labels"] == []
    assert project["links"] == []
    assert project["comments"] == []
    assert project["created"].endswith("Z")
    task = crm("ls", "task", "--json").json[0]
    assert task["duration_minutes"] == 2400
    assert task["project"] == {"ref": "CRM", "title": "CRM replacement"}
    assert task["owner"] is None
    crm("u", "CRM-1 60%")
    assert crm("show", "CRM-1", "--json").json["progress"] == 60


def test_show_tells_comments_links_and_version(crm: Qd) -> None:
    crm("new", "comment", "record=CRM-1", "Vendor called back")
    crm("new", "link", "record=CRM-1", "https://example.org/page")
    answer = crm("show", "CRM-1")
    assert "version 1" in answer.lines[0]
    assert "Vendor called back" in answer.out
    assert "https://example.org/page" in answer.out
    shown = crm("show", "CRM-1", "--json").json
    assert shown["comments"][0]["text"] == "Vendor called back"
    assert shown["links"][0]["url"] == "https://example.org/page"


def test_find_looks_everywhere_open_records_first(crm: Qd) -> None:
    crm("new", "comment", "record=CRM-2", "the vendor wants a tunnel")
    crm("x", "CRM-3")
    refs = [hit["ref"] for hit in crm("find", "tunnel", "--json").json]
    assert refs == ["CRM-N1", "CRM-3"]
    assert crm("find", "tun", "-vendor").out == ""
    assert crm("find", "tun", "-wants").lines[0].startswith("CRM-3\t")


def test_show_names_what_a_task_waits_for_and_what_waits_for_it(crm: Qd) -> None:
    crm("new", "dependency", "predecessor=CRM-1", "successor=CRM-2", "type=ss", "lag=2d")
    crm("new", "dependency", "predecessor=CRM-2", "successor=CRM-3", "lag=12h", "lag_unit=elapsed")
    shown = [" ".join(line.split()) for line in crm("show", "CRM-2").lines]
    assert crm("show", "CRM-D1").lines[0] == "CRM-D1  CRM-1 Map customer fields > CRM-2 API stub for billing  (dependency, version 1)"
    assert shown.index("waits for CRM-1 SS +2d Map customer fields") > shown.index("links")
    assert "before CRM-3 FS +12h elapsed VPN tunnel to vendor" in shown
    task = crm("show", "CRM-2", "--json").json
    lag = {"lag_minutes": 960, "lag_unit": "working"}
    assert task["predecessors"] == [{"ref": "CRM-1", "title": "Map customer fields", "type": "ss", **lag}]
    assert [each["ref"] for each in task["successors"]] == ["CRM-3"]
    crm("new", "dependency", "predecessor=CRM-1", "successor=CRM-3", "lag=-25%")
    assert "waits for CRM-1 FS -25 % Map customer fields" in [" ".join(line.split()) for line in crm("show", "CRM-3").lines]
    assert [line.split("\t")[-1] for line in crm("ls", "dependency").lines] == ["+2d", "+12h elapsed", "-25 %"]
    refused = crm("set", "CRM-D3", "lag=50%", "lag_unit=elapsed", code=2)
    assert "a lag in per cent is not counted as elapsed" in refused.err
    crm("archive", "CRM-D1")
    assert "waits for" not in crm("show", "CRM-2").out


def test_set_says_before_and_after(crm: Qd) -> None:
    answer = crm("set", "CRM-1", "owner=@bob", "due=2026-12-01")
    assert "owner – → bob" in answer.out
    crm("set", "CRM-1", "owner=", "due=none")
    task = crm("show", "CRM-1", "--json").json
    assert task["owner"] is None
    assert task["due"] is None
    assert crm("set", "CRM-1", "score=3", code=2).err
    assert crm("set", "CRM-1", "nothing", code=2).err


def test_if_version_refuses_a_changed_record_and_shows_both_values_of_the_same_field(crm: Qd) -> None:
    crm("set", "CRM-1", "due=2026-12-01")
    crm("set", "CRM-1", "due=2026-12-02")
    refused = crm("set", "CRM-1", "due=2026-12-24", "--if-version", "1", code=4)
    for value in ("2 Dec", "24 Dec", "CRM-1"):
        assert value in refused.err
    clash = crm("set", "CRM-1", "due=2026-12-24", "--if-version", "1", "--json", code=4).error["clashes"][0]
    assert (clash["before"], clash["theirs"], clash["mine"]) == (None, "2026-12-02", "2026-12-24")
    assert "has version 3, not 1" in crm("set", "CRM-1", "priority=700", "--if-version", "1", code=4).err
    assert crm("show", "CRM-1", "--json").json["priority"] == 500
    crm("set", "CRM-1", "priority=700", "--if-version", "3")
    assert "version" in crm("set", "CRM-1", "due=fri", "--if-version", "99", code=2).err


def test_archive_hides_and_restore_brings_back(crm: Qd) -> None:
    crm("archive", "CRM-1", "CRM-R1")
    assert [row["ref"] for row in crm("ls", "task", "--json").json] == ["CRM-2", "CRM-3"]
    assert crm("show", "CRM-1", "--json").json["archived"]
    assert "nothing to archive" in crm("archive", "CRM-1").out
    crm("restore", "CRM-1")
    assert len(crm("ls", "task", "--json").json) == 3


def test_undo_and_redo_take_the_last_change(crm: Qd) -> None:
    crm("set", "CRM-1", "title=Renamed")
    assert "took back" in crm("undo").out
    assert crm("show", "CRM-1", "--json").json["title"] == "Map customer fields"
    crm("redo")
    assert crm("show", "CRM-1", "--json").json["title"] == "Renamed"
    batch = crm("history", "CRM-1", "--json").json[-1]["batch"]
    assert batch == 1
    assert "batch" in crm("undo", "x1", code=2).err


def test_undo_names_what_somebody_changed_since(crm: Qd) -> None:
    crm("set", "CRM-1", "title=First", "priority=5")
    batch = crm("history", "CRM-1", "--json").json[0]["batch"]
    crm("set", "CRM-1", "title=Second")
    taken = crm("undo", str(batch), "--json").json
    assert [conflict["field"] for conflict in taken["conflicts"]] == ["title"]
    assert crm("show", "CRM-1", "--json").json["priority"] == 500


def test_history_tells_who_when_before_and_after(crm: Qd) -> None:
    crm("set", "CRM-1", "due=2026-12-01")
    newest = crm("history", "CRM-1", "--json").json[0]
    assert newest["changes"] == {"due": [None, "2026-12-01"]}
    assert newest["version"] == 2
    assert "Due: – → 1 Dec" in crm("history", "CRM-1").out
    assert crm("history").out
    assert crm("history", "--csv").lines[0].startswith("batch,")


def test_set_moves_a_record_and_links_reach_into_other_projects(crm: Qd) -> None:
    """The same as m in the app: what speaks of the task goes along, its link stays, one undo brings all back."""
    crm("new", "project", "Single sign-on", "code=IAM", "start=2026-11-23")
    crm("new", "task", "Write it down", "duration=2d", "-p", "IAM")
    crm("new", "dependency", "predecessor=CRM-1", "successor=CRM-2")
    crm("new", "comment", "record=CRM-2", "text=Said")
    moved = crm("set", "CRM-2", "project=IAM")
    assert moved.lines[0].startswith("IAM-2: ")
    assert moved.lines[1] == "with it went 2 records of it"
    assert crm("show", "CRM-2", "--json").json["ref"] == "IAM-2"
    link = crm("ls", "dependency", "--json").json[0]
    assert (link["ref"], link["predecessor"]["ref"], link["successor"]["ref"]) == ("IAM-D1", "CRM-1", "IAM-2")
    assert "IAM-2 waits for CRM-1" in crm("why", "IAM-2", "finish").out
    crm("undo")
    assert crm("ls", "dependency", "--json").json[0]["ref"] == "CRM-D1"
    assert crm("show", "IAM-2", "--json").json["ref"] == "CRM-2"
    crm("new", "dependency", "predecessor=CRM-2", "successor=IAM-1")
    assert "CRM-2 > IAM-1 > CRM-2" in crm("new", "dependency", "predecessor=IAM-1", "successor=CRM-2", code=2).err


def test_nothing_personal_is_kept_for_the_repeat_of_a_command(crm: Qd) -> None:
    made = crm("new", "comment", "record=CRM-1", "--once", "k1", "--", "a delicate matter")
    assert "a delicate matter" in made.out
    crm("set", "@ana", "email=ana@delicate.example", "role=tester", "--once", "k2")
    with portfolio(crm.database) as session:
        kept = [row[0] for row in session.database.rows("SELECT result FROM batch WHERE once IS NOT NULL ORDER BY once")]
    assert len(kept) == 2
    assert not any("delicate" in text for text in kept)
    assert "role" in kept[1]
    assert crm("new", "comment", "record=CRM-1", "--once", "k1", "--", "a delicate matter").lines == [made.out.split()[0]]


def test_a_filter_says_which_date_it_means_where_a_column_is_called_like_it(crm: Qd) -> None:
    answer = crm("ls", "task", "finish<2030-01-01 or title:map", "--sort", "-finish")
    assert answer.err.splitlines() == ["finish is the planned finish; the column Finish is forecast_finish"]
    assert not crm("ls", "task", "forecast_finish<2030-01-01").err


def test_a_new_link_says_what_waits_for_what(crm: Qd) -> None:
    assert crm("new", "dependency", "predecessor=CRM-1", "successor=CRM-2", "-p", "CRM").lines[0].split("  ")[1] == "CRM-1 fs CRM-2"


def test_a_folder_is_no_database_and_a_damaged_file_is_not_sent_in_a_circle(qd: Qd, crm: Qd) -> None:
    assert "is a folder, no database" in qd("--db", str(qd.home), "check", code=5).err
    with open(qd.database, "r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 4000)
    answer = qd("check", code=5)
    assert "is damaged" in answer.err
    assert "qd check" not in answer.err


def test_a_scale_that_nobody_gave_is_said(crm: Qd) -> None:
    assert "likelihood 3, for nobody said · impact 3, for nobody said" in crm("new", "risk", "-p", "CRM", "No scale").err
    assert "nobody said" not in crm("new", "risk", "-p", "CRM", "Scaled", "2x4").err
    assert "(3 unless said)" in crm("help", "risk").out


def test_what_the_portfolio_shows_of_trouble_filters_and_sorts(demo_qd: Qd) -> None:
    def codes(*words: str) -> list[str]:
        return [row["code"] for row in demo_qd("ls", "project", *words, "--json").json]

    troubled = codes("overall:red")
    assert set(codes("schedule:red") + codes("cost:red")) <= set(troubled)
    assert "PAY" in codes("cost:red")
    late = [demo_qd("show", code, "--json").json for code in codes("days_late>0", "--sort", "-days_late")]
    days = [(date.fromisoformat(each["forecast_finish"]) - date.fromisoformat(each["planned_finish"])).days for each in late]
    assert days == sorted(days, reverse=True)
    assert days[-1] > 0
    assert "PAY" in codes("over_budget>1k")
