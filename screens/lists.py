"""What every list of records can do besides writing: filter, saved views, sort, choose a project, open, go to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType

from models.core import registry
from models.core.access import askable_names, may_read_field
from models.core.listing import Listing
from models.core.namesakes import namesakes
from models.core.record import reference, references
from models.core.types import Reference
from models.reports.record import Records
from models.store.errors import QuarterdeckError
from screens.choosing import ChoosingScreen
from screens.deck import deck
from screens.parts.bound_keys import bound, with_keys
from screens.parts.detail import Detail, DetailEntry
from screens.parts.table import Table, TableColumn
from screens.sources import ListingSource, columns_of

if TYPE_CHECKING:
    from models.core.register import AnyField, Register
    from screens.parts.line import Text
    from screens.parts.paint import Piece
    from screens.parts.table import TableSource


class ListScreen(ChoosingScreen):
    """A list of one register, of the chosen project or of all."""

    REGISTER: ClassVar[str] = ""
    #: Filter words that the list begins with.
    FILTER: ClassVar[str] = ""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Filter", id="view.filter", tooltip="Filter the list as you type: state:open owner:me due<+7d \"words\"", key_display="/"),
        Binding("apostrophe", "saved_views", "Views", id="view.saved", tooltip="Choose a saved view of this list", show=False, key_display="'"),
        Binding("o", "sort", "Sort", id="view.sort", tooltip="Choose the field to sort by", show=False),
        Binding("y", "copy_reference", "Copy", id="view.copy", tooltip="Copy the row's reference to the clipboard", show=False),
    ]  # fmt: skip

    def __init__(self, words: str | None = None) -> None:
        super().__init__()
        self.words = self.FILTER if words is None else words
        self.sort: str | None = None
        self._before_filter = self.words
        self._pane_lines: dict[str, int] = {}
        self._pane_read: tuple[object, Sequence[tuple[str, AnyField]], Listing] | None = None

    @property
    def register(self) -> Register:
        """The kind of record that is listed."""
        return registry.get(self.REGISTER)

    @property
    def of_one_project(self) -> bool:
        """Whether the records belong to projects."""
        return self.register.has_project

    @property
    def scope(self) -> int | None:
        """The project that the list is limited to."""
        return deck(self).project if self.register.has_project else None

    # -- the list

    def listing(self) -> Listing:
        """The records as filter, sort and project want them."""
        return Listing(self.register, self.session, words=self.words, project=self.scope, sort=self.sort)

    def source(self) -> TableSource:
        """The listing with the columns' texts."""
        return ListingSource(self.listing(), [column.key for column in self.columns()])

    def columns(self) -> Sequence[TableColumn]:
        """As the register declares them."""
        return columns_of(self.register, self.session, self.scope)

    def empty_text(self) -> str:
        """Why nothing is here, and what to do: what belongs here, where there is none at all."""
        if not self.words.strip() or not Listing(self.register, self.session, project=self.scope).count():
            return with_keys(self.register.empty)
        if self.words == self.FILTER:
            return f"Nothing fits  {self.words}  – another saved view shows the others."
        return f"Nothing fits the filter  {self.words}  – {bound('view.clear')} clears it."

    def context(self) -> list[Piece]:
        """Project, what is listed, how many, the filter, and the sums of the money columns."""
        pieces = [(f" {self.scope_name()}", "title"), (f"  {self.register.title.lower()} {self.table.count:,}", "")]
        return [*pieces, *self.asked(self.words), (self.sums(), "dim")]

    def asked(self, words: str) -> list[Piece]:
        """The filter, as `words` name it, and the order that was chosen: what the context line keeps to the last."""
        pieces = [(f"  filter: {words}", "accent")] if words.strip() else []
        field = self.register.field(self.sort.removeprefix("-")) if self.sort else None
        if self.sort and field is not None:
            pieces.append((f"  by {field.label.lower()}, {'falling' if self.sort.startswith('-') else 'rising'}", "accent"))
        return pieces

    def sums(self) -> str:
        """The totals of the money columns over the whole list, where they have one currency."""
        from models.core.types import Money
        from models.values.money import short

        names = [
            column.key for column in self.columns() if (field := self.register.field(column.key)) and isinstance(field.value_type, Money)
        ]
        labels = {name: self.register.field(name).label.lower() for name in names}  # type: ignore[union-attr]
        totals = self.listing().totals(names)
        shown = " ".join(f"{labels[name]} {short(amount, currency)}" for name, (amount, currency) in totals.items() if name != "variance")
        return f"  {shown} {next(iter(totals.values()))[1]}" if totals else ""

    def scope_name(self) -> str:
        """The chosen project's code, or all."""
        project = self.scope
        if project is None:
            return "All projects" if self.register.has_project else self.register.title
        return reference(self.session, project)

    def freshness(self) -> object:
        """Project, filter and order."""
        return deck(self).project, self.words, self.sort

    def speak(self, record: int | None) -> list[Text]:
        """The row's title in full, and its first words of explanation."""
        if record is None:
            return []
        title, entries = self.detail(record)
        said = "  ".join(f"{entry.label.lower()} {entry.text}" for entry in entries if entry.text != "–")
        return [f" {reference(self.session, record)}  {title}", f"   {said}"]

    def detail(self, record: int) -> tuple[str, list[DetailEntry]]:
        """What the row does not show: its title in full, the fields that have a value, then the figures.

        Fields that a row before had keep their lines, so that labels stand still while one goes down the list.
        """
        register, session = self.register, self.session
        fields, listing = self._pane_reading()
        shown = {name: field.label for name, field in fields if may_read_field(session, register, field, {"id": record})}
        lines = listing.texts([record], [register.title_field, *shown])
        if not lines:
            return "", []
        title, *texts = lines[0][1]
        if isinstance(register.fields[register.title_field].value_type, Reference):
            records = Records(session, register, [record])
            title = records.title(records.rows[0])
        places, pane = self._pane_lines, self.query_one("#pane", Detail)
        for name, text in zip(shown, texts, strict=True):
            if text != "–" or name in register.computed:
                places[name] = max(places.get(name, 1), pane.lines_of(text))
        entries = zip(shown.items(), texts, strict=True)
        return title, [DetailEntry(label, text, "", places[name]) for (name, label), text in entries if name in places]

    def _pane_reading(self) -> tuple[Sequence[tuple[str, AnyField]], Listing]:
        """The fields that can be filled in and those that are computed, where no column of the row shows them, and where they are read.

        Put together once as long as nobody writes: the pane asks at every key.
        """
        register, session, columns = self.register, self.session, [column.key for column in self.table.columns]
        moment = (columns, self.scope, session.today, session.database.stamp())
        if self._pane_read is None or self._pane_read[0] != moment:
            names = [name for name in register.form_fields if name not in (register.title_field, "project")]
            names += [name for name, field in register.computed.items() if not field.hidden]
            fields = [(name, field) for name in names if name not in columns and (field := register.field(name)) is not None]
            self._pane_read = moment, fields, Listing(register, session, project=self.scope)
        return self._pane_read[1:]

    def around(self, record: int) -> list[DetailEntry]:
        """Links, comments, changes."""
        from screens.around import around

        return around(self.session, record)

    # -- filter, views, sort

    def action_filter(self) -> None:
        """Filter the list as one types."""
        self._before_filter = self.words
        self.ask("/", self._filtered, text=f"{self.words} " if self.words else "", on_change=self._try_filter, suggestions=self._filter_words)

    def _try_filter(self, text: str) -> None:
        try:
            self._apply_filter(text)
        except QuarterdeckError as error:
            self.complain(error)
        else:
            which = "".join(f"   {each}" for each in namesakes(self.register, text))
            self.say([(f" {self.table.records:,} fit", "dim"), (which, "")])

    async def _filtered(self, text: str) -> None:
        self._apply_filter(text)
        self._before_filter = self.words

    def _apply_filter(self, words: str) -> None:
        words = words.strip()
        Listing(self.register, self.session, words=words, project=self.scope)
        self.words = words
        self.show_list()

    def _filter_words(self, text: str, caret: int) -> list[str] | None:
        from screens.filter_words import completed

        return completed(self.session, self.register, text, caret)

    def given_up(self) -> None:
        """A filter that was tried goes away."""
        if self.words != self._before_filter:
            self._apply_filter(self._before_filter)
        else:
            super().given_up()

    def action_clear(self) -> None:
        """Clear the marks, then the filter, then go one step back."""
        if not self.table.marks and not self.table.cell_cursor and self.words != self.FILTER:
            self._apply_filter(self.FILTER)
        else:
            super().action_clear()

    async def action_saved_views(self) -> None:
        """Choose one of the register's saved filters."""
        from screens.parts.picker import Choice, PickerScreen

        choices = [Choice(saved.words, f"{number} {saved.title}", saved.words) for number, saved in enumerate(self.register.filters, 1)]
        choices.append(Choice("", f"{len(choices) + 1} All", "no filter"))
        self.app.push_screen(PickerScreen("View", choices, chosen=self.words, numbered=True), self._view_chosen)

    def _view_chosen(self, words: Any) -> None:
        if words is not None:
            self._apply_filter(words)

    async def action_sort(self) -> None:
        """Choose the field to sort by; the same again turns the order round."""
        from screens.parts.picker import Choice, PickerScreen

        names = [column.key for column in self.columns()] + askable_names(self.session, self.register)
        fields = [(name, self.register.field(name)) for name in dict.fromkeys(names)]
        choices = [Choice("", "as it was", "the list's own order")]
        choices += [Choice(name, field.label, "again: falling" if name == self.sort else "") for name, field in fields if field is not None]
        self.app.push_screen(PickerScreen("Sort by", choices), self._sort_chosen)

    def _sort_chosen(self, name: Any) -> None:
        if name is not None:
            self.sort = f"-{name}" if name and name == self.sort else name or None
            self.show_list()

    def project_here(self) -> int | None:
        """The project of the row under the cursor."""
        record = self.table.cursor_id
        found = self.session.database.row("SELECT kind, project FROM record WHERE id = ?", (record,)) if record is not None else None
        return None if found is None else record if found[0] == "project" else found[1]

    # -- cells

    def action_cell(self, step: int) -> None:
        """Go to the next cell or the one before."""
        self.table.next_cell(step)

    def on_table_cell_highlighted(self, event: Table.CellHighlighted) -> None:
        """Say which field the cell shows, and whether it can be edited here."""
        field = self.register.field(event.key)
        if field is None:
            return
        edited = self.field_of(event.key)
        what = f"{bound('verb.edit')} edits {self.register.form_fields[edited].label.lower()}" if edited else f"it is computed; {bound('verb.why')} says how"
        leaving = f"{bound('view.cell')} next cell   {bound('view.clear')} leaves the cells"
        self.say([(f" {field.label}: ", "accent"), (field.help_text, "")], [(f"   {what}   {leaving}", "dim")])

    def field_of(self, column: str) -> str | None:
        """The field that is edited where a column is shown."""
        return column if column in self.register.form_fields else None

    # -- opening

    def open_row(self, record: int) -> None:
        """Show the whole record."""
        deck(self).open_record(record)

    def action_copy_reference(self) -> None:
        """Copy the references of the row or the marked rows."""
        chosen = self.table.chosen_ids()
        found = references(self.session, chosen)
        text = " ".join(found[record] for record in chosen if record in found)
        if not text:
            self.refuse("there is no row here to copy", hint=f"{bound('view.clear')} clears a filter")
            return
        self.app.copy_to_clipboard(text)
        self.say([(f" {text} copied", "saved")], [("   to the clipboard of the terminal, where it allows that", "dim")])
