"""How `qd calc` answers: one JSON object, or lines with the value, the formula and its numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from models.values import NOT_AVAILABLE
from tui.cli.calc.table import beside
from tui.cli.call import usage

if TYPE_CHECKING:
    from tui.cli.call import Call

SHARES = (10, 20, 30, 40, 50, 60, 70, 80, 90, 95)
"""The percentiles that answers name."""
_PLACES, _CENTS = Decimal("0.0001"), Decimal("0.01")
_LONGEST = Decimal(10) ** 15
_LARGEST = Decimal("1e300")
"""Beyond it a number of the machine is infinite, which JSON cannot say; it is written in all its digits."""
_WRITABLE = Decimal("1e4000")


def shown(value: Decimal | None, places: Decimal = _PLACES) -> str:
    """A number to read: thousands apart, at most four decimals, `–` for what is not available; very large ones with their power of ten."""
    if value is None:
        return NOT_AVAILABLE
    if abs(value) >= _LONGEST:
        return f"{value:.4e}".replace("-", "−")
    rounded = value.quantize(places) + 0  # of what rounds to nothing no sign is left
    text = f"{rounded:,f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


def amount(value: Decimal | None) -> str:
    """An amount to read: whole, or with two decimals; below one with as many as any number."""
    if value is None or abs(value) < 1:
        return shown(value)
    text = shown(value, _CENTS)
    return f"{text}0" if text[-2:-1] == "." else text


def percent(value: Decimal | None) -> str:
    """A fraction to read, in per cent with at most two decimals: `12.98 %`."""
    return NOT_AVAILABLE if value is None else f"{shown(value * 100, _CENTS)} %"


class Figure(NamedTuple):
    """A figure: its symbol, its value, the formula in symbols and in numbers, a word about it, and how its value is read."""

    symbol: str
    value: Decimal | None
    formula: str = ""
    note: str = ""
    read: Callable[[Decimal | None], str] = shown

    @property
    def key(self) -> str:
        """The name in JSON: the symbol in lower case, its parts joined: `TCPI(BAC)` is `tcpi_bac`, `CV%` is `cv_percent`; `P80` stays."""
        if re.fullmatch("P[0-9]+", self.symbol):
            return self.symbol
        return "_".join(re.findall("[a-z0-9]+", self.symbol.lower().replace("%", " percent ")))


def answer(call: Call, figures: Sequence[Figure], **more: Any) -> None:
    """The figures as JSON with what else belongs to the object, or one after the other with their formulas, folded to the width."""
    if call.json:
        call.out.answer({each.key: plain(each.value) for each in figures} | {key: plain(value) for key, value in more.items()})
        return
    width = max(len(each.symbol) for each in figures)
    values = [each.read(each.value) for each in figures]
    room = max(map(len, values))
    indent = width + room + 4
    for each, value in zip(figures, values, strict=True):
        head = ((each.symbol.ljust(width), "bold"), "  ", value.rjust(room), "  ")
        beside(call, head, indent, partial(_folded, each.formula, each.note))


def explained(formula: str, values: Mapping[str, str], numbers: str = "") -> str:
    """A formula in symbols and then with the values of its symbols; `numbers` is the same formula in other symbols, better to compute with."""
    symbols = "|".join(re.escape(symbol) for symbol in sorted(values, key=len, reverse=True))
    return f"{formula} = " + re.sub(symbols, lambda match: values[match[0]], numbers or formula)


def _folded(formula: str, note: str, room: int) -> list[str]:
    """The lines of a formula and its note: one where they have room, else the symbols, the numbers and the note below each other."""
    whole = f"{formula}  {note}".strip()
    if len(whole) <= room:
        return [whole]
    from textwrap import wrap

    symbols, equals, numbers = formula.partition(" = ") if len(formula) > room else (formula, "", "")
    return [line for part in (symbols, equals.lstrip() + numbers, note) for line in wrap(part, room, break_on_hyphens=False)]


def plain(value: Any) -> Any:
    """A value as JSON: numbers whole where they are whole, otherwise with full precision; None for what is not available.

    Raises UsageError for a number of more digits than can be written.
    """
    if isinstance(value, Decimal):
        if abs(value) > _WRITABLE:
            raise usage(f"the answer holds {value:.4e}", hint="smaller values: JSON has at most 4000 digits")
        whole = value == value.to_integral_value() and abs(value) < 10**15
        return int(value) if whole or abs(value) > _LARGEST else float(value)
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value
