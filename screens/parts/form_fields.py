"""What a form is made of: its fields, what is typed in them, what was understood, and what went wrong. No widget here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from screens.parts.line_input import one_line
from screens.parts.safe_text import safe

if TYPE_CHECKING:
    from screens.parts.choice_list import Choice

    Read = Callable[[str, str], tuple[str, str | None]]

SHORT_KINDS = frozenset({"day", "duration", "effort", "lag", "money", "percent", "number", "scale", "reference", "code"})
FLAG_WORDS = ("yes", "no")


class FormField(NamedTuple):
    """A field: its name, what it is called, its help, and of what kind it is.

    `kind` is `text`, `long` (several lines), `choice`, `flag` (yes or no), `reference` (chosen from `choices`, or typed), or a kind of
    short value: day, duration, effort, lag, money, percent, number, scale, code. `choices` are words, or for a reference the choices
    or a function that gives them for a text; the value of such a choice is the text to be typed. `text` is what stands in the field
    at first, `private` that few may read it.
    """

    name: str
    label: str
    help: str = ""
    kind: str = "text"
    choices: Sequence[str] | Sequence[Choice] | Callable[[str], Sequence[Choice]] = ()
    required: bool = False
    text: str = ""
    private: bool = False


class Conflict(NamedTuple):
    """A field that somebody else changed meanwhile: what it was, what they wrote, what was typed here, who it was and when."""

    before: str
    theirs: str
    mine: str
    who: str = ""
    when: str = ""


class FormResult(NamedTuple):
    """What was saved: the text of every field, and the names of those that were changed here."""

    typed: dict[str, str]
    changed: tuple[str, ...]


class FieldState:
    """A field while the form is open."""

    def __init__(self, field: FormField, read: Read) -> None:
        self.field = field
        self._read = read
        self._first = clean(field, field.text)
        self.text = self._first
        self.understood = ""
        self.error = ""
        self.conflict: Conflict | None = None
        self._refused = False
        self.left = bool(self.text)
        """Whether the field was left after typing: until then, what cannot be read yet is no error."""
        self._understand()

    @property
    def changed(self) -> bool:
        """Whether something else stands there than at first."""
        return self.text != self._first

    @property
    def typed(self) -> str:
        """The text to be saved; a field that was not touched gives back exactly what it was given."""
        return self.text if self.changed else self.field.text

    @property
    def options(self) -> list[str]:
        """The words a choice can have, an empty one first where it may have none."""
        if self.field.kind == "flag":
            return list(FLAG_WORDS)
        words = [str(choice) for choice in self.field.choices] if not callable(self.field.choices) else []
        return words if self.field.required or "" in words else ["", *words]

    def put(self, text: str) -> None:
        """Take another text, and see what it means."""
        text = clean(self.field, text)
        if text != self.text:
            self.text, self.left = text, False
            self._understand()

    def reread(self) -> None:
        """Read the text again, for what it means may hang on another field; what saving refused stays so until it is typed anew."""
        if not self._refused:
            self._understand()

    def _understand(self) -> None:
        """Read the text as it will be read when saved."""
        self.understood, self.error, self._refused = "", "", False
        if self.text.strip():
            understood, error = self._read(self.field.name, self.text)
            self.understood, self.error = understood, error or ""

    def check(self) -> str:
        """What keeps the field from being saved, or nothing."""
        self.left = True
        if self.field.required and not self.text.strip():
            self.error = "needed"
        return self.error

    def refuse(self, error: str | Conflict) -> None:
        """Take what saving said about it."""
        self.left = True
        if isinstance(error, Conflict):
            self.conflict = error
        else:
            self.error, self._refused = error, True

    def note(self, focused: bool) -> tuple[str, str]:
        """What stands beside the field, and its state: an error once it was left, until then a hint; else what was understood."""
        if self.error:
            return (self.error, "error") if self.left or not focused else (self.error, "dim")
        if self.conflict is not None:
            return "changed meanwhile", "warning"
        if self.understood and self.understood != self.text:
            return self.understood, "ok" if self.changed else "dim"
        return "", ""

    def conflict_line(self) -> str:
        """Before, theirs and mine in one line."""
        if self.conflict is None:
            return ""
        before, theirs, mine, who, when = self.conflict
        by = f"{who or 'somebody else'}{f', {when}' if when else ''}"
        return f"was {quoted(before)}, now {quoted(theirs)} ({by}), yours {quoted(mine)}"


def clean(field: FormField, text: str) -> str:
    """The text as the field can hold it."""
    if field.kind == "long":
        return "\n".join(safe(line) for line in text.splitlines())
    return one_line(text)


def quoted(text: str) -> str:
    """The text in quotation marks, or a word for an empty one."""
    return f"“{one_line(text)}”" if text else "empty"


def cycle(options: Sequence[str], current: str, step: int) -> str:
    """The option before or after the current one, around the end."""
    if not options:
        return current
    index = options.index(current) if current in options else (-1 if step > 0 else 0)
    return options[(index + step) % len(options)]


def by_letter(options: Sequence[str], current: str, letter: str) -> str:
    """The next option that begins with a letter, after the current one and around the end; the current one where none does."""
    start = options.index(current) + 1 if current in options else 0
    for option in [*options[start:], *options[:start]]:
        if option[:1].casefold() == letter.casefold():
            return option
    return current
