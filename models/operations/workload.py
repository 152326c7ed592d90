"""Who has how much to do when: the remaining work of open tasks spread evenly, Monday to Friday, from now to their finish."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from models.core.access import and_readable
from models.core.project_day import day_sql
from models.operations.weekly import monday
from models.planning import workweek
from models.values.fixed_point import divide_half_even

if TYPE_CHECKING:
    from models.core.access import Session

DAY = workweek.DAY


class Piece(NamedTuple):
    """One task's part of a person's week, in minutes."""

    task: int
    minutes: int


class Load(NamedTuple):
    """A person's weeks: minutes of work, minutes of a full week."""

    capacity: int
    weeks: list[int]

    @property
    def shares(self) -> list[int]:
        """Each week's work ÷ a full week, in hundredths of a per cent, half-even."""
        return [divide_half_even(minutes * 10_000, self.capacity) if self.capacity else 0 for minutes in self.weeks]


_TASKS = """SELECT t.id, t.owner, coalesce(t.remaining, s.remaining), s.start, coalesce(t.finish, s.finish), s.finish, {today}
FROM task t JOIN task_schedule s ON s.task = t.id
WHERE t.owner IN ({marks}) AND s.open AND s.children = 0 AND t.archived IS NULL AND t.state NOT IN ('done', 'cancelled')
    AND (s.start IS NULL OR s.start < ?)
    AND NOT EXISTS (SELECT 1 FROM project p WHERE p.id = t.project AND p.archived IS NOT NULL){readable}"""


def weeks_from(today: date, count: int) -> list[date]:
    """The Mondays of the week in which work goes on (at a weekend the coming one) and of the following ones."""
    first = monday(today + timedelta(days=2)) if today.weekday() >= 5 else monday(today)
    return [first + timedelta(weeks=number) for number in range(count)]


def loads(session: Session, people: Sequence[int], count: int) -> dict[int, Load]:
    """Each person's load in the next `count` weeks."""
    if not people:
        return {}
    marks = ", ".join("?" * len(people))
    hours: dict[int, int] = dict(session.database.rows(f"SELECT id, hours_per_day FROM person WHERE id IN ({marks})", list(people)))
    found = {person: Load(hours[person] * 60 * 5 // 100, [0] * count) for person in people}
    for _, owner, week, minutes in _spread(session, people, count):
        found[owner].weeks[week] += minutes
    return found


def pieces(session: Session, person: int, week: int) -> list[Piece]:
    """The tasks that make up a person's week, the longest first."""
    parts = [Piece(task, minutes) for task, _, at, minutes in _spread(session, [person], week + 1) if at == week and minutes]
    return sorted(parts, key=lambda part: (-part.minutes, part.task))


def _spread(session: Session, people: Sequence[int], count: int) -> list[tuple[int, int, int, int]]:
    """(task, owner, week, minutes) of every task that has work in the weeks; what is overdue on its project's day falls into that day's week."""
    base = workweek.at_start(weeks_from(session.today, 1)[0])
    starts, ends = workweek.Memo(workweek.start_of_iso), workweek.Memo(workweek.finish_of_iso)
    marks = ", ".join("?" * len(people))
    after = weeks_from(session.today, count + 1)[-1].isoformat()
    found = []
    sql = _TASKS.format(marks=marks, today=day_sql(session, "t.project"), readable=and_readable(session, "task"))
    for task, owner, left, start, planned, forecast, on in session.database.rows(sql, [*people, after]):
        if not left or not forecast:
            continue
        today = starts[on]
        begin = max(today, starts[start]) if start else today
        end = ends[planned] if planned and ends[planned] > begin else ends[forecast]
        span = max(DAY, end - begin)
        first = (begin - base) // workweek.WEEK
        for week in range(max(0, first), min(count - 1, (begin + span - 1 - base) // workweek.WEEK) + 1):
            low, high = max(begin, base + week * workweek.WEEK), min(begin + span, base + (week + 1) * workweek.WEEK)
            found.append((task, owner, week, left * (high - base) // span - left * (low - base) // span))
    return found
