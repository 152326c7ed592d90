"""Where a row can be moved: to a project, under a summary, to a person, into a week; one picker for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from models.core import registry
from models.core.listing import Listing
from models.operations import move, workload
from models.operations.command import command
from models.store.errors import UsageError
from models.values import day
from screens import effects
from screens.candidates import Source, fitting
from screens.parts.picker import Choice

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from models.core.access import Session
    from models.core.register import Register
    from models.operations.command import Work

WEEKS = 8


class Target(NamedTuple):
    """A place to move to: its kind (`project`, `parent`, `person`, `week`), the record there is (None: the top, nobody), a week's Monday."""

    kind: str
    record: int | None
    label: str
    monday: date | None = None


def choices(session: Session, register: Register, project: int | None) -> Callable[[str], Sequence[Choice]] | None:
    """A search of every place that rows of a register can go to; people first, for that is what is moved most. None where there is none."""
    sources: list[Source] = []
    found: list[Choice] = []

    def add(kind: str, among: Register, name: str, words: str = "", of: int | None = None, said: Sequence[str] = ()) -> None:
        listing = Listing(among, session, words=words, project=of)
        mark = "@" if kind == "person" else ""
        source = Source(listing, [name, among.title_field, *said], lambda line: _choice(kind, line.id, f"{mark}{line.values[0]}", *line.values[1:]))
        sources.append(source)
        found.extend(source.first())

    if "owner" in register.fields:
        add("person", registry.get("person"), "handle")
    if register.key == "task":
        found += [_week(session, monday) for monday in workload.weeks_from(session.today, WEEKS)]
        found.append(Choice(Target("parent", None, "the top"), "the top of the project", "summary"))
        add("parent", register, "ref", "kind:summary or (kind:task state:open)", project, ("kind", "state"))
    if register.needs_project:
        add("project", registry.get("project"), "code")
    return (lambda text: fitting(session, text, found, sources)) if found else None


def _choice(kind: str, record: int, name: str, title: str | None, *said: str) -> Choice:
    """A place, and what it is: where nothing more is `said`, its kind."""
    return Choice(Target(kind, record, name), f"{name:<9} {title or ''}", ", ".join(said) or kind)


def _week(session: Session, monday: date) -> Choice:
    name = f"week of {day.short(monday, session.today)}"
    return Choice(Target("week", None, name, monday), name, "begins no earlier")


def apply(session: Session, seen: Mapping[int, int], target: Target, *, once: str | None = None) -> str:
    """Move the records, given with their versions as they were seen, in one command; what followed. Raises UsageError, ConflictError."""
    with command(session, f"move to {target.label}", once=once, read=seen) as work:
        for record in seen:
            if target.kind == "week":
                _to_week(work, record, target)
            elif target.kind == "parent":
                move.move(work, record, parent=target.record)
            elif target.kind == "person":
                move.move(work, record, person=target.record)
            elif target.record is not None:
                move.move(work, record, project=target.record)
    return effects.of(work)


def _to_week(work: Work, record: int, target: Target) -> None:
    """A task that has not begun begins no earlier than on the week's Monday."""
    row = work.session.database.row("SELECT actual_start, finish FROM task WHERE id = ?", (record,))
    if row is None or target.monday is None or row[0] is not None:
        raise UsageError("what has begun cannot begin in another week", field="start", hint="d promises it for another day")
    start = target.monday.isoformat()
    work.change(record, {"start": start, "finish": None} if row[1] and row[1] < start else {"start": start})
