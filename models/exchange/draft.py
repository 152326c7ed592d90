"""A draft: a record that rows of a file ask for, before it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from models.exchange.mapping import RecordMap

#: The sort of oddity by which a project tells of its tasks.
PARTS = "parts"


class Oddity(NamedTuple):
    """Something implausible: what sort it is, and the words with its figures."""

    sort: str
    text: str


class Draft:
    """A record that rows of the file ask for. Values may hold other drafts in place of ids until these are written.

    `values` are written always, `new` only when the record is made. `id` and `is_new` are known once it is written.
    """

    __slots__ = ("id", "is_new", "kind", "lines", "new", "oddities", "values")

    def __init__(self, kind: str, values: dict[str, Any], new: dict[str, Any], line: int) -> None:
        self.kind, self.values, self.new, self.lines = kind, values, new, [line]
        self.oddities: list[Oddity] = []
        self.id: int | None = None
        self.is_new = False

    def get(self, name: str) -> Any:
        """A value, whichever part holds it."""
        value = self.values.get(name)
        return self.new.get(name) if value is None else value


def identity_key(part: RecordMap, draft: Draft) -> tuple[Any, ...]:
    """What tells a draft from the others of its part."""
    return tuple(("draft", id(value)) if isinstance(value := draft.get(name), Draft) else value for name in part.identity)
