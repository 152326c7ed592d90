"""What can go wrong between a wish and the disk; each error says what happened and what to do."""

from __future__ import annotations

from typing import Any

from models.values.named import NamedTuple


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


class StoppedError(QuarterdeckError):
    """Somebody asked what runs to stop; nothing of it was written."""

    def __init__(self) -> None:
        super().__init__("stopped: nothing of it was written")


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


class StaleError(ConflictError):
    """What is to be written is based on an older version of a field; the same, based on the newest, writes over it."""


class Rehearsed(Exception):
    """Ends the transaction of a dry run: everything was computed, nothing is kept."""


_FAILURES = (
    ("disk is full", "{path}: the disk is full; nothing was written", "make room, then repeat"),
    (
        "disk i/o error",
        "{path}: the disk refused to write or read; nothing was written",
        "look at the disk and its free space, then repeat",
    ),
    ("readonly database", "{path} may only be read by this account", "ask its owner, or copy it with qd backup"),
    ("malformed", "{path} is damaged", "restore a backup; qd check names what is broken"),
    ("not a database", "{path} is not a database", "name another file with --db"),
    ("locked", "{path} stayed busy for 30 seconds; nothing was written", "see who holds it open, then repeat"),
    ("unable to open", "{path} cannot be opened", "look at its folder and permissions"),
)


def failure(path: str, error: Exception) -> StorageError:
    """An engine's error in words that a user understands; constraint errors keep their text."""
    text = reason(error)
    lower = text.lower()
    for sign, message, hint in _FAILURES:
        if sign in lower:
            return StorageError(message.format(path=path), hint=hint)
    return StorageError(f"{path}: {text}", hint="qd check says more")


def reason(error: Exception) -> str:
    """What the error says of itself."""
    return getattr(error, "strerror", None) or str(error)
