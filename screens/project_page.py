"""What stands on the project page: dates and money against the plans, why the health is as it is, what is open, what comes next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from rich.cells import cell_len

from models.operations import trends
from models.planning.health import STYLES, WORDS
from models.reports import status
from models.values import day, money, percent
from screens import health_words
from screens.parts.safe_text import fit, glyphs, wrap
from screens.parts.wrapping import wrap_pieces

if TYPE_CHECKING:
    from models.core.access import Session
    from screens.parts.paint import Piece
    from screens.parts.reader import TextLine

LABEL = 10
TALL = 34
#: From this width on the page has two halves.
WIDE = 120
_SIDE = 76
#: In a column narrower than this a remark stands below its title.
_ROOMY = 78


def head(session: Session, found: status.Standing) -> list[Piece]:
    """Code, title, state, manager, and when it was last confirmed."""
    confirmed = f"confirmed {day.short(date.fromisoformat(found.status_date), session.today)}" if found.status_date else "never confirmed"
    stale = found.unconfirmed(session.today)
    return [
        (f" {found.code}  {found.title}", "title"), (f"   {found.state.replace('_', ' ')}", ""), (f"   {found.manager or 'no manager'}", "dim"),
        (f"   {'? ' if stale else ''}{confirmed}", "warning" if stale else "dim"),
    ]  # fmt: skip


def page_lines(session: Session, found: status.Standing, width: int, height: int) -> list[TextLine]:
    """The page for a terminal of this size: in one column, or with what is open beside the figures."""
    page = status.page(session, found.id)
    tall, is_wide = height >= TALL, width >= WIDE
    width -= 2  # the reader keeps a blank on both sides
    left = _standing(session, found, page, _SIDE if is_wide else width, tall)
    sections: list[TextLine] = []
    room = width - _SIDE - 2 if is_wide else width
    for title, rows in (("Risks", page.risks), ("Issues", page.issues), ("Blocked", page.blocked), ("10 days", page.next)):
        if tall or is_wide:
            sections += _table(title, [(ref, text, _with_days(remark, session)) for ref, text, remark in rows], room)
        else:
            items = [(f"{ref.partition('-')[2]} {text}, {_with_days(remark, session)}", "") for ref, text, remark in rows]
            sections += flow(title, items, room, 2)
    if not is_wide:
        return left + sections
    return _beside([part for line in left for part in wrap_pieces([(line, "")] if isinstance(line, str) else line, _SIDE - 1)], sections)


def _standing(session: Session, found: status.Standing, page: status.Page, width: int, tall: bool) -> list[TextLine]:
    lines: list[TextLine] = []
    if page.objective or page.sponsor:
        text = "  ".join(filter(None, (page.objective, f"Sponsor {page.sponsor}" if page.sponsor else "")))
        told = wrap(text, width - LABEL - 4)
        told = told if tall else [told[0], *[fit(" ".join(told[1:]), width - LABEL - 4).rstrip()][: len(told) - 1]]
        lines += [[(f"{'' if number else 'For':<{LABEL}}", "label"), (line, "")] for number, line in enumerate(told)]
    dimensions: list[Piece] = [(f"{'Health':<{LABEL}}", "label")]
    for name, colour in (("", found.overall), ("schedule ", found.schedule), ("cost ", found.cost), ("risk ", found.risk)):
        dimensions += [(f"{name}{health_words.glyph(colour)} {WORDS[colour]}  ", STYLES[colour])]
    dimensions[-1] = (dimensions[-1][0].rstrip(), dimensions[-1][1])
    lines += [dimensions, [(" " * LABEL, ""), (trends.since_last_week(session, found.id), "dim")], *([""] if tall else [])]
    lines += [*_figures(session, found), *([""] if tall else [])]
    reasons = [
        (f"{health_words.glyph(each.colour)} {each.text}" if each.colour else each.text, STYLES.get(each.colour, ""))
        for each in found.reasons
    ]
    lines += flow("Reasons", reasons, width, 8 if tall else 4)
    return [*lines, *([""] if tall else [])]


def flow(label: str, items: Sequence[Piece], width: int, rows: int, *, indent: int = LABEL, state: str = "label") -> list[list[Piece]]:
    """Items one after the other behind a label, unbroken, in so many rows at most; what finds no room is counted at the end of the last."""
    lines: list[list[Piece]] = []
    used = width
    for number, (text, colour) in enumerate(items):

        def room(row: int, left: int = len(items) - number - 1) -> int:
            return width - indent - 1 - (len(f"  +{left}") if left and row == rows else 0)

        shown = fit(text, min(room(max(1, len(lines))), cell_len(text)))
        if used + cell_len(shown) + 3 <= room(len(lines)):
            lines[-1] += [(" | ", "dim"), (shown, colour)]
            used += cell_len(shown) + 3
        elif len(lines) == rows:
            lines[-1].append((f"  +{len(items) - number}", "dim"))
            break
        else:
            shown = fit(text, min(room(len(lines) + 1), cell_len(text)))
            lines.append([(f"{'' if lines else label:<{indent}}", state), (shown, colour)])
            used = cell_len(shown)
    return lines


def _table(label: str, rows: Sequence[tuple[str, str, str]], width: int) -> list[TextLine]:
    """Reference, title and remark, row below row; where there is little room, each remark below its title."""
    label_width, reference = (LABEL, 10) if width >= _ROOMY else (8, 1 + max((cell_len(row[0]) for row in rows), default=0))
    room = width - label_width - reference
    title = max(20, min(48, (room - 4) // 2)) if width >= _ROOMY else room
    lines: list[TextLine] = []
    for number, (ref, text, remark) in enumerate(rows):
        first = [(f"{'' if number else label:<{label_width}}", "label"), (fit(ref, reference - 1) + " ", "accent"), (fit(text, title), "")]
        if width >= _ROOMY:
            lines.append([*first, (f"  {fit(remark, room - title - 2)}", "dim")])
        else:
            lines += [first, *([(" " * (label_width + reference), ""), (part, "dim")] for part in wrap(remark, room))]
    return lines


def _with_days(text: str, session: Session) -> str:
    """The text with its ISO days as people read them."""
    return re.sub(r"\d{4}-\d\d-\d\d", lambda found: day.short(date.fromisoformat(found[0]), session.today), text)


def behind(plan: str | None, finish: str | None) -> str:
    """Calendar days that the finish lies after (+) or before (-) the planned one: `+3d`."""
    days = day.days_between(plan, finish)
    return glyphs().dash if days is None else f"{days:+d}d" if days else "0d"


def _beside(left: Sequence[TextLine], right: Sequence[TextLine]) -> list[TextLine]:
    """Two columns of lines as one."""
    lines: list[TextLine] = []
    for number in range(max(len(left), len(right))):
        pieces = _pieces(left, number)
        used = sum(cell_len(text) for text, _ in pieces)
        lines.append([*pieces, (" " * max(1, _SIDE - used), ""), (f"{glyphs().rule} ", "dim"), *_pieces(right, number)])
    return lines


def _pieces(lines: Sequence[TextLine], number: int) -> list[Piece]:
    line = lines[number] if number < len(lines) else ""
    return [(line, "")] if isinstance(line, str) else list(line)


def _figures(session: Session, found: status.Standing) -> list[TextLine]:
    """Start and finish against the plans beside the money: one table of two halves."""
    today, currency = session.today, found.currency

    def shown(text: str | None) -> str:
        return day.tight(date.fromisoformat(text), today) if text else glyphs().dash

    first, baseline, plan = found.first_finish, found.baseline_finish, found.planned_finish
    dates = [
        ("", "first", "baseline", "target", "now"), ("Start", "", "", "", shown(found.start)),
        ("Finish", shown(first), shown(baseline), shown(plan), shown(found.finish)),
        ("Now against", *(behind(each, found.finish) for each in (first, baseline, plan)), ""),
        ("Done", "", "", f"{found.open} of {found.tasks} open", percent.tight(found.progress)),
    ]  # fmt: skip
    amounts = [
        (currency, ""), ("Budget", money.short(found.budget, currency)), ("Forecast", money.short(found.forecast, currency)),
        ("Actual", money.short(found.actual, currency)), ("Exposure", money.short(found.exposure, currency)),
    ]  # fmt: skip
    lines: list[TextLine] = []
    for (label, *cells), (name, amount) in zip(dates, amounts, strict=True):
        state = "label" if not label else ""
        plans = f"{cells[0]:>9}{cells[1]:>11}".rstrip()
        left = f"{plans}{cells[2]:>{32 - len(plans)}}{cells[3]:>9}"
        lines.append(
            [(f"{label:<12}", "label"), (left, state), (f" {glyphs().rule} ", "dim"), (f"{name:<9}", "label"), (f"{amount:>8}", state)]
        )
    return lines
