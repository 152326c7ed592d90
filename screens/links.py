"""The links of a row: what it waits for, what waits for it, and web addresses; one picker sees, adds and removes them."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from models.core import registry
from models.core.access import and_readable
from models.core.listing import Listing
from models.core.record import find, reference
from models.operations.command import command
from models.operations.edit import read_fields
from models.operations.search import search
from models.reports.task_links import task_links
from models.store.errors import QuarterdeckError, UsageError
from models.values import duration
from screens import effects
from screens.parts.fuzzy import ranked
from screens.parts.picker import Choice

if TYPE_CHECKING:
    from models.core.access import Session
    from models.operations.command import Work

HINTS = {"task": "a task (CRM-101, 101SS+2d, words of its title, of any project) or an address"}
ADDRESSES = "type an address: https://…"
OFFERED, MOST_OFFERED, MOST = 8, 14, 1000
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+:\S", re.IGNORECASE)
_TYPED = re.compile(r"(?P<ref>(?:[a-z][a-z0-9]{1,9}-)?\d+)(?P<type>fs|ss|ff|sf)?(?P<lag>[+-]\d\S*)?", re.IGNORECASE)


class Link(NamedTuple):
    """A link there is, to be removed, or the text of one to be added."""

    record: int | None
    text: str = ""
    version: int = 0


def finder(session: Session, record: int) -> Callable[[str], Sequence[Choice]]:
    """The choices for what is typed: what it would add, tasks with such a title, and the links there are, which are removed when chosen."""
    there = links_of(session, record)

    def choices(text: str) -> Sequence[Choice]:
        if not text.strip():
            return there
        return [*_addable(session, record, text.strip()), *(choice for choice, _ in ranked(text, there, lambda choice: choice.label))]

    return choices


def links_of(session: Session, record: int) -> list[Choice]:
    """What it waits for, what waits for it, and its addresses."""
    found = [Choice(Link(each.id, "", each.version), f"{each.word:<9} {each}", "to remove") for each in task_links(session, record)]
    for link, version, url, title in session.database.rows(
        f"SELECT t.id, t.version, t.url, t.title FROM link t WHERE t.record = ? AND t.archived IS NULL{and_readable(session, 'link')} ORDER BY t.id", (record,)
    ):
        found.append(Choice(Link(link, "", version), f"{url}  {title or ''}", "to remove"))
    return found


def _addable(session: Session, record: int, text: str) -> list[Choice]:
    """What the text would add: an address, or the tasks that it names or finds, those of its own project first."""
    if _ADDRESS.match(text):
        return [Choice(Link(None, text), text, "to add", "accent")]
    kind, project = session.database.rows("SELECT kind, project FROM record WHERE id = ?", (record,))[0]
    if kind != "task":
        return []
    found: dict[str, Choice] = {}
    match = _TYPED.fullmatch(text)
    if match is not None:
        with contextlib.suppress(QuarterdeckError):
            other = find(session, match["ref"], project)
            title = session.database.value("SELECT title FROM task WHERE id = ?", (other.id,))
            name = reference(session, other.id)
            label = f"wait for  {name:<9} {(match['type'] or 'fs').upper()}{match['lag'] or ''}  {title}"
            if other.kind == "task":
                found[name] = Choice(Link(None, text), label, "to add", "accent")
    register = registry.get("task")
    lines = Listing(register, session, project=project).lines(Listing(register, session, project=project).ids(MOST), ["ref", "title"])
    for line, _ in ranked(text, [line for line in lines if line.id != record], lambda line: f"{line.values[0]}  {line.values[1]}")[
        :OFFERED
    ]:
        name, title = line.values
        found.setdefault(name, Choice(Link(None, name), f"wait for  {name:<9} FS  {title}", "to add", "accent"))
    for hit in search(session, text):
        if hit.kind == "task" and hit.id != record and len(found) < MOST_OFFERED:
            found.setdefault(hit.ref, Choice(Link(None, hit.ref), f"wait for  {hit.ref:<9} FS  {hit.title}", "to add", "accent"))
    return list(found.values())


def apply(session: Session, record: int, chosen: Link, *, once: str | None = None) -> tuple[str, str]:
    """Remove the chosen link, or add the one that was typed: an address, or a task with an optional type and lag (`CRM-101`, `101SS+2d`).

    What was done, and what followed. Raises UsageError naming what cannot be read.
    """
    read = {chosen.record: chosen.version} if chosen.record is not None else None
    with command(session, "link" if read is None else "remove link", once=once, read=read) as work:
        done = _write(session, work, record, chosen)
    return done, effects.of(work)


def _write(session: Session, work: Work, record: int, chosen: Link) -> str:
    if chosen.record is not None:
        work.archive(chosen.record)
        return "link removed"
    if _ADDRESS.match(chosen.text):
        url, _, title = chosen.text.partition(" ")
        work.create("link", {"record": record, **read_fields(session, registry.get("link"), {"url": url, "title": title})})
        return f"{url} added"
    return _depend(session, work, record, chosen.text)


def _depend(session: Session, work: Work, record: int, text: str) -> str:
    """Make the row wait for the task that was typed."""
    match = _TYPED.fullmatch(text)
    if match is None:
        raise UsageError(f"“{text}” is neither a task nor an address", field="link", hint="CRM-101, 101FS+2d or https://…")
    kind, project = session.database.rows("SELECT kind, project FROM record WHERE id = ?", (record,))[0]
    other = find(session, match["ref"], project)
    if kind != "task" or other.kind != "task":
        raise UsageError("only tasks wait for tasks", field="link", hint="an address beginning with https:// links anything")
    values: dict[str, Any] = {"predecessor": other.id, "successor": record, "type": (match["type"] or "fs").lower()}
    if match["lag"]:
        values["lag"] = duration.parse(match["lag"], signed=True)
    work.create("dependency", values)
    return f"waits for {reference(session, other.id)} now"
