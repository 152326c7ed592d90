"""What can go wrong between a wish and the disk; each error says what happened and what to do."""

# Annotations are evaluated here: kept as text, each field of a NamedTuple would be compiled at import, several times dearer.
from typing import Any, NamedTuple


class QuarterdeckError(Exception):
    """Base of every error that a user is told in words: what is wrong, the field it concerns, and what would be right."""

    exit_code = 5

    def __init__(self, message: str, *, field: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message, self.field, self.hint = message, field, hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class StorageError(QuarterdeckError):
    """The file cannot be read or written: damage, a full disk, a lost or foreign file."""


class RefusedError(QuarterdeckError):
    """Not allowed: rights, or a database made by a newer version."""

    exit_code = 3


class UsageError(QuarterdeckError):
    """The wish itself is wrong: an unknown field, an unreadable value, something missing."""

    exit_code = 2


class NotFoundError(QuarterdeckError):
    """No such record."""

    exit_code = 1


class Clash(NamedTuple):
    """One field that two people changed: what it was, what they wrote (who, when), what I wanted."""

    ref: str
    field: str
    before: Any
    theirs: Any
    mine: Any
    who: str
    when: str


class ConflictError(QuarterdeckError):
    """The record changed since it was read; nothing was written."""

    exit_code = 4

    def __init__(self, message: str, clashes: list[Clash], *, hint: str | None = None) -> None:
        super().__init__(message, field=clashes[0].field if clashes else None, hint=hint)
        self.clashes = clashes
