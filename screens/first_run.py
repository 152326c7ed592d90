"""The first minutes: an empty database greets with what one can do."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from models.core import registry
from models.operations.command import command
from screens.deck import deck
from screens.lists import ListScreen
from screens.parts.table import TableColumn, TableRow

if TYPE_CHECKING:
    from models.core.access import Session
    from screens.parts.line import Text
    from screens.parts.table import TableSource

_CHOICES = (
    ("My first project", "a form asks for its title; the rest can wait"),
    ("Import a file", "CSV by a map, or a TOML snapshot of a project"),
    ("The demo portfolio", "24 projects in a file of their own: qd demo opens it again"),
)


class FirstRunScreen(ListScreen):
    """A menu of three, and one question: the currency of this portfolio."""

    TAB = ""
    REGISTER = "project"
    KEYS = ("view.palette", "view.help", "view.back")

    def columns(self) -> Sequence[TableColumn]:
        """What, and what it means."""
        return [TableColumn("what", "Begin with", 24), TableColumn("hint", "", 20, grow=True)]

    def source(self) -> TableSource:
        """The menu."""
        return _Menu()

    def context(self) -> Text:
        """A greeting."""
        return [(" Quarterdeck", "title"), (f"   nothing here yet: {self.session.database.path}", "dim")]

    def speak(self, record: int | None) -> list[Text]:
        """How it goes on."""
        return [[("  Up and Down choose, Enter begins, q leaves", "dim")]]

    def detail(self, record: int) -> tuple[str, Any]:
        """The choice again."""
        return _CHOICES[record - 1][0], []

    def open_row(self, record: int) -> None:
        """Begin."""
        (self._project, self._import, self._demo)[record - 1]()

    def _project(self) -> None:
        """Ask for the currency once, then for the project."""
        known = self.session.database.value("SELECT value FROM setting WHERE name = 'currency'")
        if known is None:
            self.ask("currency of this portfolio", self._currency, text="EUR")
        else:
            self._open_form()

    async def _currency(self, text: str) -> None:
        from models.core.lookup import context
        from models.core.types import CURRENCY

        code = CURRENCY.parse(text, context(self.session))

        def write(session: Session) -> None:
            with command(session, "settings") as work:
                work.setting("currency", code)

        await deck(self).write(write)
        self._open_form()

    def _open_form(self) -> None:
        from screens.editing import new_form

        self.app.push_screen(new_form(deck(self), registry.get("project"), project=None), self._made)

    def _made(self, saved: Any) -> None:
        if saved:
            deck(self).open_tab("1")

    def _import(self) -> None:
        self.ask("file", self._read_file)

    async def _read_file(self, text: str) -> None:
        from models.exchange.files import import_file

        path = os.path.expanduser(text.strip())
        report = await deck(self).write(lambda session: import_file(session, path))
        deck(self).open_tab("1")
        self.app.notify(report, markup=False)

    def _demo(self) -> None:
        self.say([(" Leave with q and type:  qd demo", "accent")], "   it lives in its own file, so that nothing of yours is mixed with it")


class _Menu:
    """The three choices as rows."""

    def first(self, limit: int) -> list[TableRow]:
        """All three."""
        return self.rows(self.ids())

    def count(self) -> int:
        """Three."""
        return len(_CHOICES)

    def ids(self) -> Sequence[int]:
        """1, 2, 3."""
        return range(1, len(_CHOICES) + 1)

    def rows(self, ids: Sequence[int]) -> list[TableRow]:
        """These choices."""
        return [TableRow(each, _CHOICES[each - 1]) for each in ids]
