"""The generic list: any register that has no hand-made screen, and the overview from which they are opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from models.core import registry
from models.core.listing import Listing
from models.core.record import reference
from screens.base import FrameScreen
from screens.choosing import ChoosingScreen
from screens.deck import deck
from screens.parts.bound_keys import bound
from screens.parts.table import TableColumn, TableRow
from screens.verbs import VerbScreen

if TYPE_CHECKING:
    from models.core.register import Register
    from screens.parts.line import Text
    from screens.parts.paint import Piece
    from screens.parts.table import TableSource

_KEYS = ("verb.new", "verb.edit", "verb.line", "verb.comment", "verb.assign", "view.filter", "verb.archive", "verb.history")


class RegisterScreen(VerbScreen):
    """The list of one register, as it declares itself."""

    TAB = "6"
    KEYS = _KEYS

    def __init__(self, key: str, words: str = "") -> None:
        self._key = key
        super().__init__(words)

    @property
    def register(self) -> Register:
        """The register that this list was opened for."""
        return registry.get(self._key)


class MoreScreen(ChoosingScreen):
    """Every register with how many records it holds; enter opens its list."""

    TAB = "6"
    KEYS = ("table.open", "view.palette", "view.find")

    def source(self) -> TableSource:
        """One row a register, by group."""
        return _Overview(self)

    def columns(self) -> Sequence[TableColumn]:
        """Name, what it is, how many."""
        return [
            TableColumn("key", "Register", 13), TableColumn("what", "What it holds", 30, grow=True), TableColumn("count", "Records", 9, "right"),
            TableColumn("command", "Go to", 14),
        ]  # fmt: skip

    def context(self) -> list[Piece]:
        """What this is, and of which project."""
        project = deck(self).project
        code = reference(self.session, project) if project else None
        return [
            (" Every register", "title"),
            (f"  of {code}" if code else "", "accent"),
            (f"   {bound('table.open')} opens its list; {bound('view.palette')} and its name goes there", "dim"),
        ]

    def speak(self, record: int | None) -> list[Text]:
        """What the register holds, in full."""
        if record is None:
            return []
        register = overview()[record - 1]
        return [[(f" {register.title}: ", "accent"), (" ".join((register.model.__doc__ or "").split()), "")]]

    def open_row(self, record: int) -> None:
        """Open the register's list."""
        deck(self).open_register(overview()[record - 1].key)


def overview() -> list[Register]:
    """The registers in the order of the overview: by group, then by title."""
    groups = {group: place for place, group in enumerate(("plan", "control", "money", "people"))}
    shown = (each for each in registry.every() if each.frozen != ())  # what is never touched is seen where it belongs
    return sorted(shown, key=lambda each: (groups.get(each.group, len(groups)), each.group, each.title))


class _Overview:
    """The registers as rows."""

    def __init__(self, screen: FrameScreen) -> None:
        self.session, self.project = deck(screen).session, deck(screen).project

    def _all(self) -> list[TableRow]:
        rows, group = [], ""
        for number, register in enumerate(overview(), 1):
            if register.group != group:
                group = register.group
                rows.append(TableRow(-number, (f" {group.capitalize()}",), "group"))
            count = Listing(register, self.session, project=self.project if register.has_project else None).count()
            rows.append(
                TableRow(
                    number,
                    (register.title, (register.model.__doc__ or "").split("\n")[0], f"{count:,}", f":{register.key}"),
                    "" if count else "dim",
                )
            )
        return rows

    def first(self, limit: int) -> list[TableRow]:
        """All of them: there are few."""
        return self._all()

    def count(self) -> int:
        """How many lines."""
        return len(self._all())

    def ids(self) -> Sequence[int]:
        """All ids."""
        return [row.id for row in self._all()]

    def rows(self, ids: Sequence[int]) -> list[TableRow]:
        """These rows."""
        found = {row.id: row for row in self._all()}
        return [found[each] for each in ids if each in found]
