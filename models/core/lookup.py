"""Answers the questions of the value types about other records, each once a session's batch of questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.core import record as directory
from models.core import settings
from models.core.access import and_readable
from models.core.project_day import day_of_project
from models.core.types import Context
from models.store.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from models.core.access import Session


class Directory:
    """Looks records up for one reading or writing; remembers references already asked."""

    def __init__(self, session: Session, project: int | None = None) -> None:
        self.session, self.project = session, project
        self._references: dict[int, str] = {}

    def resolve(self, kind: str, word: str) -> int:
        """The id of the record of `kind` (empty: any) that a word names. Raises UsageError naming the word."""
        if kind == "person":
            return directory.person(self.session, word)
        if kind == "unit" and (found := self._by_title(kind, word)):
            return found
        try:
            entry = directory.find(self.session, word, self.project)
        except NotFoundError as error:
            raise UsageError(error.message, hint=error.hint) from error
        if kind and entry.kind != kind:
            raise UsageError(
                f"{word} is a {entry.kind.replace('_', ' ')}, not a {kind.replace('_', ' ')}", hint=f"the reference of a {kind}"
            )
        return entry.id

    def _by_title(self, kind: str, word: str) -> int | None:
        rows = self.session.database.rows(f'SELECT id FROM "{kind}" WHERE lower(title) = lower(?)', (word,))
        return rows[0][0] if len(rows) == 1 else None

    def reference(self, record: int) -> str:
        """The reference of a record."""
        if record not in self._references:
            self.remember([record])
        return self._references.get(record, f"#{record}")

    def remember(self, ids: list[int]) -> None:
        """Ask for many references at once."""
        for start in range(0, len(ids), 500):
            self._references.update(directory.references(self.session, ids[start : start + 500]))

    def title(self, record: int) -> str:
        """The title of a record."""
        from models.core import registry

        kind = directory.kind_of(self.session, record)
        register = registry.get(kind)
        sql = f'SELECT t."{register.title_field}" FROM "{kind}" t WHERE t.id = ?{and_readable(self.session, kind)}'
        return str(self.session.database.value(sql, (record,)) or "")


def context(session: Session, *, project: int | None = None, currency: str | None = None) -> Context:
    """What value types need, for values of records of `project` (None: of no project; then the portfolio's currency).

    Days such as `fri` count from the project's own today, which may be pinned; they are shown to people of today.
    """
    if currency is None and project is not None:
        currency = session.database.value("SELECT currency FROM project WHERE id = ?", (project,))
    currency = currency or settings.currency(session.database)
    return Context(day_of_project(session, project), currency, Directory(session, project), session.today)
