"""The third pane: what stands around a row: its links, what was said of it last, and who changed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.core.access import and_readable
from models.operations.history import events
from models.planning.health import STYLES
from models.reports import status
from models.reports.task_links import task_links
from models.store.instants import local
from screens.parts.detail import DetailEntry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.core.access import Session

LINKS = 6
COMMENTS = 3
EVENTS = 6


def around(session: Session, record: int) -> list[DetailEntry]:
    """Links, the last comments and the last changes of any record."""
    database = session.database
    links = task_links(session, record)
    entries = [
        *_listed("Waits for", [str(each) for each in links if each.waits][:LINKS]),
        *_listed("Before", [str(each) for each in links if not each.waits][:LINKS]),
    ]
    web = database.rows(
        f"SELECT coalesce(t.title, t.url) FROM link t WHERE t.record = ? AND t.archived IS NULL{and_readable(session, 'link')} ORDER BY t.id LIMIT 4",
        (record,),
    )
    entries += _listed("Links", (text for (text,) in web))
    said = database.rows(
        "SELECT coalesce((SELECT handle FROM person WHERE id = c.by), '–'), c.created, c.text FROM comment c"
        f" WHERE c.record = ? AND c.archived IS NULL{and_readable(session, 'comment', 'c')} ORDER BY c.id DESC LIMIT ?", (record, COMMENTS),
    )  # fmt: skip
    entries += _listed("Comments", (f"{who}, {local(at)[:10]}: {text}" for who, at, text in said), 3)
    return entries + _listed(
        "Changes", (f"{local(event.at)[:10]} {event.by}: {event.label}" for event in events(session, record=record, limit=EVENTS))
    )


def around_project(session: Session, project: int) -> list[DetailEntry]:
    """Why a project stands as it does, and what comes next in it."""
    page = status.page(session, project)
    entries = [
        DetailEntry(
            "Reasons" if number == 0 else "", reason.text, STYLES.get(reason.colour, ""), 2 if len(reason.text) > 24 else 1
        )
        for number, reason in enumerate(status.standing(session, project).reasons[:8])
    ]
    for label, rows in (("10 days", page.next), ("Blocked", page.blocked), ("Risks", page.risks), ("Issues", page.issues)):
        entries += _listed(label, (f"{ref} {title}, {remark}" for ref, title, remark in rows[:4]), 2)
    return entries


def _listed(label: str, texts: Iterable[str], lines: int = 1) -> list[DetailEntry]:
    """The texts below each other, the label at the first."""
    return [DetailEntry("" if number else label, text, "", lines) for number, text in enumerate(texts)]
