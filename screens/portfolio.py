"""The portfolio: which project is in trouble, and why, in ten seconds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType

from models.core.access import and_readable
from models.core.record import reference
from models.operations import trends
from models.operations.weekly import is_unconfirmed
from models.planning.health import AMBER, GREEN, JUDGED, RED, STYLES, WORDS
from models.reports.status import reasons
from models.values import day, money
from screens import health_words
from screens.parts.detail import DetailEntry
from screens.parts.safe_text import glyphs
from screens.parts.table import TableColumn, TableRow
from screens.project_page import behind, flow
from screens.sources import WIDE_FROM, ListingSource, out_of_sight
from screens.verbs import VerbScreen

if TYPE_CHECKING:
    from screens.parts.line import Text
    from screens.parts.paint import Piece
    from screens.parts.table import TableSource

_NAMES = ("code", "title", "progress")
_RAW = (
    "overall", "status_date", "status_pinned", "state", "forecast_finish", "planned_finish", "baseline_finish", "first_finish", "budget_total", "forecast",
    "top_score", "currency", "archived", "version",
)  # fmt: skip


class PortfolioScreen(VerbScreen):
    """Every project with its health, its trend, its finish against the plan, its money and its worst risk."""

    TAB = "1"
    REGISTER = "project"
    FILTER = "state:open"
    SPEAKING_ROWS = 4
    KEYS = ("table.open", "verb.why", "view.since", "view.filter", "view.saved", "verb.new", "verb.edit", "verb.comment", "view.sort")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "since", "Since", id="view.since", tooltip="What moved in each project since last week"),
    ]

    @property
    def scope(self) -> int | None:
        """The portfolio shows all projects."""
        return None

    def freshness(self) -> object:
        """The chosen project does not limit the portfolio."""
        return self.words, self.sort

    def columns(self) -> Sequence[TableColumn]:
        """As the wireframe has them, as far as there is data."""
        database = self.session.database
        first = database.value("SELECT 1 FROM baseline WHERE archived IS NULL LIMIT 1") is not None
        columns = [
            TableColumn("health", "  Health", 9), TableColumn("weeks", "6weeks", 6), TableColumn("code", "Code", self._code_width()),
            TableColumn("title", "Project", 12, grow=True), TableColumn("progress", "Done", 4, "right"), TableColumn("finish", "Finish", 7, "right"),
            TableColumn("variance", "v.plan", 6, "right"),
        ]  # fmt: skip
        if first:
            columns += [TableColumn("baseline", "v.B", 5, "right", wide=WIDE_FROM), TableColumn("first", "v.1st", 5, "right")]
        columns += [TableColumn("cost", "Cost", 5, "right"), TableColumn("score", "Rsk", 3, "right")]
        return columns

    def _code_width(self) -> int:
        return max(4, min(10, self.session.database.value("SELECT max(length(code)) FROM project WHERE archived IS NULL") or 4))

    def source(self) -> TableSource:
        """The projects, trouble first."""
        return ProjectSource(self)

    def context(self) -> list[Piece]:
        """How many are judged, by colour."""
        found, signs = trends.counts(self.session), glyphs()
        pieces: list[tuple[str, str]] = [(f" {found['judged']} judged ", "title")]
        for colour in (RED, AMBER, GREEN):
            pieces.append((f" {health_words.glyph(colour)} {found[colour]} {WORDS[colour]} ", STYLES[colour]))
        if found["none"]:
            pieces.append((f" {found['none']} without colour ", "dim"))
        if found["stale"]:
            pieces.append((f" {signs.unknown} {found['stale']} stale ", "warning"))
        if worse := trends.worse(self.session):
            pieces.append((f"  {worse} worse in 7 d", "late"))
        return pieces + self.asked("" if self.words == self.FILTER else self.words or "all")

    def speak(self, record: int | None) -> list[Text]:
        """Why the project stands as it does, what moved, and the portfolio's sums."""
        sums: Text = [(f" {self.portfolio_sums()}", "dim")]
        if record is None:
            return [sums]
        code = reference(self.session, record)
        items = [
            (f"{health_words.glyph(colour)} {text}" if colour else text, STYLES.get(colour, "dim") if colour else "dim")
            for _, colour, text in reasons(self.session.database, record)
        ]
        why = flow(f" {code}", items, self.size.width, 2, indent=len(code) + 2, state="accent") or [[(f" {code}", "accent"), (self._unjudged(record), "dim")]]
        since = trends.since_last_week(self.session, record)
        warning = self.session.database.value("SELECT warnings FROM project WHERE id = ?", (record,))
        return [*why, [(f"   {since}", ""), (f"  {warning}" if warning else "", "warning")], sums]

    def _unjudged(self, project: int) -> str:
        """Why a project has no colour."""
        state = self.session.database.value("SELECT state FROM project WHERE id = ?", (project,))
        reason = "yet: tasks with a length, or a budget, are missing" if state in JUDGED else f"in the state {state.replace('_', ' ')}"
        return f"  not judged {reason}"

    def portfolio_sums(self) -> str:
        """Budget, actual and forecast by currency; amounts of several currencies are never added."""
        rows = self.session.database.rows(
            "SELECT p.currency, count(*), sum(s.budget), sum(s.actual), sum(s.forecast) FROM project p JOIN project_totals s ON s.project = p.id"
            f" WHERE p.archived IS NULL AND p.state NOT IN ('closed', 'stopped'){and_readable(self.session, 'project', 'p')}"
            " GROUP BY p.currency ORDER BY 2 DESC LIMIT 2"
        )
        parts = []
        for currency, count, budget, actual, forecast in rows:
            named = (("budget", budget), ("actual", actual), ("forecast", forecast))
            parts.append(f"{count} project{'' if count == 1 else 's'} {currency}: " + "  ".join(f"{name} {money.short(value, currency)}" for name, value in named))
        return "   ".join(parts)

    def detail(self, record: int) -> tuple[str, list[DetailEntry]]:
        """Health by dimension with the reasons, then the plan and the money."""
        title, entries = super().detail(record)
        row = self.session.database.row("SELECT schedule, cost, risk FROM project_health WHERE project = ?", (record,))
        colours = dict(zip(("Schedule", "Cost", "Risk"), row or (None,) * 3, strict=True))
        first = [
            DetailEntry(name, f"{health_words.glyph(colour)} {WORDS[colour]}", STYLES[colour])
            for name, colour in colours.items()
        ]
        left_out = {"Health", "Severity", "Code", "Labels"}
        return title, first + [entry for entry in entries if entry.label not in left_out]

    def around(self, record: int) -> list[DetailEntry]:
        """Reasons, what comes next, risks and issues."""
        from screens.around import around_project

        return around_project(self.session, record)

    async def action_since(self) -> None:
        """What moved since last week, project by project."""
        from screens.since import moves_reader

        self.app.push_screen(moves_reader(self.session))

    def projects_in_order(self) -> list[int]:
        """Those of the list."""
        return list(self.listing().ids())

    def look_at(self, project: int) -> None:
        """The portfolio goes on showing all, with the cursor on the project."""
        self.table.go_to(project)
        super().look_at(project)


class ProjectSource(ListingSource):
    """The projects as rows."""

    def __init__(self, screen: PortfolioScreen) -> None:
        self.session = screen.session
        super().__init__(screen.listing(), _NAMES)
        self.keys = [column.key for column in screen.columns()]

    def rows(self, ids: Sequence[int]) -> list[TableRow]:
        """These rows with their trend."""
        wanted = [each for each in ids if each > 0]
        texts = dict(self.listing.texts(wanted, _NAMES))
        weeks = trends.colours(self.session, wanted)
        return [self._project(line.id, texts[line.id], line.values, weeks[line.id]) for line in self.listing.lines(wanted, _RAW)]

    def _project(self, record: int, texts: tuple[str, ...], raw: tuple[Any, ...], weeks: list[str | None]) -> TableRow:
        overall, status, pinned, state, finish, planned, baseline, first, budget, forecast, score, _, archived, version = raw
        unconfirmed = overall is not None and is_unconfirmed(status, pinned, self.session.today)
        judged = state in ("approved", "running", "closing")
        cells = {
            "health": health_words.short_health(overall, unconfirmed) if judged else f"  {state.replace('_', ' ')}",
            "weeks": health_words.trend(weeks), "code": texts[0], "title": texts[1], "progress": texts[2].replace(" ", ""),
            "finish": day.tight(date.fromisoformat(finish), self.session.today) if finish else "–",
            "variance": behind(planned, finish), "baseline": behind(baseline, finish),
            "first": behind(first, finish), "cost": _over(forecast, budget), "score": str(score or "–"),
        }  # fmt: skip
        style = STYLES[overall]
        styles = {"health": style if judged else "dim"}
        if overall in ("red", "amber"):
            styles |= {key: "late" for key in ("variance", "baseline", "first", "cost") if cells[key].startswith("+")}
        row = TableRow(record, tuple(cells[key] for key in self.keys), "" if judged else "dim", styles, version)
        return row if archived is None else out_of_sight(row, self.keys.index("title"))


def _over(forecast: int | None, budget: int | None) -> str:
    """How far the forecast lies over (+) or under (−) the budget, in per cent; digits until it is clear that it is not zero."""
    if forecast is None or not budget:
        return "–"
    share = (forecast - budget) * 100 / budget
    if share >= 1000:
        return ">999%"
    if forecast == budget:
        return "0%"
    return f"{share:+.0f}%" if abs(share) >= 0.5 else f"{share:+.1f}%" if abs(share) >= 0.05 else ("+<.1%" if share > 0 else "-<.1%")
