"""The team: each person's load of the coming weeks in per cent of a full week."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from models.core.record import reference
from models.operations import workload
from models.values import NOT_AVAILABLE, duration
from models.values.figures import apart
from models.values.fixed_point import divide_half_even, trimmed
from screens.deck import deck
from screens.parts.safe_text import fit
from screens.parts.table import TableColumn, TableRow
from screens.sources import ListingSource, out_of_sight
from screens.verbs import VerbScreen

if TYPE_CHECKING:
    from screens.parts.line import Text
    from screens.parts.paint import Piece
    from screens.parts.table import TableSource

_WEEKS = 12
_FULL, _OVER = 8_500, 10_000


class TeamScreen(VerbScreen):
    """People with the remaining hours of their open tasks spread to their planned finish."""

    TAB = "5"
    REGISTER = "person"
    SPEAKING_ROWS = 4
    KEYS = ("table.open", "verb.edit", "verb.new", "view.filter", "view.sort", "verb.history", "verb.comment")

    def columns(self) -> Sequence[TableColumn]:
        """Name, role, hours a week, then a column for each week: as many as the terminal takes."""
        weeks = workload.weeks_from(self.session.today, _WEEKS)
        first = [TableColumn("title", "Who", 16), TableColumn("role", "Role", 6, grow=True), TableColumn("week", "h/w", 3, "right")]
        return first + [
            TableColumn(f"w{number}", f"{monday.day}{monday:%b}", 5, "right", wide=0 if number < 8 else 100 if number < 10 else 120)
            for number, monday in enumerate(weeks)
        ]

    def source(self) -> TableSource:
        """The people with their loads."""
        return TeamSource(self)

    def context(self) -> list[Piece]:
        """How many people are listed, and their hours."""
        count, hours = self.table.count, self.listing().sum("hours_per_day") * 5 // 100
        return [
            (" Team", "title"),
            (f"  {count} {'person' if count == 1 else 'people'}, {hours:,} h a week", ""),
            *self.asked(self.words),
            ("   % of each week: what is left of open tasks", "dim"),
        ]

    def speak(self, record: int | None) -> list[Text]:
        """The person's fullest week, and what it is made of."""
        if record is None:
            return []
        weeks = workload.weeks_from(self.session.today, 8)
        load = workload.loads(self.session, [record], 8)[record]
        if not any(load.weeks):
            return [f" {self._person(record)}: no open work with a date in the next eight weeks"]
        fullest = max(range(8), key=lambda week: load.weeks[week])
        share, hours = load.shares[fullest], trimmed(divide_half_even(load.weeks[fullest] * 10, 60), 1)
        lines: list[Text] = [
            [
                (f" {self._person(record)}, week of {weeks[fullest].day} {weeks[fullest]:%b}: ", "title"),
                (f"{hours} h for {load.capacity // 60} h, {apart(share, _OVER, 100)[0]} %", "trouble" if share > _OVER else ""),
            ]
        ]
        for piece in workload.pieces(self.session, record, fullest)[:3]:
            title = self.session.database.value("SELECT title FROM task WHERE id = ?", (piece.task,))
            lines.append(
                [
                    (f"   {fit(reference(self.session, piece.task), 9)} ", "accent"),
                    (f"{fit(title, 40)} {duration.short(piece.minutes)}", ""),
                ]
            )
        return lines

    def open_row(self, record: int) -> None:
        """What the person has to do."""
        handle = self.session.database.value("SELECT handle FROM person WHERE id = ?", (record,))
        deck(self).open_register("task", f"state:open owner:{handle}")

    def _person(self, record: int) -> str:
        return str(self.session.database.value("SELECT title FROM person WHERE id = ?", (record,)))


class TeamSource(ListingSource):
    """People as rows: percentages with a sign where a week is over (+)."""

    def __init__(self, screen: TeamScreen) -> None:
        self.session = screen.session
        super().__init__(screen.listing(), ("title", "role"))

    def rows(self, ids: Sequence[int]) -> list[TableRow]:
        """These people with their weeks."""
        wanted = [each for each in ids if each > 0]
        loads = workload.loads(self.session, wanted, _WEEKS)
        found = []
        for record, (name, role, archived, version) in self.listing.texts(wanted, self.names):
            load = loads[record]
            shares = load.shares
            cells = tuple(f"{divide_half_even(share, 100)}{'+' if share > _OVER else ' '}" for share in shares)
            styles = {
                f"w{number}": "trouble" if share > _OVER else "risk" if share >= _FULL else "dim" for number, share in enumerate(shares)
            }
            row = TableRow(record, (name, role, str(load.capacity // 60), *cells), "", styles, int(version))
            found.append(row if archived == NOT_AVAILABLE else out_of_sight(row, 0))
        return found
