"""What is read about a record over whatever shows it: its history, and the formulas behind its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.core.record import reference
from models.reports.record import differences
from models.store.instants import local
from screens.parts.reader import ReaderScreen

if TYPE_CHECKING:
    from models.core.access import Session
    from screens.parts.paint import Piece
    from screens.parts.reader import TextLine


def history_reader(session: Session, record: int) -> ReaderScreen:
    """The record's events, newest first, each with what changed."""
    from models.operations.history import events

    lines: list[TextLine] = []
    for event in events(session, record=record, limit=200):
        head: list[Piece] = [
            (f"{local(event.at)}  ", "label"),
            (f"{event.by:<8} ", "accent"),
            (f"{event.label}  ", ""),
            (f"batch {event.batch}", "dim"),
        ]
        lines.append(head)
        for each in differences(session, event.kind, event.record, event.changes):
            lines.append([(f"    {each.label}: ", "dim"), (each.after if each.before == "–" else f"{each.before} → {each.after}", "")])
    return ReaderScreen(f"History of {reference(session, record)}", lines)


def why_reader(session: Session, record: int) -> ReaderScreen:
    """The formulas behind a record's figures."""
    from models.reports.why import why

    lines: list[TextLine] = []
    for each in why(session, record):
        lines.append(
            [(f"{each.figure.replace('_', ' '):<12} ", "label"), (each.value, "title"), (f"   {each.formula}" if each.formula else "", "")]
        )
        lines += [[(" " * 13, ""), (text, "dim")] for text in each.lines]
    return ReaderScreen(f"Why: {reference(session, record)}", lines)
