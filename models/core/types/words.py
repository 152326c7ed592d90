"""Types whose values are words: text, labels, one word of a list, yes or no, another record's reference."""

from __future__ import annotations

from typing import Any

from models.core.types.value_type import Context, ValueType
from models.store.errors import UsageError
from models.values import NOT_AVAILABLE, text


class LongText(ValueType):
    """Text of several lines."""

    name = "long"
    width = 30

    def parse(self, word: str, context: Context) -> Any:
        """Cleaned text with its line ends; null when empty."""
        return text.clean(word).strip("\n") or None

    def show(self, value: Any, context: Context) -> str:
        """The text on one line."""
        return NOT_AVAILABLE if value is None else text.clean_line(value)

    def full(self, value: Any, context: Context) -> str:
        """The text with its lines."""
        return NOT_AVAILABLE if value is None else str(value)

    def from_toml(self, value: Any, context: Context) -> Any:
        """The text as it stands."""
        return text.clean(str(value))


class Pattern(ValueType):
    """A word of a fixed form: a project's code, a person's handle."""

    def __init__(self, pattern: str, form: str, strip: str = "", upper: bool = False) -> None:
        self.pattern, self.form, self.strip, self.upper = pattern, form, strip, upper

    def parse(self, word: str, context: Context) -> Any:
        """The word, checked."""
        import re

        found = text.clean_line(word).removeprefix(self.strip) if self.strip else text.clean_line(word)
        found = found.upper() if self.upper else found.lower()
        if not found:
            return None
        if not re.fullmatch(self.pattern, found):
            shortened = found if len(found) <= 12 else f"{found[:11]}…"
            wanted, _, examples = self.form.partition(": ")
            raise UsageError(f"“{shortened}” is not {wanted}", hint=f"like {examples}")
        return found


class Labels(ValueType):
    """Free labels, stored as words in order."""

    name = "labels"

    def parse(self, word: str, context: Context) -> Any:
        """Words, with or without `+`."""
        words = {piece.lstrip("+") for piece in text.clean_line(word).lower().replace(",", " ").split()} - {""}
        return " ".join(sorted(words)) or None

    def json(self, value: Any, context: Context) -> Any:
        """An array."""
        return value.split() if value else []

    def from_toml(self, value: Any, context: Context) -> Any:
        """The words in order."""
        return " ".join(sorted(value)) or None


class Flag(ValueType):
    """Yes or no."""

    name = "flag"
    width = 3

    def parse(self, word: str, context: Context) -> Any:
        """`yes`, `no`."""
        found = {"yes": 1, "y": 1, "true": 1, "1": 1, "on": 1, "no": 0, "n": 0, "false": 0, "0": 0, "off": 0, "": None}
        try:
            return found[word.strip().lower()]
        except KeyError:
            raise UsageError(f"“{text.clean_line(word)}” is neither yes nor no", hint="yes or no") from None

    def show(self, value: Any, context: Context) -> str:
        """`yes` or `no`."""
        return NOT_AVAILABLE if value is None else "yes" if value else "no"

    def edit(self, value: Any, context: Context) -> str:
        """`yes` or `no`."""
        return "" if value is None else "yes" if value else "no"

    def json(self, value: Any, context: Context) -> Any:
        """A boolean."""
        return None if value is None else bool(value)


class Choice(ValueType):
    """One word of a list; those in `final` end the record's open life."""

    name = "choice"
    width = 7

    def __init__(self, choices: tuple[str, ...], final: tuple[str, ...] = ()) -> None:
        self.choices, self.final = (*choices, *final), final

    def parse(self, word: str, context: Context) -> Any:
        """The choice, or the only one that begins so."""
        wanted = "_".join(word.strip().lower().replace("-", " ").split())
        if not wanted:
            return None
        fits = [choice for choice in self.choices if choice == wanted] or [choice for choice in self.choices if choice.startswith(wanted)]
        if len(fits) != 1:
            raise UsageError(f"“{text.clean_line(word)}” is not one of the choices", hint="one of " + ", ".join(self.choices))
        return fits[0]

    def show(self, value: Any, context: Context) -> str:
        """The word with spaces."""
        return NOT_AVAILABLE if value is None else str(value).replace("_", " ")


class Reference(ValueType):
    """Another record, stored by id; people are shown by handle."""

    name = "reference"
    width = 9

    def __init__(self, kind: str | None) -> None:
        self.kind = kind

    def parse(self, word: str, context: Context) -> Any:
        """A reference, handle or code → id."""
        return context.lookup.resolve(self.kind or "", word.strip()) if word.strip() else None

    def show(self, value: Any, context: Context) -> str:
        """The reference; a person's handle without its sign."""
        return NOT_AVAILABLE if value is None else context.lookup.reference(value).removeprefix("@")

    def full(self, value: Any, context: Context) -> str:
        """The reference with the record's title; of a person the handle says enough."""
        if value is None or self.kind == "person":
            return self.show(value, context)
        return f"{context.lookup.reference(value)}  {context.lookup.title(value)}".rstrip()

    def edit(self, value: Any, context: Context) -> str:
        """The reference."""
        return "" if value is None else context.lookup.reference(value)

    def json(self, value: Any, context: Context) -> Any:
        """People as handles, others as `{"ref", "title"}`."""
        if value is None:
            return None
        reference = context.lookup.reference(value)
        return reference if self.kind == "person" else {"ref": reference, "title": context.lookup.title(value)}

    def toml(self, value: Any, context: Context) -> Any:
        """The reference as text."""
        return context.lookup.reference(value)
