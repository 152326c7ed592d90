"""The tasks as an outline: summaries fold, critical work is marked, dates are the forecast's."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from models.core.listing import Listing
from models.core.record import references
from models.operations import move
from models.operations.command import command
from screens.deck import deck
from screens.parts.safe_text import glyphs
from screens.parts.table import Table, TableColumn, TableRow
from screens.sources import ListingSource
from screens.verbs import VerbScreen

if TYPE_CHECKING:
    from models.core.access import Session
    from screens.parts.line import Text
    from screens.parts.table import TableSource

_NAMES = ("ref", "title", "owner", "state", "done", "left", "forecast_start", "forecast_finish", "float", "variance")
_STEPS = {"indent": "indented", "outdent": "outdented", "up": "moved up", "down": "moved down"}
_WORDS = {"todo": "to do", "blocked": "BLOCK", "cancelled": "cancl"}


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
        Binding(
            "greater_than_sign",
            "outline('indent')",
            "Indent",
            id="task.indent",
            tooltip="Make the task part of the one above",
            show=False,
            key_display=">",
        ),
        Binding(
            "less_than_sign",
            "outline('outdent')",
            "Outdent",
            id="task.outdent",
            tooltip="Take the task out of its summary",
            show=False,
            key_display="<",
        ),
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
            TableColumn("ref", "Ref", 8), TableColumn("title", "Task", 16, grow=True), TableColumn("owner", "Who", 4), TableColumn("state", "State", 5),
            TableColumn("done", "Done", 4, "right"), TableColumn("left", "Left", 5, "right"), TableColumn("forecast_start", "Start", 7, "right"),
            TableColumn("forecast_finish", "Finish", 7, "right"), TableColumn("float", "Flt", 5, "right"),
        ]  # fmt: skip
        if self._has_baseline():
            columns.append(TableColumn("variance", "v.B", 5, "right"))
        return columns

    def _has_baseline(self) -> bool:
        project = self.scope
        sql = "SELECT 1 FROM baseline WHERE archived IS NULL" + (" AND project = ?" if project is not None else "") + " LIMIT 1"
        return self.session.database.value(sql, () if project is None else (project,)) is not None

    def source(self) -> TableSource:
        """The outline, or with a filter or an order of its own the plain list."""
        plain = bool(self.words.strip() or self.sort)
        return TaskSource(self, self.listing() if plain else None)

    def context(self) -> Text:
        """The project's counts from its totals."""
        project, database = self.scope, self.session.database
        where, params = ("WHERE s.project = ?", (project,)) if project is not None else ("", ())
        tasks, is_open, critical, blocked = database.rows(
            f"SELECT sum(s.tasks), sum(s.open), sum(s.critical), sum(s.blocked) FROM project_totals s {where}", params
        )[0]
        pieces = [
            (f" {self.scope_name()}", "title"),
            (f"  open {is_open or 0:,} of {tasks or 0:,}, critical {critical or 0:,}, blocked {blocked or 0:,}", ""),
        ]
        shown = self.words or ("open" if self.only_open else "all")
        pieces.append((f"    filter: {shown}" if self.words else f"    {shown} tasks", "accent" if self.words else "dim"))
        if project is not None and self._has_baseline():
            number, day = database.rows(
                "SELECT number, coalesce(approved_on, substr(created, 1, 10)) FROM baseline WHERE project = ? AND archived IS NULL ORDER BY number DESC LIMIT 1",
                (project,),
            )[0]
            pieces.append((f"    against B{number} of {self._day(day)}", "dim"))
        return pieces

    def _day(self, text: str) -> str:
        from datetime import date

        from models.values.day import short

        return short(date.fromisoformat(text), self.session.today)

    # -- speaking

    def speak(self, record: int | None) -> list[Text]:
        """Why the task is as it is: its block, what holds it, its float."""
        if record is None:
            return []
        return task_lines(self, record)

    # -- folding and views

    def on_table_fold_requested(self, event: Table.FoldRequested) -> None:
        """Fold or unfold a summary; on a task inside one, fold that."""
        if self.words or self.sort:
            return
        children, parent = self.session.database.rows(
            "SELECT coalesce(s.children, 0), t.parent FROM task t LEFT JOIN task_schedule s ON s.task = t.id WHERE t.id = ?", (event.id,)
        )[0]
        target = event.id if children else parent
        if target is None or (event.open and not children) or (event.open == (target not in self.folded) and event.open):
            return
        if event.open:
            self.folded.discard(target)
        else:
            self.folded.add(target)
        self.table.set_source(self.source())
        self.table.go_to(target)

    def action_next_view(self) -> None:
        """Open tasks, or all."""
        self.only_open = not self.only_open
        here = self.table.cursor_id
        self.show_list()
        if here is not None:
            self.table.go_to(here)

    def standing_of(self, record: int) -> str:
        """Which summary a task is part of now."""
        parent = self.session.database.value("SELECT parent FROM task WHERE id = ?", (record,))
        if parent is None:
            return "   it stands at the top of the project"
        title = self.session.database.value("SELECT title FROM task WHERE id = ?", (parent,))
        return f"   it is part of {references(self.session, [parent])[parent]} {title}"

    # -- making and moving

    async def action_new_child(self) -> None:
        """A task inside the one under the cursor."""
        from screens.editing import new_form

        if self._nothing_here():
            return
        record = self.table.cursor_id
        assert record is not None
        parent = references(self.session, [record])[record]
        self.app.push_screen(
            new_form(deck(self), self.register, project=self._project_of_row(), preset={"parent": parent}), self._new_closed
        )

    async def action_outline(self, step: str) -> None:
        """Indent, outdent, up, down: the row goes where it belongs, no other row leaves the list."""
        if self._nothing_here():
            return
        if self.words.strip() or self.sort:
            self.refuse("the order is changed in the outline", hint="Esc clears the filter, o and “as it was” the sorting")
            return
        records = self.table.chosen_ids()
        done = await self.carry_out(lambda session: _step(session, records, step), advance=False)
        if done:
            self.table.rearrange(records)
            self.say([(f" {done}", "saved"), ("  z undoes", "dim")], self.standing_of(records[0]))


def _step(session: Session, records: Sequence[int], step: str) -> str:
    """Move the tasks one step in the outline; what was done."""
    with command(session, _STEPS[step]) as work:
        for record in reversed(records) if step in ("outdent", "down") else records:
            if step in ("up", "down"):
                move.reorder(work, record, step)
            else:
                (move.indent if step == "indent" else move.outdent)(work, record)
    return _STEPS[step]


class TaskSource(ListingSource):
    """The outline's rows: from the schedule's order alone while nothing is filtered, so that 100,000 tasks open as fast as 1,000."""

    def __init__(self, screen: TasksScreen, plain: Listing | None) -> None:
        session = deck(screen).session
        super().__init__(plain or Listing(screen.register, session, project=screen.scope), [*_FIELDS])
        self.database, self.plain, self.project = session.database, plain, screen.scope
        self.only_open, self.folded = screen.only_open, frozenset(screen.folded)
        self.with_variance = len(screen.columns()) > len(_NAMES) - 1

    def _outline_sql(self, limit: int | None) -> tuple[str, list[int]]:
        parts, params = [], []
        if self.project is not None:
            parts.append("project = ?")
            params.append(self.project)
        if self.only_open:
            parts.append("open = 1")
        where = f"WHERE {' AND '.join(parts)}" if parts else ""
        return f"SELECT task FROM task_schedule {where} ORDER BY project, row" + (f" LIMIT {limit}" if limit else ""), params

    def first(self, limit: int) -> list[TableRow]:
        """The first rows."""
        if self.plain is not None:
            return self.rows(self.plain.ids(limit))
        if self.folded:
            return self.rows(self.ids()[:limit])
        sql, params = self._outline_sql(limit)
        return self.rows([row[0] for row in self.database.rows(sql, params)])

    def count(self) -> int:
        """From the roll-up."""
        if self.plain is not None:
            return self.plain.count()
        if self.folded:
            return len(self.ids())
        column = "open_rows" if self.only_open else "rows"
        where, params = ("WHERE project = ?", [self.project]) if self.project is not None else ("", [])
        return int(self.database.value(f"SELECT coalesce(sum({column}), 0) FROM project_totals {where}", params))

    def ids(self) -> Sequence[int]:
        """All, without what lies in folded summaries."""
        if self.plain is not None:
            return self.plain.ids()
        sql, params = self._outline_sql(None)
        if not self.folded:
            return self.database.column(sql, params)
        found = array("I")
        hidden_below = -1
        for task, depth in self.database.rows(sql.replace("SELECT task", "SELECT task, depth"), params):
            if hidden_below >= 0 and depth > hidden_below:
                continue
            hidden_below = depth if task in self.folded else -1
            found.append(task)
        return found

    def rows(self, ids: Sequence[int]) -> list[TableRow]:
        """These rows with the outline's signs in their titles."""
        found = []
        for record, texts in self.listing.texts([each for each in ids if each > 0], self.names):
            found.append(self._task(record, dict(zip(self.names, texts, strict=True))))
        return found

    def _task(self, record: int, row: Mapping[str, str]) -> TableRow:
        signs = glyphs()
        depth = 0 if self.plain is not None else int(row["depth"])
        parts = int(row["summary"])
        marks = [signs.collapsed if record in self.folded else signs.expanded] if parts else []
        if row["critical"] == "yes" and row["is_open"] == "1":
            marks.append(signs.critical)
        if row["kind"] == "milestone":
            marks.append(signs.milestone)
        count = f" ({parts})" if parts and record in self.folded else ""
        title = f"{'  ' * depth}{' '.join(marks) or ' '} {row['title']}{count}"
        state = "" if parts else _WORDS.get(row["state"], row["state"])
        texts = (
            row["ref"], title, "" if parts and row["owner"] == "–" else row["owner"], state, row["done"].replace(" ", ""), row["left"], row["forecast_start"], row["forecast_finish"], row["float"],
            "" if parts and row["variance"] == "–" else row["variance"],
        )  # fmt: skip
        styles = {"state": "blocked"} if row["state"] == "blocked" else {}
        if row["float"].startswith("-"):
            styles["float"] = "trouble"
        if row["variance"].startswith("+"):
            styles["variance"] = "late"
        return TableRow(record, texts, "done" if row["state"] in ("done", "cancelled") else "title" if parts else "", styles or None)


_FIELDS = (
    "ref", "title", "owner", "state", "done", "left", "forecast_start", "forecast_finish", "float", "variance", "kind", "depth", "summary", "critical", "is_open",
)  # fmt: skip


def task_lines(screen: VerbScreen, record: int) -> list[Text]:
    """Two lines about a task: what stops or holds it, and what it moves."""
    session = screen.session
    row = session.database.row(
        "SELECT t.title, t.state, t.blocked_reason, t.blocked_since, t.blocked_by, t.chase_on, t.due, t.warnings, s.critical, s.total_float, s.driver, s.finish,"
        " t.actual_finish, t.description, t.project, s.children FROM task t LEFT JOIN task_schedule s ON s.task = t.id WHERE t.id = ?", (record,),
    )  # fmt: skip
    if row is None:
        return []
    from screens.task_words import first_line, second_line

    return [first_line(session, record, row), second_line(session, row)]
