"""Closing a project: the gate with what is still open, each row leading to its list; the snapshot that seals the project."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType

from models.core.record import reference
from models.operations import closure
from models.operations.close import ENDED, close_or_reopen
from models.store.errors import UsageError
from screens.choosing import ChoosingScreen
from screens.deck import deck
from screens.parts.bound_keys import bound, with_keys
from screens.parts.safe_text import glyphs
from screens.parts.table import TableColumn, TableRow

if TYPE_CHECKING:
    from models.core.access import Session
    from screens.parts.line import Text
    from screens.parts.paint import Piece
    from screens.parts.table import TableSource


class ClosureScreen(ChoosingScreen):
    """The gate of the chosen project."""

    TAB = "7"
    KEYS = ("table.open", "closure.snapshot", "closure.close", "view.project", "verb.undo")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("Y", "snapshot", "Snapshot", id="closure.snapshot", tooltip="Write the project as a sealed TOML file"),
        Binding("C", "close", "Close", id="closure.close", tooltip="Close the project when the gate is clear, or reopen it"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._shown_as = (False, 0)
        """Whether the project that is shown has ended, and its version as it was read."""

    @property
    def gate(self) -> list[closure.GateRow]:
        """The rows of the gate; none without a project."""
        project = deck(self).project
        return closure.gate(self.session, project) if project is not None else []

    def columns(self) -> Sequence[TableColumn]:
        """As the wireframe has them."""
        return [
            TableColumn("title", "Gate", 26), TableColumn("state", "State", 6), TableColumn("left", "Left", 5, "right"), TableColumn("who", "Who", 10),
            TableColumn("next", "Next", 20, grow=True),
        ]  # fmt: skip

    def source(self) -> TableSource:
        """The gate as rows."""
        return GateSource(self)

    def empty_text(self) -> str:
        """Which project?"""
        return with_keys("Choose the project to close: {view.project}. Its gate then lists what still stands in the way.")

    def context(self) -> list[Piece]:
        """The project and how much is open."""
        project = deck(self).project
        if project is None:
            return [(" Closing", "title"), (f"   {bound('view.project')} chooses the project", "dim")]
        code, title, state, version = self.session.database.rows(
            "SELECT code, title, state, version FROM project WHERE id = ?", (project,)
        )[0]
        self._shown_as = state in ENDED, version
        open_rows = sum(row.state == "open" for row in self.gate)
        return [
            (f" {code}", "title"),
            (f"  {title}   {state.replace('_', ' ')}", ""),
            (f"   {open_rows} of {len(self.gate)} open", "warning" if open_rows else "ok"),
        ]

    def speak(self, record: int | None) -> list[Text]:
        """What the row asks for."""
        if record is None:
            return []
        row = self.gate[record - 1]
        left = f"{row.left} left, next {row.who or 'nobody'}: " if row.state == "open" else ""
        return [
            [(f" {row.title}: ", "accent"), (f"{left}{row.next}" or "nothing is open", "")],
            [(f"   {bound('table.open')} opens its list; {bound('closure.snapshot')} writes a sealed snapshot; {bound('closure.close')} closes, or reopens", "dim")],
        ]

    def detail(self, record: int) -> tuple[str, Any]:
        """The row again, at length."""
        from screens.parts.detail import DetailEntry

        row = self.gate[record - 1]
        return row.title, [
            DetailEntry("State", row.state),
            DetailEntry("Left", str(row.left)),
            DetailEntry("Who", row.who or "–"),
            DetailEntry("Next", row.next, "", 4),
        ]

    def open_row(self, record: int) -> None:
        """Open the list behind the row."""
        row = self.gate[record - 1]
        deck(self).open_register(row.kind, row.filter_words)

    def action_snapshot(self) -> None:
        """Ask for the file, then write it."""
        project = deck(self).project
        if project is None:
            self.refuse("choose the project first", hint=f"{bound('view.project')} chooses it")
            return
        code = reference(self.session, project)

        async def done(path: str) -> None:
            where = os.path.expanduser(path.strip())
            _refuse_place(where)
            await self._seal(project, where)

        self.ask("write to", done, text=f"{code.lower()}-{self.session.today.isoformat()}.toml")

    async def _seal(self, project: int, where: str) -> None:
        """Write the snapshot in the lane."""
        size, replaced = await deck(self).write(lambda session: _seal(session, project, where))
        self.say([(f" {'replaced' if replaced else 'sealed'}: {where}", "saved"), (f"  {size:,} bytes; qd verify {where} proves it", "dim")])

    async def action_close(self) -> None:
        """Close the project when nothing is open; a closed one is reopened."""
        project = deck(self).project
        if project is None:
            self.refuse("choose the project first", hint=f"{bound('view.project')} chooses it")
            return
        reopen, read = self._shown_as
        state = await deck(self).write(lambda session: close_or_reopen(session, project, reopen=reopen, read={project: read}))
        self.show_list()
        self.say([(f" the project is {state.replace('_', ' ')} now", "saved"), (f"  {bound('verb.undo')} undoes", "dim")])


def _refuse_place(where: str) -> None:
    """Raise UsageError where no file can be, before anything is computed: what was typed is kept then."""
    if not os.access(os.path.dirname(os.path.abspath(where)), os.W_OK):
        raise UsageError(f"{where} cannot be written: its folder is not there, or not yours", field="file", hint="another folder")


def _seal(session: Session, project: int, where: str) -> tuple[int, bool]:
    """Write the project's sealed snapshot into a file, and remember its head; its size, and whether it replaced one. Raises StorageError."""
    from models.exchange.anchors import keep_head
    from models.exchange.snapshot import write_snapshot
    from models.store.folders import write_file

    data = write_snapshot(session, project)
    replaced = write_file(where, data)
    keep_head(session, project, data)
    return len(data), replaced


class GateSource:
    """The gate's rows, numbered from 1, as they are whenever they are read."""

    def __init__(self, screen: ClosureScreen) -> None:
        self.screen = screen

    def first(self, limit: int) -> list[TableRow]:
        """All of them: there are few."""
        return self.rows(self.ids())

    def count(self) -> int:
        """How many."""
        return len(self.screen.gate)

    def ids(self) -> Sequence[int]:
        """1, 2, 3 …"""
        return range(1, self.count() + 1)

    def rows(self, ids: Sequence[int]) -> list[TableRow]:
        """These rows."""
        gate = self.screen.gate
        return [_row(each, gate[each - 1]) for each in ids if 0 < each <= len(gate)]


def _row(number: int, row: closure.GateRow) -> TableRow:
    is_open = row.state == "open"
    cells = (row.title, "OPEN" if is_open else row.state, str(row.left), row.who or glyphs().dash, row.next)
    return TableRow(number, cells, "" if is_open else "done", {"state": "late" if is_open else "ok"})
