"""The first minutes: an empty database greets with what one can do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from models.core import registry
from screens.choosing import ChoosingScreen
from screens.deck import deck
from screens.parts.bound_keys import with_keys
from screens.parts.table import TableColumn, TableRow

if TYPE_CHECKING:
    from screens.parts.line import Text
    from screens.parts.paint import Piece
    from screens.parts.table import TableSource

_CHOICES = (
    ("My first project", "a form asks for its title; the rest can wait"),
    ("Import a file", "CSV by a map, or a TOML snapshot of a project"),
    ("The demo portfolio", "24 projects in a file of their own; qd demo opens it again"),
)


class FirstRunScreen(ChoosingScreen):
    """A menu of three, and one question: the currency of this portfolio."""

    TAB = ""
    KEYS = ("table.open", "view.palette", "view.back")

    def columns(self) -> Sequence[TableColumn]:
        """What, and what it means."""
        return [TableColumn("what", "Begin with", 24), TableColumn("hint", "", 20, grow=True)]

    def source(self) -> TableSource:
        """The menu."""
        return _Menu()

    def context(self) -> list[Piece]:
        """A greeting."""
        return [(" Quarterdeck", "title"), (f"   nothing here yet: {self.session.database.path}", "dim")]

    def speak(self, record: int | None) -> list[Text]:
        """How it goes on."""
        keys = with_keys("{table.open} begins it; {table.down} and {table.up} choose; {view.back} leaves")
        return [[(f" {_CHOICES[record - 1][0]}: " if record else "", "accent"), (keys, "dim")]]

    def open_row(self, record: int) -> None:
        """Begin."""
        (self._project, self._import, self._demo)[record - 1]()

    def _project(self) -> None:
        """Ask what is asked once, then for the project."""
        from screens.first_settings import asked_already, settings_form

        if asked_already(self.session):
            self._open_form()
        else:
            self.app.push_screen(settings_form(deck(self)), lambda saved: self._open_form() if saved else None)

    def _open_form(self) -> None:
        from screens.editing import new_form

        made: list[int] = []

        def closed(saved: Any) -> None:
            """The first project is the chosen one; its tasks come next."""
            if saved and made:
                deck(self).choose_project(made[-1])
                deck(self).open_tab("2")

        form = new_form(deck(self), registry.get("project"), project=None, saved=lambda record, work: made.append(record))
        self.app.push_screen(form, closed)

    def _import(self) -> None:
        from screens.importing import begin

        begin(self)

    def imported(self) -> None:
        """What came is in the portfolio."""
        deck(self).open_tab("1")

    def _demo(self) -> None:
        self.say([(" making the demo portfolio …", "accent")], "   it lives in its own file, so that nothing of yours is mixed with it")
        self.in_background(deck(self).open_demo())


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
