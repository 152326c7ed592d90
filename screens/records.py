"""One record, whole: its fields, comments, links; its history; the figures behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from models.core import registry, types
from models.core.access import may_read_field
from models.core.lookup import context
from models.core.record import references
from textual.binding import Binding, BindingType

from screens.deck import deck
from screens.lists import ListScreen
from screens.parts.reader import ReaderScreen

if TYPE_CHECKING:
    from models.core.access import Session
    from screens.parts.line import Text
    from screens.parts.paint import Piece


class RecordScreen(ReaderScreen):
    """Everything about one record."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", "Edit", id="record.edit", tooltip="Edit the fields"),
        Binding("H", "history", "History", id="record.history", tooltip="Who changed it, when, from what to what"),
        Binding("w", "why", "Why", id="record.why", tooltip="The formulas with their numbers, and the reasons"),
    ]

    def __init__(self, record: int) -> None:
        super().__init__("", [])
        self.record = record

    def on_mount(self) -> None:
        """Read the record."""
        self.read()

    def read(self) -> None:
        """Read the record anew."""
        title, lines = record_lines(deck(self).session, self.record)
        self.set_text(title, lines)

    def action_edit(self) -> None:
        """Edit the fields."""
        from screens.editing import edit_form

        self.app.push_screen(edit_form(deck(self), self.record), lambda saved: self.read() if saved else None)

    def action_history(self) -> None:
        """The record's history."""
        self.app.push_screen(history_reader(deck(self).session, self.record))

    def action_why(self) -> None:
        """The figures behind it."""
        self.app.push_screen(why_reader(deck(self).session, self.record))


class RecordLinksScreen(ListScreen):
    """The web links of one record."""

    REGISTER = "link"
    TAB = "6"

    def __init__(self, record: int) -> None:
        super().__init__()
        self.record = record


def record_lines(session: Session, record: int) -> tuple[str, list[list[Piece]]]:
    """The record's reference and title, and its lines: fields in declared order, then comments and links, newest first."""
    kind, project = session.database.rows("SELECT kind, project FROM record WHERE id = ?", (record,))[0]
    register = registry.get(kind)
    around = context(session, project=record if kind == "project" else project)
    row = _values(session, register, record)
    lines: list[list[Piece]] = []
    for name, field in {**register.computed, **register.form_fields}.items():
        value = row.get(name)
        if value is None or name == register.title_field or not may_read_field(session, register, field, row):
            continue
        shown = _shown(field.value_type, value, around)
        for number, text in enumerate(shown.split("\n")):
            lines.append([(f" {field.label if number == 0 else '':<18} ", "label"), (text, "")])
    if row.get("warnings"):
        lines += [[(f" {'Note':<18} ", "label"), (str(row["warnings"]), "warning")]]
    lines += _comments(session, record) + _links(session, record)
    lines.append([(f" version {row['version']}, changed {str(row['updated'])[:16].replace('T', ' ')} UTC", "dim")])
    return f"{references(session, [record])[record]}  {row.get(register.title_field) or ''}", lines


def _values(session: Session, register: Any, record: int) -> dict[str, Any]:
    names = ["version", "updated", "archived", "labels", *register.fields]
    asked = [f't."{name}"' for name in names] + [field.sql for field in register.computed.values()]
    found = session.database.rows(f'SELECT {", ".join(asked)} FROM "{register.key}" t {register.join} WHERE t.id = ?', (record,))[0]
    return {"id": record, **dict(zip([*names, *register.computed], found, strict=True))}


def _shown(kind: types.ValueType, value: Any, around: types.Context) -> str:
    if isinstance(kind, types.LongText):
        return str(value)
    if isinstance(kind, types.Reference):
        return f"{around.lookup.reference(value)}  {around.lookup.title(value)}"
    return kind.show(value, around)


def _comments(session: Session, record: int) -> list[list[Piece]]:
    rows = session.database.rows(
        "SELECT t.created, coalesce(p.handle, '–'), t.text FROM comment t LEFT JOIN person p ON p.id = t.by"
        " WHERE t.record = ? AND t.archived IS NULL ORDER BY t.id DESC LIMIT 50", (record,),
    )  # fmt: skip
    lines: list[list[Piece]] = [[("", "")], [(" Comments", "group")]] if rows else []
    for created, who, text in rows:
        first, *rest = str(text).split("\n")
        lines.append([(f" {created[:10]} {who:<8} ", "label"), (first, "")])
        lines += [[(f" {'':<19} ", "label"), (line, "")] for line in rest]
    return lines


def _links(session: Session, record: int) -> list[list[Piece]]:
    rows = session.database.rows("SELECT url, title FROM link WHERE record = ? AND archived IS NULL ORDER BY id", (record,))
    lines: list[list[Piece]] = [[("", "")], [(" Links", "group")]] if rows else []
    return lines + [[(f" {url}", "accent"), (f"  {title or ''}", "")] for url, title in rows]


def history_reader(session: Session, record: int) -> ReaderScreen:
    """The record's events, newest first, each with what changed."""
    from models.operations.history import events

    lines: list[list[Piece]] = []
    for event in events(session, record=record, limit=200):
        register = registry.get(event.kind)
        around = context(session)
        lines.append([(f" {event.at[:16].replace('T', ' ')} ", "label"), (f"{event.by:<8} ", "accent"), (f"{event.label}  ", ""), (f"batch {event.batch}", "dim")])
        for name, (before, after) in event.changes.items():
            field = register.field(name)
            kind = field.value_type if field is not None else types.TEXT
            old, new = kind.show(before, around), kind.show(after, around)
            label = field.label if field is not None else name
            lines.append([(f"{'':<18} {label} ", "dim"), (f"{new}" if before is None else f"{old} → {new}", "")])
    title = references(session, [record])[record]
    return ReaderScreen(f"History of {title}", lines)


def why_reader(session: Session, record: int) -> ReaderScreen:
    """The formulas behind a record's figures."""
    from models.reports.why import explain

    lines: list[Text] = [f" {line}" for line in explain(session, record)]
    return ReaderScreen(f"Why: {references(session, [record])[record]}", lines)
