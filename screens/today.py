"""Today: what is blocked, late, silent or owed, for me or my team; most urgent first, each row with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType

from models.core import registry
from models.core.listing import Listing
from models.core.record import kind_of, reference
from models.operations import today
from models.values import NOT_AVAILABLE, day
from screens.deck import deck
from screens.parts.bound_keys import bound, with_keys
from screens.parts.safe_text import glyphs
from screens.parts.table import TableColumn, TableRow
from screens.sources import least_title, out_of_sight, reference_width, task_reference_width
from screens.task_words import task_lines
from screens.verbs import VerbScreen

if TYPE_CHECKING:
    from models.core.access import Session
    from screens.parts.line import Text
    from screens.parts.paint import Piece
    from screens.parts.table import TableSource


class TodayScreen(VerbScreen):
    """The lead's morning."""

    TAB = "0"
    REGISTER = "task"
    KEYS = ("verb.done", "verb.start", "verb.block", "verb.line", "verb.confirm", "verb.hours", "today.team")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "since", "Since", id="view.since", tooltip="What changed since the last working day", show=False),
        Binding("T", "team", "Team/me", id="today.team", tooltip="My team's day, or mine alone"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.team: bool | None = None

    @property
    def people(self) -> list[int]:
        """Whose day is shown."""
        me = self.session.me
        if self.team is None:
            self.team = today.leads(self.session)
        return today.team(self.session) if self.team else [me] if me else []

    def freshness(self) -> object:
        """Project, filter, team or me, and the day."""
        return deck(self).project, self.words, self.team, self.session.today

    def columns(self) -> Sequence[TableColumn]:
        """As the wireframe has them."""
        ref = self._ref_width()
        return [
            TableColumn("ref", "Ref", ref), TableColumn("title", "Task", least_title(ref), grow=True),
            TableColumn("owner", "Who", 4), TableColumn("done", "Done", 4, "right"),
            TableColumn("left", "Left", 5, "right"), TableColumn("due", "Due", 7, "right"), TableColumn("why", "Why it is here", 24),
        ]  # fmt: skip

    def _ref_width(self) -> int:
        project = deck(self).project
        return max(task_reference_width(self.session, project), reference_width(self.session, ("risk", "issue"), project))

    def source(self) -> TableSource:
        """The day's rows under their headings."""
        return TodaySource(self.session, today.rows(self.session, self.people, self.words, deck(self).project))

    def empty_text(self) -> str:
        """A clear day, or nobody known."""
        if self.session.me is None:
            return with_keys("Your login is bound to nobody yet: your first change makes you a person. {screen.portfolio} shows the portfolio.")
        if self.words.strip():
            return super().empty_text()
        return with_keys(
            "Nothing is blocked, late, due soon or silent. {screen.tasks} shows all tasks, {screen.portfolio} the portfolio;"
            " {today.team} changes between me and my team."
        )

    def context(self) -> list[Piece]:
        """Whose day, and whose hours are missing."""
        people = self.people
        last, missing = today.missing_hours(self.session, people)
        name = self._team_name(people) if self.team else "Mine"
        pieces = [(f" {name}", "title")]
        project = deck(self).project
        if project is not None:
            pieces.append((f"  {reference(self.session, project)}", "accent"))
        if self.words.strip():
            pieces.append((f"  filter: {self.words}", "accent"))
        if missing:
            shown = ", ".join(missing[:6]) + (f" +{len(missing) - 6}" if len(missing) > 6 else "")
            pieces.append((f" | hours of {day.short(last, self.session.today)} missing: {shown}", "warning"))
        return pieces

    def _team_name(self, people: list[int]) -> str:
        found = self.session.database.value(
            "SELECT title FROM unit WHERE lead = ? UNION ALL SELECT u.title FROM unit u JOIN person p ON p.unit = u.id WHERE p.id = ? LIMIT 1",
            (self.session.me, self.session.me),
        )
        return f"{found or 'My team'}, {len(people)} {'person' if len(people) == 1 else 'people'}"

    def speak(self, record: int | None) -> list[Text]:
        """A task says what holds it; another record its title."""
        if record is None:
            return []
        kind = kind_of(self.session, record)
        return task_lines(self.session, record) if kind == "task" else super().speak(record)

    def detail(self, record: int) -> tuple[str, Any]:
        """By the record's own register."""
        return detail_of(self.session, record, super().detail)

    def _why_hidden(self) -> str:
        return f"nothing presses yet; {bound('screen.tasks')} shows all tasks"

    async def action_since(self) -> None:
        """What others and I changed since the last working day."""
        from screens.since import changes_reader

        self.app.push_screen(changes_reader(self.session, deck(self).project, self.size.width))

    def action_team(self) -> None:
        """My team's day, or mine."""
        self.team = not self.team
        self.show_list()


def detail_of(session: Session, record: int, of_task: Any) -> tuple[str, Any]:
    """The pane for a record of any kind."""
    from screens.parts.detail import DetailEntry

    kind = kind_of(session, record)
    if kind == "task":
        return of_task(record)  # type: ignore[no-any-return]
    register = registry.get(kind)
    names = [column.field for column in register.columns if column.field not in ("ref", register.title_field)]
    _, (title, *texts) = Listing(register, session).texts([record], [register.title_field, *names])[0]
    fields = [register.field(name) for name in names]
    return title, [
        DetailEntry(field.label, text, "", 2 if len(text) > 26 else 1)
        for field, text in zip(fields, texts, strict=True)
        if field is not None
    ]


class TodaySource:
    """The day as the table reads it: headings are rows with negative ids."""

    def __init__(self, session: Session, pairs: list[tuple[int, int]]) -> None:
        self.session = session
        self._ids: list[int] = []
        self._critical: dict[int, bool] = {}
        self._archived: set[int] = set()
        group = 0
        for number, record in pairs:
            if number != group:
                group = number
                self._ids.append(-number)
            self._ids.append(record)

    def first(self, limit: int) -> list[TableRow]:
        """The first rows."""
        return self.rows(self._ids[:limit])

    def count(self) -> int:
        """Rows and headings."""
        return len(self._ids)

    def ids(self) -> Sequence[int]:
        """All of them."""
        return self._ids

    def rows(self, ids: Sequence[int]) -> list[TableRow]:
        """These rows, records with their reasons."""
        records = [each for each in ids if each > 0]
        why = today.reasons(self.session, records) if records else {}
        found = self._texts(records)
        rows = []
        for each in ids:
            if each <= 0:
                rows.append(TableRow(each, (today.GROUPS[-each],), "group"))
            elif each in found:
                texts, state, version = found[each]
                reason = why.get(each, "")
                late = reason.startswith("late")
                style = {"why": "blocked" if state == "blocked" else "late" if late else ""}
                if state not in ("done", "cancelled") and self._critical.get(each):
                    texts = (texts[0], f"{glyphs().critical} {texts[1]}", *texts[2:])
                ended = "done" if state in ("done", "cancelled") else ""
                row = TableRow(each, (*texts, reason), ended, style if style["why"] else None, version)
                rows.append(out_of_sight(row, 1) if each in self._archived else row)
        return rows

    def _texts(self, records: Sequence[int]) -> dict[int, tuple[tuple[str, ...], str, int]]:
        """The texts of each record, its state and version."""
        found: dict[int, tuple[tuple[str, ...], str, int]] = {}
        for kind, names in (
            ("task", ("ref", "title", "owner", "done", "left", "due_or_finish")), ("risk", ("ref", "title", "owner", "", "", "review_on")),
            ("issue", ("ref", "title", "owner", "", "", "needed_by")),
        ):  # fmt: skip
            register = registry.get(kind)
            asked = [name for name in names if name]
            critical = ["critical"] if kind == "task" else []
            for record, texts in Listing(register, self.session).texts(records, [*asked, *critical, "archived", "state", "version"]):
                self._critical[record] = bool(critical) and texts[-4] == "yes"
                (self._archived.discard if texts[-3] == NOT_AVAILABLE else self._archived.add)(record)
                by_name = dict(zip(asked, texts, strict=False))
                shown = tuple(by_name.get(name, "–").replace(" %", "%") for name in names)
                found[record] = shown, texts[-2], int(texts[-1])
        return found
