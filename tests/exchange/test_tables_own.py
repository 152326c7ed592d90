"""Files that an export wrote: taken back unchanged, edited, into an empty portfolio; of every register and of random records."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from store.support import note_to_oneself

from models.core import registry
from models.core.access import Session
from models.core.record import find
from models.exchange.csv_out import columns_of
from models.exchange.tables import Problem, Report, export_csv, import_csv
from models.operations.command import command
from models.operations.portfolio import portfolio
from models.operations.undo import undo
from models.store.errors import UsageError
from tests.conftest import TODAY


def exported(session: Session, kind: str, path: Path, words: str = "") -> str:
    """An export's file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        export_csv(session, registry.get(kind), words, file)
    return str(path)


def edited(path: str, change: Any) -> str:
    """The file with its rows (dictionaries) changed in place."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    change(rows)
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return path


def make(session: Session, register: str, **values: Any) -> int:
    with command(session, f"new {register}") as work:
        return work.create(register, values)


def stored(session: Session, kind: str) -> list[tuple[Any, ...]]:
    """What an import must carry over, references as text."""
    register = registry.get(kind)
    names = [name for name, field in register.form_fields.items() if not field.private]
    columns = ", ".join(register.shown_sql(name) for name in names)
    return session.database.rows(
        f'SELECT r.uid, r.number, {columns} FROM "{kind}" t JOIN record r ON r.id = t.id {register.join} WHERE t.archived IS NULL ORDER BY r.uid'
    )


@pytest.fixture
def plan(session: Session) -> Session:
    project = make(session, "project", code="CRM", title="Customer portal", currency="CHF")
    summary = make(session, "task", project=project, title="Build", kind="summary")
    make(session, "task", project=project, title="Write the pages", parent=summary, start="2026-12-01", finish="2026-12-04", duration=1920)
    make(session, "task", project=project, title="Test them", parent=summary, progress=2550)
    make(session, "budget_line", project=project, title="Licences", planned=1234550)
    return session


@pytest.mark.parametrize("kind", registry.keys())
def test_the_demo_is_exported_and_taken_back_without_a_change(demo: Session, tmp_path: Path, kind: str) -> None:
    before = demo.database.value("SELECT max(id) FROM entry")
    report = import_csv(demo, exported(demo, kind, tmp_path / f"{kind}.csv"))
    assert report.errors == []
    count = demo.database.value(f'SELECT count(*) FROM "{kind}" WHERE archived IS NULL')
    assert report.unchanged == ({kind: count} if count else {})
    assert report.created == report.updated == {}
    assert demo.database.value("SELECT max(id) FROM entry") == before


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Session]:
    with portfolio(str(tmp_path / "other.db"), create=True, today=TODAY) as opened:
        yield opened


def test_the_demo_goes_register_by_register_into_an_empty_portfolio(demo: Session, empty: Session, tmp_path: Path) -> None:
    for kind in (
        "unit",
        "person",
        "project",
        "task",
        "dependency",
        "risk",
        "issue",
        "budget_line",
        "cost",
        "time_entry",
        "comment",
        "link",
        "lesson",
    ):
        path = exported(demo, kind, tmp_path / f"{kind}.csv")
        if kind == "unit":
            edited(path, lambda rows: [row.update(lead="") for row in rows])
        report = import_csv(empty, path, kind)
        assert report.errors == [], kind
        assert report.created.get(kind, 0) == demo.database.value(f'SELECT count(*) FROM "{kind}" WHERE archived IS NULL')
        if kind not in ("unit", "project"):
            assert stored(empty, kind) == stored(demo, kind), kind
    second = exported(empty, "task", tmp_path / "again.csv")
    assert import_csv(demo, second).errors == []


def test_an_edited_file_updates_what_was_edited(plan: Session, tmp_path: Path) -> None:
    def change(rows: list[dict[str, str]]) -> None:
        rows[1].update(title="Write all pages", duration="5d", finish="", owner="")
        rows.append({**dict.fromkeys(rows[0], ""), "project": "CRM", "title": "Publish", "parent": "CRM-1"})

    report = import_csv(plan, edited(exported(plan, "task", tmp_path / "t.csv"), change))
    assert (report.errors, report.updated, report.created, report.unchanged) == ([], {"task": 1}, {"task": 1}, {"task": 2})
    assert plan.database.row("SELECT title, duration, start, finish, version FROM task WHERE id = ?", (find(plan, "CRM-2").id,)) == (
        "Write all pages",
        2400,
        "2026-12-01",
        None,
        2,
    )
    assert plan.database.row("SELECT title, parent FROM task WHERE id = ?", (find(plan, "CRM-4").id,)) == (
        "Publish",
        find(plan, "CRM-1").id,
    )
    undo(plan)
    assert plan.database.value("SELECT title FROM task WHERE id = ?", (find(plan, "CRM-2").id,)) == "Write the pages"
    assert plan.database.value("SELECT count(*) FROM task WHERE archived IS NULL") == 3


def test_amounts_are_in_the_currency_of_each_records_project(plan: Session, tmp_path: Path) -> None:
    yen = make(plan, "project", code="TOK", title="Tokyo", currency="JPY")
    make(plan, "budget_line", project=yen, title="Rent", planned=500)
    path = exported(plan, "budget_line", tmp_path / "l.csv")
    with open(path, encoding="utf-8") as file:
        assert [row["planned"] for row in csv.DictReader(file)] == ["12345.50", "500"]
    report = import_csv(plan, edited(path, lambda rows: rows[1].update(planned="750")))
    assert report.updated == {"budget_line": 1}
    assert plan.database.value("SELECT planned FROM budget_line WHERE title = 'Rent'") == 750


def test_what_others_changed_meanwhile_is_kept_where_the_file_was_not_edited(plan: Session, tmp_path: Path) -> None:
    path = exported(plan, "task", tmp_path / "t.csv")
    task = find(plan, "CRM-2").id
    with command(plan, "theirs") as work:
        work.change(task, {"description": "Theirs", "finish": "2026-12-05"})
    report = import_csv(plan, edited(path, lambda rows: rows[1].update(title="Mine")))
    assert (report.errors, report.updated) == ([], {"task": 1})
    assert plan.database.row("SELECT title, description, finish FROM task WHERE id = ?", (task,)) == ("Mine", "Theirs", "2026-12-05")


def test_the_same_field_changed_by_two_is_an_error_and_nothing_is_written(plan: Session, tmp_path: Path) -> None:
    path = exported(plan, "task", tmp_path / "t.csv")
    task = find(plan, "CRM-2").id
    with command(plan, "theirs") as work:
        work.change(task, {"title": "Theirs"})

    def change(rows: list[dict[str, str]]) -> None:
        rows[1].update(title="Mine")
        rows[2].update(title="Mine too")

    report = import_csv(plan, edited(path, change))
    assert [(problem.line, problem.field) for problem in report.errors] == [(3, "title")]
    reason = report.errors[0].reason
    assert reason.startswith("changed since the export: before ")
    assert ", theirs Theirs (" in reason
    assert reason.endswith(", mine Mine")
    assert plan.database.value("SELECT count(*) FROM task WHERE title LIKE 'Mine%'") == 0
    skipped = import_csv(plan, path, skip_bad=True)
    assert skipped.updated == {"task": 1}
    assert skipped.bad_file is not None
    assert plan.database.value("SELECT title FROM task WHERE id = ?", (task,)) == "Theirs"


def test_what_is_posted_after_today_is_kept_and_named(plan: Session, tmp_path: Path) -> None:
    path = tmp_path / "costs.csv"
    path.write_text("project,title,posted_on,amount\nCRM,Licences,2031-05-02,12\nCRM,Cables,2020-05-02,12\n", encoding="utf-8")
    report = import_csv(plan, str(path), "cost")
    assert (report.created, report.warnings) == ({"cost": 2}, [Problem(2, "", "posted on 2 May 2031, after today")])


def test_dates_in_the_wrong_order_are_taken_and_told_here_and_in_the_record(plan: Session, tmp_path: Path) -> None:
    path = edited(exported(plan, "task", tmp_path / "tasks.csv"), lambda rows: rows[1].update(finish="2026-11-04"))
    said = "finish 4 Nov 2026 before start 1 Dec 2026"
    assert import_csv(plan, path).warnings == [Problem(3, "CRM-2", said)]
    assert plan.database.value("SELECT warnings FROM task WHERE finish = '2026-11-04'") == said
    assert import_csv(plan, path).warnings == []


def test_no_file_closes_a_project_whose_gate_is_not_clear(plan: Session, tmp_path: Path) -> None:
    path = edited(exported(plan, "project", tmp_path / "projects.csv"), lambda rows: rows[0].update(state="closed"))
    (error,) = import_csv(plan, path).errors
    assert error.field == "state"
    assert error.reason.startswith("the gate is not clear: tasks done")
    assert plan.database.value("SELECT count(*) FROM project WHERE state = 'closed'") == 0


def test_without_uid_the_reference_identifies_and_without_both_a_row_is_new(plan: Session, tmp_path: Path) -> None:
    path = tmp_path / "short.csv"
    path.write_text("ref;title;progress\nCRM-2;Renamed;50%\n", encoding="utf-8")
    assert import_csv(plan, str(path)).updated == {"task": 1}
    assert plan.database.row("SELECT title, progress FROM task WHERE id = ?", (find(plan, "CRM-2").id,)) == ("Renamed", 5000)
    path.write_text("title,project,likelihood,impact\nVendor may stop,CRM,4,5\n", encoding="utf-8")
    assert import_csv(plan, str(path), "risk").created == {"risk": 1}
    assert plan.database.row("SELECT title, likelihood * impact, state FROM risk") == ("Vendor may stop", 20, "open")


def test_rows_that_refer_to_rows_of_the_same_file(session: Session, tmp_path: Path) -> None:
    make(session, "project", code="NET", title="Network")
    path = tmp_path / "t.csv"
    path.write_text(
        "ref,project,parent,title\nNET-9,NET,NET-5,Leaf\nNET-5,NET,NET-1,Middle\nNET-1,NET,,Top\n,NET,NET-5,Another\n", encoding="utf-8"
    )
    assert import_csv(session, str(path)).created == {"task": 4}
    found = session.database.rows("SELECT t.number, t.title, p.title FROM task t LEFT JOIN task p ON p.id = t.parent ORDER BY t.number")
    assert found == [(1, "Top", None), (5, "Middle", "Top"), (9, "Leaf", "Middle"), (10, "Another", "Middle")]
    path.write_text("ref,project,parent,title\nNET-20,NET,NET-21,A\nNET-21,NET,NET-20,B\n", encoding="utf-8")
    assert {problem.reason for problem in import_csv(session, str(path)).errors} == {"these records refer to each other in a circle"}


@pytest.mark.parametrize(
    ("header", "row", "field", "words"),
    [
        ("ref,title", "CRM-R1,x", "ref", "cannot be the reference"),
        ("ref,title,project", "NET-77,x,CRM", "ref", "cannot be the reference"),
        ("uid,title", "123,x", "uid", "no uid"),
        ("ref,uid,title", "CRM-2,018f0000-0000-7000-8000-000000000000,x", "ref", "another record"),
        ("ref,version,title", "CRM-2,new,x", "version", "no version"),
        ("ref,finish", "CRM-2,someday", "finish", "not a day"),
        ("ref,title", "CRM-2,", "title", "missing"),
        ("ref,parent", "CRM-1,CRM-2", "parent", "part of itself"),
        ("ref,owner", "CRM-2,@nobody", "owner", "no person"),
        ("ref,state", "CRM-2,flying", "state", "not one of the choices"),
        ("ref,title", "CRM-2", "", "1 cells"),
    ],
)
def test_what_is_wrong_in_a_row_is_told_by_line_and_field(
    plan: Session, tmp_path: Path, header: str, row: str, field: str, words: str
) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"{header}\n{row}\n", encoding="utf-8")
    before = plan.database.value("SELECT max(id) FROM entry")
    report = import_csv(plan, str(path), "task")
    assert [(problem.line, problem.field) for problem in report.errors] == [(2, field)]
    assert words in report.errors[0].reason
    assert plan.database.value("SELECT max(id) FROM entry") == before


def test_the_same_record_twice_is_refused(plan: Session, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("ref,title\nCRM-2,a\ncrm-2,b\n", encoding="utf-8")
    assert import_csv(plan, str(path)).errors == [Problem(3, "ref", "is the same record as in line 2")]


def test_unknown_columns_and_unknown_files_are_refused_with_what_is_possible(plan: Session, shared: Path, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("ref,title,colour\nCRM-2,a,red\n", encoding="utf-8")
    with pytest.raises(UsageError, match="colour") as unknown:
        import_csv(plan, str(path), "task")
    assert "title" in (unknown.value.hint or "")
    with pytest.raises(UsageError) as other:
        import_csv(plan, str(path))
    assert "--map" in (other.value.hint or "")
    with pytest.raises(UsageError) as dashboard:
        import_csv(plan, str(shared / "us-it-dashboard" / "projects-2013.csv"))
    assert "--map us-it-dashboard" in (dashboard.value.hint or "")


def test_lines_of_a_baseline_are_never_changed_by_a_file(plan: Session, tmp_path: Path) -> None:
    make(plan, "baseline", project=find(plan, "CRM").id, title="First plan")
    path = exported(plan, "baseline_line", tmp_path / "b.csv")
    assert import_csv(plan, path).errors == []
    report = import_csv(plan, edited(path, lambda rows: rows[0].update(finish="2027-01-01")))
    assert "never changed" in report.errors[0].reason
    report = import_csv(plan, edited(path, lambda rows: rows[0].update(ref="", uid="", finish="")))
    assert "frozen" in report.errors[0].reason


def test_private_fields_never_leave(session: Session, tmp_path: Path) -> None:
    make(session, "person", handle="ana", title="Ana Ruiz")
    note_to_oneself(session, "ana", "secret words")
    path = Path(exported(session, "person", tmp_path / "p.csv"))
    assert "secret" not in path.read_text(encoding="utf-8")
    assert "notes" not in columns_of(registry.get("person"))


def test_filter_words_choose_the_rows_and_texts_keep_spreadsheets_from_computing(plan: Session) -> None:
    make(plan, "task", project=find(plan, "CRM").id, title="=HYPERLINK(1)", description="'quoted\n-5")
    out = io.StringIO(newline="")
    assert export_csv(plan, registry.get("task"), "HYPERLINK", out) == 1
    row = next(csv.DictReader(io.StringIO(out.getvalue())))
    assert (row["title"], row["description"]) == ("'=HYPERLINK(1)", "''quoted\n-5")


# -- random records

TEXT = st.text(min_size=1, max_size=40).filter(str.strip)
DAYS = st.dates(min_value=TODAY.replace(year=2020), max_value=TODAY.replace(year=2032)).map(str)
MAYBE = st.none() | DAYS
TASK = st.fixed_dictionaries(
    {"title": TEXT},
    optional={
        "start": DAYS,
        "finish": DAYS,
        "due": DAYS,
        "duration": st.integers(0, 10**6),
        "progress": st.integers(0, 9999),
        "priority": st.integers(0, 1000),
        "description": TEXT,
        "blocked_by": TEXT,
        "labels": st.just("legal urgent"),
        "kind": st.sampled_from(["task", "milestone", "ticket"]),
        "state": st.sampled_from(["todo", "doing", "blocked", "review", "done", "cancelled"]),
    },
)
LINE = st.fixed_dictionaries(
    {"title": TEXT, "planned": st.integers(-(10**17), 10**17)},
    optional={"forecast": st.integers(-(10**17), 10**17), "category": TEXT, "from_day": DAYS},
)
RISK = st.fixed_dictionaries(
    {"title": TEXT, "likelihood": st.integers(1, 5)},
    optional={"probability": st.integers(0, 10000), "expected_delay": st.integers(0, 10**6)},
)


def typed(kind: str, values: dict[str, Any]) -> dict[str, Any]:
    """Values as they are stored: texts cleaned by their types."""
    register = registry.get(kind)
    return {
        name: register.form_fields[name].value_type.parse(value, None)
        if register.form_fields[name].value_type.name in ("text", "long")
        else value  # type: ignore[arg-type]
        for name, value in values.items()
    }


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@example([{"title": "Indented", "description": "  as typed "}], [], [], "EUR")
@given(st.lists(TASK, max_size=6), st.lists(LINE, max_size=4), st.lists(RISK, max_size=4), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_random_records_survive_export_and_import(tasks: list[Any], lines: list[Any], risks: list[Any], currency: str) -> None:
    with tempfile.TemporaryDirectory() as folder, portfolio(f"{folder}/a.db", create=True, today=TODAY, login="a", source="import") as session:
        project = make(session, "project", code="RND", title="Random", currency=currency)
        made = {"task": tasks, "budget_line": lines, "risk": risks}
        with command(session, "random") as work:
            for kind, rows in made.items():
                for values in rows:
                    whole = typed(kind, values)
                    if whole.get("title"):
                        work.create(kind, {**whole, "project": project})
        with portfolio(f"{folder}/b.db", create=True, today=TODAY, login="b") as other:
            for kind in ("project", *made):
                path = exported(session, kind, Path(folder) / f"{kind}.csv")
                if not session.database.value(f'SELECT 1 FROM "{kind}" LIMIT 1'):
                    continue
                assert _unchanged(import_csv(session, path), kind)
                fresh = import_csv(other, path)
                assert fresh.errors == []
                assert stored(other, kind) == stored(session, kind)
                assert _unchanged(import_csv(other, path), kind)


def _unchanged(report: Report, kind: str) -> bool:
    return report.errors == [] and report.created == report.updated == {} and set(report.unchanged) == {kind}
