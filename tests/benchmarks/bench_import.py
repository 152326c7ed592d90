"""What the history costs an import: the same rows written with and without journal, in turns, as a ratio.

    python tests/benchmarks/bench_import.py [ROWS]

`write` compares creating the records with plain inserts of the same rows into the same tables; `import` compares the whole import.
"""

from __future__ import annotations

import csv
import gc
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from unittest import mock

from models.core import registry
from models.exchange.map_file import read_map
from models.exchange.tables import import_csv
from models.operations.command import command
from models.operations.portfolio import portfolio
from models.store import journal
from models.store.instants import new_uid
from models.store.shape import Shape

ROUNDS = 5
MAP = {
    "title": "benchmark",
    "data_date": "2026-11-20",
    "columns": {
        "project": "project", "id": "id", "title": "title", "start": {"column": "start", "type": "day"},
        "finish": {"column": "finish", "type": "day"}, "planned": {"column": "planned", "type": "money"},
    },
    "record": [
        {"kind": "project", "identity": ["external_id"], "duplicates": "merge", "fields": {"external_id": "project", "title": "project"}},
        {"kind": "task", "identity": ["project", "external_id"],
         "fields": {"project": {"record": "project"}, "external_id": "id", "title": "title", "start": "start", "finish": "finish"}},
        {"kind": "budget_line", "identity": ["task", "category"],
         "fields": {"project": {"record": "project"}, "task": {"record": "task"}, "title": "title", "category": {"value": "plan"},
                    "planned": "planned"}},
    ],
}  # fmt: skip


class Unjournalled(journal.Batch):
    """A batch that writes the rows and no history."""

    def _append_new(self, shape: Any, ids: Any, rows: Any) -> None:
        pass

    def _append(self, shape: Any, record: int, version: int, verb: str, fields: Any) -> Any:
        return journal.Change(shape.kind, record, verb, version, fields)


def make_file(path: Path, rows: int) -> None:
    """A plan of `rows` tasks in a hundredth as many projects."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["project", "id", "title", "start", "finish", "planned"])
        for number in range(rows):
            day, later = f"2026-{number % 12 + 1:02d}-{number % 28 + 1:02d}", f"2027-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
            writer.writerow([f"Programme {number // 100}", number, f"Deliver part {number} of the whole", day, later, f"{number * 7}.50"])


def whole_import(file: Path, folder: str, journalled: bool) -> float:
    """Processor seconds of one import into a new database."""
    name = os.path.join(folder, f"{time.time_ns()}.db")
    with (
        portfolio(name, create=True, login="bench") as session,
        mock.patch.object(journal, "Batch", journal.Batch if journalled else Unjournalled),
    ):
        started = time.process_time()
        report = import_csv(session, str(file), read_map(MAP, "benchmark"))
        assert report.written, report.errors[:3]
        return time.process_time() - started


def written(folder: str, rows: int, journalled: bool) -> float:
    """Processor seconds of writing tasks that stand in memory."""
    name = os.path.join(folder, f"{time.time_ns()}.db")
    with portfolio(name, create=True, login="bench", source="import") as session, command(session, "bench") as work:
        project = work.create("project", {"title": "All", "code": "ALL"})
        register = registry.get("task")
        facts = {"project": project, "kind": "task", "state": "todo", "start": "2026-01-05", "finish": "2026-11-20"}
        own = ({"title": f"Deliver part {n} of the whole", "external_id": str(n), "position": f"{n:08d}a"} for n in range(rows))
        values = [{**facts, **each} for each in own]
        work.batch.keep_changes = False
        started = time.process_time()
        if journalled:
            work.batch.create_many(register.shape, values)
            work.batch.flush()
        else:
            plain_inserts(session.database, register.shape, values)
        return time.process_time() - started


def plain_inserts(database: Any, shape: Shape, values: list[dict[str, Any]]) -> None:
    """The same rows into the directory, their table and the search, and nothing else."""
    first = database.value("SELECT max(id) FROM record") + 1
    project = values[0]["project"]
    at = "2026-11-20T09:00:00.000Z"
    directory = [(first + n, new_uid(), shape.kind, project, n + 1) for n in range(len(values))]
    filled = [name for name in shape.columns if name in values[0]]
    records = [(first + n, 1, at, at, n + 1, *map(row.get, filled)) for n, row in enumerate(values)]
    index = [(first + n, row["title"], "") for n, row in enumerate(values)]
    names = ", ".join(f'"{name}"' for name in ("id", "version", "created", "updated", "number", *filled))
    database.execute_many("INSERT INTO record(id, uid, kind, project, number) VALUES (?, ?, ?, ?, ?)", directory)
    database.execute_many(f'INSERT INTO "{shape.table}" ({names}) VALUES ({", ".join("?" * (5 + len(filled)))})', records)
    database.execute_many("INSERT INTO search(rowid, title, body) VALUES (?, ?, ?)", index)


def show(name: str, rows: int, pairs: list[tuple[float, float]]) -> None:
    """The best of the rounds in processor time, which other programs disturb least, and their ratio."""
    with_journal, without = (min(pair[side] for pair in pairs) for side in (0, 1))
    print(f"{name:<8}{rows:>8} rows  journalled {with_journal:6.2f} s  without {without:6.2f} s  ratio {with_journal / without:.2f}")


def main(rows: int) -> None:
    """Print the ratios."""
    gc.disable()  # as the command line does
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plan.csv"
        make_file(file, rows)
        show("write", rows, [(written(folder, rows, True), written(folder, rows, False)) for _ in range(ROUNDS)])
        show("import", rows, [(whole_import(file, folder, True), whole_import(file, folder, False)) for _ in range(ROUNDS)])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
