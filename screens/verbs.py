"""The writing verbs of every list: one key each, on the row under the cursor or on all marked rows.

After a verb no row moves: what changed is redrawn in its place and marked, the cursor goes to the next row, the consequence is said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType

from models.core import registry
from models.core.record import references
from models.operations.command import command
from models.store.errors import QuarterdeckError
from screens.deck import deck
from screens.lists import ListScreen

if TYPE_CHECKING:
    from models.core.access import Session
    from models.operations.update import Outcome, Preview
    from screens.parts.line import Text


class VerbScreen(ListScreen):
    """A list whose rows can be changed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "verb('x')", "Done", id="verb.done", tooltip="Done: 100 %, finished today"),
        Binding("s", "verb('s')", "Start", id="verb.start", tooltip="Start: work has begun today; ends a block"),
        Binding("b", "block", "Block", id="verb.block", tooltip="Blocked: asks the reason"),
        Binding("u", "quick_line", "Line", id="verb.line", tooltip="The quick line: 60% 2h yesterday a note …; the preview shows every effect"),
        Binding("equals_sign", "verb('=')", "No change", id="verb.confirm", tooltip="Nothing has changed and it is still right: counts as an update", key_display="="),
        Binding("l", "hours", "Hours", id="verb.hours", tooltip="Note hours of work on the row"),
        Binding("c", "comment", "Comment", id="verb.comment", tooltip="Write a comment on the row", show=False),
        Binding("a", "assign", "Assign", id="verb.assign", tooltip="Choose who answers for the row", show=False),
        Binding("d", "due", "Due", id="verb.due", tooltip="Promise the row for a day: fri, +3d, 2026-12-01", show=False),
        Binding("r", "raise_record('risk')", "Raise risk", id="verb.risk", tooltip="Raise a risk from the row", show=False),
        Binding("i", "raise_record('issue')", "Raise issue", id="verb.issue", tooltip="Raise an issue from the row", show=False),
        Binding("e", "edit", "Edit", id="verb.edit", tooltip="Edit the row's fields", show=False),
        Binding("n", "new", "New", id="verb.new", tooltip="Make a new row here"),
        Binding("m", "move", "Move", id="verb.move", tooltip="Move to a project, a summary, a person or a week", show=False),
        Binding("D", "archive", "Archive", id="verb.archive", tooltip="Archive the row: out of sight, nothing deleted; z undoes", show=False),
        Binding("full_stop", "repeat", "Repeat", id="verb.repeat", tooltip="Repeat the last verb on this row", show=False, key_display="."),
        Binding("z", "undo", "Undo", id="verb.undo", tooltip="Undo my last change of this session", show=False),
        Binding("Z", "redo", "Redo", id="verb.redo", tooltip="Redo what was undone", show=False),
        Binding("H", "history", "History", id="verb.history", tooltip="Who changed the row, when, from what to what", show=False),
        Binding("L", "links", "Links", id="verb.links", tooltip="The links of the row: see, add, remove", show=False),
        Binding("w", "why", "Why", id="verb.why", tooltip="Why: the formulas with their numbers, and the reasons", show=False),
    ]  # fmt: skip

    # -- what happens after a write

    async def carry_out(self, work: Callable[[Session], Any], *, advance: bool = True) -> Any:
        """Write in the lane; errors are said and None comes back."""
        chosen = self.table.chosen_ids()
        try:
            result = await deck(self).write(work)
        except QuarterdeckError as error:
            self.complain(error)
            return None
        self.changed(chosen, advance=advance)
        return result

    def changed(self, records: list[int], *, advance: bool = True) -> None:
        """Rows that were written stay where they are, marked; whatever else in view differs is redrawn."""
        self.table.update_rows(records, changed=True)
        self.table.compare_visible()
        self.table.clear_marks()
        if advance:
            self.table.action_cursor("down")
        self.show_context()

    # -- the quick line's verbs

    async def action_verb(self, verb: str) -> None:
        """Done, start, no change."""
        if self._nothing_here():
            return
        await self._line("", verb)

    async def _line(self, text: str, verb: str | None, *, whole: bool = False) -> None:
        """Apply a line to the chosen rows; a refusal raises."""
        from models.operations import update

        records, project = self.table.chosen_ids(), deck(self).project

        def write(session: Session) -> Outcome:
            return update.apply(session, text, here=records[0], project=project, in_app=True, verb=verb, records=records, whole=whole)

        try:
            outcome = await deck(self).write(write)
        except update.NeedsAll as error:
            if whole:
                raise
            self._ask_whole(error, text, verb)
            return
        except QuarterdeckError as error:
            if text:
                raise
            self.complain(error)
            return
        deck(self).last_verb = f"{verb or ''}\x1f{text}"
        self.changed(records)
        self.say(*self.consequence(outcome))

    def _ask_whole(self, error: QuarterdeckError, text: str, verb: str | None) -> None:
        """A summary has open tasks: asked once."""
        from screens.parts.confirm import ConfirmScreen

        async def answered(key: str | None) -> None:
            if key == "y":
                await self._line(text, verb, whole=True)

        self.app.push_screen(ConfirmScreen(f"{error.message}: take them along?"), answered)

    def consequence(self, outcome: Outcome) -> list[Text]:
        """What followed, on the lines above the keys."""
        return [
            [(f" {line}" if number == 0 else f"   {line}", "saved" if number == 0 else "")]
            for number, line in enumerate(outcome.lines[: self.SPEAKING_ROWS])
        ]

    def action_block(self) -> None:
        """Blocked: the reason is asked."""
        if not self._nothing_here():
            self.ask("blocked because", self._typed("b"), on_change=self._preview("b"))

    def action_quick_line(self) -> None:
        """Type a line; every effect is shown before it is saved."""
        if not self._nothing_here():
            self.ask(f"{self._here()} >", self._typed(None), on_change=self._preview(None), suggestions=self._protect)

    def action_hours(self) -> None:
        """Note hours."""
        if not self._nothing_here():
            self.ask("hours", self._typed(None), text="", on_change=self._preview(None))

    def action_due(self) -> None:
        """Promise a day."""
        if not self._nothing_here():
            self.ask("due", self._typed(None, "due:"), on_change=self._preview(None, "due:"))

    def _typed(self, verb: str | None, prefix: str = "") -> Any:
        async def done(text: str) -> None:
            if text.strip():
                await self._line(prefix + text.strip(), verb)

        return done

    def _preview(self, verb: str | None, prefix: str = "") -> Callable[[str], None]:
        from models.operations import update

        records = self.table.chosen_ids()

        def show(text: str) -> None:
            if not text.strip() and verb is None:
                self.say([(_GRAMMAR[prefix], "dim")])
                return
            found = update.preview(
                self.session, prefix + text, here=records[0], project=deck(self).project, in_app=True, verb=verb, records=records
            )
            self.say(*preview_lines(found, self.size.width))

        return show

    def _protect(self, text: str, caret: int) -> list[str] | None:
        """A word of the note that looks like a token is taken in."""
        from models.operations import update

        found = update.preview(self.session, text, here=self.table.chosen_ids()[0], project=deck(self).project, in_app=True)
        return update.completions(found) or None

    def _here(self) -> str:
        records = self.table.chosen_ids()
        return references(self.session, records[:1])[records[0]] + (f" +{len(records) - 1}" if len(records) > 1 else "")

    def _nothing_here(self) -> bool:
        if self.table.cursor_id is None:
            self.refuse("there is no row here to act on", hint="n makes one; Esc clears a filter")
            return True
        return False

    # -- other verbs

    def action_comment(self) -> None:
        """Write a comment."""
        if self._nothing_here():
            return

        async def done(text: str) -> None:
            if text.strip():
                records = self.table.chosen_ids()

                def write(session: Session) -> None:
                    with command(session, "comment") as work:
                        for record in records:
                            work.create("comment", {"record": record, "text": text})

                await deck(self).write(write)
                self.changed(records)
                self.say([(" comment saved", "saved")])

        self.ask("comment", done)

    async def action_assign(self) -> None:
        """Choose who answers for the row."""
        from screens.editing import reference_choices
        from screens.parts.picker import PickerScreen

        if self._nothing_here():
            return
        if "owner" not in self._row_register().form_fields:
            self.refuse(f"a {self._row_register().key.replace('_', ' ')} has no owner")
            return
        people = reference_choices(self.session, "person", None)

        async def chosen(handle: str | None) -> None:
            if handle is not None:
                await self._line(handle, None)

        self.app.push_screen(PickerScreen("Who", people), chosen)

    def _row_register(self) -> Any:
        kind = self.session.database.value("SELECT kind FROM record WHERE id = ?", (self.table.cursor_id,))
        return registry.get(kind)

    async def action_raise_record(self, kind: str) -> None:
        """Raise a risk or an issue from the row."""
        from screens.editing import new_form

        project = self._project_of_row()
        preset = {}
        if self.table.cursor_id is not None:
            row_kind = self._row_register().key
            if kind == "issue" and row_kind == "risk":
                preset["from_risk"] = self._here()
            preset["labels"] = "" if row_kind == "project" else self._here().lower()
        self.app.push_screen(new_form(deck(self), registry.get(kind), project=project, preset=preset), self._form_closed)

    def _project_of_row(self) -> int | None:
        if self.table.cursor_id is None:
            return deck(self).project
        found = self.session.database.row("SELECT kind, project FROM record WHERE id = ?", (self.table.cursor_id,))
        return deck(self).project if found is None else self.table.cursor_id if found[0] == "project" else found[1] or deck(self).project

    async def action_edit(self) -> None:
        """Edit the row's fields."""
        from screens.editing import edit_form

        if not self._nothing_here():
            assert self.table.cursor_id is not None
            self.app.push_screen(edit_form(deck(self), self.table.cursor_id), self._form_closed)

    async def action_new(self) -> None:
        """Make a new record."""
        from screens.editing import new_form

        self.app.push_screen(new_form(deck(self), self.register, project=deck(self).project or self._project_of_row()), self._new_closed)

    def _form_closed(self, saved: Any) -> None:
        if saved:
            self.changed(self.table.chosen_ids()[:1], advance=False)
            self.say([(" saved", "saved"), ("  z undoes", "dim")])

    def _new_closed(self, saved: Any) -> None:
        """The new row stands where it belongs, under the cursor."""
        if not saved:
            return
        newest = int(self.session.database.value("SELECT max(id) FROM record WHERE kind = ?", (self.register.key,)) or 0)
        self.table.rearrange([newest])
        self.show_context()
        ref = references(self.session, [newest]).get(newest, "")
        if self.table.go_to(newest):
            self.say([(f" {ref} made", "saved"), ("  z undoes", "dim")])
        else:
            self.say([(f" {ref} made", "saved"), ("  z undoes", "dim")], f"   it is not in this list: {self._why_hidden()}")

    def _why_hidden(self) -> str:
        return f"the filter is  {self.words}" if self.words.strip() else "P shows all projects"

    async def action_move(self) -> None:
        """Move the row or the marked rows, all from one picker."""
        from screens import moving
        from screens.parts.picker import PickerScreen

        if self._nothing_here():
            return
        records = self.table.chosen_ids()
        places = moving.choices(self.session, self._row_register(), self._project_of_row())
        if not places:
            self.refuse(f"a {self._row_register().key.replace('_', ' ')} cannot be moved", hint="e edits its fields")
            return

        async def chosen(target: moving.Target | None) -> None:
            if target is None:
                return
            done = await self.carry_out(lambda session: moving.apply(session, records, target), advance=False)
            if done:
                self.table.rearrange(records)
                self.say([(f" {done}", "saved"), ("  z undoes", "dim")])

        self.app.push_screen(PickerScreen(f"Move {self._here()} to", places), chosen)

    async def action_archive(self) -> None:
        """Take the row out of sight; does not ask."""
        if self._nothing_here():
            return
        records = self.table.chosen_ids()

        def write(session: Session) -> bool:
            with command(session, "archive") as work:
                for record in records:
                    work.archive(record)
            return True

        if await self.carry_out(write):
            self.say([(f" {len(records)} archived", "saved"), ("  z undoes", "dim")])

    async def action_repeat(self) -> None:
        """Repeat the last verb of the quick line."""
        last = deck(self).last_verb
        if last is None:
            self.refuse("nothing to repeat yet", hint="x s b u = l are repeated by .")
        elif not self._nothing_here():
            verb, text = last.split("\x1f", 1)
            try:
                await self._line(text, verb or None)
            except QuarterdeckError as error:
                self.complain(error)

    async def action_undo(self) -> None:
        """Take my last change back."""
        await self._take_back(redo=False)

    async def action_redo(self) -> None:
        """Bring back what was undone."""
        await self._take_back(redo=True)

    async def _take_back(self, *, redo: bool) -> None:
        from models.operations import history

        taken = await self.carry_out(lambda session: history.undo(session, own_session=True, redo=redo), advance=False)
        if taken is None:
            return
        events = history.events(self.session, batch=taken.batch)
        self.table.update_rows([event.record for event in events], changed=True)
        word, other = ("redone", "z undoes it again") if redo else ("undone", "Z brings it back")
        first: Text = [(f" {word}: {taken.label}", "saved"), (f"  {other}", "dim")]
        clashes = "; ".join(f"{clash.ref} {clash.field} stays: {clash.who} changed it" for clash in taken.conflicts[:2])
        self.say(first, [(f"   {clashes}", "warning")] if clashes else "")

    # -- looking closer

    async def action_history(self) -> None:
        """Who changed the row, when, from what to what."""
        from screens.records import history_reader

        if not self._nothing_here():
            assert self.table.cursor_id is not None
            self.app.push_screen(history_reader(self.session, self.table.cursor_id))

    async def action_links(self) -> None:
        """The row's links: see, add, remove."""
        from screens import links
        from screens.parts.picker import PickerScreen

        record = self.table.cursor_id
        if self._nothing_here() or record is None:
            return

        async def chosen(value: object) -> None:
            if value is not None:
                done = await self.carry_out(lambda session: links.apply(session, record, value), advance=False)
                if done:
                    self.say([(f" {done}", "saved"), ("  z undoes", "dim")])

        hint = "type a task (CRM-101, 101SS+2d) or an address, Enter adds it"
        self.app.push_screen(
            PickerScreen(f"Links of {self._here()}", links.choices(self.session, record), allow_text=True, empty_text=hint), chosen
        )

    async def action_why(self) -> None:
        """The formulas behind the row, with their numbers."""
        from screens.records import why_reader

        if not self._nothing_here():
            assert self.table.cursor_id is not None
            self.app.push_screen(why_reader(self.session, self.table.cursor_id))


_GRAMMAR = {
    "": " 60%  2h  rem 6h  yesterday  >review  @bob  due:fri  +label  ! reason   then a note",
    "due:": " fri   +3d   2026-12-01   1 dec   eom",
}


def preview_lines(found: Preview, width: int) -> list[Text]:
    """The preview of a quick line: every effect, or the word that is wrong; words of the note that look like tokens are pointed out."""
    if found.error is not None:
        return [[(f" {found.error.message}", "error")], f"   {found.error.hint}" if found.error.hint else ""]
    lines: list[Text] = []
    for segment in found.segments[:2]:
        first, rest = _fitting(segment.effects, width - len(segment.ref) - 3)
        lines.append([(f" {segment.ref} ", "accent"), (first or "nothing changes", "")])
        lines += [f"   {rest}"] if rest else []
    if len(found.segments) > 2:
        lines[1:] = [f"   and {len(found.segments) - 1} more"]
    stray = next((one for segment in found.segments for one in segment.warnings), None)
    if stray is not None:
        lines[1:] = [[(f"   “{stray.text}” stays part of the note; Tab takes it in", "warning")]]
    return lines or [""]


def _fitting(effects: Sequence[str], width: int) -> tuple[str, str]:
    """The effects as far as they fit into a line, and the others."""
    first = ""
    for number, effect in enumerate(effects):
        longer = f"{first} | {effect}" if first else effect
        if first and len(longer) > width:
            return first, " | ".join(effects[number:])
        first = longer
    return first, ""
