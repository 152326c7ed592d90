"""Importing a foreign file by a map: identity, bad rows, warnings, all or nothing."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from models.core.access import Session
from models.core.record import find
from models.exchange.csv_file import open_table
from models.exchange.map_file import load_map, read_map, shipped_maps
from models.exchange.mapping import Mapping
from models.exchange.tables import Problem, import_csv, read_csv
from models.operations.command import command
from models.operations.undo import undo
from models.store.errors import StorageError, UsageError
from models.store.journal import AlreadyDone
from tests.exchange.files import HEADER, PLAN, ROWS, plan_map, task_map, write


def count(session: Session, kind: str) -> int:
    return int(session.database.value(f"SELECT count(*) FROM {kind} WHERE archived IS NULL"))


def test_rows_become_records_and_parents_are_made_on_the_way(session: Session, tmp_path: Path) -> None:
    report = import_csv(session, write(tmp_path / "plan.csv"), plan_map())
    assert report.created == {"project": 2, "task": 3, "budget_line": 3}
    rows = session.database.rows(
        "SELECT p.title, t.number, t.title, t.start, t.finish, l.planned FROM budget_line l JOIN task t ON t.id = l.task"
        " JOIN project p ON p.id = t.project ORDER BY t.id"
    )
    assert rows == [
        ("Customer portal", 1, "Design the pages", "2026-12-01", "2026-12-04", 120050),
        ("Customer portal", 2, "Build the pages", "2026-12-07", "2026-12-18", 980000),
        ("Data centre", 1, "Order the racks", "2027-01-04", "2027-01-29", 4500000),
    ]
    assert report.batch == 1
    assert session.database.row("SELECT source, label FROM batch") == ("import", "import plan.csv")
    assert session.database.rows("SELECT finish FROM project_totals ORDER BY project") == [("2026-12-18",), ("2027-01-29",)]


def test_reading_gives_plain_values_and_needs_no_database(tmp_path: Path) -> None:
    reading = read_csv(write(tmp_path / "plan.csv", [ROWS[0], ["", "x", "y", "soon", "", "1,2,3"]]), plan_map())
    first = reading.rows[0]
    assert (first.line, first.values["start"], first.values["project"]) == (2, "2026-12-01", "Customer portal")
    assert [(problem.line, problem.field) for problem in reading.errors] == [(3, "Start"), (3, "Cost")]
    assert len(reading.rows) == 1


def test_a_second_import_updates(session: Session, tmp_path: Path) -> None:
    import_csv(session, write(tmp_path / "plan.csv"), plan_map())
    changed = [[*ROWS[0][:4], "2026-12-11", "1300"], ROWS[1], ["Data centre", "2", "Mount the racks", "", "", ""]]
    report = import_csv(session, write(tmp_path / "again.csv", changed), plan_map())
    assert report.created == {"task": 1}
    assert report.updated == {"task": 1, "budget_line": 1, "project": 1}, "the project tells that a task has no dates"
    assert report.unchanged == {"project": 1, "task": 1, "budget_line": 1}
    assert session.database.value("SELECT planned FROM budget_line WHERE title = 'Design the pages'") == 130000


def test_positions_follow_the_file_also_behind_older_tasks(session: Session, tmp_path: Path) -> None:
    def rows(numbers: range) -> list[list[str]]:
        return [["P one two", str(number), f"T{number}", "", "", ""] for number in numbers]

    import_csv(session, write(tmp_path / "a.csv", rows(range(70))), plan_map())
    import_csv(session, write(tmp_path / "b.csv", rows(range(200))), plan_map())
    titles = [title for (title,) in session.database.rows("SELECT title FROM task ORDER BY position")]
    assert titles == [f"T{number}" for number in range(200)]


def test_unreadable_values_stop_the_import_and_name_line_field_and_reason(session: Session, tmp_path: Path) -> None:
    rows = [
        ROWS[0],
        ["Customer portal", "2", "Build", "31.12.2026", "2026-02-30", "much"],
        ["Data centre", "", "No id", "", "", "1.234"],
        ["a", "b"],
    ]
    report = import_csv(session, write(tmp_path / "plan.csv", rows), plan_map())
    assert not report.written
    assert report.created == {}
    assert [(problem.line, problem.field) for problem in report.errors] == [
        (3, "Cost"),
        (3, "Finish"),
        (3, "Start"),
        (4, "Cost"),
        (4, "Id"),
        (5, ""),
    ]
    reasons = {(problem.line, problem.field): problem.reason for problem in report.errors}
    assert "31.12.2026" in reasons[3, "Start"]
    assert "calendar" in reasons[3, "Finish"]
    assert "not exact" in reasons[4, "Cost"]
    assert "tells one task from another" in reasons[4, "Id"]
    assert "2 cells, the first line 6" in reasons[5, ""]
    assert count(session, "project") == 0
    assert session.database.value("SELECT count(*) FROM batch") == 0


def test_skip_bad_writes_the_rest_and_the_corrected_bad_file_is_imported(session: Session, tmp_path: Path) -> None:
    rows = [ROWS[0], ["Customer portal", "2", "Build; or buy\n“both”", "soon", "2026-12-18", "9800"], ROWS[2]]
    source = write(tmp_path / "plan.csv", rows, separator=";", encoding="cp1252")
    report = import_csv(session, source, plan_map(), skip_bad=True)
    assert report.written
    assert report.created == {"project": 2, "task": 2, "budget_line": 2}
    assert report.bad_file == str(tmp_path / "plan.bad.csv")
    assert stat.S_IMODE(os.stat(report.bad_file).st_mode) == 0o600
    bad = open_table(report.bad_file)
    assert (bad.encoding, bad.separator, bad.names) == ("cp1252", ";", ["import error", *HEADER])
    assert [row.cells[1:] for row in bad.rows] == [rows[1]]
    assert "Start" in bad.rows[0].cells[0]
    corrected = Path(report.bad_file).read_bytes().replace(b"soon", b"2026-12-07", 2)
    Path(report.bad_file).write_bytes(corrected)
    again = import_csv(session, report.bad_file, plan_map())
    assert again.created == {"task": 1, "budget_line": 1}
    assert session.database.value("SELECT title FROM task WHERE external_id = '2'") == "Build; or buy “both”"


def test_bad_files_never_overwrite_one_another(session: Session, tmp_path: Path) -> None:
    source = write(tmp_path / "plan.csv", [["a", "b"], ROWS[0]])
    names = [import_csv(session, source, plan_map(), skip_bad=True).bad_file for _ in range(2)]
    assert names == [str(tmp_path / "plan.bad.csv"), str(tmp_path / "plan.bad-2.csv")]
    still_bad = import_csv(session, str(tmp_path / "plan.bad.csv"), plan_map(), skip_bad=True)
    assert still_bad.bad_file == str(tmp_path / "plan.bad.bad.csv")
    assert open_table(still_bad.bad_file).names == ["import error", *HEADER]


def test_nothing_is_written_where_the_bad_file_cannot_be(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write(tmp_path / "plan.csv", [["a", "b"], ROWS[0]])

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(StorageError, match="nothing was imported"):
        import_csv(session, source, plan_map(), skip_bad=True)
    monkeypatch.undo()
    assert count(session, "project") == 0


def test_the_records_own_rules_are_errors_of_their_line(session: Session, tmp_path: Path) -> None:
    rows = [ROWS[0], ["Customer portal", "2", "", "", "", "5"], ROWS[2]]
    report = import_csv(session, write(tmp_path / "plan.csv", rows), plan_map())
    assert report.errors == [Problem(3, "title", "Title is missing")]
    assert count(session, "project") == 0
    skipped = import_csv(session, str(tmp_path / "plan.csv"), plan_map(), skip_bad=True)
    assert skipped.created == {"project": 2, "task": 2, "budget_line": 2}
    assert [problem.line for problem in skipped.errors] == [3]


def test_a_project_only_bad_rows_speak_of_is_not_made(session: Session, tmp_path: Path) -> None:
    report = import_csv(session, write(tmp_path / "plan.csv", [ROWS[0], [*ROWS[2][:3], "never", "", ""]]), plan_map(), skip_bad=True)
    assert report.created == {"project": 1, "task": 1, "budget_line": 1}


@pytest.mark.parametrize(("duplicates", "created"), [("number", 3), ("merge", 2)])
def test_duplicates(session: Session, tmp_path: Path, duplicates: str, created: int) -> None:
    records = [dict(record) for record in PLAN["record"]]
    records[1]["duplicates"], records[2]["duplicates"] = duplicates, "merge"
    rows = [ROWS[0], ROWS[1], [*ROWS[0][:4], "", "7"]]
    for expected in ({"project": 1, "task": created, "budget_line": created}, {}):
        report = import_csv(session, write(tmp_path / "plan.csv", rows), plan_map(record=records))
        assert report.errors == []
        assert report.created == expected
    assert session.database.rows("SELECT external_id FROM task ORDER BY id") == [("1",), ("2",), ("1 #2",)][:created]


def test_merged_rows_fill_what_is_empty_and_tell_what_differs(session: Session, tmp_path: Path) -> None:
    rows = [["P one two", "1", "Design", "", "2026-12-04", ""], ["P one two", "1", "Design anew", "2026-12-01", "2026-12-04", ""]]
    report = import_csv(session, write(tmp_path / "plan.csv", rows), task_map(duplicates="merge"))
    assert report.created == {"project": 1, "task": 1}
    assert session.database.row("SELECT title, start FROM task") == ("Design", "2026-12-01")
    assert Problem(3, "Title", "differs from line 2, which counts") in report.warnings


def test_refused_duplicates_name_the_first_line(session: Session, tmp_path: Path) -> None:
    report = import_csv(session, write(tmp_path / "plan.csv", [ROWS[0], ROWS[0]]), plan_map())
    assert report.errors[0] == Problem(3, "external_id", "is the same task as in line 2")


def test_implausible_rows_are_imported_with_a_warning_that_the_record_shows(session: Session, tmp_path: Path) -> None:
    rows = [
        ["P one two", "1", "Backwards", "2012-07-01", "2012-03-03", "5"],
        ["P one two", "2", "Bare", "", "", ""],
        ["P one two", "3", "Endless", "2012-07-01", "", "5"],
        ["P one two", "4", "Sound", "2012-07-01", "2012-08-01", "5"],
    ]
    report = import_csv(session, write(tmp_path / "plan.csv", rows), plan_map())
    shown = ["finish 3 Mar 2012 before start 1 Jul 2012", "no dates, no cost in the file", "no finish in the file", None]
    assert [row[0] for row in session.database.rows("SELECT warnings FROM task ORDER BY id")] == shown
    assert [(problem.line, problem.reason) for problem in report.warnings] == list(zip((2, 3, 4), shown, strict=False))
    assert session.database.value("SELECT warnings FROM project") == (
        "1 task: finish before start; 1 task: no dates, no cost; 1 task: no finish"
    )
    assert session.database.row("SELECT start, finish FROM task ORDER BY id") == ("2012-07-01", "2012-03-03")


def test_a_warning_ends_when_a_person_sets_the_dates_right_and_an_undo_brings_it_back(session: Session, tmp_path: Path) -> None:
    import_csv(session, write(tmp_path / "plan.csv", [["P one two", "1", "Backwards", "2012-07-01", "2012-03-03", "5"]]), plan_map())
    task = session.database.value("SELECT id FROM task")
    with command(session, "name") as work:
        work.change(task, {"title": "Still backwards"})
    assert session.database.value("SELECT warnings FROM task")
    with command(session, "dates") as work:
        work.change(task, {"finish": "2012-08-01"})
    assert session.database.value("SELECT warnings FROM task") is None
    undo(session)
    assert session.database.value("SELECT warnings FROM task")


def test_a_rehearsal_says_what_would_happen_and_writes_nothing(session: Session, tmp_path: Path) -> None:
    source = write(tmp_path / "plan.csv", [*ROWS, ["a", "b"]])
    report = import_csv(session, source, plan_map(), dry_run=True, skip_bad=True)
    assert (report.written, report.batch, report.bad_file) == (False, None, None)
    assert report.created == {"project": 2, "task": 3, "budget_line": 3}
    assert len(report.errors) == 1
    assert count(session, "project") == 0
    assert os.listdir(tmp_path).count("plan.bad.csv") == 0


def test_a_repeated_command_is_not_a_second_import(session: Session, tmp_path: Path) -> None:
    source = write(tmp_path / "plan.csv")
    import_csv(session, source, plan_map(), once="key")
    with pytest.raises(AlreadyDone):
        import_csv(session, source, plan_map(), once="key")


def test_what_was_archived_stays_archived_and_what_was_undone_comes_back(session: Session, tmp_path: Path) -> None:
    source = write(tmp_path / "plan.csv")
    import_csv(session, source, plan_map())
    task = session.database.value("SELECT id FROM task WHERE title = 'Order the racks'")
    with command(session, "archive") as work:
        work.archive(task)
    report = import_csv(session, source, plan_map())
    assert any("is archived and was left as it is" in problem.reason for problem in report.warnings)
    assert count(session, "task") == 2
    undo(session)
    undo(session)
    assert count(session, "task") == count(session, "project") == 0
    again = import_csv(session, source, plan_map())
    assert again.created == {}
    assert count(session, "task") == 3


def test_a_project_kept_in_another_currency_is_not_overwritten(session: Session, tmp_path: Path) -> None:
    source = write(tmp_path / "plan.csv", ROWS[:1])
    import_csv(session, source, plan_map())
    records = [dict(record) for record in PLAN["record"]]
    records[0] = {**records[0], "new": {"currency": {"value": "USD"}}}
    report = import_csv(session, source, plan_map(record=records))
    assert [(problem.field, "kept in EUR" in problem.reason) for problem in report.errors] == [("currency", True)]


def test_conditions_compare_with_the_data_date_which_is_pinned(session: Session, tmp_path: Path) -> None:
    cases = [
        {"when": ["finish <= data_date"], "fields": {"state": {"value": "done"}, "actual_finish": "finish"}},
        {"when": ["start is given", "title != 'Order the racks'"], "fields": {"duration": {"working_time": ["start", "finish"]}}},
    ]
    records = [dict(record) for record in PLAN["record"]]
    records[1]["case"] = cases
    import_csv(session, write(tmp_path / "plan.csv"), plan_map(record=records, data_date="2026-12-04"))
    assert session.database.rows("SELECT state, actual_finish, duration FROM task ORDER BY id") == [
        ("done", "2026-12-04", None),
        ("todo", None, 10 * 480),
        ("todo", None, None),
    ]
    assert session.database.rows("SELECT DISTINCT status_date, status_pinned FROM project") == [("2026-12-04", 1)]
    report = import_csv(session, str(tmp_path / "plan.csv"), plan_map(record=records, data_date="2026-12-31"))
    assert report.updated == {"task": 1}, "the second task is done by then"
    assert session.database.rows("SELECT DISTINCT status_date FROM project") == [("2026-12-31",)]


def test_fields_of_new_records_are_left_alone_later(session: Session, tmp_path: Path) -> None:
    records = [dict(record) for record in PLAN["record"]]
    records[0] = {**records[0], "new": {"state": {"value": "proposed"}}}
    source = write(tmp_path / "plan.csv")
    import_csv(session, source, plan_map(record=records))
    project = session.database.value("SELECT id FROM project LIMIT 1")
    with command(session, "run") as work:
        work.change(project, {"state": "running"})
    assert import_csv(session, source, plan_map(record=records)).updated == {}
    assert session.database.value("SELECT state FROM project WHERE id = ?", (project,)) == "running"


def test_people_and_summaries_are_made_on_the_way(session: Session, tmp_path: Path) -> None:
    mapping = read_map(
        {
            "columns": {"id": "Id", "title": "Title", "phase": "Phase", "who": "Who"},
            "record": [
                {
                    "kind": "project",
                    "identity": ["code"],
                    "duplicates": "merge",
                    "fields": {"code": {"value": "NEW"}, "title": {"value": "New"}},
                },
                {"kind": "person", "identity": ["title"], "duplicates": "merge", "only": ["who"], "fields": {"title": "who"}},
                {
                    "name": "phase",
                    "kind": "task",
                    "identity": ["project", "title"],
                    "duplicates": "merge",
                    "only": ["phase"],
                    "fields": {"project": {"record": "project"}, "title": "phase", "kind": {"value": "summary"}},
                },
                {
                    "kind": "task",
                    "identity": ["project", "external_id"],
                    "fields": {
                        "project": {"record": "project"},
                        "external_id": "id",
                        "title": "title",
                        "parent": {"record": "phase"},
                        "owner": {"record": "person"},
                    },
                },
            ],
        },
        "phases",
    )
    rows = [
        ["1", "Draw", "Design", "Ana Ruiz"],
        ["2", "Weld", "Build", ""],
        ["3", "Paint", "Build", "Ana Ruiz"],
        ["4", "Think", "", "Jo Orr"],
    ]
    for created in ({"project": 1, "person": 2, "task": 6}, {}):
        report = import_csv(session, write(tmp_path / "plan.csv", rows, header=["Id", "Title", "Phase", "Who"]), mapping)
        assert report.created == created, report.errors
    found = session.database.rows(
        "SELECT t.title, s.title, p.handle FROM task t LEFT JOIN task s ON s.id = t.parent LEFT JOIN person p ON p.id = t.owner"
        " WHERE t.kind = 'task' ORDER BY t.number"
    )
    assert found == [("Draw", "Design", "ana"), ("Weld", "Build", None), ("Paint", "Build", "ana"), ("Think", None, "jo")]
    assert find(session, "NEW-1").kind == "task"


def test_a_file_without_a_column_of_the_map_is_refused_with_the_columns_it_has(session: Session, tmp_path: Path) -> None:
    path = write(tmp_path / "plan.csv", [row[:5] for row in ROWS], header=HEADER[:5])
    with pytest.raises(UsageError, match="“Cost”") as caught:
        import_csv(session, path, plan_map())
    assert "Finish" in (caught.value.hint or "")


def test_a_cost_posted_after_today_is_kept_and_named(session: Session, tmp_path: Path) -> None:
    cost = {
        "kind": "cost", "identity": ["task", "title"], "only": ["cost"],
        "fields": {"project": {"record": "project"}, "task": {"record": "task"}, "title": "title", "amount": "cost", "posted_on": "finish"},
    }  # fmt: skip
    report = import_csv(session, write(tmp_path / "plan.csv", [[*ROWS[0][:4], "2031-12-04", "12"]]), plan_map(record=[*PLAN["record"][:2], cost]))
    assert report.created["cost"] == 1
    assert [problem.reason for problem in report.warnings] == ["posted on 4 Dec 2031, after today"]


def test_a_file_with_no_row_writes_nothing(session: Session, tmp_path: Path) -> None:
    report = import_csv(session, write(tmp_path / "plan.csv", []), plan_map())
    assert (report.rows, report.created, report.errors, report.batch) == (0, {}, [], None)


def test_hostile_text_is_data(session: Session, tmp_path: Path) -> None:
    rows = [["[/b] \x1b[31mred\x1b[0m", "1", "'); DROP TABLE task; --", "", "", ""], ["x\u202eevil", "2", "=cmd()", "", "", ""]]
    import_csv(session, write(tmp_path / "plan.csv", rows), plan_map())
    assert {row[0] for row in session.database.rows("SELECT title FROM project")} == {"[/b] red", "xevil"}
    assert session.database.value("SELECT count(*) FROM task") == 2


def test_the_map_that_the_manual_shows_works(session: Session, tmp_path: Path) -> None:
    manual = (Path(__file__).parents[2] / "docs" / "maps.md").read_text(encoding="utf-8")
    example = next(part.removeprefix("toml\n") for part in manual.split("```") if part.startswith("toml\n") and "[columns]" in part)
    path = tmp_path / "manual.toml"
    path.write_text(example, encoding="utf-8")
    header = ["Project", "No.", "Activity", "Begin", "End (new)", "End", "Cost (k€)", "Status", "Remark"]
    rows = [
        ["Portal", "1", "Design", "1.12.2026", "", "04.12.2026", "1.234,5", "Closed", "x"],
        ["Portal", "2", "Build", "7.12.2026", "31.12.2026", "18.12.2026", "tbd later", "?", ""],
    ]
    report = import_csv(session, write(tmp_path / "plan.csv", rows, header=header, separator=";"), str(path))
    assert report.errors == []
    assert report.created == {"project": 1, "task": 2, "budget_line": 1}
    assert session.database.rows("SELECT state, finish FROM task") == [("done", "2026-12-04"), ("todo", "2026-12-31")]
    assert session.database.value("SELECT planned FROM budget_line") == 123450000


def test_shipped_maps_are_found_by_name_and_maps_by_path(tmp_path: Path) -> None:
    assert "us-it-dashboard" in shipped_maps()
    for name in shipped_maps():
        mapping = load_map(name)
        assert isinstance(mapping, Mapping)
        assert mapping.name == name
    own = tmp_path / "mine.toml"
    own.write_text('[columns]\nname = "Name"\n[[record]]\nkind = "person"\nidentity = ["title"]\nfields = { title = "name" }\n')
    found = load_map(str(own))
    assert isinstance(found, Mapping)
    assert found.name == "mine"
    with pytest.raises(UsageError, match="no map") as caught:
        load_map("nowhere")
    assert "us-it-dashboard" in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("place", "content"),
    [
        ("titel", {"titel": "x"}),
        ("decimal", {"file": {"decimal": ";"}}),
        ("colour", {"columns": {"a": {"column": "A", "colour": "red"}}}),
        ("type", {"columns": {"a": {"column": "A", "type": "date"}}}),
        ("unit", {"columns": {"a": {"column": "A", "type": "money", "unit": "seconds"}}}),
        ("format", {"columns": {"a": {"column": "A", "format": "%Y"}}}),
        ("data_date", {"data_date": "yesterday"}),
        ("record", {"record": []}),
        ("kind", {"record": [{"kind": "poem"}]}),
        ("identity", {"record": [{"kind": "person", "fields": {"title": "name"}}]}),
        ("colour", {"record": [{"kind": "person", "identity": ["title"], "fields": {"title": "name", "colour": "name"}}]}),
        ("notes", {"record": [{"kind": "person", "identity": ["title"], "fields": {"title": "name", "notes": "name"}}]}),
        ("nobody", {"record": [{"kind": "person", "identity": ["title"], "fields": {"title": "nobody"}}]}),
        ("active_from", {"record": [{"kind": "person", "identity": ["title"], "fields": {"title": "name", "active_from": "name"}}]}),
        ("duplicates", {"record": [{"kind": "person", "identity": ["title"], "duplicates": "some", "fields": {"title": "name"}}]}),
        ("when", {"record": [{"kind": "person", "identity": ["title"], "fields": {"title": "name"}, "case": [{"when": ["name like x"]}]}]}),
        ("when", {"record": [{"kind": "person", "identity": ["title"], "fields": {"title": "name"}, "case": [{"when": ["name < day"]}]}]}),
        ("project", {"record": [{"kind": "task", "identity": ["title"], "fields": {"title": "name", "project": {"record": "project"}}}]}),
    ],
)
def test_a_wrong_map_is_told_with_its_place_and_the_words_that_are_possible(place: str, content: dict[str, object]) -> None:
    columns = {"name": "Name", "day": {"column": "Day", "type": "day"}}
    record = [{"kind": "person", "identity": ["title"], "fields": {"title": "name"}}]
    with pytest.raises(UsageError) as caught:
        read_map({"columns": columns, "record": record, **content}, "mine")
    assert place in caught.value.message
    assert caught.value.hint
    assert caught.value.field == "map"
    assert "expected" in caught.value.hint
