"""The federal IT portfolio of December 2012, by its map: every figure that is known of it beforehand."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from models.core.access import Session
from models.core.listing import Listing
from models.core.registry import get
from models.exchange.tables import Report, import_csv
from models.operations import refresh
from models.operations.command import command
from models.operations.portfolio import portfolio
from models.operations.undo import undo
from models.planning import workweek
from models.store import chain
from tests.conftest import TODAY

DATA_DATE = "2012-12-31"
PROJECTED, PLANNED, FIRST = "Projected/Actual Project Completion Date (B2)", "Planned Project Completion Date (B2)", "Completion Date (B1)"


@pytest.fixture(scope="module")
def source(shared: Path) -> Path:
    return shared / "us-it-dashboard" / "projects-2013.csv"


@pytest.fixture(scope="module")
def rows(source: Path) -> list[dict[str, str]]:
    with source.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def made(source: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    """The file that the import makes, and what the import says; to be copied."""
    path = tmp_path_factory.mktemp("us") / "us.db"
    with portfolio(str(path), create=True, today=TODAY, login="lead") as session:
        return path, import_csv(session, str(source), "us-it-dashboard")


@pytest.fixture(scope="module")
def imported(made: tuple[Path, Report], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Session, Report]]:
    """The portfolio as it was imported, to be read only."""
    with portfolio(str(shutil.copy(made[0], tmp_path_factory.mktemp("read"))), today=TODAY, login="lead") as session:
        yield session, made[1]


@pytest.fixture
def us(made: tuple[Path, Report], portfolio_path: str) -> Iterator[Session]:
    """The portfolio of one's own, to be written."""
    with portfolio(shutil.copy(made[0], portfolio_path), today=TODAY, login="lead") as session:
        yield session


def test_investments_become_projects_and_every_row_a_task(imported: tuple[Session, Report]) -> None:
    _, report = imported
    assert report.written
    assert report.errors == []
    assert report.created == {"project": 599, "task": 2472, "budget_line": 2455}
    assert report.updated == report.unchanged == {}
    assert report.bad_file is None


def test_the_sums_are_exact(imported: tuple[Session, Report]) -> None:
    session, _ = imported
    assert session.database.row("SELECT sum(planned), sum(forecast) FROM budget_line") == (5030327169400, 5191214515800)
    assert session.database.row("SELECT sum(planned), sum(forecast), sum(actual) FROM project_totals") == (
        5030327169400,
        5191214515800,
        None,
    )
    listing = Listing(get("budget_line"), session)
    assert listing.totals(["planned", "forecast"]) == {"planned": (5030327169400, "USD"), "forecast": (5191214515800, "USD")}
    assert session.database.value("SELECT count(*) FROM cost") == 0


def test_amounts_in_millions_keep_their_last_dollar(imported: tuple[Session, Report], rows: list[dict[str, str]]) -> None:
    session, _ = imported
    stored = Counter(session.database.rows("SELECT planned, forecast FROM budget_line"))
    wanted = Counter(
        (int(Decimal(row["Planned Cost ($ M)"]) * 10**8), int(Decimal(row["Projected/Actual Cost ($ M)"]) * 10**8))
        for row in rows
        if row["Planned Cost ($ M)"]
    )
    assert stored == wanted
    assert (200, 200) in stored, "2.00E-06 million is two dollars"


def test_exact_duplicates_stay_and_have_names_of_their_own(imported: tuple[Session, Report], rows: list[dict[str, str]]) -> None:
    session, _ = imported
    found = session.database.rows(
        "SELECT a.external_id, b.external_id, a.title = b.title FROM task a JOIN task b ON b.project = a.project"
        " AND b.external_id = a.external_id || ' #2'"
    )
    twice = {project for project, count in Counter(row["Project ID"] for row in rows).items() if count > 1}
    assert {first for first, _, _ in found} == twice
    assert len(found) == 4
    assert all(same for _, _, same in found)


def test_rows_without_dates_and_cost_stay_so(imported: tuple[Session, Report]) -> None:
    session, report = imported
    empty = session.database.rows(
        "SELECT t.warnings, t.finish, t.duration, t.state, s.finish FROM task t JOIN task_schedule s ON s.task = t.id WHERE t.start IS NULL"
    )
    assert empty == [("no dates, no cost in the file", None, None, "todo", None)] * 17
    assert session.database.value("SELECT count(*) FROM task t WHERE NOT EXISTS (SELECT 1 FROM budget_line l WHERE l.task = t.id)") == 17
    assert session.database.value("SELECT count(*) FROM task WHERE start IS NOT NULL AND finish IS NOT NULL") == 2455
    assert session.database.value("SELECT count(*) FROM budget_line WHERE planned IS NOT NULL AND forecast IS NOT NULL") == 2455
    assert sum(problem.reason == "no dates, no cost in the file" for problem in report.warnings) == 17


def test_the_planned_finish_is_b2_where_present_else_b1(imported: tuple[Session, Report], rows: list[dict[str, str]]) -> None:
    session, _ = imported
    wanted = Counter((row["Start Date"][:10] or None, (row[PLANNED] or row[FIRST])[:10] or None) for row in rows)
    assert Counter(session.database.rows("SELECT start, finish FROM task")) == wanted


def test_finish_before_start_is_imported_with_a_warning_that_the_record_shows(
    imported: tuple[Session, Report], rows: list[dict[str, str]]
) -> None:
    session, report = imported
    reversed_rows = [row for row in rows if row["Start Date"] and (row[PLANNED] or row[FIRST]) < row["Start Date"]]
    shown = session.database.rows("SELECT start, finish, warnings FROM task WHERE finish < start")
    assert len(shown) == len(reversed_rows) == 30
    assert all("finish " in warnings and " before start " in warnings for _, _, warnings in shown)
    told = {problem.line for problem in report.warnings}
    assert all(rows.index(row) + 2 in told for row in reversed_rows if rows.index(row) < 50), "lines are those of the file"
    project = session.database.value("SELECT warnings FROM project WHERE external_id = '005-000000063'")
    assert project == "8 tasks: no dates, no cost"


def test_states_follow_from_the_data_date(imported: tuple[Session, Report], rows: list[dict[str, str]]) -> None:
    session, _ = imported

    def state(row: dict[str, str]) -> str:
        if row[PROJECTED] and row[PROJECTED][:10] <= DATA_DATE:
            return "done"
        return "doing" if row["Start Date"] and row["Start Date"][:10] <= DATA_DATE else "todo"

    assert Counter(dict(session.database.rows("SELECT state, count(*) FROM task GROUP BY 1"))) == Counter(map(state, rows))
    done = session.database.rows("SELECT actual_start, actual_finish, progress, remaining FROM task WHERE state = 'done'")
    assert all(start <= finish and progress == 10000 and remaining == 0 for start, finish, progress, remaining in done)
    running = session.database.rows("SELECT actual_start, start, actual_finish, progress FROM task WHERE state = 'doing'")
    assert all(begun == start and finish is None and progress is None for begun, start, finish, progress in running)


def test_the_forecast_finish_is_the_projected_date(imported: tuple[Session, Report], rows: list[dict[str, str]]) -> None:
    session, _ = imported
    projected = {row["Project ID"]: row[PROJECTED][:10] for row in rows if row[PROJECTED]}
    found = session.database.rows(
        "SELECT t.external_id, s.finish FROM task t JOIN task_schedule s ON s.task = t.id"
        " WHERE t.state IN ('doing', 'todo') AND t.start <= t.finish"
    )
    checked = 0
    for external, finish in found:
        day = projected.get(external.split(" #")[0])
        if day is not None and day > DATA_DATE:
            assert workweek.finish_of_iso(finish) == workweek.finish_of_iso(day)
            checked += 1
    assert checked > 50


def test_figures_speak_of_the_data_date(imported: tuple[Session, Report]) -> None:
    session, _ = imported
    assert session.database.rows("SELECT DISTINCT status_date, status_pinned, state, currency FROM project") == [
        (DATA_DATE, 1, "running", "USD")
    ]
    assert session.database.rows("SELECT DISTINCT source FROM batch") == [("import",)]
    assert session.me is None, "an import makes nobody a person"


def test_every_project_is_judged_with_reasons_and_the_derived_tables_are_a_function_of_the_facts(us: Session) -> None:
    colours = dict(us.database.rows("SELECT overall, count(*) FROM project_health GROUP BY 1"))
    assert set(colours) == {"green", "amber", "red"}
    assert sum(colours.values()) == 599
    assert colours["green"] > colours["red"]
    assert us.database.value("SELECT count(*) FROM project_health WHERE overall = 'red' AND reasons NOT LIKE '%\"red\"%'") == 0
    tables = ("task_schedule", "project_totals", "project_health")
    before = [us.database.rows(f"SELECT * FROM {table} ORDER BY 1") for table in tables]
    refresh.rebuild(us.database)
    assert [us.database.rows(f"SELECT * FROM {table} ORDER BY 1") for table in tables] == before
    assert chain.verify(us.database).fault is None


def test_a_second_import_updates_instead_of_doubling(us: Session, source: Path) -> None:
    again = import_csv(us, str(source), "us-it-dashboard")
    assert again.written
    assert again.created == again.updated == {}
    assert again.unchanged == {"project": 599, "task": 2472, "budget_line": 2455}
    assert again.batch is None, "nothing was changed, so nothing is in the history"
    assert us.database.value("SELECT count(*) FROM batch") == 1


def test_a_corrected_file_changes_what_it_corrects(us: Session, rows: list[dict[str, str]], tmp_path: Path) -> None:
    late = [dict(row) for row in rows]
    late[0]["Projected/Actual Cost ($ M)"] = "16.000001"
    late[0]["Project Name"] = "Operations, renamed"
    corrected = tmp_path / "corrected.csv"
    with corrected.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(late)
    report = import_csv(us, str(corrected), "us-it-dashboard")
    assert (report.created, report.updated) == ({}, {"task": 1, "budget_line": 1})
    assert us.database.value("SELECT sum(forecast) FROM budget_line") == 5191214515800 + 70300100


def test_one_undo_takes_it_back_and_a_second_import_brings_it_again(us: Session, source: Path) -> None:
    taken = undo(us)
    assert taken.records == 599 + 2472 + 2455
    assert us.database.value("SELECT count(*) FROM project WHERE archived IS NULL") == 0
    again = import_csv(us, str(source), "us-it-dashboard")
    assert again.updated == {"project": 599, "task": 2472, "budget_line": 2455}
    assert us.database.value("SELECT sum(planned) FROM budget_line WHERE archived IS NULL") == 5030327169400
    assert us.database.value("SELECT sum(planned) FROM project_totals") == 5030327169400


def test_an_update_by_a_person_ends_the_pin_of_its_project_alone(us: Session) -> None:
    task, project = us.database.row("SELECT id, project FROM task WHERE state = 'doing' LIMIT 1") or (0, 0)
    with command(us, "done") as work:
        work.change(task, {"state": "done"})
    assert us.database.value("SELECT actual_finish FROM task WHERE id = ?", (task,)) == DATA_DATE, (
        "x without a day finishes on the pinned day"
    )
    assert us.database.row("SELECT status_date, status_pinned FROM project WHERE id = ?", (project,)) == (TODAY.isoformat(), None)
    assert us.database.value("SELECT count(*) FROM project WHERE status_pinned = 1") == 598
    assert date.fromisoformat(DATA_DATE) < TODAY
