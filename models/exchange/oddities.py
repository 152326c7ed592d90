"""What is readable but implausible: dates in the wrong order, no dates, no cost, a posting in the future. It is imported as it stands, and the record says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from models.core import registry
from models.exchange.draft import PARTS, Oddity
from models.values import day

if TYPE_CHECKING:
    from models.exchange.draft import Draft
    from models.exchange.mapping import RecordMap

_COSTS = ("budget_line", "cost")
#: The day of what has happened, by kind.
_POSTED = {"cost": "posted_on", "time_entry": "day"}


def note_dates(part: RecordMap, drafts: list[Draft]) -> None:
    """Dates that are missing though the map knows them, or that end before they begin."""
    if "warnings" not in registry.get(part.kind).fields:
        return
    known = [name for name in ("start", "finish") if name in part.mapped]
    for draft in drafts:
        start, finish, finished = draft.get("start"), draft.get("finish"), draft.get("actual_finish")
        missing = [name for name in known if draft.get(name) is None]
        if missing:
            note(draft, "no dates" if len(missing) == len(known) else f"no {missing[0]}", missing_in_file=True)
        if part.kind == "project" and "budget" in part.mapped and draft.get("budget") is None:
            note(draft, "no cost", missing_in_file=True)
        draft.oddities += reversed_dates(start, finish, finished)


def reversed_dates(start: str | None, finish: str | None, finished: str | None) -> list[Oddity]:
    """What ends, or has ended, before it begins."""
    found = []
    if start and finish and finish < start:
        found.append(Oddity("finish before start", f"finish {_shown(finish)} before start {_shown(start)}"))
    if start and finished and finished < start and finished != finish:
        found.append(Oddity("finished before start", f"finished {_shown(finished)} before start {_shown(start)}"))
    return found


def posted_later(kind: str, values: Mapping[str, Any], today: date) -> str | None:
    """What is odd about a cost or hours whose day is after today: `posted on 1 Dec 2026, after today`."""
    posted = values.get(_POSTED.get(kind, ""))
    return f"posted on {_shown(posted)}, after today" if posted and posted > today.isoformat() else None


def note_missing_costs(parts: list[tuple[RecordMap, list[Draft]]], made: dict[str, list[Draft | None]]) -> None:
    """Tasks for which the map would make a budget line or a cost, had the file one."""
    for part, _ in parts:
        source = part.fields.get("task")
        if part.kind not in _COSTS or source is None or source.record is None:
            continue
        paid = {id(task) for task, line in zip(made[source.record], made[part.name], strict=True) if line is not None}
        for task in {id(task): task for task in made[source.record] if task is not None and id(task) not in paid}.values():
            note(task, "no cost", missing_in_file=True)


def note_projects(parts: list[tuple[RecordMap, list[Draft]]]) -> None:
    """A project says how many of its tasks are odd, and in what."""
    counts: dict[int, Counter[str]] = {}
    projects: dict[int, Draft] = {}
    for part, drafts in parts:
        for draft in drafts:
            project = draft.get("project")
            if part.kind == "task" and draft.oddities and project is not None and not isinstance(project, int):
                projects[id(project)] = project
                counts.setdefault(id(project), Counter()).update([oddity.sort for oddity in draft.oddities])
    for key, counter in counts.items():
        text = "; ".join(f"{count} task{'s' if count > 1 else ''}: {sort}" for sort, count in counter.most_common())
        note(projects[key], PARTS, text)


def note(draft: Draft, sort: str, text: str = "", *, missing_in_file: bool = False) -> None:
    """Add one oddity; what is missing is gathered into one: no dates, no cost in the file."""
    if missing_in_file:
        for place, oddity in enumerate(draft.oddities):
            if oddity.text.endswith(" in the file"):
                sort = f"{oddity.sort}, {sort}"
                draft.oddities[place] = Oddity(sort, f"{sort} in the file")
                return
        text = f"{sort} in the file"
    draft.oddities.append(Oddity(sort, text))


def _shown(iso: str) -> str:
    """A day with its year."""
    value = date.fromisoformat(iso)
    return f"{value.day} {day.MONTHS[value.month - 1]} {value.year}"
