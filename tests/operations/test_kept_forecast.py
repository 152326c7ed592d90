"""What a write computes from the forecast that the write before left is what reading everything anew gives."""

from __future__ import annotations

import contextlib
import random
from pathlib import Path
from typing import Any

import pytest

from models.operations import refresh
from models.operations.command import command
from models.operations.portfolio import portfolio
from models.store.database import Database
from models.store.errors import QuarterdeckError

from .conftest import MONDAY, Office

_TABLES = ("task_schedule", "project_totals", "project_health")


def _derived(database: Database) -> list[list[tuple[Any, ...]]]:
    return [database.rows(f"SELECT * FROM {table} ORDER BY 1") for table in _TABLES]


def _plan(office: Office, chance: random.Random) -> list[int]:
    """Summaries with tasks in them, some linked."""
    tasks = []
    for _ in range(3):
        summary = office.make(kind="summary")
        tasks += [office.make(parent=summary, duration=480 * chance.randint(1, 9)) for _ in range(4)]
    for one, other in zip(tasks, tasks[2:], strict=False):
        office.make("dependency", predecessor=one, successor=other, title=None)
    return tasks


def _changes(chance: random.Random) -> dict[str, Any]:
    """Some facts of a task, of those that people change."""
    day = f"2026-{chance.randint(11, 12)}-{chance.randint(10, 28)}"
    return chance.choice(
        [
            {"duration": 480 * chance.randint(1, 20)},
            {"duration": None, "effort": 60 * chance.randint(1, 20)},
            {"state": chance.choice(["todo", "doing", "done", "blocked", "cancelled"])},
            {"progress": chance.randint(0, 10000), "remaining": 60 * chance.randint(0, 40)},
            {"start": day, "finish": None},
            {"constraint": "snlt", "constraint_day": day},
            {"constraint": chance.choice(["alap", None]), "constraint_day": None},
            {"kind": chance.choice(["task", "milestone"])},
            {"archived": chance.choice([None, "2026-11-23T09:00:00.000Z"])},
            {"position": f"a{chance.randint(0, 99):02d}"},
        ]
    )


@pytest.mark.parametrize("seed", range(8))
def test_forecasts_taken_further_are_those_computed_anew(office: Office, seed: int) -> None:
    chance, database = random.Random(seed), office.session.database
    tasks, followed = _plan(office, chance), 0
    office.session.author = office.session.author._replace(source="import")  # any facts, also those that a person would be refused
    for _ in range(40):
        left = set(database.kept.values())
        with command(office.session, "change") as work:
            for task in chance.sample(tasks, chance.randint(1, 2)):
                work.change(task, _changes(chance), moving=True)
        followed += bool(left & set(database.kept.values()))
        found = _derived(database)
        refresh.recompute(database, office.crm)
        assert _derived(database) == found
    assert followed > 10


def test_what_others_write_is_not_overlooked(office: Office, tmp_path: Path) -> None:
    chance = random.Random(1)
    first, second, *_ = _plan(office, chance)
    office.put(first, duration=480)
    with portfolio(office.session.database.path, today=MONDAY) as other, command(other, "elsewhere") as work:
        work.change(second, {"duration": 480 * 30})
    with command(office.session, "here") as work:
        work.change(first, {"duration": 960})
    found = _derived(office.session.database)
    refresh.recompute(office.session.database, office.crm)
    assert _derived(office.session.database) == found


def test_a_write_that_failed_leaves_nothing_behind(office: Office) -> None:
    chance = random.Random(2)
    first, second, *_ = _plan(office, chance)
    with contextlib.suppress(QuarterdeckError), command(office.session, "fails") as work:
        work.change(first, {"duration": 480 * 40})
        work.create("dependency", {"project": office.crm, "predecessor": second, "successor": second, "type": "fs"})
    assert office.row(first)["duration"] != 480 * 40
    with command(office.session, "goes") as work:
        work.change(second, {"duration": 480})
    found = _derived(office.session.database)
    refresh.recompute(office.session.database, office.crm)
    assert _derived(office.session.database) == found
