"""The project page: one project on one screen, from its health down to what comes next; [ and ] walk through the portfolio."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.screen import Screen

from models.core import registry
from models.core.listing import Listing
from models.operations import trends
from models.reports import status
from models.store.errors import QuarterdeckError
from models.values import day, money, percent
from screens import health_words
from screens.deck import TABS, deck
from screens.parts.guard import Guarded
from screens.parts.line import KeyLine, Line, TabsLine
from screens.parts.reader import ReaderText
from screens.parts.safe_text import fit

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from models.core.access import Session
    from screens.parts.paint import Piece
    from screens.parts.reader import TextLine


class ProjectScreen(Guarded, Screen[None]):
    """One project."""

    AUTO_FOCUS = "ReaderText"
    DEFAULT_CSS = "ProjectScreen ReaderText { height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "left_square_bracket",
            "step(-1)",
            "Previous",
            id="view.previous",
            tooltip="The previous project of the portfolio",
            key_display="[",
        ),
        Binding("right_square_bracket", "step(1)", "Next", id="view.next", tooltip="The next project of the portfolio", key_display="]"),
        Binding("enter", "tasks", "Tasks", id="project.tasks", tooltip="Look at this project on every screen, beginning with its tasks"),
        Binding("e", "edit", "Edit", id="verb.edit", tooltip="Edit the project's fields"),
        Binding("w", "why", "Why", id="verb.why", tooltip="The formulas with their numbers, and the reasons"),
        Binding("H", "history", "History", id="verb.history", tooltip="Who changed it, when, from what to what"),
        Binding("B", "baselines", "Baselines", id="project.baselines", tooltip="The approved plans; n freezes the present one"),
        Binding("r", "raise_record('risk')", "Risk", id="verb.risk", tooltip="Raise a risk"),
        Binding("i", "raise_record('issue')", "Issue", id="verb.issue", tooltip="Raise an issue"),
        Binding("j,down", "scroll('down')", "Line down", id="reader.down", tooltip="Go one line down", show=False),
        Binding("k,up", "scroll('up')", "Line up", id="reader.up", tooltip="Go one line up", show=False),
        Binding("q,escape", "back", "Back", id="view.back", tooltip="Back to the portfolio", show=False),
    ]

    def __init__(self, project: int) -> None:
        super().__init__()
        self.project = project

    def compose(self) -> ComposeResult:
        """Tabs, the project's head, its page, a line that speaks, keys."""
        yield TabsLine(TABS, "1", deck(self).tab_right())
        yield Line(id="head")
        yield ReaderText([])
        yield Line(id="speaking")
        yield KeyLine(
            [
                ("[ ]", "project"),
                ("⏎", "tasks"),
                ("e", "edit"),
                ("w", "why"),
                ("B", "baselines"),
                ("r", "risk"),
                ("i", "issue"),
                ("H", "history"),
                ("q", "back"),
            ]
        )

    def on_mount(self) -> None:
        """Read the project."""
        self.read()

    def on_screen_resume(self) -> None:
        """Read it again after a form."""
        self.read()

    def others_changed(self) -> None:
        """Somebody wrote: only lines that differ are drawn."""
        self.read()

    def read(self) -> None:
        """Read the project; its page is drawn where it differs."""
        session = deck(self).session
        found = status.standing(session, self.project)
        self.query_one("#head", Line).set(head(session, found))
        self.query_one(ReaderText).set_lines(page_lines(session, found, self.app.size.width))

    def on_resize(self) -> None:
        """The page is laid out for the width."""
        self.read()

    def complain(self, error: QuarterdeckError) -> None:
        """Say what is wrong."""
        self.query_one("#speaking", Line).set([(f" {error}", "error")])

    def action_scroll(self, step: str) -> None:
        """Move the page."""
        self.query_one(ReaderText).scroll(1 if step == "down" else -1)

    def action_step(self, step: int) -> None:
        """The next or previous project in the portfolio's order."""
        ids = list(Listing(registry.get("project"), deck(self).session, words="state:open").ids())
        if self.project in ids:
            self.project = ids[(ids.index(self.project) + step) % len(ids)]
        elif ids:
            self.project = ids[0]
        self.query_one("#speaking", Line).set("")
        self.read()

    def action_tasks(self) -> None:
        """This project's tasks."""
        deck(self).choose_project(self.project)
        deck(self).open_tab("2")

    def action_baselines(self) -> None:
        """The approved plans."""
        deck(self).choose_project(self.project)
        deck(self).open_register("baseline")

    def action_edit(self) -> None:
        """Edit the fields."""
        from screens.editing import edit_form

        self.app.push_screen(edit_form(deck(self), self.project), self._saved)

    def action_raise_record(self, kind: str) -> None:
        """Raise a risk or an issue."""
        from screens.editing import new_form

        self.app.push_screen(new_form(deck(self), registry.get(kind), project=self.project), self._saved)

    def _saved(self, saved: Any) -> None:
        if saved:
            self.read()
            self.query_one("#speaking", Line).set([(" saved", "saved")])

    def action_why(self) -> None:
        """The figures behind it."""
        from screens.records import why_reader

        self.app.push_screen(why_reader(deck(self).session, self.project))

    def action_history(self) -> None:
        """Who changed it."""
        from screens.records import history_reader

        self.app.push_screen(history_reader(deck(self).session, self.project))

    def action_back(self) -> None:
        """Back to where one came from."""
        self.app.pop_screen()


def head(session: Session, found: status.Standing) -> list[Piece]:
    """Code, title, state, manager, and when it was last confirmed."""
    confirmed = f"confirmed {day.short(date.fromisoformat(found.status_date), session.today)}" if found.status_date else "never confirmed"
    stale = found.unconfirmed(session.today)
    return [
        (f" {found.code}  {found.title}", "title"), (f"   {found.state.replace('_', ' ')}   {found.manager or 'no manager'}   ", ""),
        (f"{'? ' if stale else ''}{confirmed}", "warning" if stale else "dim"),
    ]  # fmt: skip


def page_lines(session: Session, found: status.Standing, width: int) -> list[TextLine]:
    """The page: health, dates and money against the plan, reasons, risks, issues, blocks, what comes next."""
    page = status.page(session, found.id)
    lines: list[TextLine] = []
    if page.objective or page.sponsor:
        lines.append([("For ", "label"), (page.objective or "–", ""), (f"   Sponsor {page.sponsor}" if page.sponsor else "", "dim")])
    dimensions: list[Piece] = []
    for name, colour in (("overall", found.overall), ("schedule", found.schedule), ("cost", found.cost), ("risk", found.risk)):
        dimensions += [(f"{health_words.glyph(colour)} {name}: {health_words.WORDS[colour]}   ", health_words.STYLES[colour])]
    lines += [dimensions, [(trends.since_last_week(session, found.id), "dim")], "", *_figures(session, found), ""]
    for reason in found.reasons:
        mark = health_words.glyph(reason.colour) if reason.colour else " "
        lines.append(
            [
                (f"{'Reason':<10}" if reason is found.reasons[0] else " " * 10, "label"),
                (f"{mark} {reason.text}", health_words.STYLES.get(reason.colour, "")),
            ]
        )
    for title, rows in (("Risks", page.risks), ("Issues", page.issues), ("Blocked", page.blocked), ("10 days", page.next)):
        for number, (ref, text, remark) in enumerate(rows):
            label = f"{title if number == 0 else '':<10}"
            lines.append([(label, "label"), (f"{fit(ref, 9)} ", "accent"), (fit(text, max(20, width - 50)), ""), (f"  {remark}", "dim")])
    return lines


def _figures(session: Session, found: status.Standing) -> list[TextLine]:
    """Start and finish against the plans beside the money: one table of two halves."""
    today, currency = session.today, found.currency

    def shown(text: str | None) -> str:
        return day.tight(date.fromisoformat(text), today) if text else "–"

    def late(plan: str | None) -> str:
        days = status.days_between(plan, found.finish)
        return "–" if days is None else f"{days:+d}d"

    first, plan = found.first_finish, found.planned_finish
    dates = [
        ("", "first", "plan", "now", "v.1st", "v.plan"), ("Start", "", "", shown(found.start), "", ""),
        ("Finish", shown(first), shown(plan), shown(found.finish), late(first), late(plan)),
        ("Done", "", "", percent.tight(found.progress), "", ""), ("Open tasks", "", "", f"{found.open} of {found.tasks}", "", ""),
    ]  # fmt: skip
    amounts = [
        (f"k {currency}", "amount"), ("Budget", money.thousands(found.budget, currency)), ("Forecast", money.thousands(found.forecast, currency)),
        ("Actual", money.thousands(found.actual, currency)), ("Exposure", money.thousands(found.exposure, currency)),
    ]  # fmt: skip
    lines: list[TextLine] = []
    for (label, *cells), (name, amount) in zip(dates, amounts, strict=True):
        state = "label" if not label else ""
        left = "".join(f"{cell:>9}" for cell in cells)
        lines.append([(f"{label:<11}", "label"), (left, state), ("  │ ", "dim"), (f"{name:<9}", "label"), (f"{amount:>9}", state)])
    return lines
