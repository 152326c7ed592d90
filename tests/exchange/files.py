"""Small files and maps for the tests of CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from models.exchange.map_file import read_map
from models.exchange.mapping import Mapping

PLAN: dict[str, Any] = {
    "columns": {
        "project": "Project",
        "id": "Id",
        "title": "Title",
        "start": {"column": "Start", "type": "day"},
        "finish": {"column": "Finish", "type": "day"},
        "cost": {"column": "Cost", "type": "money"},
    },
    "record": [
        {
            "kind": "project",
            "identity": ["external_id"],
            "duplicates": "merge",
            "fields": {"external_id": "project", "title": "project"},
        },
        {
            "kind": "task",
            "identity": ["project", "external_id"],
            "fields": {"project": {"record": "project"}, "external_id": "id", "title": "title", "start": "start", "finish": "finish"},
        },
        {
            "kind": "budget_line",
            "identity": ["task", "category"],
            "only": ["cost"],
            "fields": {
                "project": {"record": "project"},
                "task": {"record": "task"},
                "title": "title",
                "category": {"value": "plan"},
                "planned": "cost",
            },
        },
    ],
}
HEADER = ["Project", "Id", "Title", "Start", "Finish", "Cost"]
ROWS = [
    ["Customer portal", "1", "Design the pages", "2026-12-01", "2026-12-04", "1200.50"],
    ["Customer portal", "2", "Build the pages", "2026-12-07", "2026-12-18", "9800"],
    ["Data centre", "1", "Order the racks", "2027-01-04", "2027-01-29", "45000"],
]


def plan_map(**changes: Any) -> Mapping:
    """The map of the small plan with other top-level tables."""
    return read_map({**PLAN, **changes}, "plan")


def task_map(**changes: Any) -> Mapping:
    """The map of the small plan whose task part is changed."""
    records = [dict(record) for record in PLAN["record"]]
    records[1].update(changes)
    return read_map({**PLAN, "record": records}, "plan")


def text_of(rows: Sequence[Sequence[str]], separator: str = ",", header: Sequence[str] = HEADER) -> str:
    """A CSV text."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows([header, *rows])
    return out.getvalue()


def write(
    path: Path, rows: Sequence[Sequence[str]] = ROWS, *, encoding: str = "utf-8", separator: str = ",", header: Sequence[str] = HEADER
) -> str:
    """A CSV file; its path."""
    path.write_bytes(text_of(rows, separator, header).encode(encoding))
    return str(path)
