"""Plain values: what people type is parsed here, what they read is formatted here; standard library only, the lowest floor."""

from __future__ import annotations

NOT_AVAILABLE = "–"
"""Shown wherever a value is absent or cannot be computed; never 0."""


class ParseError(ValueError):
    """A typed word that is no such value: `message` says what is wrong with it, `hint` what would be right."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}: {self.hint}" if self.hint else self.message


def quote(text: str) -> str:
    """The typed word as an error message may repeat it: one harmless line in quotes, cut when it is long."""
    from models.values.text import clean_line

    line = clean_line(text[:200])
    return f'"{line}"' if len(line) <= 40 else f'"{line[:39]}…"'
