"""What every list that can be changed shares: writing in the lane, and what is seen afterwards.

After a verb no row moves: what changed is redrawn in its place and marked, the cursor goes to the next row, the consequence is said.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from models.core import registry
from models.core.record import kind_of, references
from models.store.errors import ConflictError, QuarterdeckError
from screens.deck import deck
from screens.lists import ListScreen
from screens.parts.bound_keys import bound

if TYPE_CHECKING:
    from models.core.access import Session
    from models.core.register import Register

Result = TypeVar("Result")


class WritingScreen(ListScreen):
    """A list whose rows can be changed."""

    async def carry_out(self, work: Callable[[Session], Any], *, advance: bool = True) -> Any:
        """Write in the lane; errors are said and None comes back."""
        chosen = self.table.chosen_ids()
        try:
            result, advance = await self.written(work, advance=advance)
        except QuarterdeckError as error:
            if isinstance(error, ConflictError):
                self.refused(error, chosen)
            self.complain(error)
            return None
        self.changed(chosen, advance=advance)
        return result

    async def written(self, work: Callable[[Session], Result], *, advance: bool = True) -> tuple[Result, bool]:
        """Write in the lane; the result, and whether the cursor is still to go on: it does so before where the write waits long."""
        ahead = []

        def waits() -> None:
            if advance:
                self.table.action_cursor("down")
            ahead.append(True)

        result = await deck(self).write(work, waits=waits)
        return result, advance and not ahead

    def refused(self, error: ConflictError, records: list[int]) -> dict[int, int]:
        """Others were faster: the rows are shown as they are now; their versions, on which the verb, given again, acts."""
        names, told = references(self.session, records), {clash.ref for clash in error.clashes}
        self.table.update_rows([record for record in records if names[record] in told])
        self.table.compare_visible()
        return self.table.versions(records)

    def changed(self, records: list[int], *, advance: bool = True) -> None:
        """Rows that were written stay where they are, marked; whatever else in view differs is redrawn."""
        self.table.update_rows(records, changed=True)
        self.table.compare_visible()
        self.table.clear_marks()
        if advance:
            self.table.action_cursor("down")
        self._unread.forget_written(self.table)
        self.show_context()

    def put_in_place(self, records: list[int]) -> None:
        """Rows that were made or moved stand where they belong, and with them what others have made meanwhile."""
        self.table.rearrange(records)
        self._unread.forget_written(self.table)
        self.show_context()

    def taken_back(self, records: list[int]) -> None:
        """What was undone or redone stays where it is, marked; the cursor goes to the first of it that is in the list."""
        self.changed(records, advance=False)
        any(self.table.go_to(record) for record in records)

    def seen(self) -> dict[int, int]:
        """The rows that a verb acts on, each with its version as it was seen: what others have changed since is not written over."""
        return self.table.versions(self.table.chosen_ids())

    def _here(self) -> str:
        records = self.table.chosen_ids()
        return references(self.session, records[:1])[records[0]] + (f" +{len(records) - 1}" if len(records) > 1 else "")

    def _nothing_here(self) -> bool:
        if self.table.cursor_id is None:
            self.refuse("there is no row here to act on", hint=f"{bound('verb.new')} makes one; {bound('view.clear')} clears a filter")
            return True
        return False

    def _row_register(self) -> Register:
        assert self.table.cursor_id is not None
        return registry.get(kind_of(self.session, self.table.cursor_id))

    def _kind_here(self) -> str:
        """`a budget line`: the kind of the row under the cursor, for messages."""
        word = self._row_register().key.replace("_", " ")
        return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"

    def _project_of_row(self) -> int | None:
        """The project of the row under the cursor, else the chosen one."""
        return self.project_here() or deck(self).project
