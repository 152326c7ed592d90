"""The closure gate: what still blocks closing a project, one row for each thing that the registers know of.

A row whose register does not exist is absent, never `ok`.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from models.core import registry
from models.core.access import may_record
from models.core.record import reference_sql
from models.store.errors import RefusedError
from models.values import day

if TYPE_CHECKING:
    from models.core.access import Session


class GateRow(NamedTuple):
    """One row: what is left, who has the next of it, and the list (kind and filter words) that shows it."""

    key: str
    title: str
    state: str
    left: int
    who: str
    next: str
    kind: str
    filter_words: str


def gate(session: Session, project: int) -> list[GateRow]:
    """The rows of the gate in order; `state` is `ok` or `open`."""
    return [rule(session, project) for rule in (_tasks, _risks_and_issues, _lessons, _baseline)]


def require_clear(session: Session, project: int) -> None:
    """Refuse to close a project whose gate is not clear; raises RefusedError naming what is open."""
    waiting = [row.title.lower() for row in gate(session, project) if row.state == "open"]
    if waiting:
        raise RefusedError(
            f"the gate is not clear: {', '.join(waiting)}", hint="what is open is ended or written first; the state stopped ends it as it is"
        )


_TASKS = f"""
SELECT {reference_sql("t.id")}, t.title, coalesce(t.due, s.finish), (SELECT handle FROM person WHERE id = t.owner), count(*) OVER (), t.id
FROM task t LEFT JOIN task_schedule s ON s.task = t.id
WHERE t.project = ? AND t.archived IS NULL AND coalesce(s.children, 0) = 0 AND t.state NOT IN ('done', 'cancelled')
ORDER BY coalesce(t.due, s.finish) IS NULL, coalesce(t.due, s.finish), s.row, t.number LIMIT 1
"""


def _tasks(session: Session, project: int) -> GateRow:
    """Open tasks; the next is the one that is due first. Summaries are as open as what they hold."""
    words = "state:open summary=0"
    found = session.database.row(_TASKS, (project,))
    if found is None:
        done = _count(session, "task", project, "state = 'done'")
        return GateRow("tasks", "Tasks done", "ok", 0, "", f"{done} done", "task", words)
    ref, title, on, who, left, record = found
    when = f", {_shown(on, session.today)}" if on else ""
    named = _named(session, "task", record, who, f"{ref} {title}{when}")
    return GateRow("tasks", "Tasks done", "open", left, *named, "task", words)


_OPEN = {"issue": "state IN ('open', 'doing')", "risk": "state = 'open'"}


def _risks_and_issues(session: Session, project: int) -> GateRow:
    """Open risks and issues: each is closed, or moved to a project that goes on. Issues come first: they have happened."""
    left = {kind: _count(session, kind, project, condition) for kind, condition in _OPEN.items()}
    kind = next((kind for kind, count in left.items() if count), None)
    if kind is None:
        closed = sum(_count(session, each, project) for each in _OPEN)
        return GateRow("raid", "Risks and issues", "ok", 0, "", f"{closed} closed", "risk", "state:open")
    condition, order = _OPEN[kind], registry.get("risk").order if kind == "risk" else "t.needed_by IS NULL, t.needed_by, t.number"
    ref, title, who, record = session.database.rows(
        f"SELECT {reference_sql('t.id')}, t.title, (SELECT handle FROM person WHERE id = t.owner), t.id FROM {kind} t"
        f" WHERE t.project = ? AND t.archived IS NULL AND t.{condition} ORDER BY {order} LIMIT 1", (project,),
    )[0]  # fmt: skip
    named = _named(session, kind, record, who, f"{ref} {title}")
    return GateRow("raid", "Risks and issues", "open", sum(left.values()), *named, kind, "state:open")


def _lessons(session: Session, project: int) -> GateRow:
    """At least one lesson for the next project."""
    written = _count(session, "lesson", project)
    if written:
        return GateRow("lessons", "Lessons", "ok", 0, "", f"{written} written", "lesson", "")
    return GateRow("lessons", "Lessons", "open", 1, _manager(session, project), "write the first lesson", "lesson", "")


def _baseline(session: Session, project: int) -> GateRow:
    """A plan that the result is measured against."""
    sql = (
        f"SELECT {reference_sql('t.id')}, t.title, t.id FROM baseline t WHERE t.project = ? AND t.archived IS NULL ORDER BY t.number DESC LIMIT 1"
    )
    found = session.database.row(sql, (project,))
    if found is not None:
        _, shown = _named(session, "baseline", found[2], None, f"{found[0]} {found[1]}")
        return GateRow("baseline", "Final baseline", "ok", 0, "", shown, "baseline", "")
    return GateRow("baseline", "Final baseline", "open", 1, _manager(session, project), "freeze the plan as it stands", "baseline", "")


def _named(session: Session, kind: str, record: int, who: str | None, text: str) -> tuple[str, str]:
    """Who has a record, and its name, for those who may read it: it counts for everybody."""
    return (who or "", text) if may_record(session, "read", kind, record) else ("", "")


def _count(session: Session, kind: str, project: int, condition: str = "1") -> int:
    return int(session.database.value(f'SELECT count(*) FROM "{kind}" WHERE project = ? AND archived IS NULL AND {condition}', (project,)))


def _manager(session: Session, project: int) -> str:
    """Who answers for the project: its manager, else its lead."""
    sql = "SELECT handle FROM person WHERE id = (SELECT coalesce(manager, lead) FROM project WHERE id = ?)"
    found: Any = session.database.value(sql, (project,))
    return found or ""


def _shown(iso: str, today: date) -> str:
    return day.tight(date.fromisoformat(iso), today)
