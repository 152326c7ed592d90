"""Rows for the one table from a listing of the models."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from models.core import registry
from models.core.types import Choice
from models.values import NOT_AVAILABLE
from screens.parts.table import TableColumn, TableRow

if TYPE_CHECKING:
    from models.core.access import Session
    from models.core.listing import Listing
    from models.core.register import Register

    Styler = Callable[[Mapping[str, str]], tuple[str, Mapping[str, str] | None]]

#: States in which a row is set apart by colour; the word always stands there too.
STATE_STYLES = {
    "blocked": "blocked", "done": "done", "cancelled": "done", "closed": "done", "resolved": "done", "withdrawn": "done", "stopped": "done",
    "occurred": "trouble", "critical": "trouble", "high": "risk",
}  # fmt: skip
WIDE_FROM = 100


#: Between which widths a column of references stays.
LEAST_REFERENCE, MOST_REFERENCE = 6, 16


def reference_width(session: Session, kinds: Sequence[str], project: int | None) -> int:
    """The cells of the longest reference to records of these kinds, of one project or of all: its code, a hyphen, prefix and number."""
    where, params = ("", ()) if project is None else (" AND coalesce(project, 0) = ?", (project,))
    code = session.database.value("SELECT max(length(code)) FROM project WHERE archived IS NULL AND (id = ? OR ? IS NULL)", (project, project))
    tails = []
    for kind in kinds:
        last = session.database.value(f"SELECT max(number) FROM record WHERE kind = ?{where}", (kind, *params))
        tails.append(len(registry.get(kind).prefix) + len(str(last or 1)))
    return max(LEAST_REFERENCE, min(MOST_REFERENCE, (code or 0) + 1 + max(tails)))


def task_reference_width(session: Session, project: int | None) -> int:
    """The same for tasks, from the totals: numbers are rarely longer than the count of the tasks with a tenth more."""
    found = session.database.value(
        "SELECT max(length(p.code) + 1 + length(s.tasks * 11 / 10)) FROM project p JOIN project_totals s ON s.project = p.id"
        " WHERE p.archived IS NULL AND (p.id = ? OR ? IS NULL)", (project, project),
    )  # fmt: skip
    return max(LEAST_REFERENCE, min(MOST_REFERENCE, int(found or 0)))


def least_title(ref: int) -> int:
    """The cells that a title keeps beside a reference: a long one takes its room from the title, not from the last columns."""
    return max(12, 28 - ref)


def columns_of(register: Register, session: Session, project: int | None) -> list[TableColumn]:
    """The register's columns for the table; references as wide as the longest that can be in the list."""
    ref = reference_width(session, [register.key], project) if register.has_project else 8
    found = []
    for column in register.columns:
        field = register.field(column.field)
        assert field is not None
        kind = field.value_type
        title = column.title or field.label
        least = min(12, len(title)) if not kind.right else len(title)
        width = column.width or (least_title(ref) if column.grow else ref if column.field == "ref" else max(kind.width, least))
        found.append(
            TableColumn(column.field, title, width, "right" if kind.right else "left", column.grow, WIDE_FROM if column.wide else 0)
        )
    return found


class ListingSource:
    """A listing as the table reads it."""

    def __init__(self, listing: Listing, names: Sequence[str]) -> None:
        self.listing, self.names = listing, [*names, "archived", "version"]
        self._title = self.names.index(listing.register.title_field) if listing.register.title_field in self.names else 0
        self._styler = state_style(listing.register)

    def first(self, limit: int) -> list[TableRow]:
        """The first rows."""
        return self.rows(self.listing.ids(limit))

    def count(self) -> int:
        """How many there are."""
        return self.listing.count()

    def ids(self) -> Sequence[int]:
        """All ids in order."""
        return self.listing.ids()

    def rows(self, ids: Sequence[int]) -> list[TableRow]:
        """These rows, in this order; headings are no records."""
        return [self._row(record, texts) for record, texts in self.listing.texts([each for each in ids if each > 0], self.names)]

    def _row(self, record: int, texts: tuple[str, ...]) -> TableRow:
        style, cells = self._styler(dict(zip(self.names, texts, strict=True)))
        row = TableRow(record, texts[:-2], style, cells, int(texts[-1]))
        return row if texts[-2] == NOT_AVAILABLE else out_of_sight(row, self._title)


def out_of_sight(row: TableRow, title: int) -> TableRow:
    """The row of a record that was archived, which stays where it is until the list is read anew; `title` is the place of the title."""
    cells = list(row.cells)
    cells[title] = f"archived: {cells[title].strip()}"
    return row._replace(cells=tuple(cells), style="done", cell_styles=None)


def state_style(register: Register) -> Styler:
    """Final rows stand back, blocked ones stand out."""
    field = register.fields.get("state")
    final = field.value_type.final if field is not None and isinstance(field.value_type, Choice) else ()

    def style(row: Mapping[str, str]) -> tuple[str, Mapping[str, str] | None]:
        state = row.get("state", "").replace(" ", "_")
        if state in final:
            return "done", None
        return "", {"state": STATE_STYLES[state]} if state in STATE_STYLES else None

    return style
