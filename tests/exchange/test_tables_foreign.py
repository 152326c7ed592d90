"""Real files of other programs, each by a map written here: ministries' reports, bug trackers."""

from __future__ import annotations

import csv
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from models.core.access import Session
from models.exchange.map_file import read_map
from models.exchange.tables import import_csv
from models.store import chain
from models.values.text import clean


def _reports(year: int, dates: list[str]) -> dict[str, Any]:
    """The map of a yearly report of the UK Government Major Projects Portfolio."""
    silent = ["Exempt*", "The project is not in a position*", "Early planning*", "The project did not provide*"]
    return {
        "title": "UK Government Major Projects Portfolio",
        "data_date": f"{year}-03-31",
        "file": {"empty": silent},
        "columns": {
            "number": "project_number",
            "name": "project_name",
            "aims": "description_aims",
            "department": "department",
            "start": {"column": "start_date", "type": "day", "format": dates},
            "finish": {"column": "end_date", "type": "day", "format": dates},
            "cost": {"column": "wlc_baseline_incl_NCG", "type": "money", "unit": "M"},
        },
        "record": [
            {
                "kind": "project",
                "identity": ["external_id"],
                "fields": {
                    "external_id": "number",
                    "title": "name",
                    "objective": "aims",
                    "sponsor": "department",
                    "start": "start",
                    "finish": "finish",
                    "budget": "cost",
                },
                "new": {"currency": {"value": "GBP"}},
            },
        ],
    }


@pytest.mark.parametrize(("year", "dates"), [(2022, ["%Y-%m-%d"]), (2023, ["%d.%m.%Y"])])
def test_ministries_report_in_cp1252_semicolons_and_pounds(session: Session, shared: Path, year: int, dates: list[str]) -> None:
    path = shared / "uk-gmpp" / f"uk_{year}.csv"
    report = import_csv(session, str(path), read_map(_reports(year, dates), "gmpp"))
    assert report.errors == []
    with path.open(encoding="cp1252", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))[1:]
    assert report.created == {"project": len(rows)}
    costs = [
        Decimal(number.replace(",", "")) for row in rows if (number := row[15].strip().lstrip("£")) and re.fullmatch(r"[\d,.]+", number)
    ]
    assert session.database.value("SELECT sum(budget) FROM project") == sum(costs) * 10**8
    silent = session.database.value("SELECT count(*) FROM project WHERE budget IS NULL AND warnings LIKE '%no cost in the file%'")
    assert silent == len(rows) - len(costs)
    assert session.database.value("SELECT count(*) FROM project WHERE start IS NULL") == session.database.value(
        "SELECT count(*) FROM project WHERE warnings LIKE 'no dates%' OR warnings LIKE 'no start%'"
    )
    pounds = session.database.value("SELECT count(*) FROM project WHERE title LIKE '%£%' OR objective LIKE '%£%'")
    assert pounds == sum("£" in row[2] + row[5] for row in rows)


def test_words_where_a_number_is_expected_are_named_when_the_map_does_not_know_them(session: Session, shared: Path) -> None:
    content = _reports(2022, ["%Y-%m-%d"])
    del content["file"]
    report = import_csv(session, str(shared / "uk-gmpp" / "uk_2022.csv"), read_map(content, "gmpp"))
    assert not report.written
    assert {problem.field for problem in report.errors} == {"start_date", "end_date", "wlc_baseline_incl_NCG"}
    assert any("Exempt under Section" in problem.reason for problem in report.errors)


BUGS: dict[str, Any] = {
    "columns": {
        "id": "Issue id",
        "title": "Summary",
        "text": "Description",
        "state": {"column": "Status", "values": {"Resolved": "done", "Patch Available": "review", "In Progress": "doing"}, "other": "todo"},
        "raised": {"column": "Created", "type": "day", "format": "%d/%b/%y %H:%M"},
        "resolved": {"column": "Resolved", "type": "day", "format": "%d/%b/%y %H:%M"},
    },
    "record": [
        {
            "kind": "project",
            "identity": ["code"],
            "duplicates": "merge",
            "fields": {"code": {"value": "HDP"}, "title": {"value": "Hadoop"}},
        },
        {
            "kind": "task",
            "identity": ["project", "external_id"],
            "fields": {
                "project": {"record": "project"},
                "external_id": "id",
                "title": "title",
                "description": "text",
                "state": "state",
                "kind": {"value": "ticket"},
                "start": "raised",
            },
            "case": [{"when": ["state = 'done'"], "fields": {"actual_start": "raised", "actual_finish": "resolved"}}],
        },
    ],
}


def test_a_bug_tracker_with_texts_of_many_lines(session: Session, shared: Path) -> None:
    path = shared / "gitbugs" / "hadoop_bugs.csv"
    report = import_csv(session, str(path), read_map(BUGS, "bugs"))
    assert report.errors == []
    assert report.created == {"project": 1, "task": 2501}
    with path.open(encoding="utf-8", newline="") as file:
        rows = {row["Issue id"]: row for row in csv.DictReader(file)}
    states = {"Resolved": "done", "Patch Available": "review", "In Progress": "doing"}
    found = session.database.rows("SELECT external_id, description, state, start FROM task")
    assert Counter(state for _, _, state, _ in found) == Counter(states.get(row["Status"], "todo") for row in rows.values())
    for external, text, _, _ in found:
        assert (text or "").split() == clean(rows[external]["Description"]).split()
    assert {external: start for external, _, _, start in found}["13404344"] == "2021-09-30"
    assert any("\n" in (text or "") for _, text, _, _ in found)
    again = import_csv(session, str(path), read_map(BUGS, "bugs"))
    assert (again.created, again.updated) == ({}, {})
    assert chain.verify(session.database).fault is None


def test_estimates_in_seconds(session: Session, shared: Path) -> None:
    path = shared / "jira-estimates" / "clean_data_v2.csv"
    mapping = read_map(
        {
            "columns": {
                "repository": "repo_name",
                "id": "id",
                "kind": "issue_name",
                "estimate": {"column": "timeestimate", "type": "duration", "unit": "seconds"},
                "due": {"column": "duedate", "type": "day"},
                "raised": {"column": "created", "type": "day"},
            },
            "record": [
                {
                    "kind": "project",
                    "identity": ["external_id"],
                    "duplicates": "merge",
                    "fields": {"external_id": "repository", "title": "repository"},
                },
                {
                    "kind": "task",
                    "identity": ["project", "external_id"],
                    "duplicates": "number",
                    "fields": {
                        "project": {"record": "project"},
                        "external_id": "id",
                        "title": "kind",
                        "effort": "estimate",
                        "due": "due",
                        "start": "raised",
                    },
                },
            ],
        },
        "estimates",
    )
    report = import_csv(session, str(path), mapping)
    assert report.errors == []
    assert report.created["task"] == 2480
    with path.open(encoding="utf-8", newline="") as file:
        wanted = Counter(round(Decimal(row["timeestimate"]) / 60) for row in csv.DictReader(file))
    assert Counter(effort for (effort,) in session.database.rows("SELECT effort FROM task")) == wanted
    assert import_csv(session, str(path), mapping).unchanged["task"] == 2480
