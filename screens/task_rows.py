"""The rows of the task outline: from the schedule's order alone while nothing is filtered, with the outline's signs in the titles."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from models.core.access import and_readable
from models.core.listing import Listing, and_of_live_projects
from models.values import NOT_AVAILABLE
from screens.base import PANE_FROM
from screens.deck import deck
from screens.parts.safe_text import glyphs
from screens.parts.table import TableRow
from screens.sources import WIDE_FROM, ListingSource, out_of_sight

if TYPE_CHECKING:
    from screens.tasks import TasksScreen

_FIELDS = (
    "ref", "title", "owner", "state", "done", "left", "forecast_start", "forecast_finish", "float", "variance",
    "kind", "depth", "summary", "critical", "is_open",
)  # fmt: skip
_WORDS = {"todo": "to do", "blocked": "BLOCK", "cancelled": "cancl"}


class TaskSource(ListingSource):
    """The outline's rows: from the schedule's order alone while nothing is filtered, so that 100,000 tasks open as fast as 1,000."""

    def __init__(self, screen: TasksScreen, plain: Listing | None) -> None:
        session = deck(screen).session
        super().__init__(plain or Listing(screen.register, session, project=screen.scope), [*_FIELDS])
        self.database, self.plain, self.project = session.database, plain, screen.scope
        self.readable, self.live = and_readable(session, "task"), and_of_live_projects(session, "project")
        self.indent = "  " if WIDE_FROM <= screen.app.size.width < PANE_FROM else " "
        self.only_open, self.folded = screen.only_open, frozenset(screen.folded)

    def _outline_sql(self, limit: int | None) -> tuple[str, list[int]]:
        parts, params = [f"1{self.live}"], []
        if self.project is not None:
            parts.append("project = ?")
            params.append(self.project)
        if self.only_open:
            parts.append("open = 1")
        if self.readable:
            parts.append(f"EXISTS (SELECT 1 FROM task t WHERE t.id = task_schedule.task{self.readable})")
        return f"SELECT task FROM task_schedule WHERE {' AND '.join(parts)} ORDER BY project, row" + (f" LIMIT {limit}" if limit else ""), params

    def first(self, limit: int) -> list[TableRow]:
        """The first rows."""
        if self.plain is not None:
            return self.rows(self.plain.ids(limit))
        if self.folded:
            return self.rows(self.ids()[:limit])
        sql, params = self._outline_sql(limit)
        return self.rows([row[0] for row in self.database.rows(sql, params)])

    def count(self) -> int:
        """From the roll-up, which holds also what the session may not read."""
        if self.plain is not None:
            return self.plain.count()
        if self.folded or self.readable:
            return len(self.ids())
        column = "open_rows" if self.only_open else "rows"
        where, params = ("AND project = ?", [self.project]) if self.project is not None else ("", [])
        return int(self.database.value(f"SELECT coalesce(sum({column}), 0) FROM project_totals WHERE 1{self.live} {where}", params))

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
        title = f"{self.indent * depth}{' '.join(marks) or ' '} {row['title']}{count}"
        waiting = row["kind"] == "milestone" and row["state"] == "todo"
        state = "" if parts or waiting else _WORDS.get(row["state"], row["state"])
        owner = "" if row["owner"] == "–" and (parts or waiting) else row["owner"]
        done, left = ("", "") if waiting else (row["done"].replace(" ", ""), row["left"])
        texts = (
            row["ref"], title, owner, state, done, left, row["forecast_start"], row["forecast_finish"], row["float"],
            "" if parts and row["variance"] == "–" else row["variance"],
        )  # fmt: skip
        styles = {"state": "blocked"} if row["state"] == "blocked" else {}
        if row["float"].startswith("-"):
            styles["float"] = "trouble"
        if row["variance"].startswith("+"):
            styles["variance"] = "late"
        style = "done" if row["state"] in ("done", "cancelled") else "title" if parts else ""
        shown = TableRow(record, texts, style, styles or None, int(row["version"]))
        return shown if row["archived"] == NOT_AVAILABLE else out_of_sight(shown, 1)
