"""The links of a row: what it waits for, what waits for it, and web addresses; one picker sees, adds and removes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from models.core.record import find, references
from models.operations.command import command
from models.store.errors import UsageError
from models.values import duration
from screens.parts.picker import Choice

if TYPE_CHECKING:
    from models.core.access import Session
    from models.operations.command import Work

_TYPED = re.compile(r"(?P<ref>\S+?)(?P<type>fs|ss|ff|sf)?(?P<lag>[+-]\d\S*)?", re.IGNORECASE)


def choices(session: Session, record: int) -> list[Choice]:
    """The links there are; choosing one removes it."""
    database = session.database
    found = []
    for link, other, kind, lag, waits in database.rows(
        "SELECT id, CASE WHEN successor = ? THEN predecessor ELSE successor END, type, lag, successor = ? FROM dependency"
        " WHERE (predecessor = ? OR successor = ?) AND archived IS NULL ORDER BY id", (record,) * 4,
    ):  # fmt: skip
        title = database.value("SELECT title FROM task WHERE id = ?", (other,))
        extra = f" {'+' if lag > 0 else '-'}{duration.short(abs(lag))}" if lag else ""
        found.append(
            Choice(
                link,
                f"{'after ' if waits else 'before'} {references(session, [other])[other]:<9} {kind.upper()}{extra}  {title}",
                "Enter removes",
            )
        )
    for link, url, title in database.rows("SELECT id, url, title FROM link WHERE record = ? AND archived IS NULL ORDER BY id", (record,)):
        found.append(Choice(link, f"{url}  {title or ''}", "Enter removes"))
    return found


def apply(session: Session, record: int, chosen: Any) -> str:
    """Remove the chosen link, or add the one that was typed: an address, or a task with an optional type and lag (`CRM-101`, `101SS+2d`).

    Raises UsageError naming what cannot be read.
    """
    if isinstance(chosen, int):
        with command(session, "remove link") as work:
            work.archive(chosen)
        return "link removed"
    text = str(chosen).strip()
    with command(session, "link") as work:
        if re.match(r"[a-z][a-z0-9+.-]*:", text, re.IGNORECASE):
            url, _, title = text.partition(" ")
            work.create("link", {"record": record, "url": url, "title": title.strip() or None})
            return f"{url} added"
        return _depend(session, work, record, text)


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
    return f"waits for {references(session, [other.id])[other.id]} now"
