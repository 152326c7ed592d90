"""Keeps the derived tables equal to the facts: one project after a write, marked ones before they are read, all of them on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.operations import outside, schedule, totals, weekly
from models.values.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.core.access import Session
    from models.store.database import Database
    from models.store.journal import Change


class Standing(NamedTuple):
    """What a write may move: the forecast finish, the health and the money of a project."""

    finish: str | None
    overall: str | None
    schedule: str | None
    cost: str | None
    risk: str | None
    progress: int | None
    forecast: int | None
    actual: int | None


_STANDING = (
    "SELECT s.finish, h.overall, h.schedule, h.cost, h.risk, s.progress, s.forecast, s.actual"
    " FROM project_totals s LEFT JOIN project_health h ON h.project = s.project WHERE s.project = ?"
)


def standing(database: Database, project: int) -> Standing:
    """The project as it stands."""
    row = database.row(_STANDING, (project,))
    return Standing(*row) if row else Standing(*(None,) * 8)


#: A write to one of these, or to one of these fields of a task, changes the shape of the plan: it is read anew.
_SHAPING = frozenset(["dependency", "baseline", "baseline_line"])
_PLACE = frozenset(["project", "parent", "position", "number", "archived"])
_KEPT_FORECASTS = 2
#: Tasks that hold each other to and fro between projects need as many rounds as their links; loops are refused, and this ends one all the same.
_MOST_ROUNDS = 200


def recompute(database: Database, project: int, changes: Sequence[Change] | None = None) -> None:
    """Forecast, totals and health of one project, inside the transaction that changed it.

    Where `changes` says all that the transaction wrote, the forecast that the one before left is taken further instead of read anew.
    Projects with tasks that wait for one whose days moved are marked.
    """
    forecast = database.carried.get(project)
    tasks = None if forecast is None or changes is None else _written_tasks(changes, forecast)
    if forecast is None or tasks is None or not forecast.follow(database, tasks):
        forecast = schedule.Forecast(database, project)
    if project in database.kept or (changes is not None and len(database.kept) < _KEPT_FORECASTS):
        database.kept[project] = database.carried[project] = forecast
    else:
        database.carried.pop(project, None)  # a later command of the same transaction must not take up what is older than this one
    totals.retotal(database, project, forecast)
    database.execute("DELETE FROM stale WHERE project = ?", (project,))
    if forecast.moved:
        mark(database, *outside.waiting(database, project, forecast.moved))


def recompute_written(database: Database, projects: Sequence[int], changes: Sequence[Change] | None) -> None:
    """The same of all projects that one transaction wrote, again where one moves another; what else they move is marked."""
    mark(database, *outside.touched(database, projects, changes))
    left = [*projects]
    for _ in range(_MOST_ROUNDS):
        for project in left:
            recompute(database, project, changes)
        left = [project for (project,) in database.rows("SELECT project FROM stale ORDER BY project") if project in projects]
        if not left:
            break


def _written_tasks(changes: Sequence[Change], forecast: schedule.Forecast) -> list[int] | None:
    """The tasks of the project that were written; None where the plan has another shape now."""
    found = []
    for change in changes:
        if change.kind in _SHAPING or (change.kind == "task" and not _PLACE.isdisjoint(change.fields)):
            return None
        if change.kind == "task" and change.record in forecast.plan.tasks:
            found.append(change.record)
    return found


def mark(database: Database, *projects: int) -> None:
    """Another project's change touches these: they are recomputed before they are next read."""
    database.execute_many("INSERT OR IGNORE INTO stale(project) VALUES (?)", [(project,) for project in projects])


def is_marked(database: Database) -> bool:
    """Whether figures of some project are older than what moves them."""
    return database.value("SELECT 1 FROM stale LIMIT 1") is not None


def refresh_marked(session: Session) -> dict[int, tuple[Standing, Standing]]:
    """Recompute the marked projects, and those that they move in turn; to be called before figures are read.

    How each of them stood before and stands now. A file that may only be read stays as it is.
    """
    if session.database.read_only or not is_marked(session.database):
        return {}
    with session.database.transaction():
        before = settle(session.database, session)
        return {project: (old, standing(session.database, project)) for project, old in before.items()}


def settle(database: Database, session: Session | None = None) -> dict[int, Standing]:
    """Recompute marked projects until none remain; with a session their week is recorded before. How they stood before."""
    before: dict[int, Standing] = {}
    for _ in range(_MOST_ROUNDS):
        marked = [project for (project,) in database.rows("SELECT project FROM stale ORDER BY project")]
        for project in marked:
            before.setdefault(project, standing(database, project))
            if session is not None:
                weekly.record(session, project)
            recompute(database, project)
        if not marked:
            break
    return before


def rebuild(database: Database) -> int:
    """Drop every derived row and compute all again, with the search; the number of projects."""
    with database.transaction():
        for emptying in ("DELETE FROM task_schedule", "DELETE FROM project_totals", "DELETE FROM project_health", "DELETE FROM stale"):
            database.execute(emptying)
        projects = [row[0] for row in database.rows("SELECT id FROM project ORDER BY id")]
        for project in projects:
            recompute(database, project)
        settle(database)
        rebuild_search(database)
    return len(projects)


def rebuild_search(database: Database) -> None:
    """Write the words of every record into the search anew."""
    from models.core import registry

    database.execute("DELETE FROM search WHERE rowid IN (SELECT id FROM record)")
    for register in registry.every():
        if register.search:
            first, *rest = (f"coalesce(\"{name}\", '')" for name in register.search)
            body = " || ' ' || ".join(rest) or "''"
            database.execute(f'INSERT INTO search(rowid, title, body) SELECT id, {first}, {body} FROM "{register.key}"')
