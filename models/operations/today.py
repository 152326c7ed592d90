"""What a person should look at today: blocked, late or due soon, silent, answers owed; most urgent first, each with its reason."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from models.core import query, registry
from models.core.access import and_readable
from models.core.project_day import day_sql
from models.store.instants import local, start_of
from models.values import day, duration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.core.access import Session

SOON_DAYS = 5
SILENT_DAYS = 5
GROUPS = {1: "Blocked", 2: f"Late, or due within {SOON_DAYS} working days", 3: f"Silent for {SILENT_DAYS} days", 4: "Answers you owe"}

_LIVE = "NOT EXISTS (SELECT 1 FROM project p WHERE p.id = project AND p.archived IS NOT NULL)"
_DUE = "coalesce(t.due, t.finish)"
#: The last word about a task: a change, hours or a comment.
_WORD = """max(t.updated, coalesce((SELECT max(e.created) FROM time_entry e WHERE e.task = t.id AND e.archived IS NULL), ''),
    coalesce((SELECT max(c.created) FROM comment c WHERE c.record = t.id AND c.archived IS NULL), ''))"""
_GROUP = f"""CASE WHEN t.state = 'blocked' THEN 1
    WHEN {_DUE} <= {{soon}} THEN 2
    WHEN t.state IN ('doing', 'review') AND {_WORD} < {{silent}} THEN 3 END"""


def team(session: Session) -> list[int]:
    """The people whose work is mine to follow: of the units I lead, else of my own unit; me among them."""
    database, me = session.database, session.me
    if me is None:
        return []
    led = database.rows("SELECT p.id FROM person p JOIN unit u ON u.id = p.unit WHERE u.lead = ? AND p.archived IS NULL", (me,))
    rows = led or database.rows("SELECT id FROM person WHERE unit = (SELECT unit FROM person WHERE id = ?) AND archived IS NULL", (me,))
    return sorted({me, *(row[0] for row in rows)})


def leads(session: Session) -> bool:
    """Whether the person leads a unit: then the team's day comes first."""
    return session.database.value("SELECT 1 FROM unit WHERE lead = ? AND archived IS NULL", (session.me,)) is not None


def rows(session: Session, people: Sequence[int], words: str = "", project: int | None = None) -> list[tuple[int, int]]:
    """The (group, record) pairs in order of urgency."""
    if not people:
        return []
    where, params = _scope(session, people, words, project)
    group = _GROUP.format(soon=day_sql(session, "t.project", _soon), silent=day_sql(session, "t.project", _silent))
    sql = f"""SELECT g, id FROM (SELECT t.id, {group} AS g, {_DUE} AS due_on, t.priority, coalesce(s.critical, 0) AS critical
        FROM task t JOIN project p ON p.id = t.project LEFT JOIN task_schedule s ON s.task = t.id WHERE {where})
        WHERE g IS NOT NULL ORDER BY g, due_on IS NULL, due_on, critical DESC, priority DESC, id"""
    found = [(int(group), int(record)) for group, record in _read(session, sql, params)]
    return found + ([] if words.strip() else [(4, record) for record in _answers(session, project)])


def _scope(session: Session, people: Sequence[int], words: str, project: int | None) -> tuple[str, dict[str, Any]]:
    owners = ", ".join(str(int(person)) for person in people)
    parts = [
        f"t.owner IN ({owners})",
        "t.state NOT IN ('done', 'cancelled')",
        f"t.archived IS NULL{and_readable(session, 'task')}",
        "p.archived IS NULL",
        "coalesce(s.children, 0) = 0",
    ]
    params: dict[str, Any] = {}
    if project is not None:
        parts.append("t.project = :project")
        params["project"] = project
    if words.strip():
        condition = query.condition(words, registry.get("task"), session)
        sql = condition.sql
        for number, value in enumerate(condition.params):
            sql = sql.replace("?", f":word{number}", 1)
            params[f"word{number}"] = value
        parts.append(sql)
    return " AND ".join(parts), params


def _soon(today: date) -> str:
    return day.add_working_days(today, SOON_DAYS).isoformat()


def _silent(today: date) -> str:
    return start_of(day.add_working_days(today, -SILENT_DAYS))


def _read(session: Session, sql: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    return session.database.rows(sql, params)  # type: ignore[arg-type]


def _answers(session: Session, project: int | None) -> list[int]:
    """My risks to review and my issues to settle by a day within the working week."""
    found: list[tuple[str, int]] = []
    for table, column, state, until in (
        ("risk", "review_on", "'open'", day_sql(session, "project")),
        ("issue", "needed_by", "'open', 'doing'", day_sql(session, "project", _soon)),
    ):
        sql = (
            f"SELECT {column}, id FROM {table} WHERE owner = ? AND state IN ({state}) AND {column} <= {until} AND archived IS NULL"
            f"{and_readable(session, table, table)} AND {_LIVE} AND (? IS NULL OR project = ?)"
        )
        found += session.database.rows(sql, (session.me, project, project))
    return [record for _, record in sorted(found)]


def has_rows(session: Session) -> bool:
    """Whether there is anything to look at for me or, where I lead, my team."""
    people = team(session) if leads(session) else [session.me] if session.me else []
    return bool(rows(session, people))


def missing_hours(session: Session, people: Sequence[int]) -> tuple[date, list[str]]:
    """The last working day, and the handles of those without hours on it."""
    last = day.last_working_day(session.today)
    if not people:
        return last, []
    marks = ", ".join("?" * len(people))
    readable = and_readable(session, "person", "p")
    sql = f"""SELECT handle FROM person p WHERE id IN ({marks}){readable} AND archived IS NULL AND coalesce(active_from, '') <= ? AND coalesce(active_to, '9') >= ?
        AND NOT EXISTS (SELECT 1 FROM time_entry e WHERE e.person = p.id AND e.day = ? AND e.archived IS NULL)
        AND EXISTS (SELECT 1 FROM time_entry e WHERE e.person = p.id) ORDER BY handle"""
    iso = last.isoformat()
    return last, [row[0] for row in session.database.rows(sql, (*people, iso, iso, iso))]


_REASON = f"""SELECT t.id, t.state, t.blocked_since, t.blocked_by, t.blocked_reason, coalesce(t.due, t.finish), {_WORD}, coalesce(s.critical, 0),
    coalesce(t.remaining, s.remaining), {{today}}
FROM task t JOIN project p ON p.id = t.project LEFT JOIN task_schedule s ON s.task = t.id WHERE t.id IN ({{marks}})"""


def reasons(session: Session, records: Sequence[int]) -> dict[int, str]:
    """Why each record is here, in a few words."""
    marks = ", ".join("?" * len(records))
    found = {
        row[0]: _task_reason(row[1:])
        for row in session.database.rows(_REASON.format(marks=marks, today=day_sql(session, "t.project")), list(records))
    }
    today = day_sql(session, "project")
    for record, review, on in session.database.rows(f"SELECT id, review_on, {today} FROM risk WHERE id IN ({marks})", list(records)):
        found[record] = f"risk review {_since(review, on) or 'due'}"
    for record, needed, on in session.database.rows(f"SELECT id, needed_by, {today} FROM issue WHERE id IN ({marks})", list(records)):
        found[record] = f"answer {_since(needed, on) or 'needed'}"
    return found


def _since(text: str, today: str) -> str:
    late = (date.fromisoformat(today) - date.fromisoformat(text)).days
    return f"late {late} d" if late > 0 else ""


def _task_reason(row: tuple[Any, ...]) -> str:
    state, since, by, why, due, updated, critical, left, today_text = row
    today = date.fromisoformat(today_text)
    important = ", critical" if critical else ""
    if state == "blocked":
        length = ("since today" if since == today_text else f"{(today - date.fromisoformat(since)).days} d") if since else "blocked"
        return f"{length}, waits for {by}" if by else f"{length}, {why}" if why else length
    if due:
        days = (date.fromisoformat(due) - today).days
        if days < 0:
            return f"late {-days} d{important}"
        if days <= 1:
            return f"due {'tomorrow' if days else 'today'}{important}"
        room = day.working_days_between(today, date.fromisoformat(due))
        if room <= SOON_DAYS:
            return f"{duration.short(left)} left, {room} d time" if left else f"due in {days} d{important}"
    silent = (today - date.fromisoformat(local(updated)[:10])).days
    return f"no word for {silent} d"
