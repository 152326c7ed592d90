"""The verbs of the quick line: one key each, on the row under the cursor or on all marked rows."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from models.core import registry
from models.operations.command import command
from models.operations.edit import read_fields
from models.store.errors import ConflictError, QuarterdeckError, UsageError
from models.store.instants import new_uid
from models.store.journal import AlreadyDone
from screens import effects
from screens.deck import deck
from screens.parts.bound_keys import bound, with_keys
from screens.preview import preview_lines
from screens.writing import WritingScreen

if TYPE_CHECKING:
    from models.core.access import Session
    from models.operations.update import Outcome


class Asked:
    """What a verb is asked for: rows with their versions as they were seen, and the key under which it is carried out once."""

    def __init__(self, seen: dict[int, int]) -> None:
        self.seen = seen
        self.once = new_uid()


class LineScreen(WritingScreen):
    """A list on which work is reported."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "verb('x')", "Done", id="verb.done", tooltip="Done: 100 %, finished today"),
        Binding("s", "verb('s')", "Start", id="verb.start", tooltip="Start: work has begun today; ends a block"),
        Binding("b", "block", "Block", id="verb.block", tooltip="Blocked: asks the reason"),
        Binding("u", "quick_line", "Line", id="verb.line", tooltip="The quick line: 60% 2h yesterday a note …; every effect is shown"),
        Binding("equals_sign", "verb('=')", "No change", id="verb.confirm", tooltip="No change, still right: counts as an update"),
        Binding("l", "hours", "Hours", id="verb.hours", tooltip="Note hours of work on the row"),
        Binding("c", "comment", "Comment", id="verb.comment", tooltip="Write a comment on the row", show=False),
        Binding("a", "assign", "Assign", id="verb.assign", tooltip="Choose who answers for the row", show=False),
        Binding("d", "due", "Due", id="verb.due", tooltip="Promise the row for a day: fri, +3d, 2026-12-01", show=False),
        Binding("full_stop", "repeat", "Repeat", id="verb.repeat", tooltip="Repeat the last verb on this row", show=False),
    ]

    async def action_verb(self, verb: str) -> None:
        """Done, start, no change."""
        if self._nothing_here():
            return
        await self._line("", verb)

    async def _line(self, text: str, verb: str | None, asked: Asked | None = None, *, whole: bool = False) -> None:
        """Apply a line to the chosen rows. Raises QuarterdeckError."""
        from models.operations import update

        asked = asked or Asked(self.seen())
        records, project = list(asked.seen), self._project_of_row()

        def write(session: Session) -> Outcome:
            return update.apply(
                session, text, here=records[0], project=project, in_app=True, verb=verb, read=asked.seen, once=asked.once, records=records, whole=whole
            )  # fmt: skip

        try:
            outcome, advance = await self.written(write)
        except update.NeedsAll as error:
            if whole:
                raise
            self._ask_whole(error, text, verb, asked)
            return
        except ConflictError as error:
            asked.seen = self.refused(error, records)
            raise
        deck(self).last_verb = (verb, text)
        self.changed([*records, *outcome.records], advance=advance)
        self.say(*([(f" {line}", "saved" if number == 0 else "")] for number, line in enumerate(self._told(outcome))))

    def _told(self, outcome: Outcome) -> list[str]:
        """What followed, as far as there are rows to say it; what others changed meanwhile is said too."""
        lines = [*outcome.lines, *effects.merged(outcome.merged)]
        rows = self.SPEAKING_ROWS
        return lines if len(lines) <= rows else [*lines[: rows - 1], f"and {len(lines) - rows + 1} more"]

    def _ask_whole(self, error: QuarterdeckError, text: str, verb: str | None, asked: Asked) -> None:
        """A summary has open tasks: asked once."""
        from screens.parts.confirm import ConfirmScreen

        async def answered(key: str | None) -> None:
            if key == "y":
                await deck(self).patiently(self._line(text, verb, asked, whole=True))

        self.app.push_screen(ConfirmScreen(f"{error.message}: take them along?"), answered)

    def action_block(self) -> None:
        """Blocked: the reason is asked."""
        if not self._nothing_here() and not self._cannot("b", "for now"):
            self.ask(f"{self._here()} blocked because", self._typed("b"), on_change=self._preview("b"), purpose="reason")

    def action_quick_line(self) -> None:
        """Type a line; every effect is shown before it is saved."""
        if not self._nothing_here():
            self.ask(f"{self._here()} >", self._typed(None), on_change=self._preview(None), suggestions=self._taken_in, purpose="line")

    def action_hours(self) -> None:
        """Note hours."""
        if self._nothing_here():
            return
        if self._row_register().key != "task":
            self.refuse("hours are noted on tasks", hint=f"{self._kind_here()} takes none")
        elif not self._cannot(None, "1h"):
            self.ask(f"{self._here()} hours", self._typed(None, _hours), on_change=self._preview(None, _hours), purpose="hours")

    def action_due(self) -> None:
        """Promise a day."""
        if self._nothing_here():
            return
        if "due" not in self._row_register().form_fields:
            self.refuse(f"{self._kind_here()} is promised for no day", hint=f"{bound('verb.edit')} edits its fields")
        else:
            self.ask(f"{self._here()} due", self._typed(None, _due), on_change=self._preview(None, _due), purpose="due")

    def _cannot(self, verb: str | None, text: str) -> bool:
        """Whether the rows cannot take a verb, whatever is typed; then it is said why, before anybody types."""
        from models.operations import update

        records = self.table.chosen_ids()
        found = update.preview(self.session, text, here=records[0], project=self._project_of_row(), in_app=True, verb=verb, records=records)
        if found.error is not None:
            self.complain(found.error)
        return found.error is not None

    def _takes(self) -> str:
        """What the quick line takes for the row, where it is no task."""
        from models.operations import update

        found = update.preview(self.session, "", here=self.table.cursor_id, project=self._project_of_row(), in_app=True, verb="x").error
        return f" {found.hint}" if found is not None and found.hint and self._row_register().key != "task" else ""

    def _typed(self, verb: str | None, line: Callable[[str], str] = str.strip) -> Callable[[str], Awaitable[None]]:
        asked = Asked(self.seen())

        async def done(text: str) -> None:
            if text.strip():
                await self._line(line(text), verb, asked)
            elif verb == "b":
                raise UsageError("a block needs its reason", hint=f"what does it wait for? {bound('prompt.cancel')} leaves it as it was")
            else:
                self.given_up()

        return done

    def _preview(self, verb: str | None, line: Callable[[str], str] = str.strip) -> Callable[[str], None]:
        from models.operations import update

        records, project = self.table.chosen_ids(), self._project_of_row()

        def show(text: str) -> None:
            if not text.strip():
                takes = self._takes() if verb is None and line is str.strip else ""
                self.say([(takes or GRAMMAR[line if verb is None else None], "dim")])
                return
            found = update.preview(self.session, line(text), here=records[0], project=project, in_app=True, verb=verb, records=records)
            self.say(*preview_lines(found, self.SPEAKING_ROWS))

        return show

    def _taken_in(self, text: str, caret: int) -> list[str] | None:
        """The line with a word of its note that looks like a token taken in."""
        from models.operations import update

        found = update.preview(self.session, text, here=self.table.chosen_ids()[0], project=self._project_of_row(), in_app=True)
        return update.completions(found) or None

    def action_comment(self) -> None:
        """Write a comment."""
        if self._nothing_here():
            return
        records, once = self.table.chosen_ids(), new_uid()

        def write(session: Session, text: str) -> None:
            values = read_fields(session, registry.get("comment"), {"text": text})
            with contextlib.suppress(AlreadyDone), command(session, "comment", once=once) as work:
                for record in records:
                    work.create("comment", {"record": record, **values})

        async def done(text: str) -> None:
            if not text.strip():
                self.given_up()
                return
            _, advance = await self.written(lambda session: write(session, text))
            self.changed(records, advance=advance)
            shown = with_keys("Comments in {screen.more} lists it" if self._row_register().key == "project" else "{table.open} opens the row with its comments")
            self.say([(" comment saved", "saved"), (f"  {bound('verb.undo')} undoes; {shown}", "dim")])

        self.ask(f"{self._here()} comment", done, purpose="comment")
        self.say([(" what is to be remembered about the row", "dim")])

    async def action_assign(self) -> None:
        """Choose who answers for the row."""
        from screens.editing import reference_choices
        from screens.parts.picker import PickerScreen

        if self._nothing_here():
            return
        if "owner" not in self._row_register().form_fields:
            self.refuse(f"{self._kind_here()} has no owner", hint=f"{bound('verb.edit')} edits its fields")
            return

        asked = Asked(self.seen())

        async def chosen(handle: str | None) -> None:
            if handle is not None:
                await deck(self).patiently(self._line(handle, None, asked))

        people = reference_choices(self.session, "person", None)
        self.app.push_screen(PickerScreen(f"Who answers for {self._here()}", people), chosen)

    async def action_repeat(self) -> None:
        """Repeat the last verb of the quick line."""
        last = deck(self).last_verb
        if last is None:
            self.refuse("nothing to repeat yet", hint=with_keys(REPEATED))
        elif not self._nothing_here():
            verb, text = last
            await self._line(text, verb)


def _hours(text: str) -> str:
    """A bare number is so many hours."""
    return re.sub(r"^\s*(\d+(?:[.,]\d+)?)(?=\s|$)", lambda found: found[1].replace(",", ".") + "h", text).strip()


def _due(text: str) -> str:
    """The whole text is the day."""
    return f'due:"{text.strip()}"'


#: Which verbs can be repeated.
REPEATED = "{verb.done} {verb.start} {verb.block} {verb.line} {verb.confirm} {verb.hours} {verb.assign} {verb.due} are repeated by {verb.repeat}"
#: What can be typed, by the way a text is read.
GRAMMAR: dict[object, str] = {
    str.strip: " 60%  2h  rem 6h  yesterday  >review  @bob  due:fri  +label  ! reason  a note",
    _hours: " 2   1h30   30m yesterday   2h mon..fri   by:bob   then a note",
    _due: " fri   +3d   2026-12-01   1 dec   none",
    None: " the reason, and before it   needs:who   chase:fri",
}
