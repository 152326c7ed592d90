"""One record, whole: its fields, comments, links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType

from models.core.record import kind_of, reference, version_of
from models.reports import record as report
from models.store.instants import local
from screens.below import act_below, verbs_below
from screens.deck import deck
from screens.links import links_of
from screens.parts.bound_keys import bound
from screens.parts.reader import ReaderScreen
from screens.readers import history_reader, why_reader

if TYPE_CHECKING:
    from models.core.access import Session
    from screens.parts.reader import TextLine

_KEYS = (
    ("verb.edit", "edit"), ("verb.line", "line"), ("verb.comment", "comment"), ("verb.history", "history"), ("verb.why", "why"), ("reader.back", "back"),
)  # fmt: skip


class RecordScreen(ReaderScreen):
    """Everything about one record; verbs act on its row in the list below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", "Edit", id="verb.edit", tooltip="Edit the fields"),
        Binding("H", "history", "History", id="verb.history", tooltip="Who changed it, when, from what to what"),
        Binding("w", "why", "Why", id="verb.why", tooltip="The formulas with their numbers, and the reasons"),
        Binding("z", "take_back(False)", "Undo", id="verb.undo", tooltip="Undo my last change of this session", show=False),
        Binding("Z", "take_back(True)", "Redo", id="verb.redo", tooltip="Redo what was undone", show=False),
        Binding("y", "copy_reference", "Copy", id="view.copy", tooltip="Copy the reference to the clipboard", show=False),
        *verbs_below("verb.edit", "verb.history", "verb.why"),
    ]

    def __init__(self, session: Session, record: int) -> None:
        self.version = version_of(session, record)
        title, lines = record_lines(session, record)
        super().__init__(title, lines, _KEYS)
        self.record = record

    def others_changed(self) -> None:
        """Show the record as it is now."""
        self.version = version_of(deck(self).session, self.record)
        self.text.set_lines(record_lines(deck(self).session, self.record)[1])

    async def action_below(self, action: str) -> None:
        """Act on the record's row in the list."""
        await act_below(self, self.record, self.version, action)

    async def action_take_back(self, redo: bool) -> None:
        """Undo or redo my last change."""
        from models.operations.undo import undo

        taken = await deck(self).write(lambda session: undo(session, own_session=True, redo=redo))
        self.others_changed()
        self.title_rule.say(f"{'redone' if redo else 'undone'}: {taken.label}")

    def action_copy_reference(self) -> None:
        """Copy the reference."""
        ref = reference(deck(self).session, self.record)
        self.app.copy_to_clipboard(ref)
        self.title_rule.say(f"{ref} copied")

    def action_edit(self) -> None:
        """Edit the fields."""
        from screens.editing import edit_form

        self.app.push_screen(edit_form(deck(self), self.record), self._edited)

    def _edited(self, saved: Any) -> None:
        if saved:
            self.others_changed()
            self.title_rule.say(f"saved, {bound('verb.undo')} undoes")

    def action_history(self) -> None:
        """The record's history."""
        self.app.push_screen(history_reader(deck(self).session, self.record))

    def action_why(self) -> None:
        """The figures behind it."""
        self.app.push_screen(why_reader(deck(self).session, self.record))


def record_lines(session: Session, record: int) -> tuple[str, list[TextLine]]:
    """The record's reference and title, and its lines: fields in declared order, then links and comments."""
    kind = kind_of(session, record)
    whole = report.whole(session, record, kind)
    row = whole.row
    lines: list[TextLine] = []
    computed = False
    for line in whole.records.lines(row):
        if line.computed and not computed:
            lines += ["", [("Computed", "group")]]
            computed = True
        first, *rest = line.text.split("\n")
        lines.append([(f"{line.label:<18} ", "label"), (first, "")])
        lines += [[(" " * 19, ""), (more, "")] for more in rest]
    if row.get("warnings"):
        lines.append([(f"{'Note':<18} ", "label"), (str(row["warnings"]), "warning")])
    if found := links_of(session, record):
        lines += ["", [("Links", "group")], *([(choice.label, "")] for choice in found)]
    if whole.comments:
        lines += ["", [("Comments", "group")]]
        for comment in reversed(whole.comments):
            first, *rest = comment["text"].split("\n")
            lines.append([(f"{local(comment['created'])[:10]} {comment['by'] or '–':<7} ", "label"), (first, "")])
            lines += [[(" " * 19, ""), (more, "")] for more in rest]
    at, who = whole.changed
    lines += ["", [(f"version {row['version']}, last changed {local(at)} by {who}", "dim")]]
    return f"{whole.records.reference(row)}  {whole.records.title(row)}", lines
