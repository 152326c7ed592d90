"""What changed since last time: the portfolio's moves since last week, the changes since the last working day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.core import registry
from models.core.listing import Listing
from models.operations import trends
from models.operations.history import events
from models.planning.health import STYLES
from models.reports import record as report
from models.store.instants import local, start_of
from models.values import day
from screens import health_words
from screens.parts.reader import ReaderScreen
from screens.parts.safe_text import fit

if TYPE_CHECKING:
    from models.core.access import Session
    from screens.parts.reader import TextLine

MOST_EVENTS = 400
#: Hours, links and dependencies are many and speak for nobody.
TOLD = frozenset({"project", "task", "risk", "issue", "comment", "lesson", "baseline", "budget_line"})


def moves_reader(session: Session) -> ReaderScreen:
    """Every open project of which something moved, the worst first; the others are counted."""
    projects = Listing(registry.get("project"), session, words="state:open")
    lines: list[TextLine] = []
    still = 0
    for line in projects.lines(projects.ids(), ["code", "title", "overall"]):
        moved = trends.since_last_week(session, line.id)
        if not moved or moved.endswith("nothing moved"):
            still += 1
            continue
        code, title, overall = line.values
        lines.append(
            [(f"{health_words.glyph(overall)} ", STYLES[overall]), (f"{code:<8}", "accent"), (f"{title}: ", ""), (moved, "")]
        )
    lines += ["", [(f"{still} projects: nothing moved, or nothing to compare with", "dim")]]
    return ReaderScreen("Since last week", lines)


def changes_reader(session: Session, project: int | None, width: int) -> ReaderScreen:
    """Who changed what since the last working day, newest first; of the chosen project or of all."""
    last = day.last_working_day(session.today)
    begin = start_of(last)
    lines: list[TextLine] = []
    for event in events(session, limit=MOST_EVENTS):
        if event.at < begin:
            break
        elsewhere = project is not None and project not in (event.record, _project_of(session, event.record))
        if event.kind not in TOLD or event.verb == "status" or elsewhere:
            continue
        changes = report.differences(session, event.kind, event.record, event.changes)
        what = ", ".join(f"{each.label.lower()} {each.after}" for each in changes[:4]) if event.verb == "change" else event.label
        on, at = local(event.at).split()
        head = f"{day.tight(date.fromisoformat(on), session.today):>6} {at}  "
        room = width - len(head) - 21
        lines.append([(head, "label"), (f"{fit(event.by, 5)} ", ""), (f"{fit(event.ref, 9)} ", "accent"), (fit(what, room), "")])
    return ReaderScreen(f"Since {day.short(last, session.today)}", lines or [[("nothing was changed", "dim")]])


def _project_of(session: Session, record: int) -> int | None:
    found: int | None = session.database.value("SELECT project FROM record WHERE id = ?", (record,))
    return found
