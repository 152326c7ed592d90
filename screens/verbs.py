"""The verbs that every list has besides those of the quick line: new, edit, move, archive, undo, and looking closer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType

from models.core import registry
from models.core.record import reference
from models.operations.command import command
from models.store.instants import new_uid
from screens import effects
from screens.deck import deck
from screens.line_verbs import LineScreen
from screens.parts.bound_keys import bound

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.core.access import Session
    from models.operations.command import Work


class VerbScreen(LineScreen):
    """A list with every verb."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "raise_record('risk')", "Raise risk", id="verb.risk", tooltip="Raise a risk from the row", show=False),
        Binding("i", "raise_record('issue')", "Raise issue", id="verb.issue", tooltip="Raise an issue from the row", show=False),
        Binding("e", "edit", "Edit", id="verb.edit", tooltip="Edit the row's fields, beginning with the cell chosen by Tab", show=False),
        Binding("n", "new", "New", id="verb.new", tooltip="Make a new row here"),
        Binding("m", "move", "Move", id="verb.move", tooltip="Move to a project, a summary, a person or a week", show=False),
        Binding("D", "archive", "Archive", id="verb.archive", tooltip="Out of sight, nothing deleted; undo brings it back", show=False),
        Binding("H", "history", "History", id="verb.history", tooltip="Who changed the row, when, from what to what", show=False),
        Binding("L", "links", "Links", id="verb.links", tooltip="The links of the row: see, add, remove", show=False),
        Binding("w", "why", "Why", id="verb.why", tooltip="Why: the formulas with their numbers, and the reasons", show=False),
    ]

    def __init__(self, words: str | None = None) -> None:
        super().__init__(words)
        self._written, self._followed = 0, ""
        """What the form that was saved last has written, and what followed from it."""

    def _saved(self, record: int, work: Work | None) -> None:
        self._written, self._followed = record, effects.of(work) if work is not None else ""

    # -- forms

    async def action_raise_record(self, kind: str) -> None:
        """Raise a risk or an issue from the row."""
        from screens.editing import new_form

        preset = {}
        if self.table.cursor_id is not None:
            row_kind = self._row_register().key
            if kind == "issue" and row_kind == "risk":
                preset["from_risk"] = self._here()
            preset["labels"] = self._here().lower() if self._row_register().needs_project else ""
        form = new_form(deck(self), registry.get(kind), project=self._project_of_row(), preset=preset, saved=self._saved)
        self.app.push_screen(form, lambda result: self._raised() if result else None)

    def _raised(self) -> None:
        """Say what was raised; the cursor stays."""
        ref = reference(self.session, self._written)
        self.changed(self.table.chosen_ids()[:1], advance=False)
        self.say(*effects.said(f"{ref} raised", self._followed))

    async def action_edit(self) -> None:
        """Edit the row's fields."""
        from screens.editing import edit_form

        record = self.table.cursor_id
        if self._nothing_here() or record is None:
            return
        start = self.field_of(self.table.cell_key) if self.table.cell_cursor else None
        self.app.push_screen(edit_form(deck(self), record, start=start, saved=self._saved), lambda result: self._edited(record, result))

    def _edited(self, record: int, result: Any) -> None:
        if result:
            self.changed([record], advance=False)
            self.say(*effects.said(f"{reference(self.session, record)} saved", self._followed))

    async def action_new(self) -> None:
        """Make a new record."""
        self.make({})

    def make(self, preset: Mapping[str, str]) -> None:
        """Open the form for a new record of the list's kind; `preset` stands in it already."""
        from screens.editing import new_form

        project = deck(self).project or self._project_of_row()
        self.app.push_screen(new_form(deck(self), self.register, project=project, preset=preset, saved=self._saved), self._made)

    def _made(self, result: Any) -> None:
        """The new row stands where it belongs, under the cursor."""
        if not result:
            return
        made = self._written
        ref = reference(self.session, made)
        self.put_in_place([made])
        hidden = "" if self.table.go_to(made) else f"it is not in this list: {self._why_hidden()}"
        self.say(*effects.said(f"{ref} made", hidden or self._followed))

    def _why_hidden(self) -> str:
        return f"the filter is  {self.words}" if self.words.strip() else f"{bound('view.all')} shows all projects"

    # -- moving, archiving, taking back

    async def action_move(self) -> None:
        """Move the row or the marked rows, all from one picker."""
        from screens import moving
        from screens.parts.picker import PickerScreen

        if self._nothing_here():
            return
        seen, once = self.seen(), new_uid()
        places = moving.choices(self.session, self._row_register(), self._project_of_row())
        if not places:
            self.refuse(f"{self._kind_here()} cannot be moved", hint=f"{bound('verb.edit')} edits its fields")
            return

        async def move(target: moving.Target) -> None:
            followed = await self.carry_out(lambda session: moving.apply(session, seen, target, once=once), advance=False)
            if followed is not None:
                self.put_in_place(list(seen))
                self.say(*effects.said(f"moved to {target.label}", followed))

        async def chosen(target: moving.Target | None) -> None:
            if target is not None:
                await deck(self).patiently(move(target))

        self.app.push_screen(PickerScreen(f"Move {self._here()} to", places), chosen)

    async def action_archive(self) -> None:
        """Take the row out of sight; does not ask."""
        if self._nothing_here():
            return
        seen, name, parts = self.seen(), self._here(), set[int]()

        def write(session: Session) -> str:
            with command(session, "archive", read=seen) as work:
                for record in seen:
                    work.archive(record)
            parts.update(change.record for change in work.batch.changes if "archived" in change.fields)
            return effects.of(work)

        followed = await self.carry_out(write)
        if followed is not None:
            self.table.changed |= parts
            self.table.repaint()
            self.say(*effects.said(f"{name} archived", followed))

    # -- looking closer

    async def action_history(self) -> None:
        """Who changed the row, when, from what to what."""
        from screens.readers import history_reader

        if not self._nothing_here():
            assert self.table.cursor_id is not None
            self.app.push_screen(history_reader(self.session, self.table.cursor_id))

    async def action_links(self) -> None:
        """The row's links: see, add, remove."""
        from screens import links
        from screens.parts.picker import PickerScreen

        record, once = self.table.cursor_id, new_uid()
        if self._nothing_here() or record is None:
            return

        async def apply(link: links.Link) -> None:
            done = await self.carry_out(lambda session: links.apply(session, record, link, once=once), advance=False)
            if done is not None:
                self.say(*effects.said(*done))

        async def chosen(link: links.Link | None) -> None:
            if link is not None:
                await deck(self).patiently(apply(link))

        hint = links.HINTS.get(self._row_register().key, links.ADDRESSES)
        self.app.push_screen(PickerScreen(f"Links of {self._here()}", links.finder(self.session, record), empty_text=hint), chosen)

    async def action_why(self) -> None:
        """The formulas behind the row, with their numbers."""
        from screens.readers import why_reader

        if not self._nothing_here():
            assert self.table.cursor_id is not None
            self.app.push_screen(why_reader(self.session, self.table.cursor_id))
