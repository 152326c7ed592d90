"""The types of values: how each is read from what people type, shown, edited again, and carried in JSON and TOML.

Stored values are text, integers or null: days are ISO text, durations minutes, percentages hundredths, money minor units, references ids.
`edit` gives the text that `parse` takes back; `show` the short text that lists display.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol

from models.store.errors import UsageError
from models.values import day, duration, money, percent, text

MISSING = "–"


class Lookup(Protocol):
    """What a type may ask about other records."""

    def resolve(self, kind: str, word: str) -> int:
        """The id that a word names: a reference, handle, code; raises UsageError naming the word."""

    def reference(self, record: int) -> str:
        """The reference of a record."""

    def title(self, record: int) -> str:
        """The title of a record."""


class Context:
    """Where a value is read or shown: the day, the currency of its project, and the other records."""

    __slots__ = ("currency", "lookup", "today")

    def __init__(self, today: date, currency: str | None, lookup: Lookup) -> None:
        self.today, self.currency, self.lookup = today, currency, lookup


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
        return MISSING if value is None else str(value)

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


class LongText(ValueType):
    """Text of several lines."""

    name = "long"
    width = 30

    def parse(self, word: str, context: Context) -> Any:
        """Cleaned text with its line ends; null when empty."""
        return text.clean(word).strip("\n") or None

    def show(self, value: Any, context: Context) -> str:
        """The text on one line."""
        return MISSING if value is None else text.clean_line(value)

    def from_toml(self, value: Any, context: Context) -> Any:
        """The text as it stands."""
        return text.clean(str(value))


class Day(ValueType):
    """A civil date, stored as ISO text."""

    name = "day"
    right = True
    width = 7
    ordered = True

    def parse(self, word: str, context: Context) -> Any:
        """`fri`, `+3d`, `2026-12-01`, `1 dec` → ISO text."""
        return day.parse(word, context.today).isoformat() if word.strip() else None

    def show(self, value: Any, context: Context) -> str:
        """`14Mar`, with the year when it is another."""
        return MISSING if value is None else day.tight(date.fromisoformat(value), context.today)

    def toml(self, value: Any, context: Context) -> Any:
        """A TOML date."""
        return date.fromisoformat(value)


class Instant(ValueType):
    """A moment in UTC, stored as text that sorts."""

    name = "instant"
    width = 16
    ordered = True

    def show(self, value: Any, context: Context) -> str:
        """Day and minute."""
        return MISSING if value is None else str(value)[:16].replace("T", " ")


class Duration(ValueType):
    """Working time, stored in minutes."""

    name = "duration"
    right = True
    width = 5
    ordered = True

    def parse(self, word: str, context: Context) -> Any:
        """`4h`, `3d`, `1.5d` → minutes."""
        return duration.parse(word) if word.strip() else None

    def show(self, value: Any, context: Context) -> str:
        """`3d`, `4h`."""
        return MISSING if value is None else duration.short(value)

    def edit(self, value: Any, context: Context) -> str:
        """`3d4h30m`."""
        return "" if value is None else duration.exact(value)

    def from_toml(self, value: Any, context: Context) -> Any:
        """Minutes."""
        return int(value)

    def json_name(self, name: str) -> str:
        """Durations say their unit."""
        return name if name.endswith("minutes") else f"{name}_minutes"


class Effort(Duration):
    """Person-time, stored in minutes."""

    name = "effort"


class Lag(Duration):
    """Working time between two linked tasks; a lead is negative."""

    name = "lag"

    def parse(self, word: str, context: Context) -> Any:
        """`2d`, `-1d`."""
        return duration.parse(word, signed=True) if word.strip() else None


class Money(ValueType):
    """An amount in minor units of its project's currency."""

    name = "money"
    right = True
    width = 9
    ordered = True

    def parse(self, word: str, context: Context) -> Any:
        """`12.5k`, `1,200.50`, `1.2M EUR` → minor units."""
        return money.parse(word, context.currency).minor if word.strip() else None

    def show(self, value: Any, context: Context) -> str:
        """`1.20 M`."""
        return MISSING if value is None else money.short(value, context.currency or "EUR")

    def edit(self, value: Any, context: Context) -> str:
        """`1200.50`."""
        return "" if value is None else money.plain(value, context.currency or "EUR")

    def json(self, value: Any, context: Context) -> Any:
        """`{"amount": "12.50", "currency": "EUR"}`."""
        currency = context.currency or "EUR"
        return None if value is None else {"amount": money.plain(value, currency), "currency": currency}

    def toml(self, value: Any, context: Context) -> Any:
        """`"12.50 EUR"`."""
        return money.canonical(money.Money(value, context.currency or "EUR"))


class Percent(ValueType):
    """0 to 100 per cent, stored in hundredths."""

    name = "percent"
    right = True
    width = 5
    ordered = True

    def parse(self, word: str, context: Context) -> Any:
        """`60%` → 6000."""
        return percent.parse(word) if word.strip() else None

    def show(self, value: Any, context: Context) -> str:
        """`60 %`."""
        return MISSING if value is None else percent.short(value)

    def edit(self, value: Any, context: Context) -> str:
        """`60`."""
        return "" if value is None else f"{percent.number(value):g}"

    def json(self, value: Any, context: Context) -> Any:
        """A number from 0 to 100."""
        return None if value is None else percent.number(value)

    def toml(self, value: Any, context: Context) -> Any:
        """A TOML float, as the snapshot's form wants it."""
        return value / 100


_MOST_DIGITS = 16  # what a column holds exactly, in every database and in JSON


class Number(ValueType):
    """A number with a fixed count of decimals, stored as an integer of its smallest step."""

    name = "number"
    right = True
    width = 5
    ordered = True

    def __init__(self, low: int | None = None, high: int | None = None, decimals: int = 0) -> None:
        self.low, self.high, self.step = low, high, 10**decimals

    def parse(self, word: str, context: Context) -> Any:
        """Digits within the limits."""
        if not word.strip():
            return None
        bounds = f"a number from {self.low} to {self.high}" if self.high is not None else "a number"
        whole, _, rest = word.strip().replace(",", ".").partition(".")
        places = len(str(self.step)) - 1
        digits = whole.removeprefix("-")
        readable = (digits + rest).isascii() and digits.isdigit() and len(digits) < _MOST_DIGITS and (not rest or rest.isdigit())
        if not readable or len(rest) > places:
            raise UsageError(f"“{text.clean_line(word)}” is not {bounds}", hint="digits only" if self.step == 1 else "like 7.5")
        value = int(whole) * self.step + (1 if not whole.startswith("-") else -1) * int((rest + "0" * places)[:places] or 0)
        if (self.low is not None and value < self.low * self.step) or (self.high is not None and value > self.high * self.step):
            raise UsageError(f"{text.clean_line(word)} is not {bounds}", hint=bounds)
        return value

    def show(self, value: Any, context: Context) -> str:
        """The number without idle zeros."""
        return MISSING if value is None else self.edit(value, context)

    def edit(self, value: Any, context: Context) -> str:
        """The number without idle zeros."""
        if value is None or self.step == 1:
            return "" if value is None else str(value)
        whole, rest = divmod(abs(value), self.step)
        decimals = str(self.step + rest)[1:].rstrip("0")
        return f"{'-' if value < 0 else ''}{whole}{'.' if decimals else ''}{decimals}"

    def json(self, value: Any, context: Context) -> Any:
        """A JSON number."""
        if value is None or self.step == 1:
            return value
        return value / self.step if value % self.step else value // self.step


class Variance(Number):
    """A difference in calendar days, shown with its sign."""

    name = "variance"

    def show(self, value: Any, context: Context) -> str:
        """`+6d`."""
        return MISSING if value is None else f"{value:+d}d" if value else "0d"


class Scale(Number):
    """A step from 1 to 5."""

    name = "scale"
    width = 2

    def __init__(self) -> None:
        super().__init__(1, 5)


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
        return MISSING if value is None else "yes" if value else "no"

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
        return MISSING if value is None else str(value).replace("_", " ")


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
        return MISSING if value is None else context.lookup.reference(value).removeprefix("@")

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
            raise UsageError(f"“{found}” does not have the form that is needed", hint=self.form)
        return found


TEXT, LONG, DAY, INSTANT, DURATION, EFFORT, LAG = ValueType(), LongText(), Day(), Instant(), Duration(), Effort(), Lag()
MONEY, PERCENT, NUMBER, VARIANCE, SCALE, FLAG, LABELS = Money(), Percent(), Number(), Variance(), Scale(), Flag(), Labels()
CURRENCY = Pattern("[A-Z]{3}", "three letters as in ISO 4217: EUR, USD, CHF", upper=True)
CODE = Pattern("[A-Z][A-Z0-9]{1,9}", "a letter, then one to nine letters or digits: CRM, NET2", upper=True)
HANDLE = Pattern(r"[a-z0-9][a-z0-9._-]{0,30}", "small letters, digits, dot, dash: ana, j.orr", strip="@")
