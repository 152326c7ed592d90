"""What every type of value can do, and what it may ask of where it is read or shown."""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol

from models.values import NOT_AVAILABLE, text


class Lookup(Protocol):
    """What a type may ask about other records."""

    def resolve(self, kind: str, word: str) -> int:
        """The id that a word names: a reference, handle, code; raises UsageError naming the word."""

    def reference(self, record: int) -> str:
        """The reference of a record."""

    def title(self, record: int) -> str:
        """The title of a record."""


class Context:
    """Where a value is read or shown: the day from which its project counts, that on which people read it, the currency of the project, and
    the other records."""

    __slots__ = ("currency", "lookup", "now", "today")

    def __init__(self, today: date, currency: str | None, lookup: Lookup, now: date | None = None) -> None:
        self.today, self.currency, self.lookup, self.now = today, currency, lookup, now or today


class ValueType:
    """Text on one line; the base of the others."""

    name = "text"
    right = False
    width = 12
    ordered = False

    def parse(self, word: str, context: Context) -> Any:
        """The stored value; raises ParseError (a ValueError with message and hint)."""
        return text.clean_line(word) or None

    def show(self, value: Any, context: Context) -> str:
        """Short text for a list."""
        return NOT_AVAILABLE if value is None else str(value)

    def full(self, value: Any, context: Context) -> str:
        """Text where there is room for it: in a record's own view, in messages."""
        return self.show(value, context)

    def edit(self, value: Any, context: Context) -> str:
        """Text that `parse` reads back to the same value; empty for null."""
        return "" if value is None else str(value)

    def json(self, value: Any, context: Context) -> Any:
        """The value in JSON (null stays null)."""
        return value

    def toml(self, value: Any, context: Context) -> Any:
        """The value in a snapshot (never called for null)."""
        return self.json(value, context)

    def from_toml(self, value: Any, context: Context) -> Any:
        """The stored value of what `toml` gave."""
        return self.parse(str(value), context) if value != "" else ""

    def json_name(self, name: str) -> str:
        """The key in JSON and TOML."""
        return name
