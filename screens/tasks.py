"""The tasks as an outline: summaries fold, critical work is marked, dates are the forecast's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from models.core.access import and_readable
from models.core.listing import Listing
from models.core.record import reference
from models.operations import move
from models.operations.command import command
from screens import effects
from screens.deck import deck
from screens.parts.bound_keys import bound
from screens.parts.table import TableColumn
from screens.sources import task_reference_width
from screens.task_rows import TaskSource
from screens.task_words import task_lines
from screens.verbs import VerbScreen

if TYPE_CHECKING:
    from models.core.access import Session
    from screens.parts.line import Text
    from screens.parts.paint import Piece
    from screens.parts.table import TableSource

_STEPS = {"indent": "indented", "outdent": "outdented", "up": "moved up", "down": "moved down"}


class TasksScreen(VerbScreen):
    """The outline of one project or of all, open tasks first asked for."""

    TAB = "2"
    REGISTER = "task"
    KEYS = (
        "verb.done", "verb.start", "verb.block", "verb.line", "verb.confirm", "verb.hours", "verb.new", "task.child", "view.filter", "task.indent",
        "task.up", "view.all_or_open",
    )  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("N", "new_child", "Child", id="task.child", tooltip="Make a task inside this one"),
        Binding("v", "next_view", "View", id="view.all_or_open", tooltip="Next view: open tasks, all tasks"),
        Binding("greater_than_sign", "outline('indent')", "Indent", id="task.indent", tooltip="Part of the task above", show=False),
        Binding("less_than_sign", "outline('outdent')", "Outdent", id="task.outdent", tooltip="Out of its summary", show=False),
        Binding("J", "outline('down')", "Move down", id="task.down", tooltip="Put the task after its next sibling", show=False),
        Binding("K", "outline('up')", "Move up", id="task.up", tooltip="Put the task before its previous sibling", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.only_open = True
        self.folded: set[int] = set()

    def freshness(self) -> object:
        """Project, filter, order, open or all."""
        return deck(self).project, self.words, self.sort, self.only_open

    def columns(self) -> Sequence[TableColumn]:
        """As the wireframe has them: the baseline's variance only where there is a baseline."""
        columns = [
            TableColumn("ref", "Ref", task_reference_width(self.session, self.scope)), TableColumn("title", "Task", 16, grow=True), TableColumn("owner", "Who", 4),
            TableColumn("state", "State", 5), TableColumn("done", "Done", 4, "right"), TableColumn("left", "Left", 5, "right"),
            TableColumn("forecast_start", "Start", 7, "right"), TableColumn("forecast_finish", "Finish", 7, "right"),
            TableColumn("float", "Flt", 5, "right"),
        ]  # fmt: skip
        if self._has_baseline():
            columns.append(TableColumn("variance", "v.B", 5, "right"))
        return columns

    def _has_baseline(self) -> bool:
        project = self.scope
        readable = and_readable(self.session, "baseline", "baseline")
        sql = f"SELECT 1 FROM baseline WHERE archived IS NULL{readable}" + (" AND project = ?" if project is not None else "") + " LIMIT 1"
        return self.session.database.value(sql, () if project is None else (project,)) is not None

    def listing(self) -> Listing:
        """The tasks as filter, sort and project want them; the open ones where no filter says which."""
        words = self.words if self.words.strip() or not self.only_open else "state:open"
        return Listing(self.register, self.session, words=words, project=self.scope, sort=self.sort)

    def source(self) -> TableSource:
        """The outline, or with a filter or an order of its own the plain list."""
        plain = bool(self.words.strip() or self.sort)
        return TaskSource(self, self.listing() if plain else None)

    def context(self) -> list[Piece]:
        """The project's counts from its totals."""
        project, database = self.scope, self.session.database
        where, params = ("AND s.project = ?", (project,)) if project is not None else ("", ())
        where += and_readable(self.session, "project", "p")
        tasks, is_open, critical, blocked = database.rows(
            f"SELECT sum(s.tasks), sum(s.open), sum(s.critical), sum(s.blocked) FROM project_totals s"
            f" JOIN project p ON p.id = s.project WHERE p.archived IS NULL {where}", params,
        )[0]
        pieces = [
            (f" {self.scope_name()}", "title"),
            (f"  open {is_open or 0:,} of {tasks or 0:,}, critical {critical or 0:,}, blocked {blocked or 0:,}", ""),
            ("" if self.words.strip() else f"  filter: {'open' if self.only_open else 'all'}", "dim"),
            *self.asked(self.words),
        ]
        if project is not None and self._has_baseline():
            number, day = database.rows(
                "SELECT number, coalesce(approved_on, created) FROM baseline"
                f" WHERE project = ? AND archived IS NULL{and_readable(self.session, 'baseline', 'baseline')} ORDER BY number DESC LIMIT 1",
                (project,),
            )[0]
            pieces.append((f"  against B{number} of {self._day(day)}", "dim"))
        return pieces

    def _day(self, text: str) -> str:
        from datetime import date

        from models.store.instants import local
        from models.values.day import short

        return short(date.fromisoformat(local(text)[:10]), self.session.today)

    def field_of(self, column: str) -> str | None:
        """What is forecast is planned in another field."""
        planned = {"done": "progress", "left": "remaining", "forecast_start": "start", "forecast_finish": "finish"}
        return planned.get(column) or super().field_of(column)

    # -- speaking

    def speak(self, record: int | None) -> list[Text]:
        """Why the task is as it is: its block, what holds it, its float."""
        return [] if record is None else task_lines(self.session, record)

    # -- folding and views

    def fold(self, record: int, opened: bool) -> None:
        """Fold or unfold a summary; on a task inside one, fold that. A plain list has cells instead."""
        if self.words.strip() or self.sort or self.table.cell_cursor:
            super().fold(record, opened)
            return
        children, parent = self.session.database.rows(
            "SELECT coalesce(s.children, 0), t.parent FROM task t LEFT JOIN task_schedule s ON s.task = t.id WHERE t.id = ?", (record,)
        )[0]
        target = record if children and opened != (record not in self.folded) else None if opened else parent
        if target is None:
            self.say([(" nothing to unfold here" if opened else " nothing to fold here", "dim")])
            return
        self.folded ^= {target}
        self.show_list()
        self.table.go_to(target)

    def action_next_view(self) -> None:
        """Open tasks, or all."""
        if self.words.strip():
            self.refuse("the filter says which tasks are shown", hint=f"{bound('view.clear')} clears it")
            return
        self.only_open = not self.only_open
        here = self.table.cursor_id
        self.show_list()
        if here is not None:
            self.table.go_to(here)

    def standing_of(self, record: int) -> str:
        """Which summary a task is part of now."""
        parent = self.session.database.value("SELECT parent FROM task WHERE id = ?", (record,))
        if parent is None:
            return "at the top of the project"
        title = self.session.database.value("SELECT title FROM task WHERE id = ?", (parent,))
        return f"part of {reference(self.session, parent)} {title}"

    def place_of(self, record: int) -> str:
        """Behind which task of its level a task stands now."""
        sql = (
            "SELECT t.id, t.title FROM task t JOIN task me ON me.id = ? WHERE t.project = me.project AND t.parent IS me.parent"
            " AND t.archived IS NULL AND (t.position, t.number) < (me.position, me.number) ORDER BY t.position DESC, t.number DESC LIMIT 1"
        )
        before = self.session.database.row(sql, (record,))
        return f"behind {reference(self.session, before[0])} {before[1]}" if before else "the first of its level"

    # -- making and moving

    async def action_new_child(self) -> None:
        """A task inside the one under the cursor."""
        record = self.table.cursor_id
        if not self._nothing_here() and record is not None:
            self.make({"parent": reference(self.session, record)})

    async def action_outline(self, step: str) -> None:
        """Indent, outdent, up, down: the row goes where it belongs, no other row leaves the list."""
        if self._nothing_here():
            return
        if self.words.strip() or self.sort:
            self.refuse("the order is changed in the outline", hint=f"{bound('view.clear')} clears the filter, {bound('view.sort')} and “as it was” the sorting")
            return
        seen = self.seen()
        records = list(seen)
        followed = await self.carry_out(lambda session: _step(session, seen, step), advance=False)
        if followed is not None:
            self.put_in_place(records)
            now = (self.place_of if step in ("up", "down") else self.standing_of)(records[0])
            self.say(*effects.said(f"{_STEPS[step]}: {now}", followed))


def _step(session: Session, seen: Mapping[int, int], step: str) -> str:
    """Move the tasks, given with their versions as they were seen, one step in the outline; what followed."""
    with command(session, _STEPS[step], read=seen) as work:
        for record in reversed(list(seen)) if step in ("outdent", "down") else seen:
            if step in ("up", "down"):
                move.reorder(work, record, step)
            else:
                (move.indent if step == "indent" else move.outdent)(work, record)
    return effects.of(work)
