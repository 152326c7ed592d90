"""What followed from a change, in one line: `CRM-102: done 30 → 60 % · finish 14 Mar (+1 d) · schedule ● → ▲`."""

from __future__ import annotations

import contextlib
from datetime import date
from typing import TYPE_CHECKING

from models.core import record as directory
from models.operations.effect import day_text, progress_text
from models.operations.refresh import Standing, refresh_marked
from models.planning.health import SIGNS
from models.store.errors import QuarterdeckError
from models.values import NOT_AVAILABLE, duration, money
from models.values.day import days_between
from models.values.named import NamedTuple

if TYPE_CHECKING:
    from models.core.access import Session
    from models.operations.command import Work
    from models.store.database import Database


class Forecast(NamedTuple):
    """A task as it stands: its state, progress and forecast finish."""

    state: str
    progress: int | None
    finish: str | None


def standings(database: Database, records: list[int]) -> dict[int, Forecast]:
    """The tasks among the records as they stand."""
    from models.registers.task import STATE  # a command that touches no task reads none of its register

    found: dict[int, Forecast] = {}
    for record in records:
        row = database.row(
            f"SELECT {STATE}, CASE WHEN s.children > 0 THEN s.progress ELSE coalesce(t.progress, s.progress) END, s.finish"
            " FROM task t LEFT JOIN task_schedule s ON s.task = t.id WHERE t.id = ?", (record,),
        )  # fmt: skip
        if row:
            found[record] = Forecast(*row)
    return found


def lines(
    work: Work, said: dict[int, list[str]], before: dict[int, Forecast], raised: list[int], *, nothing: str = "saved, no date moves"
) -> list[str]:
    """One line for each record of `said`: what changed of a task, what was said of it besides, the risks raised from it, and what all that
    did to its project; a project's part stands at its last record. `nothing` stands where none of this is to be told."""
    session, records = work.session, list(said)
    names = directory.references(session, [*records, *raised])
    after = standings(session.database, records)
    homes = {record: session.database.value("SELECT coalesce(project, id) FROM record WHERE id = ?", (record,)) for record in records}
    last = {home: record for record, home in homes.items()}
    out_of_sight = {change.record for change in work.batch.changes if "archived" in change.fields}  # what is in no plan has no progress
    found = []
    for record in records:
        parts = _progress_parts(before[record], after[record]) if record in before and record not in out_of_sight else []
        parts += said[record] + _risks(work, record, names, raised)
        if record in before and record not in out_of_sight:
            parts += _finish("finish", before[record].finish, after[record].finish, session.today)
        home = homes[record]
        if last[home] == record and home in work.after:
            moved = project_parts(session.database, home, work.before[home], work.after[home], session.today)
            parts += [*moved, *_passed(work, home)] if moved else []
        found.append(f"{names[record]}: " + (" · ".join(parts) or nothing))
    return found


def _passed(work: Work, project: int) -> list[str]:
    """That the project's status date moved with the update: days that passed move what is left of its work, whatever was written."""
    for change in work.batch.changes:
        before, after = change.fields.get("status_date", (None, None)) if change.record == project else (None, None)
        if before is not None and after is not None:
            return [f"status date {day_text(before, work.session.today)} → {day_text(after, work.session.today)}"]
    return []


def _progress_parts(before: Forecast, after: Forecast) -> list[str]:
    parts = [] if before.state == after.state else [f"{before.state} → {after.state}"]
    if before.progress == after.progress or after.state == "cancelled":  # what is cancelled has no progress to tell
        return parts
    return [*parts, progress_text("done", before.progress, after.progress)]


def _risks(work: Work, record: int, names: dict[int, str], raised: list[int]) -> list[str]:
    """The risks raised from the record: they carry its reference as a label, those of a project none."""
    labels = {change.record: change.fields.get("labels", (None, None))[1] for change in work.batch.changes if change.record in raised}
    kind = directory.kind_of(work.session, record)
    mine = None if kind == "project" else names[record].lower()
    return [f"{names[risk]} raised" for risk in raised if labels[risk] == mine]


def followed(work: Work) -> list[str]:
    """What a command did to the outlines and the projects it wrote in."""
    session = work.session
    moved = (project_parts(session.database, home, work.before[home], after, session.today) for home, after in work.after.items())
    return [*_of_outlines(work), *(part for parts in moved for part in parts)]


def _of_outlines(work: Work) -> list[str]:
    """How many parts went out of sight or came back with their summaries, and what that, or a part given or taken, did to other summaries."""
    database = work.session.database
    stirred = {change.record: change.fields["archived"][1] for change in work.batch.changes if change.kind == "task" and "archived" in change.fields}
    parents = [database.value("SELECT parent FROM task WHERE id = ?", (task,)) for task in stirred]
    parts = sum(parent in stirred for parent in parents)
    found = [f"with {parts} part{'' if parts == 1 else 's'}"] if parts else []
    names = directory.references(work.session, list(work.summaries))
    for summary, (held, progress) in work.summaries.items():
        row = database.row(
            "SELECT t.duration, t.effort, s.children, s.progress FROM task t JOIN task_schedule s ON s.task = t.id WHERE t.id = ?", (summary,)
        )
        if row is None or summary in stirred:
            continue
        own = duration.whole(row[0], row[1])
        if bool(held) != bool(row[2]) and own:
            what = "is a summary now: its own {} counts no more" if row[2] else "holds nothing now: its own {} counts again"
            found.append(f"{names[summary]} {what.format(duration.short(own))}")
        elif held and row[2] and progress != row[3]:
            found.append(f"{names[summary]} {progress_text('done', progress, row[3])}")
    return found


def elsewhere(session: Session) -> list[str]:
    """What the command just carried out moves in other projects, which are computed now: the one that slips most, and how many more move.

    Where they cannot be computed nothing is said: whoever reads them next hears why.
    """
    moved: dict[int, tuple[Standing, Standing]] = {}
    with contextlib.suppress(QuarterdeckError):
        moved = refresh_marked(session)
    names = directory.references(session, list(moved)) if moved else {}
    parts = {project: project_parts(session.database, project, *pair, session.today) for project, pair in moved.items()}
    told = [project for project, said in parts.items() if said and names[project] != directory.UNREADABLE]
    if not told:
        return []
    days = {project: days_between(*(each.finish for each in moved[project])) or 0 for project in told}
    worst = max(told, key=lambda project: (max(0, days[project]), abs(days[project])))
    name = "" if parts[worst][0].startswith(names[worst]) else f"{names[worst]} "
    more = [] if len(told) == 1 else [f"and {len(told) - 1} more project{'' if len(told) == 2 else 's'}"]
    return [" · ".join([f"also {name}{parts[worst][0]}", *parts[worst][1:], *more])]


def project_parts(database: Database, project: int, before: Standing, after: Standing, today: date) -> list[str]:
    """What a change did to its project: forecast finish, money and the colours of which its health is the worst, as far as they moved."""
    code, currency = database.row("SELECT code, currency FROM project WHERE id = ?", (project,)) or ("", "EUR")
    parts = _finish(f"{code} finish", before.finish, after.finish, today)
    for name in ("forecast", "actual"):
        one, other = getattr(before, name), getattr(after, name)
        if one != other:
            parts.append(f"{name} " + " → ".join(_amounts(one, other, currency)))
    for name in ("schedule", "cost", "risk"):
        colour, new = getattr(before, name), getattr(after, name)
        if colour != new:
            parts.append(f"{name} {SIGNS.get(colour, NOT_AVAILABLE)} → {SIGNS.get(new, NOT_AVAILABLE)}")
    return parts


def _finish(label: str, before: str | None, after: str | None, today: date) -> list[str]:
    """`finish 14 Mar (+1 d)`: calendar days against before."""
    if before == after:
        return []
    text = f"{label} {day_text(after, today)}"
    days = days_between(before, after)
    return [text if days is None else f"{text} ({days:+d} d)"]


def _amounts(before: int | None, after: int | None, currency: str) -> tuple[str, str]:
    """Two amounts short, or in full where the short form hides that they differ."""
    short = money.short(before, currency), money.short(after, currency)
    if short[0] != short[1]:
        return short
    return tuple(NOT_AVAILABLE if each is None else money.full(each, currency) for each in (before, after))  # type: ignore[return-value]
