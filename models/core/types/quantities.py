"""Types whose values are measured and ordered: days, durations, money, percentages, numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from models.core.types.value_type import Context, ValueType
from models.store.errors import UsageError
from models.store.instants import local
from models.values import NOT_AVAILABLE, day, duration, money, percent, text


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
        return NOT_AVAILABLE if value is None else day.tight(date.fromisoformat(value), context.now)

    def full(self, value: Any, context: Context) -> str:
        """`14 Mar`."""
        return NOT_AVAILABLE if value is None else day.short(date.fromisoformat(value), context.now)

    def toml(self, value: Any, context: Context) -> Any:
        """A TOML date."""
        return date.fromisoformat(value)


class Instant(ValueType):
    """A moment in UTC, stored as text that sorts."""

    name = "instant"
    width = 16
    ordered = True

    def show(self, value: Any, context: Context) -> str:
        """Day and minute in the portfolio's zone."""
        return NOT_AVAILABLE if value is None else local(str(value))


class Quantity(ValueType):
    """Something measured and stored as an integer; a kind of quantity says how it is read, shown and edited."""

    right = True
    width = 5
    ordered = True
    read: Callable[[str], int]
    short: Callable[[int], str]
    exact: Callable[[int], str]

    def parse(self, word: str, context: Context) -> Any:
        """What was typed; nothing is null."""
        return self.read(word) if word.strip() else None

    def show(self, value: Any, context: Context) -> str:
        """In the unit that reads best."""
        return NOT_AVAILABLE if value is None else self.short(value)

    def edit(self, value: Any, context: Context) -> str:
        """To the last digit."""
        return "" if value is None else self.exact(value)


class Duration(Quantity):
    """Working time, stored in minutes: `4h`, `3d` or `1.5d` are read, `3d4h30m` is edited."""

    name = "duration"
    read, short, exact = staticmethod(duration.parse), staticmethod(duration.short), staticmethod(duration.exact)

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
    """Working time between two linked tasks, `2d`; a lead is negative, `-1d`."""

    name = "lag"
    read = staticmethod(partial(duration.parse, signed=True))


class Share(int):
    """A waiting time typed in per cent, as hundredths of a percent of what comes first: what stores it stores its unit too."""


def _wait(word: str) -> int:
    typed = word.strip()
    if not typed.endswith("%"):
        return duration.parse(word, signed=True)
    return Share(percent.parse(typed.lstrip("+-−")) * (-1 if typed[0] in "-−" else 1))


class Wait(Lag):
    """Time between two linked tasks, `2d`, `-1d`, or `50%` of what comes first."""

    read = staticmethod(_wait)


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
        return NOT_AVAILABLE if value is None else money.short(value, context.currency or "EUR")

    def full(self, value: Any, context: Context) -> str:
        """`1,200,000.00 EUR`."""
        currency = context.currency or "EUR"
        return NOT_AVAILABLE if value is None else f"{money.full(value, currency)} {currency}"

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


class Percent(Quantity):
    """0 to 100 per cent, stored in hundredths: `60%` is read, `60 %` shown, `60` edited."""

    name = "percent"
    read, short, exact = staticmethod(percent.parse), staticmethod(percent.short), staticmethod(percent.plain)

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
        return NOT_AVAILABLE if value is None else self.edit(value, context)

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
        return NOT_AVAILABLE if value is None else f"{value:+d}d" if value else "0d"


class Scale(Number):
    """A step from 1 to 5."""

    name = "scale"
    width = 2

    def __init__(self) -> None:
        super().__init__(1, 5)
